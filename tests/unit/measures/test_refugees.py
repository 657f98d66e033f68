"""Offers to refugees, counted by hand."""

import math

import pandas as pd
import pytest

from is248.measures import refugees


@pytest.fixture
def units():
    return pd.DataFrame(
        {
            "kind": ["municipality", "municipality", "municipality", "district", "district"],
            "size_class": ["small", "small", "large", "large", "large"],
            "m__a": pd.array([1, 0, None, 1, 1], dtype="Int8"),
            "m__b": pd.array([0, 0, None, 1, None], dtype="Int8"),
        },
        index=pd.Index(["0101", "0102", "0103", "030101", "030102"], name="unit"),
    )


def test_inside_and_outside_oslo(units):
    found = refugees.inside_and_outside_oslo(units, "m", ["a", "b"], base=4)
    assert found.loc["a"].to_list() == [1, 25, 2, 100]
    assert found.loc["b"].to_list() == [0, 0, 1, 50]
    assert refugees.inside_and_outside_oslo(units, "unknown", [], base=4).empty


def test_offers_by_group_with_a_test_of_the_groups():
    data = pd.DataFrame(
        {"g": ["x"] * 12 + ["y"] * 12, "m__a": [1] * 3 + [0] * 9 + [1] * 9 + [0] * 3}
    )
    found = refugees.offers_by(data, "m", ["a"], "g", ["x", "y"]).loc["a"]
    assert found[["x_pct", "y_pct", "total_pct"]].to_list() == [25, 75, 50]
    # 3 of 12 against 9 of 12, expected 6 each: G = 2 * (6 ln(3/6) + 18 ln(9/6)) on one degree
    g = 2 * (6 * math.log(3 / 6) + 18 * math.log(9 / 6))
    assert found["p_value"] == pytest.approx(math.erfc(math.sqrt(g / 2)), rel=1e-6)


def test_offers_that_were_not_asked_are_no_rows(units):
    found = refugees.offers_by(units, "m", [], "size_class", ["small", "large"])
    assert list(found.columns) == ["small_pct", "large_pct", "total_pct", "p_value"]
    assert found.empty


def test_who_answered_at_all(units):
    assert refugees.answering(units, "m", ["a", "b"]) == 4
    assert refugees.answering(units, "unknown", ["a"]) == 0


def test_one_count_of_several_bases():
    counts = pd.Series({"a": 30.0, "b": 60.0})
    found = refugees.of_bases(counts, {"all": 120, "answered": 100, "none": 0})
    assert found["all"].to_list() == [25, 50]
    assert found["answered"].to_list() == [30, 60]
    assert found["none"].isna().all()
