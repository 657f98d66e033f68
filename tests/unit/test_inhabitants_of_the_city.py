"""Shares weighted by inhabitants: each district of the city by its own answer and inhabitants.

Recounted from the files with csv, and a country small enough for the head.
"""

import csv
from pathlib import Path

import pandas as pd
import pytest

from helpers.chapters import open_chapter
from is248.measures import coded_scales, sensitivity, work
from is248.year.params import load_year

DATA = Path(__file__).parents[2] / "data"


def _rows(path, delimiter=","):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@pytest.fixture(scope="module")
def lived_in():
    """Unit → answers, and its inhabitants under 18 and over."""
    answers = {row["unit"]: row for row in _rows(DATA / "survey/2016/synthetic.csv", ";")}
    people = {
        row["code"]: row
        for row in _rows(DATA / "municipalities" / load_year(2016).inhabitants.file)
    }
    return {
        unit: row | {k: int(people[unit][k]) for k in ("pop_under18", "pop_18plus")}
        for unit, row in answers.items()
        if unit in people and people[unit]["pop_18plus"]
    }


def by_hand(lived_in, name, codes, ages=("pop_under18", "pop_18plus")):
    told = [row for row in lived_in.values() if row[name]]
    people = {id(row): sum(row[age] for age in ages) for row in told}
    hit = sum(people[id(row)] for row in told if row[name] in codes)
    return hit / sum(people.values()) * 100


# theme, question, outcome and its codes
TOLD = [
    ("user_involvement", "user_experience_collected", "yes", ["yes"]),
    ("outreach", "outreach_teams", "yes", ["yes"]),
    ("children_and_youth", "children_help", "good", None),
    ("individual_plan", "ip_offered", "yes", ["yes"]),
    ("housing", "housing_grant_applied", "yes", ["yes"]),
]


@pytest.mark.parametrize(("theme", "name", "outcome", "codes"), TOLD)
def test_the_share_in_a_sentence_and_in_the_table(lived_in, theme, name, outcome, codes):
    one = open_chapter(theme, 2016).question(name).outcome(outcome)
    expected = by_hand(lived_in, name, codes or one.codes)
    assert one.bound("inhabitants", "").value == pytest.approx(expected)
    shown = one.choices("table-x").frame.loc["inhabitants"]
    assert shown["pct"] == pytest.approx(expected)
    assert shown["n"] == sum(1 for row in lived_in.values() if row[name])


def test_adults_by_size_class(lived_in):
    good = open_chapter("work_measures", 2016).question("nav_cooperation").at_least_good
    frame = good.weighted("size_class").frame
    expected = by_hand(lived_in, "nav_cooperation", good.codes, ["pop_18plus"])
    assert frame.loc["total", "weighted_pct"] == pytest.approx(expected)
    assert frame.loc["total", "n"] == good.n  # unweighted the city is one


# two towns and a city of two districts that answer yes and no
ONE = pd.DataFrame(
    {
        "q": ["yes", "no", "yes"],
        "by": ["small", "small", "large"],
        "pop_18plus": [1.0, 3.0, 16.0],
        "pop_total": [1.0, 3.0, 16.0],
    }
)
PARTS = pd.DataFrame(
    {
        "q": ["yes", "no", "yes", "no"],
        "by": ["small", "small", "large", "large"],
        "pop_18plus": [1.0, 3.0, 12.0, 4.0],
        "pop_total": [1.0, 3.0, 12.0, 4.0],
    }
)


def test_a_small_country():
    order = ["small", "large"]
    shares = work.weighted_shares(ONE, "q", ["yes"], "by", {"by": order}, living=PARTS)
    assert shares["weighted_pct"].to_list() == [25, 75, 65]
    assert shares["unweighted_pct"].to_list() == pytest.approx([50, 100, 200 / 3])
    means = coded_scales.means_by(ONE, "q", ["yes", "no"], "by", order, living=PARTS)
    assert means["scale_weighted"].to_list() == pytest.approx([1.75, 1.25, 1.35])
    assert means["scale_mean"].to_list() == pytest.approx([1.5, 1, 4 / 3])
    choices = sensitivity.sensitivity(ONE, PARTS, "q", ["yes"])
    assert choices.loc["inhabitants", "pct"] == pytest.approx(65)
