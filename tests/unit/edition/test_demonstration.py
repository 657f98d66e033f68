"""A demonstration says so on every page of every format; any other edition does not."""

import dataclasses
import io

import openpyxl
import pypdfium2
import pytest

from helpers.project import document, shell, table_bundle
from is248.edition import edition_files, html_export, pdf_export, questions_page
from is248.edition.xlsx_export import workbook_bytes

ORDINARY = document("alpha", table_bundle())
DEMONSTRATION = dataclasses.replace(
    ORDINARY, year=ORDINARY.year.model_copy(update={"demonstration": True})
)


def html(chapter):
    around = shell(chapter.year)
    entry = edition_files.chapter_entry(chapter)
    index = edition_files.IndexPage(chapter.year, "v1", (entry,), None, None)
    questions = questions_page.questions_html(around, [])
    page = html_export.chapter_html(chapter, around)
    return [page, edition_files.index_html(index, around), questions]


def text_of_pages(content):
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content)]


def heading(chapter):
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(chapter)))["Om arbeidsboken"][
        "A1"
    ].value


def test_every_page_of_a_demonstration_says_so():
    assert all("Demonstrasjonsutgave: Svarene er oppdiktet" in page for page in html(DEMONSTRATION))
    assert "Bare det som kilden oppgir, omtales som funn" in html(DEMONSTRATION)[1]
    cover, _, *rest = text_of_pages(pdf_export.report_bytes([DEMONSTRATION, DEMONSTRATION]))
    assert "Demonstrasjonsutgave" in cover
    assert "omtales som funn" in " ".join(cover.split())
    alone = text_of_pages(pdf_export.pdf_bytes([DEMONSTRATION]))
    assert all("demonstrasjon med oppdiktede svar" in page for page in [*rest, *alone])
    assert heading(DEMONSTRATION).endswith("demonstrasjon med oppdiktede svar")


@pytest.mark.parametrize("told", [html(ORDINARY), [heading(ORDINARY)]])
def test_no_other_edition_does(told):
    assert not any("emonstrasjon" in page for page in told)
    printed = text_of_pages(pdf_export.pdf_bytes([ORDINARY]))
    assert not any("emonstrasjon" in page for page in printed)
