"""A workbook against the checklist of accessible spreadsheets; each check is seen to fail."""

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.table import Table

from helpers import accessible_workbook as checklist
from helpers.project import cell, document, figure_bundle, row, table_bundle, text_bundle
from is248.edition.results import results_of
from is248.edition.xlsx_export import workbook_bytes

SHEET = "Tabell 1.2"


def partly_invented():
    bundle = table_bundle("table-invented", "Oppdiktet i noen celler")
    bundle["grid"]["rows"][1]["cells"][0]["basis"] = "synthetic_invented"
    return bundle


def long_table():
    bundle = table_bundle("table-long", "Mange rader")
    rows = [row(f"r{n}", f"Rad {n}", *[cell(n)] * 4) for n in range(60)]
    bundle["grid"] = {**bundle["grid"], "rows": rows}
    return bundle


def empty_table():
    bundle = table_bundle("table-empty", "Ingen rader")
    bundle["grid"] = {**bundle["grid"], "rows": []}
    return bundle


@pytest.fixture(scope="module")
def content():
    shown = (table_bundle(), figure_bundle(), partly_invented(), long_table(), empty_table())
    return workbook_bytes(document("alpha", *shown, text_bundle()))


def test_a_workbook_passes_the_whole_checklist(content):
    assert checklist.faults(content) == {}


def test_a_chapter_without_tables_passes_too():
    assert checklist.faults(workbook_bytes(document("alpha", text_bundle()))) == {}


def altered(content, change):
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_workbook_that_is_only_saved_anew_still_passes(content):
    assert checklist.faults(altered(content, str)) == {}


def two_tables(book):
    sheet = book[SHEET]
    sheet.add_table(Table(displayName="Mer", ref=f"A{sheet.max_row - 1}:B{sheet.max_row}"))


def header_twice(book):
    sheet = book[SHEET]
    top = checklist.table_of(sheet)[1]
    sheet.cell(top, 3).value = sheet.cell(top, 4).value.upper()


def merged(book):
    book[SHEET].merge_cells("B1:C1")


def blank_row(book):
    book["Om arbeidsboken"].insert_rows(2)


def words_below(book):
    book[SHEET].append(["Kilde: noe"])


def gap_without_words(book):
    sheet = book[SHEET]
    for (above,) in sheet.iter_rows(1, checklist.table_of(sheet)[1] - 1, 1, 1):
        above.value = str(above.value).replace("Tom celle", "Her")


def long_text(book):
    body = checklist.body_of(book["Merknader"])
    body[0][1].value = "Ord " * 40
    body[0][1].alignment = openpyxl.styles.Alignment(wrap_text=False)


def unknown_note(book):
    book[SHEET]["A2"].value += " [merknad 99]"


def plain_title(book):
    book[SHEET]["A1"].style = "Normal"


def nameless_sheet(book):
    book.create_sheet("Ark2", 0)


def text_box(book):
    book[SHEET]["A1"].comment = Comment("noe", "noen")


def page_header(book):
    book[SHEET].oddHeader.center.text = "Topptekst"


def filled(book):
    book[SHEET]["A1"].fill = PatternFill("solid", fgColor="FFEEEE")


def colour_alone(book):
    checklist.body_of(book[SHEET])[0][2].font = Font(color="FF5D6972")


def no_title(book):
    book.properties.title = None


def no_language(book):
    book.properties.language = None


def other_sheet(book):
    book.active = 2


def frozen_column(book):
    book[SHEET].freeze_panes = "B7"


def lost_link(book):
    checklist.body_of(book["Innhold"])[1][0].hyperlink.location = "'Innhold'!A1"


def formula(book):
    checklist.body_of(book[SHEET])[0][2].value = "=1+1"


FAULTS = {
    two_tables: checklist.one_named_table_a_sheet,
    header_twice: checklist.one_header_row_of_unique_texts,
    merged: checklist.no_merged_cells,
    blank_row: checklist.no_blank_rows_or_columns,
    words_below: checklist.the_table_starts_in_column_a_and_nothing_is_below_or_beside,
    gap_without_words: checklist.empty_cells_are_explained,
    long_text: checklist.text_is_not_cut_off,
    unknown_note: checklist.notes_are_words_on_a_sheet_of_their_own,
    plain_title: checklist.sheet_titles_are_headings,
    nameless_sheet: checklist.sheet_names_are_unique_and_tell,
    text_box: checklist.no_page_headers_text_boxes_fills_or_macros,
    page_header: checklist.no_page_headers_text_boxes_fills_or_macros,
    filled: checklist.no_page_headers_text_boxes_fills_or_macros,
    colour_alone: checklist.colour_is_never_alone,
    no_title: checklist.the_file_tells_its_title_and_language,
    no_language: checklist.the_file_tells_its_title_and_language,
    other_sheet: checklist.it_opens_at_the_first_cell_of_the_first_sheet,
    frozen_column: checklist.only_the_header_row_is_frozen,
    lost_link: checklist.contents_link_to_every_sheet,
    formula: checklist.no_formulas_and_no_external_links,
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_each_check_sees_a_workbook_that_breaks_it(content, fault):
    made = altered(content, fault)
    book, check = checklist.Workbook(made), FAULTS[fault]
    assert list(check(book)) != []


def test_every_check_is_seen_to_fail():
    assert set(FAULTS.values()) == set(checklist.CHECKS)


def test_titles_have_the_look_of_their_style(content):
    styles = zipfile.ZipFile(io.BytesIO(content)).read("xl/styles.xml").decode()
    fonts = styles.partition("<fonts")[2].partition("</fonts>")[0].split("<font>")[1:]
    assert '<xf numFmtId="0" fontId="1" fillId="0" borderId="0"/></cellStyleXfs>' in styles
    assert "<b/>" in fonts[1]
    assert 'sz val="12"' in fonts[1]


def test_values_are_compared_with_the_results():
    made = document("alpha", table_bundle(), figure_bundle())
    results = list(results_of(made))
    assert list(checklist.unlike(workbook_bytes(made), results)) == []
    results[0] = replace(results[0], value="1235")
    (found,) = checklist.unlike(workbook_bytes(made), results)
    assert found.startswith(f"{SHEET}!C")
