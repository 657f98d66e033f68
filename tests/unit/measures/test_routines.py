"""Routines of follow-up, counted by hand."""

import math

import pandas as pd
import pytest

from is248.measures import routines
from is248.survey.answers import Answers
from is248.survey.codebook import Codebook, Variable

ROUTINE = Variable(
    id="q", part=3, number="17.1", label="Rutine", type="single", chapter="x", concept="q",
    categories={"yes": "Ja", "no": "Nei"},
)  # fmt: skip


def units(answers, county="Østfold"):
    frame = {"q": pd.array(answers, dtype="string"), "size_class": "<2000", "county": county}
    return pd.DataFrame(frame).set_axis([f"{at:04d}" for at in range(len(answers))])


def test_ways_of_counting():
    towns = units(["yes", "no", None])
    one = pd.concat([towns, units(["no"], "Oslo").set_axis(["0301"])])
    districts = units(["yes", "no", "no"], "Oslo").set_axis(["030101", "030102", "030103"])
    parts = pd.concat([towns, districts])
    found = routines.counted_ways(one, parts, "q")
    assert found["n"].to_dict() == {"one": 3, "districts": 5, "outside_oslo": 2, "missing_no": 4}
    assert found["pct"].to_dict() == pytest.approx(
        {"one": 100 / 3, "districts": 40.0, "outside_oslo": 50.0, "missing_no": 25.0}
    )
    assert one["q"].isna().sum() == 1


@pytest.mark.parametrize("name", ["q", "unknown"])
def test_ways_of_counting_what_nobody_answered(name):
    nobody = units([None, None])
    assert routines.counted_ways(nobody, nobody, name).empty


@pytest.mark.parametrize(
    ("percent", "tenths"), [(41.3, 40), (22.9, 20), (45.0, 50), (44.99, 40), (4.0, 0)]
)
def test_shares_in_tenths_round_half_up(percent, tenths):
    assert routines.in_tenths(percent) == tenths


def test_no_share_has_no_tenths():
    assert math.isnan(routines.in_tenths(math.nan))


def test_a_question_of_another_year_is_named():
    book = Codebook.model_construct(year=2015, variables=[ROUTINE], key="unit")
    answers = Answers(pd.DataFrame(), pd.DataFrame(), False, book)
    assert routines.asked_as(answers, "q") == ["Spørsmål 17.1 i skjemaet for 2015: Rutine."]
    assert routines.asked_as(answers, "unknown") == []


@pytest.mark.parametrize(
    ("groups", "start"),
    [(["50000 og større", "20000-50000"], 20000), (["20000-50000"], None), ([], None)],
)
def test_from_which_size_on(groups, start):
    order = ["<2000", "2000-20000", "20000-50000", "50000 og større"]
    found = routines.from_size(groups, order)
    assert math.isnan(found) if start is None else found == start
