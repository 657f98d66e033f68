"""Single numbers of tables and answers, also where there are none."""

import math

import pandas as pd

from is248.measures import lookup


def units(**columns):
    frame = pd.DataFrame(columns)
    return frame.set_index(pd.Index([f"{1000 + at}" for at in range(len(frame))], name="code"))


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


def test_a_question_that_nobody_answered_was_not_asked():
    data = units(a=[None, None])
    for name in ("a", "b"):
        assert math.isnan(lookup.answered(data, name))


def test_answers_to_a_question_that_the_year_lacks_are_missing():
    data = units(a=["x", None])
    assert lookup.answers_to(data, "a").equals(data["a"])
    lacking = lookup.answers_to(data, "b")
    assert lacking.isna().all()
    assert lacking.index.equals(data.index)
