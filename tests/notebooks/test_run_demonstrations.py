"""The notebooks of themes that only demonstrations have: by each breakdown, on other answers.

Their answers are drawn, and most of what they show is invented. Here they also run on the same
answers taken for real ones, as they will on the day that an export comes: then all is told.
"""

import re
from functools import cache

import pytest

from helpers.cells import as_real, notebook, run, source, without
from is248.base.numbers import MISSING
from is248.base.paths import find_project
from is248.survey.codebook import load_codebook
from is248.year.params import known_years, load_year

pytestmark = pytest.mark.slow

WHOLE = {chapter.theme for chapter in load_year(2016).chapters}
YEARS = [year for year in known_years(find_project()) if load_year(year).demonstration]
THEMES = {
    chapter.theme: year
    for year in YEARS
    for chapter in load_year(year).chapters
    if chapter.theme not in WHOLE
}
"""Theme → the demonstration that has it."""

BREAKDOWNS = ("size_class", "dps")
BY = [(theme, by) for theme in THEMES for by in BREAKDOWNS]


@cache
def questions(theme):
    return [v for v in load_codebook(THEMES[theme]).variables if v.chapter == theme]


QUESTIONS = [(theme, one.id) for theme in THEMES for one in questions(theme)]


def texts(made):
    return {b["id"]: "".join(p["text"] for p in b["parts"])
            for b in made.items if b["kind"] == "text"}  # fmt: skip


def test_there_are_such_themes():
    assert {"challenges", "service_development", "low_threshold", "service_changes"} <= {*THEMES}
    assert all("".join(c["source"]) for theme in THEMES for c in notebook(theme)["cells"])


@pytest.mark.sample(4)
@pytest.mark.parametrize(("theme", "by"), BY, ids=["-".join(pair) for pair in BY])
def test_it_runs_by_every_breakdown(theme, by):
    assert run(theme, year=THEMES[theme], by=by).items


@pytest.mark.parametrize("theme", THEMES)
def test_a_real_export_is_told_in_full(theme):
    year = THEMES[theme]
    drawn = texts(run(theme, year=year))
    with as_real(year):
        real = texts(run(theme, year=year))
    assert "text-synthetic" in drawn
    assert "text-synthetic" not in real
    # every sentence that is silent on drawn answers speaks on real ones, and none holds a dash
    assert [item for item, said in real.items() if not said] == []
    assert [item for item, said in real.items() if re.search(rf"(^|\s){MISSING}(\s|$)", said)] == []
    assert sum(map(bool, real.values())) > sum(map(bool, drawn.values()))


@pytest.mark.sample(4)
@pytest.mark.parametrize(("theme", "question"), QUESTIONS, ids=["-".join(q) for q in QUESTIONS])
def test_a_question_that_is_missing_breaks_nothing_else(theme, question):
    assert question in source(theme) or any(part in source(theme) for part in question.split("_"))
    with without(question, THEMES[theme]):
        made = run(theme, year=THEMES[theme])
    assert made.items
    assert not [said for said in texts(made).values() if said.startswith(MISSING)]
