"""What surrounds every page: the same for all, and only what the edition has."""

import dataclasses
import re

import pytest

from helpers.pages import Page
from helpers.project import document, shell, table_bundle
from is248.base.paths import find_project
from is248.edition import html_export
from is248.edition.edition_pages import AUDIT, INDEX, MUNICIPALITIES, QUESTIONS
from is248.edition.plan import make_plan
from is248.edition.shell import YEAR_SWITCH, bare_shell, shell_of

YEAR = 2016


@pytest.fixture(scope="module")
def whole():
    return shell_of(make_plan(find_project(), YEAR, dirty=True), "v3")


@pytest.fixture(scope="module")
def page():
    made = document("beta", table_bundle())
    return html_export.chapter_html(made, shell(made.year))


def test_an_edition_leads_to_its_chapters_and_pages_in_order(whole):
    assert [one.theme for one in whole.chapters] == [one.theme for one in whole.year.chapters]
    assert whole.pages[0] == INDEX
    assert {MUNICIPALITIES, QUESTIONS, AUDIT} <= set(whole.pages)


def test_a_draft_leads_to_what_it_makes_alone():
    draft = shell_of(make_plan(find_project(), YEAR, ["housing"]), "utkast")
    assert [one.theme for one in draft.chapters] == ["housing"]
    assert not {MUNICIPALITIES, QUESTIONS, AUDIT} & set(draft.pages)
    assert draft.neighbours("housing") == (None, None)


def test_neighbours_are_those_of_the_order(whole):
    themes = [None, *(one.theme for one in whole.chapters), None]
    for before, here, after in zip(themes, themes[1:-1], themes[2:], strict=False):
        found = [one and one.theme for one in whole.neighbours(here)]
        assert found == [before, after]
    assert whole.neighbours("questions") == (None, None)


def test_the_sidebar_marks_where_one_is_and_shows_its_sections(page):
    found = Page(page)
    here = [a for _, a, _ in found.elements if a.get("aria-current") == "page"]
    assert [a.get("href") for a in here] == ["#hovedinnhold_", "#hovedinnhold_", None]
    assert found.text.count("Andre kapittel") >= 4  # sidebar, menu, breadcrumb, heading
    links = [a["href"] for a in found.all("a")]
    assert links.count("../chapters/01-alpha.html") == 3  # sidebar, menu, previous
    assert page.count(YEAR_SWITCH) == 1


def test_landmarks_have_names_of_their_own(page):
    shown = page.replace('class="sidebar narrow" aria-label="Hele rapporten"', "")  # never both
    names = re.findall(r'<nav[^>]*aria-label="([^"]+)"', shown)
    assert len(names) == len(set(names)) == 3


def test_a_page_of_no_edition_leads_nowhere_that_may_be_missing():
    made = document("alpha", table_bundle())
    around = bare_shell(made.year, dataclasses.replace(INDEX, title="Alle kommuner"))
    found = Page(html_export.chapter_html(made, around, {"pdf": None, "xlsx": None}))
    outside = {a["href"] for a in found.all("a") if not a["href"].startswith("#")}
    assert outside == {"../index.html", "01-alpha.ipynb"}
