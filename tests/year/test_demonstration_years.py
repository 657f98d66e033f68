"""The years of which only a few numbers are told: built whole, marked, and true to what is told.

A new demonstration year is tested by its params alone; each is built once for all tests.
"""

import csv
import json

import pypdfium2
import pytest

from helpers.quality_facts import check, words
from helpers.years import ROOT, build
from is248.base.basis import FITTED, INVENTED
from is248.base.paths import find_project
from is248.edition.audit import audited
from is248.edition.results import read_results
from is248.show.bundle import MIME
from is248.survey.codebook import load_codebook
from is248.survey.places import survey_folder
from is248.year.params import known_years, load_year
from is248_synthetic.answer_store import differing
from is248_synthetic.build import build as synthesise

pytestmark = pytest.mark.slow

PROJECT = find_project()
YEARS = [year for year in known_years(PROJECT) if load_year(year).demonstration]
FRONT = 1
"""The cover, which has no foot and says it in full."""


@pytest.fixture(scope="module", params=YEARS)
def edition(request, tmp_path_factory):
    number = request.param
    return number, build(tmp_path_factory.mktemp(f"year{number}") / "project", number)


def texts(folder):
    """Every sentence on a page: chapter, id and its parts."""
    for path in sorted(folder.glob("chapters/*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                bundle = output.get("data", {}).get(MIME)
                if bundle and bundle["kind"] == "text" and bundle.get("place", "page") == "page":
                    yield path.stem, bundle["id"], bundle["parts"]


def test_there_are_such_years():
    assert YEARS


def test_every_chapter_is_there(edition):
    number, folder = edition
    made = {path.stem for path in folder.glob("chapters/*.html")}
    assert made == {chapter.slug for chapter in load_year(number).chapters}


def test_every_page_says_what_it_is(edition):
    _, folder = edition
    pages = sorted(folder.rglob("*.html"))
    assert {"index.html", "questions.html", "audit.html"} <= {path.name for path in pages}
    said = {page: page.read_text("utf-8") for page in pages}
    lacking = [
        page.name
        for page, text in said.items()
        if ("Demonstration edition" if ".en." in page.name else "Demonstrasjonsutgave") not in text
    ]
    assert lacking == []


@pytest.mark.parametrize("name", ["report.pdf", "audit.pdf"])
def test_every_page_of_the_pdf_says_what_it_is(edition, name):
    _, folder = edition
    printed = pypdfium2.PdfDocument(folder / name)
    words = [" ".join(page.get_textpage().get_text_bounded().split()) for page in printed]
    assert len(words) > FRONT
    assert all("demonstrasjon med oppdiktede svar" in page for page in words[FRONT:])
    assert "Demonstrasjonsutgave" in words[0]
    assert "Bare det som kilden oppgir, omtales som funn" in words[0]


def test_every_figure_told_has_a_claim_and_holds(edition):
    number, folder = edition
    found = audited(PROJECT, number, read_results(folder / "results.csv")).verdicts
    assert [v.printed.item for v in found if v.claim is None] == []
    judged = {v.printed.item: v.status for v in found if v.claim.relation != "not_computed"}
    assert len(judged) >= 5
    assert {item: status for item, status in judged.items() if status != "equal"} == {}


def test_only_what_is_told_is_told(edition):
    _, folder = edition
    values = [(*at, part) for *at, parts in texts(folder) for part in parts
              if part["kind"] == "value"]  # fmt: skip
    assert [(*at, part["name"]) for *at, part in values if part["basis"] == INVENTED] == []
    assert any(part["basis"] == FITTED for *_, part in values)


@pytest.mark.parametrize("number", YEARS)
def test_the_answers_are_those_that_the_builder_makes_and_meet_all_that_is_told(number):
    assert differing(synthesise(number)) == []
    with (survey_folder(number) / "margins_met.csv").open(encoding="utf-8", newline="") as file:
        met = list(csv.DictReader(file))
    assert met
    assert [row["cell"] for row in met if row["met"] != "yes"] == []


@pytest.mark.parametrize("number", YEARS)
def test_every_question_says_where_it_comes_from(number):
    book = load_codebook(number)
    origins = {book.origin_of(variable) for variable in book.variables}
    assert None not in origins
    assert "told" in origins


def test_the_quality_page_is_true_of_it(edition):
    number, folder = edition
    check(folder, ROOT, number)
    assert "Dette er en demonstrasjon." in words(folder)
    assert "Tall merket «oppdiktet» sier ingenting om virkeligheten." in words(folder)
