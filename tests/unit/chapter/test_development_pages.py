"""The chapter on development: what it says of the years held, and of one year alone."""

from dataclasses import replace
from functools import cached_property

import pandas as pd
import pytest

from helpers.chapters import open_chapter
from is248.base.numbers import NBSP
from is248.chapter.area_series import AreaSeries
from is248.chapter.development_pages import development_pages
from is248.measures.series_over_years import Series, series_over_years
from is248.show.paragraph import Text
from is248.show.year_words import year_runs

THEME = "development"


def said(sayable, name, spec=""):
    return sayable.bound(name, spec).text.replace(NBSP, " ")


def limited(pages, *years):
    """The pages with the answers of some years alone."""
    series = replace(pages.series, years=years)
    return replace(pages, series=series)


@pytest.fixture(scope="module")
def pages():
    """Two years, whatever others are held."""
    return limited(development_pages(open_chapter(THEME, 2016, "county")), 2015, 2016)


def test_the_years_held_and_the_holes_between_them(pages):
    assert said(pages, "answered") == "2015 og 2016"
    assert said(pages, "printed") == "2007–2013, 2015 og 2016"
    assert said(pages, "broken") == "2014"
    assert said(pages, "told") == "2017, 2022 og 2023"
    assert said(pages, "gaps") == "2018–2021"  # not the break, which is told by itself


def test_runs_of_years():
    assert year_runs([2016, 2015]).text == "2015 og 2016"
    assert year_runs([2020, 2007, 2008, 2009]).text == "2007–2009 og 2020"
    assert year_runs([]).missing


def test_the_change_from_the_year_before_is_told_elsewhere(pages):
    assert pages.bound("since", "").missing
    later = replace(pages, chapter=replace(pages.chapter, params=pages.chapter.params.model_copy(
        update={"year": 2023})))  # fmt: skip
    # of 10 429 to between 13 411 and 13 480: 28.6 to 29.3 per cent; of 2 702 to 3 956 and 4 025:
    # 46.4 to 49.0; with 4 376 793 adults for 4 040 198: 18.7 to 19.3
    assert said(later, "since") == "2015"
    assert said(later, "adult_rose", "1") == "økte med 29 prosent"
    assert said(later, "child_rose", "1") == "økte med 46 til 49 prosent"
    assert said(later, "adult_rate_rose", "1") == "økte med 19 prosent"
    assert said(later, "told_year") == "2023"


def test_the_national_figure_draws_no_line_over_a_break_or_a_gap(pages):
    figure = pages.figure("figure-national")
    drawn = [
        line.get_xdata() for line in figure.plot.axes[0].lines if line.get_linestyle() != "None"
    ]
    runs = {tuple(map(int, years)) for years in drawn}
    assert runs == {tuple(range(2007, 2014)), (2015, 2016, 2017), (2022, 2023)}
    first, last = figure.plot.axes[0].get_xlim()
    assert (first, last) == (2006.5, 2024.5)


def test_the_table_says_where_each_year_is_from(pages):
    frame = pages.table("table-national").frame
    kinds = frame["series_kind"]
    assert kinds["2007"] == kinds["2016"] == "trykt rapport"
    assert kinds["2017"] == "regnet ut av et annet dokument"
    assert kinds["2023"] == "annet dokument; gruppene er regnet ut"
    # printed on page 2 of the report's summary: 27 and 25 per 10 000
    assert frame[["fte_adult_per10k", "fte_child_per10k"]].loc["2016"].round().tolist() == [27, 25]


def test_one_year_alone_says_so(pages):
    alone = limited(pages, 2015)
    assert said(alone, "one") == "2015"
    county = alone.by("county")
    assert (county.figure("figure-areas"), county.slopes("figure-slopes")) == (None, None)
    assert county.bound("risen", "").missing
    assert set(county.table("table-areas").frame.columns) == {"adult_rate_2015", "child_rate_2015"}
    assert alone.questions.comparable_table("table-x") is None
    assert said(alone.questions, "alike") == "0"


def test_no_answers_at_all(pages):
    none = limited(pages)
    assert none.caution() is None
    assert none.bound("answered", "").missing
    assert isinstance(none.by("county").table("table-areas"), Text)
    assert none.figure("figure-national") is not None  # print alone
    assert len(none.grants.table("table-grants").frame)


@pytest.mark.parametrize("by", ["region", "hf_area", "dps", "size_class"])
def test_every_division(pages, by):
    areas = pages.by(by)
    assert len(areas.rates) == len(areas.table("table-areas").frame)
    figure = areas.figure("figure-areas")
    assert (figure is None) == (len(areas.rates) > 24)
    assert len(pages.tidy_table("table-all", by).frame) > len(areas.rates)


def test_invented_areas_are_never_told(pages):
    county = pages.by("county")
    assert county.bound("risen", "").basis == "synthetic_invented"
    told = pages.chapter.say_if_known("text-x", "Av {areas} har {risen} flere.", county)
    assert str(told) == ""


class _Given(Series):
    """Series as if somebody had given the answers."""

    @cached_property
    def of_units(self):
        return {year: (units, "microdata") for year, (units, _) in super().of_units.items()}


def test_answers_that_somebody_gave_are_told(pages):
    own = pages.series
    given = _Given(own.year, own.project, own.borders, own.years)
    county = AreaSeries(pages.chapter, given, "county")
    rates = county.rates[[2015, 2016]]
    expected = int((rates[2016] > rates[2015]).sum())
    text = pages.chapter.say_if_known("text-x", "{risen} av {areas} fylker.", county)
    assert str(text) == f"{expected} av 19 fylker."


def test_estimates_are_marked_and_counted(pages):
    county = pages.by("county")
    assert county.bound("estimated", "").missing
    divided = AreaSeries(pages.chapter, pages.series, "county")
    marks = county.estimated.copy()
    marks.loc["Troms", 2015] = True
    divided.__dict__["estimated"] = marks
    assert said(divided, "estimated") == "1"
    assert divided.bound("sure", "").missing
    table = divided.table("table-areas")
    assert set(table.grid.marks) == {("Troms", "adult_rate_2015"), ("Troms", "child_rate_2015")}
    assert table.bundle()["notes"][-1]["mark"] == "a"


def test_real_money_beside_nominal(pages):
    """Table 6.1; kroner per inhabitant of table 6.2: 11.0."""
    values = pages.grants.grants.values
    assert values.loc[2014, ["nominal_1000nok", "real_1000nok"]].tolist() == [52776, 53894]
    assert round(values["nominal_change_pct"][2014]) == -25
    assert round(values["real_change_pct"][2014]) == -26
    assert said(pages.grants, "prices_of") == "2015"
    # 56 861 thousand kroner on 5 165 802 inhabitants of 2015
    assert values["nok_per_inhabitant"][2015] == pytest.approx(56861000 / 5165802)


def test_amounts_without_a_price_level_have_no_real_value(pages):
    answers = dict(pages.series.answers)
    last = answers[2016]
    later = replace(last, codebook=last.codebook.model_copy(update={"year": 2017}))
    series = replace(pages.series)
    series.__dict__["answers"] = answers | {2017: later}
    values = replace(pages, series=series).grants.grants.values
    assert values["nominal_1000nok"][2016] == pytest.approx(56861, abs=1)
    assert pd.isna(values["real_1000nok"][2016])


def test_the_series_starts_where_any_year_says_that_it_does():
    series = series_over_years(2015)  # its own params begin with joint reporting
    assert min(series.country.values.index) == 2007
