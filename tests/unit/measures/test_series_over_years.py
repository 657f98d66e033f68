"""Series in one year's borders: counties that merged, split and were renamed, summed by hand."""

import csv
import dataclasses
from functools import cache

import pandas as pd
import pytest

from helpers.years import ROOT
from is248.base.errors import DataError
from is248.base.paths import Project
from is248.measures.area_borders import Borders, borders_of
from is248.measures.national_series import national_series
from is248.measures.series_over_years import COLUMNS, series_over_years
from is248.register.crosswalk import load_crossing

PROJECT = Project(ROOT)
REGISTERS = ROOT / "data" / "municipalities"
FTE = ("fte_adult", "fte_child", "fte_total")


@cache
def register(year):
    """A register as it lies in its file, without the package's own reader."""
    with (REGISTERS / f"{year}.csv").open(encoding="utf-8", newline="") as file:
        frame = pd.DataFrame(csv.DictReader(file)).set_index("code")
    people = frame[["pop_under18", "pop_18plus"]].replace("", None).astype("float64")
    return frame.assign(pop_total=people.sum(axis=1, min_count=1))


@cache
def borders(year):
    return Borders(year, register(year), load_crossing(PROJECT), PROJECT)


@pytest.fixture(scope="module")
def old():
    """Municipalities of 2016 by county, and their adult FTE."""
    with (REGISTERS / "2016_fte_calibrated.csv").open(encoding="utf-8", newline="") as file:
        fte = {row["code"]: float(row["fte_adult"] or 0) for row in csv.DictReader(file)}
    units = register(2016)
    units = units[(units["kind"] != "residual") & (units.index != "0301")]
    return units.assign(fte=pd.Series(fte).reindex(units.index))


def by_hand(old, counties, add=(), less=()):
    """FTE of whole counties of 2016, with some municipalities more and some fewer."""
    inside = old["county"].isin(counties) & ~old.index.isin(less)
    return old["fte"][inside | old.index.isin(add)].sum()


TJELDSUND_IN_NORDLAND, SKANLAND = "1852", "1913"
ROMSKOG, JEVNAKER, LUNNER, SVELVIK, ROYKEN, HURUM = "0121", "0532", "0533", "0711", "0627", "0628"


@pytest.mark.parametrize(
    ("year", "county", "members"),
    [
        (2020, "Troms og Finnmark", (["Troms", "Finnmark"], [TJELDSUND_IN_NORDLAND], [])),
        (2024, "Troms", (["Troms"], [TJELDSUND_IN_NORDLAND], [])),
        (2024, "Finnmark", (["Finnmark"], [], [])),
        (2020, "Viken", (["Østfold", "Akershus", "Buskerud"], [JEVNAKER, LUNNER, SVELVIK], [])),
        (2024, "Østfold", (["Østfold"], [], [ROMSKOG])),
        (2024, "Akershus", (["Akershus"], [ROMSKOG, JEVNAKER, LUNNER, ROYKEN, HURUM], [])),
        (2024, "Buskerud", (["Buskerud"], [SVELVIK], [ROYKEN, HURUM])),
    ],
)
def test_a_county_merged_split_and_renamed_onwards(old, year, county, members):
    found = borders(year).carried(old[["fte"]], 2016, "county").loc[county]
    assert found["fte"] == pytest.approx(by_hand(old, *members), abs=1e-6)
    assert not found["estimated"]  # whole municipalities: nothing is divided


def test_the_same_counties_back_again(old):
    """One municipality of 2020 lies in two counties of 2016; all others lie in one."""
    new = register(2020)
    counts = pd.DataFrame({"fte": 0.0}, index=new.index[new.index.str.len() == 4].drop("0301"))
    counts.loc["5412", "fte"], counts.loc["5403", "fte"] = 100.0, 7.0  # Tjeldsund, Alta
    found = borders(2016).carried(counts, 2020, "county")
    parts = old["pop_total"][[SKANLAND, TJELDSUND_IN_NORDLAND]]
    share = parts[SKANLAND] / parts.sum()
    assert found["fte"]["Troms"] == pytest.approx(100 * share)
    assert found["fte"]["Nordland"] == pytest.approx(100 * (1 - share))
    assert found["fte"]["Finnmark"] == 7
    assert found["estimated"][["Troms", "Nordland", "Finnmark"]].tolist() == [True, True, False]
    assert found["fte"].sum() == pytest.approx(107)


def test_a_split_within_a_county_leaves_the_county_sure(old):
    """Snillfjord became parts of three municipalities, all in Trøndelag."""
    new = borders(2020)
    county = new.carried(old[["fte"]], 2016, "county")
    single = new.carried(old[["fte"]], 2016, "municipality")
    halves = {"5055": 0.15, "5056": 0.34, "5059": 0.51}
    assert not county["estimated"]["Trøndelag"]
    assert single["estimated"][list(halves)].all()
    only = old[["fte"]].mul(old.index == "1613", axis=0)  # Snillfjord, until 2017
    found = new.carried(only, 2016, "municipality")["fte"]
    for code, share in halves.items():
        assert found[code] == pytest.approx(old["fte"]["1613"] * share)


def test_every_level_keeps_the_sum(old):
    for year in (2018, 2020, 2024):
        new = borders(year)
        for level in ("country", "region", "county", "hf_area", "dps", "municipality"):
            found = new.carried(old[["fte"]], 2016, level)["fte"]
            assert found.sum() == pytest.approx(old["fte"].sum()), (year, level)


def test_a_code_that_the_register_lacks_is_told(old):
    short = dataclasses.replace(borders(2020), register=register(2020).drop("5412"))
    with pytest.raises(DataError, match="Koden 5412 finnes ikke i registeret for 2020"):
        short.carried(old[["fte"]], 2016, "county")


