"""What sentences on FTE say, against the printed report; expected values are of its tables."""

from dataclasses import replace

import pytest

from helpers.chapters import open_chapter
from is248.base.numbers import NBSP
from is248.chapter.appendix_pages import appendix_pages
from is248.chapter.area_pages import area_pages
from is248.chapter.fte_pages import national_pages
from is248.chapter.quality_pages import quality_pages
from is248.measures import printed_fte


def said(sayable, name, spec=""):
    return sayable.bound(name, spec).text.replace(NBSP, " ")


@pytest.fixture(scope="module")
def national():
    return national_pages(open_chapter("fte_national", 2016))


@pytest.fixture(scope="module")
def areas():
    return area_pages(open_chapter("fte_by_area", 2016))


def test_groups_as_in_table_3_2(national):
    groups = national.split("group")
    assert said(groups, "total_fte") == "13 936"
    assert said(groups, "child") == "21 prosent"
    assert said(groups, "total_rose_fte") == "økte med 805 årsverk"
    assert said(groups, "child_rose", "1") == "økte med 6,3 prosent"
    assert said(groups, "adult_real", "1") == "4,7 prosent"
    assert groups.bound("nobody", "") is None


def test_parts_are_summed_and_followed_over_a_break(national):
    education = national.split("adult_education")
    psychologists = education.together("psychologist", "psychologist_specialist")
    # 122 and 73 FTE: table 3.10
    assert said(psychologists, "fte") == "122"
    assert said(psychologists, "change") == "67 prosent"
    station = national.split("child_measure").together("health_station", since=2011)
    assert said(station, "rose_fte") == "økte med 203 årsverk"
    assert said(station, "broken") == "2014"
    # the first year of the series is 2007
    assert (
        national.split("child_measure").together("activity", since=1999).bound("rose", "").missing
    )


def test_the_first_year_has_no_change_and_no_series():
    pages = national_pages(open_chapter("fte_national", 2015))
    groups = pages.split("group")
    assert groups.bound("total_rose", "").missing
    assert groups.bound("total_real", "").missing
    assert groups.series_table("table-mine") is None
    assert pages.shift_table("table-mine") is None
    assert pages.rates_table("table-mine") is None
    assert pages.bound("missing", "").missing
    assert pages.chapter.basis == "synthetic"


def test_sums_of_made_up_answers_are_held_where_the_next_report_prints_them():
    pages = national_pages(open_chapter("fte_national", 2015))
    # 13 131 FTE in 2015: table 3.2 of the report of 2016
    assert said(pages.split("group"), "total_fte") == "13 131"
    assert pages.split("group").bound("total_fte", "").basis == "synthetic_fitted"
    counts = pages.split("group").counts
    told = counts.astype("float64")
    told.loc["adult"] += 1
    bases = printed_fte.held(counts, told)
    assert bases["fte_2015"].to_dict() == {
        "adult": "synthetic_invented", "child": "synthetic_fitted", "total": "synthetic_fitted",
    }  # fmt: skip
    # a share of a whole that is not held is not held either
    split = replace(pages.split("group"), bases=bases.assign(fte_2015="synthetic_fitted"))
    split.bases.loc["total"] = "synthetic_invented"
    assert split.bound("child", "").basis == "synthetic_invented"


def test_areas_are_ranked_as_in_table_4_4(areas):
    county = areas.by("county")
    # rates of table 4.4: 44, 36, 34; 18, 21, 21
    assert said(county, "child_high", "3") == "Finnmark (44), Hedmark (36) og Buskerud (34)"
    assert said(county, "adult_low", "3") == "Akershus (18), Oslo (21) og Hedmark (21)"
    assert said(county, "people_top", "2") == "24 prosent"
    assert said(areas.by("hf_area"), "groups") == "21"


