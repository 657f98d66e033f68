"""Every notebook runs as a researcher runs it: as it is, by each breakdown, on other answers."""

import re

import nbclient
import nbformat
import pytest

from helpers.cells import notebook, run, source, without
from helpers.years import ROOT
from is248.base.numbers import MISSING
from is248.edition.parameters import read_defaults
from is248.register.municipalities import GROUPINGS
from is248.survey.codebook import load_codebook
from is248.year.params import load_year

pytestmark = pytest.mark.slow

THEMES = [chapter.theme for chapter in load_year(2016).chapters]
BREAKDOWNS = GROUPINGS
ANSWERED = ("single", "multiple", "count", "amount", "open")
BUILT_FROM_OTHERS = {"summary"}


def parameters(theme):
    tagged = [c for c in notebook(theme)["cells"] if "parameters" in c["metadata"].get("tags", [])]
    return read_defaults("".join(tagged[0]["source"]), theme)


def asked_in(theme):
    """The questions that a notebook names, FTE apart: without FTE there is no survey."""
    if theme in BUILT_FROM_OTHERS:
        return []  # it names keys of statements, not questions
    named = set(re.findall(r"\w+", source(theme)))
    variables = load_codebook(2016).variables
    return [v.id for v in variables if v.id in named and v.type in ANSWERED]


BY = [(theme, by) for theme in THEMES if "by" in parameters(theme) for by in BREAKDOWNS]
QUESTIONS = [(theme, name) for theme in THEMES for name in asked_in(theme)]


@pytest.mark.sample(3)
@pytest.mark.parametrize("theme", [*THEMES, "explore/start_here"])
def test_it_runs_on_a_fresh_kernel(theme, year, monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(year.parents[2]))
    book = nbformat.read(ROOT / "notebooks" / f"{theme}.ipynb", as_version=4)
    place = {"metadata": {"path": str(ROOT / "notebooks")}}
    done = nbclient.NotebookClient(book, timeout=300, resources=place).execute()
    assert not [o for c in done.cells for o in c.get("outputs", []) if o.output_type == "error"]


@pytest.mark.sample(3)
@pytest.mark.parametrize(("theme", "by"), BY, ids=["-".join(pair) for pair in BY])
def test_it_runs_by_every_breakdown(theme, by):
    assert run(theme, by=by).items


def test_every_survey_chapter_has_a_breakdown():
    without_one = {theme for theme in THEMES if "by" not in parameters(theme)}
    # chapter 3 tells of the country, the appendix of each municipality, the summary of chapters
    assert without_one == {"fte_national", "municipal_appendix", "summary"}


@pytest.mark.sample(3)
@pytest.mark.parametrize(("theme", "question"), QUESTIONS, ids=["-".join(q) for q in QUESTIONS])
def test_a_question_that_is_missing_breaks_nothing_else(theme, question):
    with without(question):
        made = run(theme)
    assert made.items
    assert not said_with_a_dash(made)


def said_with_a_dash(made):
    """The sentences that tell a number there is not."""
    said = [(b["id"], part) for b in made.items if b["kind"] == "text" for part in b["parts"]]
    return [
        item for item, part in said if part["kind"] == "value" and part["text"].startswith(MISSING)
    ]


def about_one_answer():
    """A question with one answer of each chapter on answers; chapter 2 lists all questions."""
    kinds = {v.id: v.type for v in load_codebook(2016).variables}
    single = {theme: [n for n in asked_in(theme) if kinds[n] == "single"] for theme in THEMES}
    return [(theme, names[0]) for theme, names in single.items() if names and theme != "data_basis"]


@pytest.mark.parametrize(("theme", "question"), about_one_answer())
def test_a_chapter_says_what_was_not_asked(theme, question):
    with without(question):
        made = run(theme)
    said = [b for b in made.items if b["kind"] == "text" and b["id"].endswith("-not-asked")]
    assert said
    assert {"".join(part["text"] for part in b["parts"]) for b in said} == {"Ikke spurt i år."}


YEAR_2015 = [chapter.theme for chapter in load_year(2015).chapters]


@pytest.mark.parametrize("theme", [t for t in YEAR_2015 if t not in BUILT_FROM_OTHERS])
def test_it_runs_for_the_year_before(theme):
    made = run(theme, year=2015)
    assert made.items
    assert not said_with_a_dash(made)
