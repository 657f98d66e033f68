"""Questions with several crosses, by hand."""

import numpy as np
import pandas as pd
import pytest

from is248.base.errors import DataError
from is248.stats.choices import crosses, exclusive, option_shares

OPTIONS = ["q__a", "q__b", "q__c"]


@pytest.fixture
def units():
    rows = [(1, 0, 0), (1, 1, 0), (0, 1, None), (0, 0, 0), (None, None, None), (1, None, 1)]
    frame = pd.DataFrame(rows, columns=OPTIONS).astype("Int8")
    return frame.assign(g=list("xxyyzz"), w=[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])


def test_shares_are_of_those_who_answered_at_all(units):
    found = option_shares(units, OPTIONS)
    assert found["item"].to_list() == OPTIONS
    assert found["n"].to_list() == [4, 4, 4]  # the unit of zeros crossed nothing
    assert found["count"].to_list() == [3, 2, 1]
    assert found["missing"].to_list() == [2, 2, 2]


def test_zeros_may_be_an_answer(units):
    found = option_shares(units, OPTIONS, zeros_answer=True)
    assert found["n"].to_list() == [5, 5, 5]
    assert found["count"].to_list() == [3, 2, 1]


def test_shares_by_group_and_weighted(units):
    found = option_shares(units, OPTIONS, "g", weight="w")
    a = found[(found["item"] == "q__a") & (found["quantity"] == "share_weighted")]
    assert a.set_index("level")["estimate"].to_dict() == pytest.approx(
        {"x": 1.0, "y": 0.0, "z": 1.0, "total": 9 / 12}
    )


def test_an_option_left_empty_beside_a_cross_is_not_crossed(units):
    found = crosses(units, OPTIONS)
    assert found.loc[2].to_list() == [0, 1, 0]
    assert found.loc[5].to_list() == [1, 0, 1]
    assert found.loc[[3, 4]].isna().all(axis=None)


CLASSES = {  # as table 10.1
    "slt": ["slt"],
    "regular_meetings": ["regular"],
    "single_cases_and_other": ["single", "other"],
    "single_cases": ["single"],
    "no": ["no"],
    "other": ["other"],
}


def test_the_first_class_that_fits():
    columns = ["slt", "regular", "single", "no", "other"]
    rows = {
        "slt": (1, 1, 1, 0, 1),
        "regular_meetings": (0, 1, 1, 0, 0),
        "single_cases_and_other": (0, 0, 1, 0, 1),
        "single_cases": (0, 0, 1, 0, 0),
        "no": (0, 0, 0, 1, 0),
        "other": (0, 0, 0, 0, 1),
    }
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    frame.loc["blank"] = np.nan
    found = exclusive(frame, CLASSES)
    assert found.iloc[:-1].astype("str").to_list() == list(rows)
    assert found.isna().to_list() == [False] * 6 + [True]
    assert list(found.cat.categories) == list(CLASSES)


def test_a_cross_without_a_class_is_a_fault():
    frame = pd.DataFrame({"slt": [0], "more": [1]}, index=["0101"])
    with pytest.raises(DataError, match="1 enheter, først 0101"):
        exclusive(frame, {"slt": ["slt"]}, options=["slt", "more"])
