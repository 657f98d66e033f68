"""Chapters that only a demonstration year has: by each breakdown, on answers as a real year's."""

import re
from dataclasses import replace

import pytest

from helpers import cells
from helpers.cells import run, source, without
from is248.base.paths import find_project
from is248.survey.codebook import load_codebook
from is248.year.params import known_years, load_year

pytestmark = pytest.mark.slow

YEARS = {year: load_year(year) for year in known_years(find_project())}
OLD = {c.theme for params in YEARS.values() if not params.demonstration for c in params.chapters}
NEW = {
    chapter.theme: year
    for year, params in YEARS.items()
    if params.demonstration
    for chapter in params.chapters
    if chapter.theme not in OLD
}
"""Theme → the last demonstration year that has it."""

BREAKDOWNS = ("size_class", "hf_area", "region")


def asked_in(theme):
    """The questions that a notebook names."""
    named = set(re.findall(r"\w+", source(theme)))
    return [v.id for v in load_codebook(NEW[theme]).variables if v.id in named and v.type != "fte"]


def said(document):
    return {
        bundle["id"]: "".join(part["text"] for part in bundle["parts"])
        for bundle in document.items
        if bundle["kind"] == "text"
    }


@pytest.mark.parametrize("theme", NEW)
@pytest.mark.parametrize("by", BREAKDOWNS)
def test_it_runs_by_every_breakdown(theme, by):
    assert run(theme, year=NEW[theme], by=by).items


@pytest.mark.parametrize("theme", [theme for theme in NEW if asked_in(theme)])
def test_it_says_so_when_nobody_was_asked(theme):
    with without(*asked_in(theme), of=NEW[theme]):
        told = said(run(theme, year=NEW[theme]))
    assert "Ikke spurt i år." in told.values()
    assert not [text for text in told.values() if "–\xa0" in text or text.startswith("–")]


@pytest.mark.parametrize("theme", [theme for theme in NEW if asked_in(theme)])
def test_every_number_is_told_of_answers_that_somebody_gave(theme, monkeypatch):
    def load(year, project=None):
        return replace(cells.REAL_LOAD(year, project), synthetic=False)

    monkeypatch.setattr(cells.prepare, "load", load)
    made = run(theme, year=NEW[theme])
    assert "text-synthetic" not in said(made)
    bases = {p["basis"] for b in made.items if b["kind"] == "text" for p in b["parts"]
             if p["kind"] == "value"}  # fmt: skip
    assert "microdata" in bases
    assert not {basis for basis in bases if basis.startswith("synthetic")}
