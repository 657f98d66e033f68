"""The shipped answers of demonstration years, recounted from the files without the builder."""

import csv
import math
from pathlib import Path

import pytest

from is248.base.paths import find_project
from is248.register.municipalities import load_units
from is248.show import words
from is248.survey.codebook import load_codebook
from is248.survey.held import Held, HeldRow, held_key
from is248.year.params import known_years, load_year

DATA = Path(__file__).resolve().parents[2] / "data"
YEARS = [year for year in known_years(find_project()) if load_year(year).demonstration]
FORMS = ("joint", "mental_health", "substance_use")


def rows(path):
    delimiter = ";" if path.name == "synthetic.csv" else ","
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def answers(year):
    return rows(DATA / "survey" / str(year) / "synthetic.csv")


def fte(row, group, kind):
    """Hundredths of FTE of one unit."""
    parts = [text for name, text in row.items() if name.startswith(f"fte_{group}_{kind}_")]
    return sum(round(float(text.replace(",", ".")) * 100) for text in parts if text)


def growth(year, before, group, people):
    """Growth of FTE per inhabitant, in per cent."""
    national = {int(row["year"]): float(row[people]) for row in rows(DATA / "municipalities" / "inhabitants_national.csv")}  # fmt: skip # noqa: E501
    now, then = (sum(fte(r, group, "measure") for r in answers(y)) for y in (year, before))
    return 100 * ((now / national[year]) / (then / national[before]) - 1)


def test_the_told_growth_per_inhabitant_comes_out():
    # the source: 3 per cent for adults, 8 for children and youth, from 2016 to 2017
    assert growth(2017, 2016, "adult", "pop_18plus") == pytest.approx(3, abs=0.01)
    assert growth(2017, 2016, "child", "pop_under18") == pytest.approx(8, abs=0.01)


def test_more_than_half_and_a_fifth_to_a_quarter_come_out_by_municipality():
    # Oslo's districts apart, which the shares of the source count as one
    own = [row for row in answers(2017) if len(row["unit"]) == 4]
    direct = [row["plan_direct_consequences"] for row in own if row["plan_direct_consequences"]]
    assert direct.count("yes") / len(direct) > 0.5
    clear = [row["responsibility_severe"] for row in own if row["responsibility_severe"]]
    assert 0.195 < clear.count("not_clear") / len(clear) < 0.255
    assert sum(int(row["respondent_count"]) for row in answers(2017)) > 1000


@pytest.mark.parametrize("year", YEARS)
def test_every_unit_answers_once_and_says_that_nobody_did(year):
    units = load_units(year)
    city = next(code[:4] for code in units.index if len(code) > 4)
    wanted = [code for code, kind in units["kind"].items() if kind != "residual" and code != city]
    assert [row["unit"] for row in answers(year)] == wanted
    assert {row["synthetic"] for row in answers(year)} == {"true"}


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("group", ["adult", "child"])
def test_measure_and_education_are_the_same_staff_on_the_form_that_the_unit_chose(year, group):
    for row in answers(year):
        assert fte(row, group, "measure") == fte(row, group, "education"), row["unit"]
        used = {form for form in FORMS for name, text in row.items()
                if name.startswith(f"fte_{group}_") and name.endswith(form) and text}  # fmt: skip
        joint = row[f"reporting_form_{group}"] == "joint"
        assert used <= ({"joint"} if joint else set(FORMS[1:])), row["unit"]


@pytest.mark.slow
@pytest.mark.parametrize("year", YEARS)
def test_nobody_answers_what_a_filter_shuts_out(year):
    book = load_codebook(year)
    for question in (one for one in book.variables if one.asked):
        gate = book.variable(question.asked.variable)
        for row in answers(year):
            given = [row[column] for column in question.columns if row[column]]
            if gate.type == "multiple":
                passed = any(row[f"{gate.id}__{code}"] == "1" for code in question.asked.codes)
            else:
                passed = row[gate.columns[-1]] in question.asked.codes
            assert passed or not given, (row["unit"], question.id)


def test_a_merged_municipality_has_the_staff_of_its_parts():
    # Sandefjord of 2017 is Sandefjord, Andebu and Stokke of 2016
    then = {row["unit"]: fte(row, "adult", "measure") for row in answers(2016)}
    now = {row["unit"]: fte(row, "adult", "measure") for row in answers(2017)}
    parts = sum(then[code] for code in ("0706", "0719", "0720"))
    assert not {"0706", "0719", "0720"} & set(now)
    assert math.isclose(now["0710"], parts, rel_tol=0.35)


def test_what_is_told_in_words_holds_no_number():
    key = held_key("q", ["yes"])
    held = Held({key: HeldRow("bound", 50.0, 100.0, ("s6",))})
    assert held.value("q", ["yes"]) is None
    assert held.between(key) == (50.0, 100.0)
    assert words.roughly(50, 100).text == "over halvparten"
    assert words.roughly(20, 25).text == "mellom en femdel og en firedel"
    assert words.roughly(10, 90).missing
    assert words.roughly(math.nan, math.nan).missing
