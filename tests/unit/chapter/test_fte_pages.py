"""What sentences on FTE say, against the printed report; expected values are of its tables."""

import pytest

from is248 import open_chapter
from is248.base.numbers import NBSP
from is248.chapter.appendix_pages import appendix_pages
from is248.chapter.area_pages import area_pages
from is248.chapter.fte_pages import national_pages
from is248.chapter.quality_pages import quality_pages


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


def test_areas_are_ranked_as_in_table_4_4(areas):
    county = areas.by("county")
    # rates of table 4.4: 44, 36, 34; 18, 21, 21
    assert said(county, "child_high", "3") == "Finnmark (44), Hedmark (36) og Buskerud (34)"
    assert said(county, "adult_low", "3") == "Akershus (18), Oslo (21) og Hedmark (21)"
    assert said(county, "people_top", "2") == "24 prosent"
    assert said(areas.by("hf_area"), "groups") == "21"


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
    assert [coverage[name].text for name in names] == ["428", "15", "2", "444"]
    # chapter 2 of the report: one municipality gave no numbers
    assert coverage["told"].text == "én kommune"
