"""Codes of open questions, counted by hand."""

import dataclasses
import math

import pandas as pd
import pytest

from is248.measures import coded_answers
from is248.survey.answers import Answers
from is248.survey.codebook import Codebook, Variable

WHY = Variable(
    id="why", part=2, number="1", label="Hvorfor", type="open", chapter="x", concept="why",
    categories={"a": "Alfa", "b": "BTI-modellen", "c": "Aldri"},
)  # fmt: skip


@pytest.fixture
def answers():
    values = pd.DataFrame(
        {
            "why": pd.array(["x", "x", None, "x", "x"], dtype="string"),
            "why__codes": pd.array(["a;b", "b", None, "b", None], dtype="string"),
        }
    )
    return Answers(values, pd.DataFrame(), True, Codebook(year=2016, variables=(WHY,)))


def test_codes_in_quotation_marks_the_most_frequent_first(answers):
    found = coded_answers.quoted_codes(answers, "why")
    assert list(found.items()) == [("«BTI-modellen»", 3), ("«Alfa»", 1)]


def test_answers_with_codes_are_counted(answers):
    assert coded_answers.coded_n(answers.values, "why") == 3


def test_an_answer_is_counted_by_kind_of_unit(answers):
    units = answers.values.assign(
        kind=["municipality", "municipality", "district", "district", "city"],
        choice=["no", "yes", "no", "no", None],
    )
    assert coded_answers.kinds_with(units, "why", "b") == {"municipality": 2, "district": 1}
    assert coded_answers.kinds_with(units, "choice", "no") == {"municipality": 1, "district": 2}
    nobody = coded_answers.kinds_with(units.assign(choice=None), "choice", "no")
    assert all(map(math.isnan, nobody.values()))


def test_a_question_that_is_not_asked_has_no_codes(answers):
    assert coded_answers.quoted_codes(answers, "unknown").empty
    assert coded_answers.coded_n(answers.values, "unknown") == 0


def test_a_question_that_nobody_answered_has_no_codes(answers):
    blank = answers.values.assign(why__codes=pd.array([None] * 5, dtype="string"))
    silent = dataclasses.replace(answers, values=blank)
    assert coded_answers.quoted_codes(silent, "why").empty
