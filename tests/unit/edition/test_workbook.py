"""Workbooks: numbers stay numbers, text stays text, the bytes stay the same."""

import datetime as dt
import io
import os
import time

import openpyxl
import pytest

from helpers.project import cell, column, document, figure_bundle, table_bundle, text_bundle
from is248.edition.flat_table import flat_table, number_format
from is248.edition.xlsx_export import sheet_names, workbook_bytes


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


HEAD = 6
"""Row of the header: title, N, what empty cells are, where notes stand, link to the contents."""


def test_sheets_and_contents(book):
    assert book.sheetnames == ["Om arbeidsboken", "Innhold", "Merknader", "Tabell 1.2", "Figur 1.A"]
    assert book["Om arbeidsboken"]["A1"].value == "1 Første kapittel 2016"
    contents = book["Innhold"]
    assert [c.value for c in contents["A"][3:]] == ["Merknader", "Tabell 1.2", "Figur 1.A"]
    assert [c.value for c in contents[5]] == ["Tabell 1.2", "Innbyggere etter størrelse", "Ingen"]
    assert contents["A5"].hyperlink.location == "'Tabell 1.2'!A1"


def test_caption_lines_and_one_row_of_headers(sheet):
    assert [c.value for c in sheet["A"][: HEAD - 1]] == [
        "Tabell 1.2 Innbyggere etter størrelse",
        "N: 428 kommuner. Kilde: prøvedata. Grunnlag: trykte tabeller, calibrated.",
        "Tom celle: tallet mangler eller er ikke oppgitt.",
        "Om hele tabellen: [merknad 2]. Merknadene står på arket «Merknader».",
        "Til innholdet",
    ]
    assert [c.value for c in sheet[HEAD]] == [
        "Gruppe", "Størrelse", "Innbyggere: I alt", "Innbyggere: Prosent", "Endring", "Merknad",
    ]  # fmt: skip
    assert sheet.tables["Data_Tabell_1_2"].ref == "A6:F9"
    assert sheet.freeze_panes is None


def test_numbers_are_numbers_with_formats(sheet):
    assert sheet["C7"].value == 1234
    assert sheet["C7"].number_format == "#,##0"
    assert sheet["D7"].value == pytest.approx(0.3)
    assert sheet["D7"].number_format == "#,##0.0"
    assert sheet["E7"].number_format == "+#,##0;-#,##0;#,##0"


def test_what_is_missing_is_empty_or_names_its_note(book, sheet):
    assert sheet["F9"].value is None
    assert sheet["D8"].value == "[merknad 1]"
    assert [[c.value for c in row] for row in book["Merknader"]["A5:C6"]] == [
        ["[merknad 1]", "Ikke oppgitt.", "Tabell 1.2"],
        ["[merknad 2]", "Se Tabell 1.2.", "Tabell 1.2"],
    ]


def test_a_number_with_a_note_stays_a_number():
    bundle = table_bundle()
    bundle["grid"]["rows"][1]["cells"][2]["mark"] = "a"
    sheet = opened(bundle)
    assert sheet["E7"].value == 5
    words = '" [merknad 1]"'
    assert sheet["E7"].number_format == f"+#,##0{words};-#,##0{words};#,##0{words}"


def test_text_is_never_a_formula_or_a_link(sheet):
    assert (sheet["F7"].value, sheet["F7"].data_type) == ("=1+1", "s")
    assert (sheet["F8"].value, sheet["F8"].data_type) == ("http://example.org/", "s")
    assert sheet["F8"].hyperlink is None


def test_sub_headings_are_a_column_and_the_total_has_its_own_name(sheet):
    assert [c.value for c in sheet["A"][HEAD:]] == ["Små kommuner", "Små kommuner", "I alt"]
    assert sheet["B9"].value == "I alt"
    assert sheet["C9"].font.bold
    assert not sheet["C8"].font.bold


def test_a_figure_s_sheet_says_the_finding(book):
    assert book["Figur 1.A"]["A2"].value.startswith("Figuren viser: Kommuner")


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


def opened(*bundles):
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(document("alpha", *bundles))))
    return book["Tabell 1.2"]


def test_invented_numbers_say_so_in_their_cells():
    bundle = table_bundle()
    bundle["grid"]["rows"][1]["cells"][0]["basis"] = "synthetic_invented"
    bundle["grid"]["rows"][2]["cells"][0] |= {"text": "–", "basis": "synthetic_invented"}
    sheet = opened(bundle)
    assert sheet["A1"].value.endswith("(delvis oppdiktet)")
    at = next(row for row in range(1, 12) if sheet.cell(row, 3).value == 1234)
    assert sheet.cell(at, 3).font.italic
    assert sheet.cell(at, 3).number_format == '#,##0" [o]"'
    assert sheet.cell(at + 1, 3).value is None  # the result of a test that is not shown
    assert not sheet.cell(at, 4).font.italic
    assert any("[o] etter seg er oppdiktet" in str(cell.value) for cell in sheet["A"])


def test_where_all_is_invented_the_title_says_so_once():
    bundle = table_bundle()
    for one in bundle["grid"]["columns"]:
        one["basis"] = "synthetic_invented"
    sheet = opened(bundle)
    assert sheet["A1"].value.endswith("(oppdiktet)")
    assert "[o]" not in "".join(str(c.value) + c.number_format for row in sheet for c in row)


def test_headers_are_never_alike_or_empty():
    bundle = table_bundle()
    for one, label in zip(bundle["grid"]["columns"], ["A", "a", "", "A"], strict=True):
        one |= {"span": None, "label": label}
    made = flat_table(bundle, {})
    assert made.headers == ("Gruppe", "Størrelse", "A", "a 2", "Kolonne 5", "A 3")
