"""The checklist of accessible spreadsheets as checks, read from the file with openpyxl and as XML.

Each check is one essential item of the Analysis Function's checklist, or one of ours; it names the
sheets that fail.
"""

import io
import re
import zipfile

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

EMPTY = re.compile(r"[Tt]om celle")
LONGEST_LINE = 165
"""Characters that a screen shows beside each other."""

FRONT = 2
"""Sheets that are not of a table or figure: about and contents, and notes where there are any."""


class Workbook:
    """A workbook with its sheets, and the XML that openpyxl does not give."""

    def __init__(self, content):
        self.content = content
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        self.archive = zipfile.ZipFile(io.BytesIO(content))

    @property
    def sheets(self):
        """All sheets but the first, which is words only."""
        return self.book.worksheets[1:]

    def parts(self, pattern):
        """Parts of the file whose name matches."""
        return [name for name in self.archive.namelist() if re.search(pattern, name)]

    def xml(self, pattern):
        """The text of such parts."""
        return "".join(self.archive.read(name).decode() for name in self.parts(pattern))


def table_of(sheet):
    """Bounds of the only table of a sheet: first column and row, last column and row."""
    (table,) = sheet.tables.values()
    return range_boundaries(table.ref)


def header_of(sheet):
    """Texts of the header row."""
    left, top, right, _ = table_of(sheet)
    return [sheet.cell(top, column).value for column in range(left, right + 1)]


def body_of(sheet):
    """Cells of the table below its header, row by row."""
    left, top, right, bottom = table_of(sheet)
    return list(sheet.iter_rows(top + 1, bottom, left, right))


def texts_above(sheet):
    """Texts above the table."""
    top = table_of(sheet)[1]
    return [cell.value for (cell,) in sheet.iter_rows(1, top - 1, 1, 1)]


def one_named_table_a_sheet(book):
    names = [name for sheet in book.sheets for name in sheet.tables]
    yield from (sheet.title for sheet in book.sheets if len(sheet.tables) != 1)
    if len({name.lower() for name in names}) != len(names):
        yield "table names"


def one_header_row_of_unique_texts(book):
    for sheet in book.sheets:
        header = header_of(sheet)
        told = [text.strip().lower() for text in header if isinstance(text, str) and text.strip()]
        if len(set(told)) != len(header):
            yield sheet.title


def no_merged_cells(book):
    yield from (sheet.title for sheet in book.book.worksheets if sheet.merged_cells.ranges)


def no_blank_rows_or_columns(book):
    for sheet in book.book.worksheets:
        rows = list(sheet.iter_rows(values_only=True))
        blank = [row for row in rows if not any(value is not None for value in row)]
        columns = zip(*rows, strict=True)
        unused = [one for one in columns if not any(value is not None for value in one)]
        if blank or unused:
            yield sheet.title


def the_table_starts_in_column_a_and_nothing_is_below_or_beside(book):
    for sheet in book.sheets:
        left, _, right, bottom = table_of(sheet)
        if left != 1 or sheet.max_row != bottom or sheet.max_column > right:
            yield sheet.title


def empty_cells_are_explained(book):
    for sheet in book.sheets:
        gaps = any(cell.value is None for row in body_of(sheet) for cell in row)
        if gaps and not any(EMPTY.search(text) for text in texts_above(sheet)):
            yield sheet.title


def text_is_not_cut_off(book):
    for sheet in book.book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                width = sheet.column_dimensions[get_column_letter(cell.column)].width
                if not isinstance(cell.value, str) or len(cell.value) <= width:
                    continue
                alone = cell.row < (table_of(sheet)[1] if sheet.tables else 0)
                if not cell.alignment.wrap_text and not (alone and len(cell.value) <= LONGEST_LINE):
                    yield f"{sheet.title}!{cell.coordinate}"


def notes_are_words_on_a_sheet_of_their_own(book):
    named = {note for sheet in book.sheets for note in re.findall(r"\[merknad \d+\]", shown(sheet))}
    listed = set()
    if "Merknader" in book.book.sheetnames:
        listed = {row[0].value for row in body_of(book.book["Merknader"])}
    yield from sorted(named ^ listed)
    if "superscript" in book.xml(r"styles|sharedStrings"):
        yield "superscript"


def shown(sheet):
    """All words of a sheet: those that stand in cells, and those in formats of numbers."""
    if sheet.title == "Merknader":
        return ""
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    return " ".join(f"{cell.value} {cell.number_format}" for cell in cells)


def sheet_titles_are_headings(book):
    for sheet in book.book.worksheets:
        if sheet["A1"].style != "Heading 1" or not sheet["A1"].value:
            yield sheet.title


