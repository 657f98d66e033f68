"""Errors that people make, in realistic answers: which of them the control rules catch."""

import re

import numpy as np
import pytest

from helpers.quality import TODAY
from helpers.seeded_errors import HARD, KINDS, Year
from is248.checks.control_questions import questions
from is248.checks.control_rules import check_year
from is248.register.municipalities import are_parts, load_units
from is248.survey.freshness import load
from is248.year.labels import load_labels
from is248.year.params import load_year

YEAR, UNITS_EACH, CAUGHT, KINDS_CAUGHT = 2016, 20, 18, 27
ABOUT = ["unit", "check", "group", "variable"]


@pytest.fixture(scope="module")
def clean():
    return load(YEAR, None), load(YEAR - 1, None), load_units(YEAR, None), load_year(YEAR).quality


def found(answers, clean):
    _, before, units, quality = clean
    return set(map(tuple, check_year(answers, before, units, quality).findings[ABOUT].to_numpy()))


def place(kinds, clean, rng):
    """Spoil the answers; kind → its units. No unit has two errors."""
    year, taken, placed = Year(*clean[:3]), set(), {}
    for kind in kinds:
        can = kind.eligible(year).reindex(year.values.index, fill_value=False).astype(bool)
        pool = [u for u in year.values.index[can & ~are_parts(year.values.index)] if u not in taken]
        placed[kind.name] = list(rng.choice(pool, UNITS_EACH, replace=False))
        taken |= set(placed[kind.name])
        for unit in placed[kind.name]:
            kind.make(year, unit, rng)
    return year.spoilt(), placed


def caught(kind, units, new):
    names = {u for u, *about in new if re.search(kind.about, ":".join(about))}
    return sum(unit in names for unit in units)


@pytest.mark.slow
def test_errors_that_people_make_are_caught(clean, capsys):
    rng = np.random.default_rng(248)
    before, result = found(clean[0], clean), {}
    every = [*KINDS, *HARD]
    for kinds in (every[at::18] for at in range(18)):  # two a run, in other units
        answers, placed = place(kinds, clean, rng)
        new = found(answers, clean) - before
        old = {finding for finding in new if finding[1] in TODAY.ids}
        for kind in kinds:
            units = placed[kind.name]
            result[kind.name] = caught(kind, units, new), caught(kind, units, old)
    with capsys.disabled():
        print(*(f"| {kind.name} | {result[kind.name]} |" for kind in every), sep="\n")
    assert len(KINDS) == 30
    assert sum(result[kind.name][0] >= CAUGHT for kind in KINDS) >= KINDS_CAUGHT


@pytest.mark.slow
def test_clean_answers_are_asked_at_most_a_third_more(clean):
    answers, before, units, quality = clean
    labels = load_labels(None, YEAR)
    today, now = (
        len(questions(check_year(answers, before, units, quality, rules), YEAR, labels))
        for rules in (TODAY, None)
    )
    assert today <= now <= today * 4 / 3
