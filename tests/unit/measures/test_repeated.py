"""The same units asked twice, by hand."""

import math

import pandas as pd
import pytest

from is248.measures import repeated


def test_mcnemar_on_the_same_units():
    before = pd.Series(["no"] * 6 + ["yes"] * 3 + [None])
    after = pd.Series(["yes"] * 5 + ["no", "yes", "yes", "no", "yes"])
    found = repeated.paired(before, after, ["yes"])
    assert (found["n"], found["gained"], found["lost"]) == (9, 5, 1)
    # two-sided binomial of 5 of 6: 2 * (6 + 1) / 64
    assert found["p"] == pytest.approx(14 / 64)


def test_mcnemar_without_change_or_answers():
    same = pd.Series(["yes", "no"])
    assert repeated.paired(same, same, ["yes"])["p"] == 1
    nobody = pd.Series([None, None], dtype="object")
    assert math.isnan(repeated.paired(nobody, nobody, ["yes"])["p"])


def test_answers_by_year_with_those_who_did_not_answer():
    years = {
        2015: pd.DataFrame({"q": ["yes", None, "no", None]}),
        2016: pd.DataFrame({"q": ["no", None]}),
    }
    found = repeated.answers_by_year(years, "q", ["yes", "no"])
    assert list(found) == ["n_2015", "n_2016", "pct_2015", "pct_2016"]
    assert found["n_2015"].to_list() == [1, 1, 2, 2, 4]
    assert found["pct_2015"].to_list()[:3] == [50, 50, 100]
    assert math.isnan(found.loc["not_stated", "pct_2015"])
    assert found["n_2016"].to_list() == [0, 1, 1, 1, 2]


def test_weighted_share_is_of_those_who_answered():
    units = pd.DataFrame({"q": ["yes", "no", None], "pop": [30, 10, 60]})
    assert repeated.weighted_share(units, "q", ["yes"], "pop") == 75
    assert math.isnan(repeated.weighted_share(units, "other", ["yes"], "pop"))


def test_a_question_that_nobody_answers_this_year_is_empty():
    years = {2015: pd.DataFrame({"q": ["yes"]}), 2016: pd.DataFrame({"q": [None]})}
    assert repeated.answers_by_year(years, "q", ["yes", "no"]).empty


def test_changes_are_adjusted_for_their_number():
    # six of six changed to good: p = 2 / 64; the other row has no change: p = 1
    poor, good = pd.Series(["poor"] * 6), pd.Series(["good"] * 6)
    rows = {"first": (poor, good, ["good"]), "third": (good, good, ["good"])}
    found = repeated.changes(rows, (2015, 2016))
    assert found.loc["first", ["pct_2015", "pct_2016", "n", "gained"]].to_list() == [0, 100, 6, 6]
    assert found["p"].to_list() == pytest.approx([2 / 64, 1])
    assert found["p_holm"].to_list() == pytest.approx([4 / 64, 1])
    assert list(repeated.changes({}, (2015, 2016)))[:2] == ["pct_2015", "pct_2016"]