def sheet_names_are_unique_and_tell(book):
    names = [name.lower() for name in book.book.sheetnames]
    if len(set(names)) != len(names):
        yield "names"
    yield from (name for name in names if re.fullmatch(r"(sheet|ark) ?\d*", name))


def no_page_headers_text_boxes_fills_or_macros(book):
    yield from book.parts(r"drawing|vba|comments|media/")
    if re.search(r"<headerFooter|<sheetProtection", book.xml(r"worksheets/sheet")):
        yield "page headers or protection"
    if re.search(r'patternType="(?!none|gray125)', book.xml(r"styles")):
        yield "fills"


def colour_is_never_alone(book):
    """A number in another colour says what it is: itself, or the title for all of them."""
    for sheet in book.sheets:
        for row in body_of(sheet):
            for cell in row:
                told = f"{cell.value} {cell.number_format} {sheet['A1'].value}"
                other = cell.font.color is not None and cell.font.color.type == "rgb"
                said = "[o]" in told or "(oppdiktet)" in told
                if other and cell.value is not None and not said:
                    yield f"{sheet.title}!{cell.coordinate}"


def the_file_tells_its_title_and_language(book):
    about = book.book.properties
    if not about.title or not about.creator:
        yield "title or author"
    if about.language != "nb-NO":
        yield "language"


def it_opens_at_the_first_cell_of_the_first_sheet(book):
    if book.book.active is not book.book.worksheets[0]:
        yield "active sheet"
    for sheet in book.book.worksheets:
        view = sheet.sheet_view
        chosen = [one.activeCell for one in view.selection if one.activeCell not in {None, "A1"}]
        scrolled = view.topLeftCell not in {None, "A1"} or sheet.sheet_state != "visible"
        if scrolled or (chosen and not sheet.freeze_panes):
            yield sheet.title


def only_the_header_row_is_frozen(book):
    for sheet in book.sheets:
        if sheet.freeze_panes not in {None, f"A{table_of(sheet)[1] + 1}"} or sheet.auto_filter.ref:
            yield sheet.title


def contents_link_to_every_sheet(book):
    contents = book.book["Innhold"]
    links = {row[0].value: row[0].hyperlink for row in body_of(contents)}
    for sheet in book.book.worksheets[FRONT:]:
        link = links.get(sheet.title)
        if link is None or link.location != f"'{sheet.title}'!A1":
            yield sheet.title


def no_formulas_and_no_external_links(book):
    for sheet in book.book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" or (cell.hyperlink and cell.hyperlink.target):
                    yield f"{sheet.title}!{cell.coordinate}"


CHECKS = (
    one_named_table_a_sheet,
    one_header_row_of_unique_texts,
    no_merged_cells,
    no_blank_rows_or_columns,
    the_table_starts_in_column_a_and_nothing_is_below_or_beside,
    empty_cells_are_explained,
    text_is_not_cut_off,
    notes_are_words_on_a_sheet_of_their_own,
    sheet_titles_are_headings,
    sheet_names_are_unique_and_tell,
    no_page_headers_text_boxes_fills_or_macros,
    colour_is_never_alone,
    the_file_tells_its_title_and_language,
    it_opens_at_the_first_cell_of_the_first_sheet,
    only_the_header_row_is_frozen,
    contents_link_to_every_sheet,
    no_formulas_and_no_external_links,
)


def faults(content):
    """What the checklist has against a workbook: name of the check → places."""
    book = Workbook(content)
    found = {check.__name__: list(check(book)) for check in CHECKS}
    return {name: places for name, places in found.items() if places}


def unlike(content, results):
    """Cells of a chapter's workbook that do not hold the results of its tables and figures.

    A test of invented numbers is a result that no reader is shown: its cell is empty.
    """
    book = Workbook(content)
    items = {}
    for one in results:
        if not one.item.startswith("text-"):
            items.setdefault(one.item, []).append(one)
    sheets = [s for s in book.sheets if s.title not in {"Innhold", "Merknader"}]
    for sheet, expected in zip(sheets, items.values(), strict=True):
        body = body_of(sheet)
        width = len(expected) // len(body)
        held = [cell for row in body for cell in row[len(row) - width :]]
        for cell, result in zip(held, expected, strict=True):
            if not holds(cell.value, result):
                yield f"{sheet.title}!{cell.coordinate}: {cell.value!r} for {result.value!r}"


def holds(value, result):
    """Whether a cell holds a result: the number itself, or the words."""
    if isinstance(value, int | float):
        return abs(value - float(result.value)) <= 1e-14 * abs(value)
    if value is None or value.startswith("["):
        return not result.value or result.basis == "synthetic_invented"
    numeric = re.fullmatch(r"-?[\d.]+(e-?\d+)?", result.value)
    return value.removesuffix(" [o]") == result.value or bool(result.value and not numeric)
