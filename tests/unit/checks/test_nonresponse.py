"""One analysis of non-response, recounted from the file of answers with csv and numpy alone."""

import csv
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from scipy.special import gammaln

from helpers.chapters import open_chapter
from helpers.quality import answers
from is248.checks.nonresponse import GROUPINGS, LEVEL, Nonresponse
from is248.checks.response import responses
from is248.measures.police_forms import with_police_form
from is248.register.municipalities import load_units
from is248.survey import freshness
from is248.survey.codebook import Agencies

DATA = Path(__file__).parents[3] / "data"
DRAWS = 10_000


def _rows(path, delimiter):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


class ByHand:
    """A year counted from its file, codebook and register."""

    def __init__(self, year):
        folder = DATA / "survey" / str(year)
        self.book = yaml.safe_load((folder / "codebook.yml").read_text(encoding="utf-8"))
        self.variables = {v["id"]: v for v in self.book["variables"]}
        self.rows = _rows(folder / "synthetic.csv", ";")
        params = yaml.safe_load(
            (DATA.parent / "params" / f"{year}.yml").read_text(encoding="utf-8")
        )
        register = _rows(DATA / "municipalities" / params["register"]["units"], ",")
        self.places = {row["code"]: row for row in register}

    def columns(self, variable):
        if variable["type"] == "multiple":
            return [f"{variable['id']}__{code}" for code in variable["categories"]]
        if variable["type"] == "open" and variable.get("categories"):
            return [variable["id"], f"{variable['id']}__codes"]
        return [variable["id"]]

    def told(self, variable, row):
        return any(row.get(column, "") != "" for column in self.columns(variable))

    def asked(self, variable, row):
        own = self.book["agencies"]
        theirs = variable["part"] in own["parts"] or variable["id"] in own["variables"]
        if "-" in row["unit"] and not theirs:
            return False
        if not (given := variable.get("asked")):
            return True
        before = self.variables[given["variable"]]
        if not self.asked(before, row):
            return False
        if before["type"] == "multiple":
            crossed = [row[f"{before['id']}__{code}"] for code in given["codes"]]
            return not self.told(before, row) or "1" in crossed
        return row[before["id"]] in {"", *given["codes"]}

    def questions(self):
        """Question → its variables: parts of a sum of FTE and reporting forms together."""
        found = {}
        for variable in self.book["variables"]:
            if not variable["number"].endswith("k"):
                sums = re.match(r"fte_(adult|child)_(measure|education|pathway)_", variable["id"])
                name = sums[0].rstrip("_") if sums else variable["concept"]
                found.setdefault(name, []).append(variable)
        return found

    def counts(self):
        """Question → the units asked, and those of them that answered; those without any out."""
        found = {}
        for name, parts in self.questions().items():
            told = {r["unit"] for r in self.rows if any(self.told(part, r) for part in parts)}
            asked = {r["unit"] for r in self.rows if any(self.asked(part, r) for part in parts)}
            if told:
                found[name] = asked | told, told
        return found

    def table(self, asked, told, by):
        groups = sorted({self.places[unit][by] for unit in asked} - {""})
        part = {g: [u for u in asked if self.places[u][by] == g] for g in groups}
        return np.array([[len(units), len(told & {*units})] for units in part.values()])


def freeman_halton(table, rng):
    """P of all tables with these margins that are as unlikely, by drawing."""
    asked, told = table.T

    def log_ways(given):
        return (-gammaln(given + 1) - gammaln(asked - given + 1)).sum(axis=-1)

    if told.sum() in {0, asked.sum()} or len(asked) < 2:
        return math.nan
    drawn = rng.multivariate_hypergeometric(asked, told.sum(), size=DRAWS)
    return (1 + (log_ways(drawn) <= log_ways(told) + 1e-9).sum()) / (1 + DRAWS)


@pytest.mark.slow
@pytest.mark.parametrize("year", [2015, pytest.param(2016, marks=pytest.mark.slow)])
def test_the_year_recounted_from_the_file(year):
    by_hand, rng = ByHand(year), np.random.default_rng(1)
    counts = by_hand.counts()
    raw = {
        (name, by): p
        for name, (asked, told) in counts.items()
        for by in GROUPINGS
        if not math.isnan(p := freeman_halton(by_hand.table(asked, told, by), rng))
    }
    # Benjamini and Hochberg: all up to the last that lies below its place's share of the level
    ordered = sorted(raw, key=raw.get)
    below = [at for at, key in enumerate(ordered, 1) if raw[key] <= at / len(raw) * LEVEL]
    skewed = {name for name, _ in ordered[: max(below, default=0)]}
    found = Nonresponse(responses(freshness.load(year)), load_units(year))
    assert found.tested["asked"].to_dict() == {q: len(asked) for q, (asked, _) in counts.items()}
    share = {q: len(told) / len(asked) * 100 for q, (asked, told) in counts.items()}
    assert found.tested["response_pct"].to_dict() == pytest.approx(share)
    assert set(found.skewed.index) == skewed