def test_what_numbers_by_area_rest_on(areas):
    county, size = areas.by("county"), areas.by("size_class")
    assert county.bound("child_high", "3").basis == "calibrated"
    assert county.bound("people_top", "2").basis == "reconstructed"
    assert county.bound("adult_between", "").basis == "printed"
    assert size.small_and_large()["few"].basis == "register"
    table = size.inhabitants_table("table-mine").bundle()
    columns = {column["key"]: column["basis"] for column in table["grid"]["columns"]}
    assert columns["units_n"] == "register"
    assert columns["pop_total_pct"] == "reconstructed"
    # without print, and on answers that nobody gave, nothing of FTE may be told
    made_up = area_pages(open_chapter("fte_by_area", 2015)).by("county")
    for name in ("adult_high", "child_mean", "adult_weighted", "child_between"):
        assert made_up.bound(name, "").basis == "synthetic_invented"
    assert made_up.bound("adult_chance", "").basis == "register"


def test_small_municipalities_and_agencies(areas):
    # table 4.1, and 119 + 43 FTE of the agencies in the appendix
    small = areas.by("size_class").small_and_large()
    assert (said(small, "few"), said(small, "limit")) == ("53 prosent", "5 000")
    assert areas.by("hf_area").without_agencies()["agencies"].text == "162"
    assert areas.by("size_class").without_agencies()["host"].missing


def test_the_appendix_counts_and_ranks():
    pages = appendix_pages(open_chapter("municipal_appendix", 2016))
    assert said(pages, "n") == "428"
    zero = sum(pages.rows["fte_child"][pages.rows["kind"] == "municipality"] == 0)
    assert pages.bound("child_zero", "Words").value == zero


def test_who_can_answer():
    coverage = quality_pages(open_chapter("data_basis", 2016, "size_class")).coverage()
    names = ("municipalities", "districts", "agencies", "units")
    assert [coverage[name].value for name in names] == [428, 15, 2, 444]
    assert {coverage[name].basis for name in names} == {"register"}
    assert coverage["silent"].missing
    # chapter 2 of the report: one municipality gave no numbers
    assert coverage["told"].text == "én kommune"


def test_what_print_holds_of_who_answered_and_how():
    basis = quality_pages(open_chapter("data_basis", 2016, "size_class"))
    # statements 169 and 170: 965 and 1 004 persons; table 1.1: 75, 90, 61 and 87 per cent jointly
    people, forms = basis.respondents(), basis.forms()
    assert [people[name].value for name in ("before", "persons")] == [965, 1004]
    assert {people[name].basis for name in ("before", "persons")} == {"synthetic_fitted"}
    assert people["alone"].basis != "synthetic_fitted"
    joint = ("adult_before", "adult", "child_before", "child")
    assert [forms[name].text.split()[0] for name in joint] == ["75", "90", "61", "87"]
    assert {forms[name].basis for name in joint} == {"synthetic_fitted"}


def test_real_change_is_held_and_what_it_is_made_of_is_not():
    table = quality_pages(open_chapter("data_basis", 2016, "size_class")).real_change_table(
        "table-x"
    )
    # table 3.2: 5,2 per cent in all
    assert table.bound("total_real_change_pct", "1").text.replace(NBSP, " ") == "5,2 prosent"
    assert table.bound("total_real_change_pct", "").basis == "synthetic_fitted"
    assert table.bound("total_kept_after", "").basis == "synthetic_invented"


def test_no_fence_lies_below_zero():
    unusual = quality_pages(open_chapter("data_basis", 2016, "size_class")).unusual
    figure = unusual.spread_figure("figure-mine", "child")
    assert figure.grid.frame["low"].min() == 0


@pytest.mark.parametrize(("year", "told"), [(2016, True), (2015, True), (2017, False)])
def test_reconstructed_inhabitants_are_told_where_print_holds_their_sums(year, told):
    # in 2017 Statistics Norway counts 225 of 426 municipalities below 5 000 (52.8 per cent), and
    # what is carried from 2016 has 222 (52.1)
    size = area_pages(open_chapter("fte_by_area", year)).by("size_class")
    shares = size.small_and_large()
    held = [not shares.bound(name, "").missing for name in ("few", "people", "large")]
    assert held == [told] * 3
    units = size.inhabitants_table("table-mine").bundle()["grid"]["columns"][0]
    assert (units["key"], units["basis"]) == ("units_n", "register" if told else "reconstructed")
