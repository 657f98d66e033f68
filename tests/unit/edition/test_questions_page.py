"""The page of questions: every question once, and links both ways between it and the chapters."""

import pytest

from helpers.pages import CHECKS, Page
from helpers.project import document, figure_bundle, shell, table_bundle
from is248.edition.questions_page import questions_html
from is248.survey.codebook import Codebook
from is248.year.params import load_year

BOOK = Codebook.model_validate(
    {
        "year": 2016,
        "variables": [
            {"id": "gate", "part": 2, "number": "1.1", "label": "Har dere <plan>?",
             "type": "single", "categories": {"yes": "Ja", "no": "Nei"},
             "chapter": "alpha", "concept": "gate"},
            {"id": "why", "part": 2, "number": "1.1a", "label": "Hvorfor ikke", "type": "open",
             "chapter": "alpha", "concept": "why", "asked": {"variable": "gate", "codes": ["no"]}},
            {"id": "staff_joint", "part": 2, "number": "2.1", "label": "Ansatte", "type": "fte",
             "chapter": "other", "concept": "staff", "form": "joint"},
            {"id": "staff_apart", "part": 2, "number": "2.1", "label": "Ansatte", "type": "fte",
             "chapter": "other", "concept": "staff", "form": "mental_health"},
        ],
    }
)  # fmt: skip


def asking(bundle, *names):
    refs = [{"id": v.id, "number": v.number, "label": v.label} for v in BOOK.variables]
    return {**bundle, "questions": [ref for ref in refs if ref["id"] in names]}


@pytest.fixture(scope="module")
def page():
    shown = [asking(table_bundle(), "gate"), asking(figure_bundle(), "gate", "staff_apart")]
    return questions_html(shell(load_year(2016)), BOOK, [document("alpha", *shown)])


def test_a_question_says_who_is_asked(page):
    assert "spurt de som svarte «Nei» på 1.1 Har dere &lt;plan&gt;?" in page


def test_a_question_links_to_all_that_shows_it(page):
    gate = page[page.index('id="gate"') : page.index('id="why"')]
    assert 'href="chapters/01-alpha.html#table-size"' in gate
    assert 'href="chapters/01-alpha.html#figure-size"' in gate
    why = page[page.index('id="why"') : page.index('id="staff_joint"')]
    assert "Vist i" not in why


def test_forms_of_one_question_stand_together(page):
    assert page.count("<article") == 3
    assert 'id="staff_apart"' in page
    staff = page[page.index('id="staff_joint"') :]
    assert staff.count('href="chapters/01-alpha.html#figure-size"') == 1


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_page_is_sound(page, check):
    check(Page(page))