# ---- the country --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def series():
    return series_over_years(2016, PROJECT)


def test_printed_sums_of_all_years_are_joined(series):
    """Table 3.3, and what the pages on 2017 and 2023 tell."""
    total = series.country.values["fte_total"]
    assert total.loc[[2007, 2013, 2015, 2016, 2023]].tolist() == [12029, 11728, 13131, 13936, 17436]
    assert series.country.values["fte_child"][2007] == 2961
    assert {2014, 2018, 2019, 2021}.isdisjoint(total.index)
    assert {series.country.kinds[year] for year in (2017, 2022, 2023)} == {"document"}
    assert set(series.country.bases.loc[2007].to_numpy()) == {"printed"}


def test_told_numbers_are_what_the_documents_arithmetic_gives():
    with (ROOT / "data/published/national_fte.csv").open(encoding="utf-8", newline="") as file:
        told = {(int(r["year"]), r["group"]): r for r in csv.DictReader(file)}
    people = {2016: (1127402, 4086583), 2017: (1131051, 4127266)}
    for group, at, fte, growth in (("child", 0, 2873, 8), ("adult", 1, 11063, 3)):
        for name, pct in (("low", growth - 0.5), ("value", growth), ("high", growth + 0.5)):
            expected = fte * (1 + pct / 100) * people[2017][at] / people[2016][at]
            assert float(told[2017, group][name]) == pytest.approx(expected, abs=0.51)
    value = {key: float(row["value"]) for key, row in told.items()}
    assert value[2023, "total"] - value[2022, "total"] == 362
    assert value[2023, "child"] - value[2022, "child"] == 208
    assert round(208 / value[2022, "child"] * 100, 1) == 5.5
    for year in (2017, 2022, 2023):
        assert value[year, "adult"] + value[year, "child"] == value[year, "total"]


def test_what_goes_first():
    """A report, answers that somebody gave, another document, answers that nobody gave."""
    sums = pd.Series([1.0, 2.0, 3.0], index=list(FTE))
    years = {2016: sums, 2017: sums, 2018: sums}
    made_up = national_series(years, dict.fromkeys(years, "synthetic"), 2016, PROJECT)
    assert list(made_up.kinds.values())[:3] == ["report", "document", "answers"]
    assert set(made_up.bases.loc[2018].to_numpy()) == {"synthetic_invented"}
    real = national_series(years, dict.fromkeys(years, "microdata"), 2016, PROJECT)
    assert list(real.kinds.values())[:3] == ["report", "answers", "answers"]
    assert real.values["fte_total"][2017] == 3
    assert real.bases["fte_total"][2017] == "microdata"
    assert min(made_up.values.index) == 2016  # the series starts where params say


# ---- tidy ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tidy(series):
    return series.tidy(["country", "county", "municipality"])


def value(tidy, level, area, measure, year):
    keys = (tidy["level"] == level) & (tidy["area"] == area) & (tidy["measure"] == measure)
    (found,) = tidy["value"][keys & (tidy["year"] == year)]
    return found


def test_one_row_per_year_level_area_and_measure(tidy):
    assert tuple(tidy.columns) == COLUMNS
    assert not tidy.duplicated(["year", "level", "area", "measure"]).any()
    assert tidy[["value", "unit", "label", "name", "basis"]].notna().all(axis=None)
    assert set(tidy["borders"]) == {2016}


def test_rates_of_a_county_are_those_of_table_4_4(tidy):
    """Printed: Finnmark 32 per 10 000 adults and 44 per 10 000 children."""
    with (ROOT / "data/published/2016/tables/table_04_04.csv").open(encoding="utf-8") as file:
        printed = {row["row"]: row for row in csv.DictReader(file)}
    for county, row in printed.items():
        if county == "total":
            continue
        for group in ("adult", "child"):
            found = value(tidy, "county", county, f"fte_{group}_per10k", 2016)
            assert abs(found - float(row[f"fte_{group}_per10k"])) <= 0.5 + 1e-9, county


def test_parts_add_up_to_the_whole(tidy):
    measures = tidy[(tidy["level"] == "county") & (tidy["year"] == 2015)]
    adult = measures[measures["measure"].str.startswith("fte_adult_measure_")]
    whole = measures[measures["measure"] == "fte_adult"].set_index("area")["value"]
    pd.testing.assert_series_equal(
        adult.groupby("area")["value"].sum().sort_index(), whole.sort_index(), check_names=False
    )


def test_invented_areas_are_marked_and_answers_of_single_units_are_never_there(tidy):
    areas = tidy[(tidy["level"] != "country") & (tidy["year"] == 2015)]
    assert set(areas["basis"]) == {"synthetic_invented"}
    single = tidy[tidy["level"] == "municipality"]
    assert single["measure"].str.startswith("fte_").all()


def test_small_areas_have_no_shares(tidy):
    shares = tidy[tidy["measure"].str.contains("__")]
    assert len(shares)
    assert (shares["n"][shares["level"] != "country"] >= 10).all()


def test_a_share_is_that_of_the_answers_counted_anew(tidy):
    """Municipalities that collect users' experiences: 171 of 410, table 6.3."""
    found = value(tidy, "country", "country", "user_experience_collected__yes_pct", 2016)
    assert found == pytest.approx(171 / 410 * 100)


def test_borders_of_a_year_with_params_are_read(series):
    read = borders_of(2016, PROJECT)
    assert read.levels == series.borders.levels
    assert read.levels[0] == "country"
    assert read.levels[-2:] == ["municipality", "district"]