@pytest.mark.slow
def test_all_chapters_look_up_the_same_p():
    basis = open_chapter("data_basis", 2016, "size_class").nonresponse
    chapter = open_chapter("housing", 2016, "county")
    shown = chapter.who_answered("housing_follow_up", "housing_grant_applied").frame
    names = [f"p_{by}" for by in GROUPINGS]
    whole = basis.tested.loc[["housing_follow_up", "housing_grant_applied"], names]
    assert shown[names].to_numpy().tolist() == whole.to_numpy().tolist()
    said = chapter.response("housing_follow_up")
    assert said["county_p"].value == whole.loc["housing_follow_up", "p_county"]


@pytest.mark.slow
def test_a_question_made_of_others_has_the_non_response_of_its_answers():
    chapter = open_chapter("police_cooperation", 2016, "county")
    before = chapter.nonresponse.p("police_cooperation")
    chapter.derive(with_police_form)
    shown = chapter.who_answered("police_form").frame.iloc[0]
    assert shown[list(before)].to_dict() == before


def test_no_test_where_all_answered_and_none_of_a_field_nobody_filled_in():
    rows = {f"{at:04d}": {"offer": "yes"} for at in range(4)}
    units = pd.DataFrame({"size_class": list("aabb")}, index=list(rows))
    found = Nonresponse(responses(answers(rows)), units, ["size_class"])
    assert found.tested.index.to_list() == ["offer"]
    assert math.isnan(found.p("offer")["p_size_class"])
    assert math.isnan(found.p("kinds")["p_size_class"])


SKEWED = {
    f"{at:04d}": {"offer": "yes" if at < 40 else None, "kinds__x": at % 2 or None}
    for at in range(80)
}
HALVES = pd.DataFrame({"size_class": ["a"] * 40 + ["b"] * 40}, index=list(SKEWED))


def test_a_skewed_question_is_found_and_another_not():
    found = Nonresponse(responses(answers(SKEWED)), HALVES, ["size_class"])
    assert found.skewed.index.to_list() == ["offer"]
    # all 40 of one half answered, none of the other: 2 of the 80-over-40 tables; two tests
    assert found.p("offer")["p_size_class"] == pytest.approx(2 * 2 / math.comb(80, 40))
    assert found.p("kinds")["p_size_class"] == 1.0


def test_a_skew_by_the_silence_of_the_city_alone():
    towns = {f"{at:04d}": {"offer": "yes", "kinds__x": None if at < 20 else 1} for at in range(40)}
    rows = towns | {f"9999{at:02d}": {"kinds__x": 1} for at in range(15)}
    size = ["a"] * 20 + ["b"] * 35
    found = Nonresponse(
        responses(answers(rows)),
        pd.DataFrame({"size_class": size}, index=list(rows)),
        ["size_class"],
    )
    assert set(found.skewed.index) == {"offer", "kinds"}
    assert found.outside.skewed.index.to_list() == ["kinds"]
    assert (found.by_city_alone("offer"), found.by_city_alone("kinds")) == (True, False)


@pytest.mark.slow
def test_chapters_tell_where_the_city_alone_makes_the_skew():
    chapter = open_chapter("work_measures", 2016, "county")
    towns = ByHand(2016)
    asked, told = towns.counts()["work_what_is_needed"]
    districts = {unit for unit in asked if unit.startswith("0301")}
    assert len(districts) == 15
    assert not districts & told  # all of them left it out
    table = chapter.who_answered("work_what_is_needed", "nav_cooperation")
    notes = " ".join(note["text"] for note in table.notes)
    assert "Uten Oslo er frafallet ikke statistisk sikkert skjevt for «Hva som trengs" in notes
    assert "NAV" not in notes


def test_several_questions_are_one_more_test():
    found = Nonresponse(responses(answers(SKEWED)), HALVES, ["size_class"])
    # either answered: 40 of 40 and 20 of 40
    raw = sum(
        math.comb(40, k) * math.comb(40, 60 - k) for k in range(20, 41)
        if math.comb(40, k) * math.comb(40, 60 - k) <= math.comb(40, 20)
    ) / math.comb(80, 60)  # fmt: skip
    assert found.p("offer", "kinds")["p_size_class"] == pytest.approx(raw * 3 / 2)


def test_agencies_count_where_they_are_asked_or_answer():
    rows = {
        "0101": {"offer": "yes"},
        "0301-H": {"reporting_form_adult": "joint"},
        "0301-V": {"offer": "no"},
    }
    given = answers(rows)
    agencies = Agencies(parts=(1,), variables=("respondent_count",))
    book = given.codebook.model_copy(update={"agencies": agencies})
    given = replace(given, codebook=book)
    found = responses(given)
    assert found.asked["offer"].to_list() == [True, False, True]
    assert found.asked["reporting_form_adult"].all()
    assert found.answered["offer"].to_list() == [True, False, True]
