"""The page of questions: every question once, and links both ways between it and the chapters."""

import pytest

from helpers.pages import CHECKS, Page
from helpers.project import document, figure_bundle, shell, table_bundle
from is248.edition.questions_page import Beside, question_entries, question_group, questions_html
from is248.survey.codebook import Codebook
from is248.year.params import load_year

QUESTIONS = [
    {"id": "gate", "part": 2, "number": "1.1", "label": "Har dere <plan>?",
     "type": "single", "categories": {"yes": "Ja", "no": "Nei"},
     "chapter": "alpha", "concept": "gate"},
    {"id": "why", "part": 2, "number": "1.1a", "label": "Hvorfor ikke", "type": "open",
     "chapter": "alpha", "concept": "why", "asked": {"variable": "gate", "codes": ["no"]}},
    {"id": "staff_joint", "part": 2, "number": "2.1", "label": "Ansatte", "type": "fte",
     "chapter": "other", "concept": "staff", "form": "joint"},
    {"id": "staff_apart", "part": 2, "number": "2.1", "label": "Ansatte", "type": "fte",
     "chapter": "other", "concept": "staff", "form": "mental_health"},
]  # fmt: skip
BOOK = Codebook.model_validate({"year": 2016, "variables": QUESTIONS})


def other(year, *questions):
    return Codebook.model_validate({"year": year, "variables": list(questions)})


def asking(bundle, *names):
    refs = [{"id": v.id, "number": v.number, "label": v.label} for v in BOOK.variables]
    return {**bundle, "questions": [ref for ref in refs if ref["id"] in names]}


def entries(known=None):
    shown = [asking(table_bundle(), "gate"), asking(figure_bundle(), "gate", "staff_apart")]
    return question_entries(BOOK, [document("alpha", *shown)], known)


@pytest.fixture(scope="module")
def page():
    return questions_html(shell(load_year(2016)), entries())


def test_a_question_says_who_is_asked():
    gate, why, staff = entries()
    assert gate.asked == "alle"
    assert why.asked == "de som svarte «Nei» på 1.1 Har dere <plan>?"
    assert staff.asked.startswith("alle, i ulike versjoner")


def test_a_question_says_how_many_answered_only_where_that_is_known(page):
    gate, why, _ = entries(Beside({"gate": (7, 8), "why": (0, 0)}))
    assert gate.answered == "7 av 8 enheter (88 prosent)"
    assert why.answered == ""
    assert "Har svart" not in page
    assert "syntetiske" not in page
    told = questions_html(shell(load_year(2016)), [gate], synthetic=True)
    assert "7 av 8 enheter (88 prosent)" in told
    assert "Svarene er syntetiske" in told


def test_a_question_says_in_which_other_years_it_is_asked_by_its_concept():
    moved = {**QUESTIONS[0], "id": "plan", "number": "9.9"}
    asked_otherwise = {**moved, "categories": {"yes": "Ja", "partly": "Delvis", "no": "Nei"}}
    books = [other(2014, moved), other(2015, moved), other(2017, asked_otherwise), other(2018)]
    gate, why, _ = entries(Beside(others=tuple(books)))
    assert gate.years == "også i 2014 og 2015, og med andre svar å velge mellom i 2017"
    assert why.years == ""


def test_a_question_leads_to_all_that_shows_it_by_title_below_its_chapter(page):
    gate = page[page.index('<h3 id="gate"') : page.index('<h3 id="why"')]
    assert 'href="chapters/01-alpha.html#table-size"' in gate
    assert 'href="chapters/01-alpha.html#figure-size"' in gate
    assert table_bundle()["title"] in gate
    assert document("alpha").chapter.heading in gate
    why = page[page.index('<h3 id="why"') : page.index('<h3 id="staff_joint"')]
    assert "Vist i" not in why


def test_forms_of_one_question_stand_together(page):
    assert page.count("<article") == 3
    assert 'id="staff_apart"' in page
    staff = page[page.index('<h3 id="staff_joint"') :]
    assert staff.count('href="chapters/01-alpha.html#figure-size"') == 1


def test_the_search_finds_each_question_once_with_its_answers():
    gate, *_ = found = question_group(entries()).entries
    assert [one.anchor for one in found] == ["gate", "why", "staff_joint"]
    assert (gate.title, gate.label, gate.text) == ("Har dere <plan>?", "1.1", "Ja; Nei")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_page_is_sound(page, check):
    check(Page(page))
