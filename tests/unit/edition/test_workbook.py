"""Workbooks: numbers stay numbers, text stays text, the bytes stay the same."""

import datetime as dt
import io
import os
import time

import openpyxl
import pytest

from helpers.project import cell, column, document, figure_bundle, table_bundle, text_bundle
from is248.edition.xlsx_export import number_format, sheet_names, workbook_bytes


@pytest.fixture(scope="module")
def content():
    return made()


def made():
    chapter = document("alpha", table_bundle(), text_bundle(), figure_bundle())
    return workbook_bytes(chapter, {"printed": "trykte tabeller"})


@pytest.fixture(scope="module")
def book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def sheet(book):
    return book["Tabell 1.2"]


def test_sheets_and_contents(book):
    assert book.sheetnames == ["Innhold", "Tabell 1.2", "Figur 1.A"]
    contents = book["Innhold"]
    assert contents["A1"].value == "1 Første kapittel 2016"
    assert [c.value for c in contents["A"][3:]] == ["Tabell 1.2", "Figur 1.A"]
    assert contents["B4"].value == "Innbyggere etter størrelse"
    assert contents["A4"].hyperlink.location == "'Tabell 1.2'!A1"


def test_caption_and_headers(sheet):
    assert sheet["A1"].value == "Tabell 1.2 Innbyggere etter størrelse"
    assert sheet["A1"].font.bold
    assert sheet["A3"].value == "Størrelse"
    assert [c.value for c in sheet[3]][1] == "Innbyggere"
    assert [c.value for c in sheet[4]][1:3] == ["I alt", "Prosent"]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert merged == {"A3:A4", "B3:C3", "D3:D4", "E3:E4"}
    assert sheet.freeze_panes == "B5"


def test_numbers_are_numbers_with_formats(sheet):
    assert sheet["B6"].value == 1234
    assert sheet["B6"].number_format == "#,##0"
    assert sheet["C6"].value == pytest.approx(0.3)
    assert sheet["C6"].number_format == "#,##0.0"
    assert sheet["D6"].number_format == "+#,##0;-#,##0;#,##0"


def test_missing_is_empty_and_its_note_names_the_cell(sheet):
    assert sheet["C7"].value is None
    notes = [c.value for c in sheet["A"] if c.value]
    assert "a) (celle C7) Ikke oppgitt." in notes
    assert "Tom celle: tallet mangler eller er ikke oppgitt." in notes
    assert notes[-3:] == [
        "N: 428 kommuner.",
        "Kilde: prøvedata.",
        "Grunnlag: trykte tabeller, calibrated.",
    ]
    assert "Se Tabell 1.2." in notes


def test_text_is_never_a_formula_or_a_link(sheet):
    assert (sheet["E6"].value, sheet["E6"].data_type) == ("=1+1", "s")
    assert (sheet["E7"].value, sheet["E7"].data_type) == ("http://example.org/", "s")
    assert sheet["E7"].hyperlink is None


def test_total_is_bold_and_groups_have_no_cells(sheet):
    assert sheet["A8"].value == "I alt"
    assert sheet["A8"].font.bold
    assert sheet["B8"].font.bold
    assert sheet["A5"].value == "Små kommuner"
    assert sheet["B5"].value is None


def test_a_figure_s_sheet_says_the_finding(book):
    assert any("Figuren viser: Kommuner" in str(c.value) for c in book["Figur 1.A"]["A"])


def test_properties(book):
    assert book.properties.title == "1 Første kapittel 2016"
    assert book.properties.creator == "Prøveutgiver"
    assert book.properties.created == dt.datetime(2026, 11, 21)


def test_same_bytes_in_any_time_zone(content, monkeypatch):
    before = os.environ.get("TZ")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    again = made()
    monkeypatch.undo()
    time.tzset()
    assert os.environ.get("TZ") == before
    assert again == content


def test_sheet_names_that_excel_takes():
    long = "Tabell " + "x" * 40
    assert sheet_names(["A/B:C", "a-b-c", long, long, "'", "innhold"]) == [
        "A-B-C",
        "a-b-c 2",
        long[:31],
        f"{long[:29]} 2",
        "Ark",
        "innhold 2",
    ]


def test_years_have_no_thousands_mark():
    years = [cell(2015), cell(2016)]
    assert number_format(column("year", "År"), years) == "0"


def test_invented_numbers_are_in_italics_and_said_to_be_so():
    bundle = table_bundle()
    bundle["grid"]["rows"][1]["cells"][0]["basis"] = "synthetic_invented"
    bundle["grid"]["rows"][2]["cells"][0] |= {"text": "–", "basis": "synthetic_invented"}
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(document("alpha", bundle))))
    sheet = book["Tabell 1.2"]
    assert sheet["A1"].value.endswith("(delvis oppdiktet)")
    assert (sheet["B6"].font.italic, sheet["B6"].value) == (True, 1234)
    assert sheet["B7"].value is None  # the result of a test that is not shown
    assert not sheet["C6"].font.italic
    assert any("kursiv er oppdiktet" in str(cell.value) for cell in sheet["A"])
