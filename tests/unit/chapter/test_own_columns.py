"""What is counted of a question's own columns is what is counted of all columns."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.chapters import open_chapter
from is248.measures import outcomes, outreach
from is248.stats import choices, inputs
from is248.stats.proportions import proportions

WAYS = ("one", "districts", "districts_and_agencies")


@pytest.fixture(scope="module")
def housing():
    return open_chapter("housing", 2016, "county")


@pytest.mark.parametrize("name", ["housing_grant_applied", "police_cooperation"])
@pytest.mark.parametrize("oslo", WAYS)
def test_own_units_are_the_units_with_the_own_columns(housing, name, oslo):
    every, own = housing.units(oslo), housing.units_of(oslo, name)
    assert own.equals(every[list(own.columns)])
    asked = [*housing.question(name).variable.columns]
    assert {*own.columns} == {*housing.register.columns, *asked}


def test_a_question_among_those_of_another_keeps_both(housing):
    grant, follow = housing.question("housing_grant_applied"), housing.question("housing_follow_up")
    among = grant.among(follow.good, "med god oppfølging")
    own = among.own_as()
    assert own.index.equals(among.units.index)
    assert {grant.id, follow.id} <= {*own.columns}
    assert grant.districts().own_as().index.equals(grant.districts().units.index)
    assert among.yes.total["n"] == among.units[grant.id].notna().sum() < grant.yes.total["n"]


def test_the_total_is_the_row_total_of_shares(housing):
    for name, codes in (("housing_follow_up", ["large_extent"]), ("police_cooperation", ["slt"])):
        question = housing.question(name)
        found = outcomes.share(question.units, name, codes)
        row = outcomes.shares_by(question.units, name, codes, "county").loc["total"]
        assert list(found.index) == list(outcomes.PERCENT_COLUMNS)
        assert found.to_list() == [float(value) for value in row]


def test_totals_are_counted_anew_where_answers_are_derived():
    chapter = open_chapter("outreach", 2016)
    chapter.derive(outreach.with_either)
    before = chapter.question("outreach_either").yes.total["count"]

    def nobody(answers):
        values = answers.values.assign(outreach_either="no")
        return replace(answers, values=values)

    chapter.derive(nobody)
    assert before > 0
    assert chapter.question("outreach_either").yes.total["count"] == 0
    assert (chapter.units_of("one", "outreach_either")["outreach_either"] == "no").all()


answers = st.lists(st.sampled_from(["yes", "no", "dont_know", None]), min_size=1, max_size=12)


@settings(max_examples=40)
@given(
    answers, st.sets(st.sampled_from(["yes", "no"])), st.sampled_from(["string", "str", "object"])
)
def test_hits_are_the_answers_one_by_one(given_answers, codes, kind):
    units = pd.DataFrame({"q": pd.Series(given_answers, dtype=kind)})
    found = outcomes.hits(units, "q", [*codes])
    wanted = [math.nan if one is None else float(one in codes) for one in given_answers]
    assert np.array_equal(found.to_numpy(), wanted, equal_nan=True)


crossed = st.lists(st.tuples(*[st.sampled_from([1, 0, None])] * 3), min_size=1, max_size=8)


@settings(max_examples=30, deadline=None)
@given(crossed, st.booleans(), st.sampled_from(["Int8", "Float64", "boolean", "object"]))
def test_crosses_are_the_marks_one_by_one(rows, zeros, kind):
    data = pd.DataFrame(rows, columns=["a", "b", "c"], dtype="object").astype(kind)
    found = choices.crosses(data, ["a", "b", "c"], zeros_answer=zeros).to_numpy()
    for row, marks in zip(found, rows, strict=True):
        told = [mark for mark in marks if mark is not None] if zeros else [m for m in marks if m]
        wanted = [float(mark or 0) for mark in marks] if told else [math.nan] * 3
        assert np.array_equal(row, wanted, equal_nan=True)


@pytest.mark.parametrize("kind", ["Int8", "Int64", "Float64", "boolean", "float64", "object"])
def test_numbers_of_every_kind_are_read_alike(kind):
    data = pd.DataFrame({"y": pd.Series([1, 0, None, 1], dtype="object").astype(kind)})
    found = inputs.number(data, "y")
    assert found.dtype == "float64"
    assert np.array_equal(found, [1, 0, math.nan, 1], equal_nan=True)
    assert proportions(data, "y")["count"].to_list() == [2]
