"""Answers as tables, counted by hand."""

import pandas as pd
import pytest

from is248.measures import outcomes as questions
from is248.survey.codebook import Variable

YES_NO = Variable(
    id="ip", part=2, number="5.1", label="IP", type="single", chapter="x", concept="ip",
    categories={"yes": "Ja", "no": "Nei", "dont_know": "Vet ikke"},
)  # fmt: skip
CROSSES = YES_NO.model_copy(
    update={"id": "m", "type": "multiple", "categories": {"a": "A", "b": "B"}}
)
OPEN = YES_NO.model_copy(update={"id": "o", "type": "open", "categories": {"x": "X", "y": "Y"}})


@pytest.fixture
def units():
    return pd.DataFrame(
        {
            "size": ["s", "s", "s", "l", "l", "l"],
            "ip": pd.array(["yes", "yes", "no", "no", None, "dont_know"], dtype="string"),
            "m__a": pd.array([1, 0, 1, None, None, 0], dtype="Int8"),
            "m__b": pd.array([0, 0, 1, None, None, 1], dtype="Int8"),
            "o__codes": pd.array(["x;y", "x", None, None, "y", None], dtype="string"),
        }
    )


def test_shares_by(units):
    found = questions.shares_by(units, "ip", ["yes"], "size", {"size": ["l", "s"]})
    assert list(found.index) == ["l", "s", "total"]
    assert found["n"].to_list() == [2, 3, 5]
    assert found["count"].to_list() == [0, 2, 2]
    assert found["pct"].to_list() == pytest.approx([0, 200 / 3, 40])
    assert (found["low_pct"] <= found["pct"] + 1e-9).all()


def test_distribution_counts_every_category(units):
    found = questions.distribution(units, YES_NO)
    assert found["n"].to_dict() == {"yes": 2, "no": 2, "dont_know": 1, "total": 5}
    assert found.loc["dont_know", "pct"] == 20


def test_any_of_several_crosses_counts_once(units):
    found = questions.outcome(units, "m", ["a", "b"])["outcome"]
    assert found.fillna(-1).to_list() == [1, 0, 1, -1, -1, 1]  # -1: the question was left empty


def test_shares_by_of_a_multiple_choice(units):
    found = questions.shares_by(units, "m", ["a"], "size", {"size": ["l", "s"]})
    assert found["n"].to_dict() == {"l": 1, "s": 3, "total": 4}
    assert found["count"].to_dict() == {"l": 0, "s": 2, "total": 2}


def test_every_answer_is_a_share_of_those_that_answered(units):
    found = questions.answer_shares(units, YES_NO)
    assert found["count"].to_dict() == {"yes": 2, "no": 2, "dont_know": 1}
    assert found["n"].to_list() == [5, 5, 5]
    assert found["pct"].to_list() == [40.0, 40.0, 20.0]
    assert found.loc["yes", "low_pct"] == pytest.approx(11.8, abs=0.05)  # Wilson, 2 of 5
    assert found.loc["yes", "high_pct"] == pytest.approx(76.9, abs=0.05)


def test_crosstab_rows_sum_to_100(units):
    found = questions.crosstab(units, YES_NO, "size")
    assert found.loc["l", ["yes_pct", "no_pct", "dont_know_pct"]].to_list() == [0, 50, 50]
    assert found.loc["total", "n"] == 5


def test_options_are_per_cent_of_those_that_answered(units):
    found = questions.options(units, CROSSES)
    assert found["n"].to_list() == [4, 4]
    assert found["pct"].to_list() == [50, 50]


def test_codes_may_sum_to_more_than_a_hundred(units):
    found = questions.codes(units, OPEN)
    assert found["n"].to_dict() == {"x": 2, "y": 2}
    assert found["pct"].to_list() == pytest.approx([200 / 3, 200 / 3])


def test_a_question_missing_throughout_was_not_asked(units):
    assert questions.asked(units, YES_NO)
    assert not questions.asked(units.assign(ip=pd.NA), YES_NO)
    assert not questions.asked(units.drop(columns="ip"), YES_NO)


def test_total_rows_under_one_another_without_the_empty_ones(units):
    asked = questions.shares_by(units, "ip", ["yes"], "size")
    found = questions.totals({"2015": pd.DataFrame(), "2016": asked}, "year")
    assert found.index.to_list() == ["2016"]
    assert found.index.name == "year"
    assert found.loc["2016", ["n", "count", "pct"]].to_list() == [5, 2, 40]
    nothing = questions.totals({"2015": pd.DataFrame()}, "year")
    assert nothing.empty
    assert list(nothing) == list(questions.PERCENT_COLUMNS)
