"""What is read from a model on areas, against counts by hand."""

import math

import pandas as pd
import pytest

from is248.estimators import area_models
from is248.estimators.logit import logit
from is248.estimators.tidy import REFERENCE, pick

TWO_GROUPS = pd.DataFrame(
    {"y": [1] * 8 + [0] * 2 + [1] * 2 + [0] * 8, "g": ["a"] * 10 + ["b"] * 10}
)


def test_reading_of_a_model():
    model = logit(TWO_GROUPS, "y", ["g"])
    assert area_models.deviating(model, "g", 0.1, above=True) == ["a"]
    assert area_models.deviating(model, "g", 0.1, above=False) == ["b"]
    frame = pd.DataFrame({"n": [10, 10, 20], "pct": [80.0, 20.0, 50.0]}, index=["a", "b", "total"])
    found = area_models.adjusted_shares(frame, model, "g")
    assert list(found.index) == ["a", "b"]
    assert found["adjusted_pct"].to_list() == pytest.approx([80, 20], abs=1e-4)


def test_the_p_of_several_groups_is_that_of_the_least_certain():
    data = pd.DataFrame(
        {"y": ([1] * 18 + [0] * 2) + ([1] * 10 + [0] * 10) + ([1] * 2 + [0] * 18),
         "g": ["a"] * 20 + ["b"] * 20 + ["c"] * 20}
    )  # fmt: skip
    model = logit(data, "y", ["g"])
    p = pick(model, "odds_ratio_deviation", "g")["p"]
    assert area_models.largest_deviation_p(model, "g", ["a"], above=True) == p["a"] < 0.01
    assert area_models.largest_deviation_p(model, "g", ["a"], above=False) == 1
    assert area_models.largest_deviation_p(model, "g", ["a", "c"], above=True) == 1
    assert math.isnan(area_models.largest_deviation_p(model, "g", ["a", "x"], above=True))
    assert math.isnan(area_models.largest_deviation_p(pd.DataFrame(), "g", ["a"], above=True))


def test_reservations_are_told_once_and_no_reference_among_them():
    separated = pd.DataFrame({"y": [1] * 10 + [1] * 5 + [0] * 5, "g": ["a"] * 10 + ["b"] * 10})
    told = area_models.reservations(logit(separated, "y", ["g"]))
    assert any("Firth" in note for note in told)
    assert len(set(told)) == len(told)
    assert REFERENCE not in told
    assert area_models.reservations(logit(TWO_GROUPS, "y", ["g"])) == []
    assert area_models.reservations(pd.DataFrame()) == []


def test_the_test_of_a_factor_by_hand():
    data = TWO_GROUPS.assign(y=TWO_GROUPS["y"].map({1: "yes", 0: "no"}))
    # G = 2 * (20 ln 2 + 16 ln 0.8 + 4 ln 0.2), by hand
    statistic = 2 * (20 * math.log(2) + 16 * math.log(0.8) + 4 * math.log(0.2))
    found = area_models.factor_test(data, "y", ["yes"], ["g"], {"g": ["a", "b"]})
    assert found == pytest.approx(math.erfc(math.sqrt(statistic / 2)), rel=1e-6)


def test_no_model_is_no_number():
    assert area_models.deviating(pd.DataFrame(), "g", 0.1, above=True) == []
    assert area_models.adjusted_shares(pd.DataFrame(), pd.DataFrame(), "g").empty


def test_control_tests_without_some_units():
    data = pd.DataFrame({
        "y": ["a", "a", "a", "b", "a", "b", "b", "b"] * 3,
        "area": ["n", "n", "n", "n", "s", "s", "s", "s"] * 3,
        "size": ["x", "y"] * 12,
    })  # fmt: skip
    orders = {"area": ["n", "s"], "size": ["x", "y"]}
    found = area_models.control_tests(
        {"area": data}, "y", ["a"], orders, without=("area", "s"), control="size"
    )
    assert found["n"]["area"] == 24
    assert found["lr_controlled"]["area"] <= found["lr_alone"]["area"]
    assert math.isnan(found["lr_without"]["area"])
    assert area_models.control_tests(
        {"area": data}, "z", ["a"], orders, without=("area", "s")
    ).empty
