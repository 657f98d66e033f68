"""The city's districts share one policy: tests of areas without them."""

import math

import pytest

from helpers.chapters import open_chapter
from is248.chapter.without_city import without_city
from is248.measures.group_tests import share_p, shift_p


@pytest.fixture(scope="module")
def housing():
    return open_chapter("housing", 2016, "county")


@pytest.mark.parametrize("oslo", ["one", "districts", "districts_and_agencies"])
def test_what_is_left_is_the_same_however_the_city_counts(housing, oslo):
    left = without_city(housing.units(oslo), housing)
    assert set(left.index) == {c for c in housing.units("one").index if c != "0301"}


@pytest.mark.parametrize(("by", "control"), [("county", ()), ("hf_area", ("size_class",))])
def test_p_is_that_of_a_file_without_the_city(housing, by, control):
    shares = housing.question("housing_grant_applied").yes.shares(by)
    towns = housing.units("districts")
    towns = towns[towns["kind"] == "municipality"]
    factors = {name: housing.order(name) for name in (by, *control)}
    expected = share_p(towns, "housing_grant_applied", ["yes"], factors)
    assert shares.p_without_city(*control) == pytest.approx(expected)
    assert shares.p_without_city(*control) != shares.p(*control)


def test_the_same_of_a_scale(housing):
    question = housing.question("housing_follow_up")
    towns = housing.units("one").drop(index="0301")
    scale = list(question.variable.categories)
    expected = shift_p(towns, question.id, scale, {"county": housing.order("county")})
    assert question.means("county").p_without_city() == pytest.approx(expected)


def test_shares_of_some_units_leave_the_city_out_of_those():
    work = open_chapter("work_measures", 2016, "county")
    some = work.units("districts").iloc[::2]
    shares = work.question("nav_cooperation").at_least_good.shares("county", units=some)
    towns = some[some["kind"] == "municipality"]
    factors = {"county": work.order("county")}
    codes = shares.outcome.codes
    expected = share_p(towns, "nav_cooperation", codes, factors)
    assert shares.p_without_city() == pytest.approx(expected)


def test_what_was_not_asked_has_no_p():
    unasked = open_chapter("work_measures", 2015).question("nav_cooperation").at_least_good
    assert math.isnan(unasked.shares("county").p_without_city())
    assert math.isnan(unasked.question.means("county").p_without_city())
