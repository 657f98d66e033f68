"""Codes of an open answer, counted by hand."""

import math

import pandas as pd
import pytest

from is248.measures import expectations
from is248.stats.proportions import wilson
from is248.stats.tidy import pick

CODES = ["a", "b", "c"]


@pytest.fixture
def units():
    return pd.DataFrame(
        {
            "kind": ["municipality"] * 4 + ["district"] * 2,
            "size_class": ["<2000", "<2000", "2000-5000", "2000-5000", "2000-5000", "2000-5000"],
            "q__codes": pd.array(["a;b", "b", "", None, "b;c", "a"], dtype="string"),
        }
    )


@pytest.fixture
def nobody(units):
    return units.assign(q__codes=pd.array([None] * 6, dtype="string"))


def test_who_wrote(units):
    found = expectations.written(units, "q")
    assert found.loc["municipality"].to_dict() == {"count": 3, "n": 4, "pct": 75.0}
    assert found.loc["district"].to_dict() == {"count": 2, "n": 2, "pct": 100.0}
    assert expectations.written(units, "unknown")["count"].to_list() == [0, 0]


def test_mentions_count_an_answer_once(units):
    assert expectations.mentions(units, "q", "a", "b") == pytest.approx(80.0)
    assert expectations.mentions(units, "q", "c") == pytest.approx(20.0)
    assert math.isnan(expectations.mentions(units, "unknown", "a"))


def test_codes_per_answer(units, nobody):
    assert expectations.per_answer(units, "q") == pytest.approx(6 / 5)
    assert math.isnan(expectations.per_answer(nobody, "q"))


def test_the_most_named(units, nobody):
    found = expectations.most_named(units, "q", CODES, 2)
    assert found["count"].to_dict() == {"b": 3, "a": 2}
    assert found["pct"].to_list() == pytest.approx([60.0, 40.0])
    low, high = wilson(3, 5)
    assert found.loc["b", ["low_pct", "high_pct"]].to_list() == pytest.approx(
        [low * 100, high * 100]
    )
    assert expectations.most_named(nobody, "q", CODES, 2).empty


def test_shares_by_group(units, nobody):
    found = expectations.shares(units, "q", "b", "size_class")
    assert found.loc["<2000", "pct"] == 100.0
    assert found.loc["2000-5000", "pct"] == pytest.approx(100 / 3)
    assert found.loc["total", "n"] == 5
    assert expectations.shares(nobody, "q", "b", "size_class").empty


def test_a_model_of_a_code(units, nobody):
    many = pd.concat([units] * 5, ignore_index=True)
    found = pick(expectations.model(many, "q", "a", ["size_class"]), "odds_ratio")
    # 5 of 10 against 5 of 15
    assert found.loc["2000-5000", "estimate"] == pytest.approx((5 / 10) / (5 / 5))
    assert expectations.model(nobody, "q", "a", ["size_class"]).empty


def test_one_code_of_several_bases(units, nobody):
    found = expectations.bases(units, "q", "b")
    assert found["n"].to_dict() == {"answered": 5, "outside_oslo": 3, "missing_no": 6}
    assert found["pct"].to_list() == pytest.approx([60.0, 200 / 3, 50.0])
    assert expectations.bases(nobody, "q", "b").empty
