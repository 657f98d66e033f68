"""FTE of single units by measure, education and pathway: by hand, and of the files read as text."""

import csv

import pandas as pd
import pytest

from helpers.years import ROOT
from is248.measures.fte import unit_fte
from is248.measures.held_fte import held_fte
from is248.measures.series_over_years import series_over_years
from is248.measures.unit_parts import COUNTRY, beside_groups, fte_parts, parts_of_split
from is248.survey.answers import Answers
from is248.survey.codebook import load_codebook
from is248.survey.freshness import load

WORK, HOUSING = "fte_adult_measure_work", "fte_adult_measure_staffed_housing"
COLLEGE = "fte_child_education_college"
SEPARATE = ("_mental_health", "_substance_use")


def rows(path, **options):
    with (ROOT / "data" / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, **options))


def given(unit):
    """The answers of a unit as they stand in the file, with decimal commas; blanks left out."""
    found = rows("survey/2016/synthetic.csv", delimiter=";")
    key = next(iter(found[0]))
    own = next(row for row in found if row[key] == unit)
    return {k: float(v.replace(",", ".")) for k, v in own.items() if k.startswith("fte_") and v}


def answers():
    """One joint and one separate reporter, and two districts of a city; the rest is blank."""
    book = load_codebook(2016)
    columns = [column for v in book.variables if v.type == "fte" for column in v.columns]
    values = pd.DataFrame(float("nan"), index=["0101", "0104", "030101", "030102"], columns=columns)
    values.loc["0101", [f"{HOUSING}_joint", f"{WORK}_joint"]] = [2.5, 1.0]
    values.loc["0104", [f"{HOUSING}_mental_health", f"{HOUSING}_substance_use"]] = [4.0, 0.5]
    values.loc[["030101", "030102"], f"{COLLEGE}_joint"] = [3.0, 0.25]
    return Answers(values.astype("Float64"), pd.DataFrame(), synthetic=True, codebook=book)


def test_joint_and_separate_are_summed_and_a_blank_beside_an_answer_is_none():
    found = fte_parts(answers())
    assert found.loc["0101", [HOUSING, WORK]].to_list() == [2.5, 1.0]
    assert found.loc["0104", [HOUSING, WORK]].to_list() == [4.5, 0.0]


def test_a_split_that_nobody_filled_in_is_missing_and_not_zero():
    found = fte_parts(answers())
    assert found.loc["0101", COLLEGE] != found.loc["0101", COLLEGE]  # missing
    assert found.loc["030101", [HOUSING, WORK]].isna().all()


def test_the_city_has_the_sum_of_its_parts():
    assert fte_parts(answers()).loc["0301", COLLEGE] == 3.25


def test_only_public_questions_are_read():
    held = answers()
    hidden = held.codebook.model_copy(update={"variables": tuple(
        v.model_copy(update={"access": "restricted"}) if v.id.startswith(WORK) else v
        for v in held.codebook.variables
    )})  # fmt: skip
    found = fte_parts(Answers(held.values, pd.DataFrame(), synthetic=True, codebook=hidden))
    assert WORK not in found
    assert HOUSING in found


def test_the_parts_of_a_split_are_named_as_their_labels_are():
    names = [WORK, HOUSING, "fte_adult_pathway_1", "fte_child_measure_activity"]
    assert parts_of_split(names, "adult", "measure") == {WORK: "work", HOUSING: "staffed_housing"}
    assert parts_of_split(names, "adult", "pathway") == {"fte_adult_pathway_1": "pathway_1"}


@pytest.mark.parametrize("unit", ["0101", "1601"])
def test_a_municipality_adds_up_to_its_own_fields(unit):
    found, fields = fte_parts(load(2016)).loc[unit], given(unit)
    for column in (WORK, HOUSING, "fte_adult_education_college", "fte_child_pathway_2"):
        own = [value for name, value in fields.items() if name.rpartition("_")[0] == column
               or name.removeprefix(column) in SEPARATE]  # fmt: skip
        assert own
        assert found[column] == pytest.approx(sum(own))


