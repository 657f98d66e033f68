"""The one shape of all statistical results, and what it asks of its input."""

import numpy as np
import pandas as pd
import pytest

from is248.base.errors import DataError
from is248.stats import inputs
from is248.stats.tidy import COLUMNS, pick, tidy, together


def test_every_column_is_there_with_its_dtype():
    found = tidy([{"item": "a", "n": 3, "estimate": 0.5}])
    assert {c: str(t) for c, t in found.dtypes.items()} == dict(COLUMNS)
    assert found.loc[0, "note"] == ""
    assert found.loc[0, "count"] is pd.NA
    assert np.isnan(found.loc[0, "p"])


def test_no_rows_keep_the_shape():
    assert list(tidy([]).columns) == list(COLUMNS)
    assert together(tidy([]), tidy([])).empty


def test_an_unknown_column_is_a_fault():
    with pytest.raises(KeyError, match="odds"):
        tidy([{"odds": 1.0}])


def test_pick_gives_one_quantity_by_level():
    rows = [{"item": "x", "level": v, "quantity": "share", "estimate": 0.1} for v in "ab"]
    found = pick(tidy([*rows, {"item": "x", "quantity": "chi2_test"}]), "share")
    assert list(found.index) == ["a", "b"]
    with pytest.raises(DataError, match="«mean» er ikke estimert"):
        pick(tidy(rows), "mean")


@pytest.mark.parametrize("dtype", ["Int8", "Float64", "boolean", "object", "float64"])
def test_binary_takes_every_kind_of_missing(dtype):
    gap = np.nan if dtype == "float64" else None
    frame = pd.DataFrame({"y": pd.Series([1, 0, gap], dtype=dtype)})
    assert inputs.binary(frame, "y").fillna(-1).to_list() == [1.0, 0.0, -1.0]


def test_binary_refuses_other_values():
    with pytest.raises(DataError, match="andre verdier enn 0 og 1"):
        inputs.binary(pd.DataFrame({"y": [0, 2]}), "y")
    with pytest.raises(DataError, match="ikke er tall"):
        inputs.binary(pd.DataFrame({"y": ["ja"]}), "y")
    with pytest.raises(DataError, match="Mente du «answer»"):
        inputs.binary(pd.DataFrame({"answer": [0]}), "anser")


def test_levels_follow_the_order_and_refuse_a_forgotten_group():
    frame = pd.DataFrame({"g": ["b", "", None, "a"]})
    assert inputs.levels(frame, "g") == ["b", "a"]
    assert inputs.levels(frame, "g", {"g": ["a", "b", "c"]}) == ["a", "b", "c"]
    with pytest.raises(DataError, match="mangler «b»"):
        inputs.levels(frame, "g", {"g": ["a"]})
    ordered = frame.assign(g=pd.Categorical(["b", None, None, "a"], ["a", "b"]))
    assert inputs.levels(ordered, "g") == ["a", "b"]


def test_indicator_makes_a_choice_binary():
    frame = pd.DataFrame({"q": ["good", "bad", None, "none"]})
    assert inputs.indicator(frame, "q", ["good"]).fillna(-1).to_list() == [1, 0, -1, 0]
    of = inputs.indicator(frame, "q", ["good"], of=["good", "bad"])
    assert of.fillna(-1).to_list() == [1, 0, -1, -1]
