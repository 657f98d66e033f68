"""Single numbers of tables and answers, also where there are none."""

import math

import pandas as pd

from is248.measures import lookup


def units(**columns):
    frame = pd.DataFrame(columns)
    return frame.set_index(pd.Index([f"{1000 + at}" for at in range(len(frame))], name="code"))


class TestExtremes:
    VALUES = pd.Series({"a": 3.4, "b": 3.2, "c": 9.0, "d": math.nan, "total": 99.0})

    def test_the_total_and_the_unknown_play_no_part(self):
        assert lookup.extremes(self.VALUES, 2) == ["c", "a"]
        assert lookup.extremes(self.VALUES, 1, lowest=True) == ["b"]

    def test_ties_keep_their_order(self):
        assert lookup.extremes(self.VALUES, 1, lowest=True, decimals=0) == ["a"]


def test_numbers_of_a_table_that_may_be_empty():
    frame = pd.DataFrame({"n": [4]}, index=["total"])
    assert lookup.value(frame, "n") == 4
    assert math.isnan(lookup.value(pd.DataFrame(), "n"))
    assert lookup.count(frame, "n") == 4
    assert lookup.count(frame, "n", "other") == 0
    blank = pd.DataFrame({"n": pd.array([None], dtype="Int64")}, index=["total"])
    assert math.isnan(lookup.value(blank, "n"))
    assert lookup.count(blank, "n") == 0


def test_answers_and_codes_are_counted():
    data = units(a=["x", "y", None])
    assert lookup.answered(data, "a") == 2
    assert lookup.given(data, "a", "x", "z") == 1
    assert lookup.given(data, "a", "z") == 0


def test_a_question_that_nobody_answered_was_not_asked():
    data = units(a=[None, None])
    for name in ("a", "b"):
        assert math.isnan(lookup.answered(data, name))
        assert math.isnan(lookup.given(data, name, "x"))


def test_the_highest_groups_are_named_in_their_order():
    shares = pd.DataFrame({"pct": [10.0, 30.0, 20.0, 30.0, None, 22.0]}, [*"abcde", "total"])
    assert lookup.highest_in_order(shares, 2) == ["b", "d"]
    assert lookup.highest_in_order(shares, 3) == ["b", "c", "d"]
    assert lookup.highest_in_order(shares, 1) == ["b", "d"]  # they share the first place
    assert lookup.highest_in_order(shares, 1, lowest=True) == ["a"]
    assert lookup.highest_in_order(pd.DataFrame(), 1) == []


def test_answers_to_a_question_that_the_year_lacks_are_missing():
    data = units(a=["x", None])
    assert lookup.answers_to(data, "a").equals(data["a"])
    lacking = lookup.answers_to(data, "b")
    assert lacking.isna().all()
    assert lacking.index.equals(data.index)