def test_rates_beside_groups_by_hand():
    register = {
        "name": ["A", "B", "C"], "kind": "municipality", "county": ["X", "X", "Y"],
        "pop_under18": [100.0, 300.0, 50.0], "pop_18plus": [1_000.0, 3_000.0, 500.0],
        "pop_total": [1_100.0, 3_300.0, 550.0], "fte_adult": [2.0, 3.0, 1.0],
        "fte_child": [1.0, 1.0, 0.0], "fte_total": [3.0, 4.0, 1.0],
    }  # fmt: skip
    units = pd.DataFrame(register, index=["0001", "0002", "0003"])
    parts = pd.DataFrame({WORK: [0.5, 1.5, 0.5]}, index=units.index)
    found = beside_groups(units, parts, ["county"], 10_000)
    assert found.rates.loc["0001", WORK] == pytest.approx(5.0)  # 0.5 of 1 000 adults
    assert found.group_rates["county"].loc["X", WORK] == pytest.approx(5.0)  # 2.0 of 4 000
    assert found.group_rates["county"].loc["X", "fte_child"] == pytest.approx(50.0)  # 2 of 400
    assert found.group_rates[COUNTRY].loc[COUNTRY, WORK] == pytest.approx(2.5 / 4_500 * 10_000)


# ---- over years and borders --------------------------------------------------------------------

INDRE_OSTFOLD = ("0122", "0123", "0124", "0125", "0138")
"""Trøgstad, Spydeberg, Askim, Eidsberg and Hobøl: Indre Østfold from 2020."""


@pytest.fixture(scope="module")
def of_2020():
    return held_fte(series_over_years(2020))


def calibrated():
    return {row["code"]: row for row in rows("municipalities/2016_fte_calibrated.csv")}


def test_a_merged_municipality_has_the_sum_of_its_parts(of_2020):
    found, known = of_2020.loc[("3014", 2016)], calibrated()
    for column in ("fte_adult", "fte_child"):
        assert found[column] == pytest.approx(sum(float(known[c][column]) for c in INDRE_OSTFOLD))
    register = {row["code"]: row for row in rows("municipalities/2016.csv")}
    adults = sum(float(register[code]["pop_18plus"]) for code in INDRE_OSTFOLD)
    assert found["fte_adult_per10k"] == pytest.approx(found["fte_adult"] / adults * 10_000)
    assert not found["estimated"]
    assert found["basis"] == "calibrated"


def test_a_municipality_with_a_part_of_another_is_an_estimate(of_2020):
    """Hamarøy of 2020: Hamarøy and 58 per cent of Tysfjord, by the shares of the split."""
    found, known = of_2020.loc[("1875", 2016)], calibrated()
    expected = float(known["1849"]["fte_adult"]) + 0.58 * float(known["1850"]["fte_adult"])
    assert found["fte_adult"] == pytest.approx(expected)
    assert found["estimated"]


def test_the_country_is_kept_when_units_are_carried(of_2020):
    sums = of_2020["fte_total"].groupby("year").sum()
    known = sum(float(r["fte_adult"]) + float(r["fte_child"]) for code, r in calibrated().items()
                if code != "0301")  # fmt: skip
    inside = of_2020[of_2020.index.get_level_values("code").str.len() == 4]
    assert inside["fte_total"].groupby("year").sum()[2016] == pytest.approx(known)
    assert sums[2016] > known  # the districts stand beside their city


def test_districts_keep_their_own(of_2020):
    assert of_2020.loc[("030101", 2016), "fte_adult"] == float(calibrated()["030101"]["fte_adult"])


def test_what_a_unit_rests_on_in_its_own_year_is_what_the_year_does():
    own = held_fte(series_over_years(2016))
    assert set(own.xs(2015, level="year")["basis"]) == {"synthetic_invented"}
    assert set(own.xs(2016, level="year")["basis"]) == {"calibrated"}
    units = unit_fte(2016).units
    assert own.loc[("0101", 2016), "fte_total"] == pytest.approx(units.loc["0101", "fte_total"])
