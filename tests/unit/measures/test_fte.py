"""FTE of answers: by hand for three units, and against the printed tables of 2016."""

import pandas as pd
import pytest

from is248.base.rounding import half_up
from is248.measures import fte
from is248.measures.fte import unit_fte
from is248.printed import report as published
from is248.register import municipalities
from is248.survey.answers import Answers
from is248.survey.codebook import load_codebook
from is248.survey.freshness import load

HOUSING, WORK = "fte_adult_measure_staffed_housing", "fte_adult_measure_work"


def answers(year=2016):
    """A joint reporter, a separate one, and an agency of Oslo; the rest of the form is blank."""
    book = load_codebook(year)
    columns = [column for v in book.variables if v.type == "fte" for column in v.columns]
    values = pd.DataFrame(float("nan"), index=["0101", "0104", "0301-H"], columns=columns)
    values.loc["0101", [f"{HOUSING}_joint", f"{WORK}_joint"]] = [2.5, 1.0]
    separate = [f"{HOUSING}_mental_health", f"{HOUSING}_substance_use"]
    values.loc["0104", separate] = [4.0, 0.5]
    values.loc["0301-H", "fte_child_measure_treatment_joint"] = 3.0
    return Answers(values.astype("Float64"), pd.DataFrame(), synthetic=True, codebook=book)


def test_parts_sum_joint_and_separate():
    found = fte.by_split({2016: answers()}, "adult", "measure")["fte_2016"]
    assert found["staffed_housing"] == 2.5 + 4.0 + 0.5
    assert found["work"] == 1.0
    assert found["total"] == 8.0
    assert found.index.name == "adult_measure"


def test_forms_are_told_apart():
    found = fte.by_form({2016: answers()})
    assert found["adult_fte_2016"].to_dict() == {
        "joint": 3.5, "mental_health": 4.0, "substance_use": 0.5, "total": 8.0
    }  # fmt: skip
    assert found.loc["total", "total_fte_2016"] == 11.0


def test_groups():
    found = fte.by_group({2015: answers(2015), 2016: answers()})
    assert list(found.columns) == ["fte_2015", "fte_2016"]
    assert found["fte_2016"].to_dict() == {"adult": 8.0, "child": 3.0, "total": 11.0}


def test_a_unit_without_measures_is_missing_and_not_zero():
    found = fte.of_units(answers())
    assert found["fte_adult"].to_dict() == {
        "0101": 3.5, "0104": 4.5, "0301-H": pytest.approx(float("nan"), nan_ok=True)
    }  # fmt: skip


def test_oslo_as_one_has_what_its_parts_reported():
    units = municipalities.load_units(2016)
    found = fte.with_reported_fte(units, answers())
    assert found.loc["0301", "fte_child"] == 3.0
    assert found.loc["0104", "fte_total"] == 4.5
    assert pd.isna(found.loc["030199", "fte_total"])
    assert list(found.index) == list(units.index)


YEARS = (2015, 2016)
SPLITS = {
    "3.4": ("adult", "measure"),
    "3.7": ("child", "measure"),
    "3.10": ("adult", "education"),
    "3.12": ("child", "education"),
}


@pytest.mark.parametrize("number", [*SPLITS, "3.1"])
def test_the_answers_give_the_printed_counts_of_both_years(number):
    answered = {year: load(year) for year in YEARS}
    ours = fte.by_split(answered, *SPLITS[number]) if number in SPLITS else fte.by_form(answered)
    printed = published.table(2016, number)
    for column in ours.columns:
        rounded = {row: half_up(value, 0) for row, value in ours[column].items()}
        assert rounded == printed[column].to_dict(), column


def test_a_year_with_print_names_its_units_and_keeps_printed_rates():
    found = unit_fte(2016)
    assert (found.basis, found.rate_basis, found.answers) == ("calibrated", "printed", None)
    rates = found.rates(found.counted("one"))
    assert rates.loc["0101", "fte_total_per10k"] == 18  # appendix, Halden
    assert found.per_thousand(found.counted("one")).loc["0101", "label"] == "Halden"


def test_made_up_numbers_never_stand_beside_a_name_or_a_code():
    found = unit_fte(2015)
    one = found.counted("one")
    shown = found.per_thousand(one)
    assert found.rate_basis == "synthetic"
    assert not found.named
    assert len(shown) == 428
    assert not set(shown["label"]) & set(found.units["name"])
    assert not set(shown.index) & set(found.units.index)
    # 10 429 FTE for adults in 2015 (table 3.2)
    assert half_up(one["fte_adult"].sum(), 0) == 10_429
