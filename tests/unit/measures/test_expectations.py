"""Codes of an open answer, counted by hand."""

import pandas as pd
import pytest

from is248.measures import expectations, outcomes
from is248.survey.answers import Answers
from is248.survey.codebook import Codebook, Variable

QUESTION = Variable(
    id="q", part=3, number="1", label="Hva ventes", type="open", chapter="x", concept="q",
    categories={"a": "A", "b": "B", "c": "C"},
)  # fmt: skip
KINDS = pd.DataFrame({"kind": ["municipality"] * 4 + ["district"] * 2})


def asked(*codes):
    coded = pd.DataFrame({"q__codes": pd.array(codes, dtype="string")})
    book = Codebook(year=2016, variables=(QUESTION,))
    return expectations.with_mentions(Answers(coded, pd.DataFrame(), True, book), "q")


WROTE, SILENT = asked("a;b", "b", "", None, "b;c", "a"), asked(*[None] * 6)


def test_codes_are_crosses_and_no_code_is_an_answer():
    found = WROTE.values[["q_mentions__a", "q_mentions__b", "q_mentions__c"]]
    assert found.iloc[0].to_list() == [1, 1, 0]
    assert found.iloc[2].to_list() == [0, 0, 0]
    assert found.iloc[3].isna().all()
    assert WROTE.codebook.variable("q_mentions").type == "multiple"
    assert expectations.with_mentions(WROTE, "q") is WROTE
    assert expectations.with_mentions(WROTE, "unknown") is WROTE


def test_who_wrote():
    found = expectations.written(WROTE.values.join(KINDS), "q")
    assert found.loc["municipality"].to_dict() == {"n": 4, "count": 3, "pct": 75.0}
    assert found.loc["district"].to_dict() == {"n": 2, "count": 2, "pct": 100.0}
    assert expectations.written(SILENT.values.join(KINDS), "q").empty


def test_codes_per_answer():
    mentions = outcomes.options(WROTE.values, WROTE.codebook.variable("q_mentions"))
    assert mentions["count"].to_dict() == {"a": 2, "b": 3, "c": 1}
    assert expectations.per_answer(mentions) == pytest.approx(6 / 5)


def test_one_code_of_several_bases():
    found = expectations.bases(WROTE.values.join(KINDS), "q_mentions", "b")
    assert found["n"].to_dict() == {"answered": 5, "outside_oslo": 3, "missing_no": 6}
    assert found["pct"].to_list() == pytest.approx([60.0, 200 / 3, 50.0])
    assert expectations.bases(SILENT.values.join(KINDS), "q_mentions", "b").empty
