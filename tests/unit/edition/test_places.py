"""Items in the workbook or with the audit: named, numbered and kept, but not on the page."""

import io

import openpyxl
import pytest

from helpers.project import document, shell, table_bundle, text_bundle
from is248.base.paths import find_project
from is248.edition.audit_page import audit_document, audit_html
from is248.edition.document import document_from_notebook
from is248.edition.html_export import chapter_html
from is248.edition.pages import item_entries
from is248.edition.pdf_export import pdf_bytes
from is248.edition.results import results_of
from is248.edition.typst_source import chapter_source
from is248.edition.xlsx_export import workbook_bytes
from is248.printed.verdicts import Comparison
from is248.show.bundle import MIME
from is248.year.labels import load_labels
from is248.year.params import load_year


def table(item, place="page", title="En tittel"):
    return {**table_bundle(item, title), "place": place, "notes": []}


def reference(item):
    part = {"kind": "reference", "target": item, "text": f"[@{item}]"}
    return {**text_bundle("text-see"), "parts": [{"kind": "text", "text": "Se "}, part]}


def chapter(*sections):
    """A chapter of 2016 with a section for each list of bundles."""
    cells = []
    for number, bundles in enumerate(sections):
        heading = {"cell_type": "markdown", "metadata": {}, "source": f"## Del {number}"}
        outputs = [{"data": {MIME: bundle}} for bundle in bundles]
        code = {"cell_type": "code", "metadata": {}, "source": "show()", "outputs": outputs}
        cells += [heading, code]
    year = load_year(2016)
    return document_from_notebook({"cells": cells}, year, year.chapter("municipal_appendix"))


@pytest.fixture(scope="module")
def made():
    return chapter(
        [table("table-a", "workbook", "Etter vekt"), table("table-b"), reference("table-a")],
        [
            table("table-c", "audit", "Mot Østfold"),
            {**reference("table-d"), "id": "text-print", "place": "audit"},
            table("table-d"),
        ],
    )


def test_what_stands_on_the_page_is_numbered_first(made):
    assert made.labels == {
        "table-b": "Tabell V.1", "table-d": "Tabell V.2",
        "table-a": "Tabell V.3", "table-c": "Tabell V.4", "text-see": "", "text-print": "",
    }  # fmt: skip


def test_a_line_at_the_end_of_the_section_names_what_the_workbook_has(made):
    page = chapter_html(made, shell(made.year))
    line = page.index("Flere tabeller i <a href=")
    assert page.index('<div class="item table" id="table-b"') < line < page.index('<h2 id="del-1"')
    assert page.count("Flere tabeller") == 1
    assert '<li id="table-a"><span class="label">Tabell V.3</span> Etter vekt</li>' in page
    source = chapter_source(made)
    assert source.count("Flere tabeller i arbeidsboken: Tabell V.3 Etter vekt.") == 1


def test_what_stands_elsewhere_is_not_drawn(made):
    page, source = chapter_html(made, shell(made.year)), chapter_source(made)
    assert page.count("<table") == 2
    assert source.count('\ntable-item("') == 2
    assert "Mot Østfold" not in page
    assert "Mot Østfold" not in source


def test_text_says_where_it_is(made):
    assert "Se Tabell V.3 i arbeidsboken" in chapter_html(made, shell(made.year))
    assert pdf_bytes([made]).startswith(b"%PDF")


def test_workbook_and_results_have_everything(made):
    sheets = openpyxl.load_workbook(io.BytesIO(workbook_bytes(made))).sheetnames
    assert sheets[:2] == ["Om arbeidsboken", "Innhold"]
    assert sheets[-4:] == ["Tabell V.3", "Tabell V.1", "Tabell V.4", "Tabell V.2"]
    assert {r.item for r in results_of(made)} == {"table-a", "table-b", "table-c", "table-d"}
    assert [anchor for _, _, anchor in item_entries(made)] == ["table-a", "table-b", "table-d"]


def test_what_is_for_comparison_stands_with_the_audit_under_its_chapter(made):
    labels = load_labels(find_project(), 2016)
    found = audit_document(Comparison((), ()), made.year, [made], labels)
    page = audit_html(found, shell(made.year), {"printed": "trykte tall"})
    heading = page.index(f'<h2 id="{made.chapter.theme}"')
    assert heading < page.index('id="table-municipal-appendix-c"')
    assert "Mot Østfold" in page
    assert (
        '>Se Tabell V.2<a class="permalink"' in page
    )  # without a link: the table stands elsewhere
    assert "Se Tabell V.2" not in chapter_html(made, shell(made.year))
    assert "regnet bare for å sammenlignes" in page
    assert pdf_bytes([found]).startswith(b"%PDF")


def test_a_chapter_without_such_items_is_as_before():
    plain = document("alpha", table_bundle(), text_bundle())
    assert "arbeidsboken" not in chapter_html(plain, shell(plain.year))
