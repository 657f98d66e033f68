"""One Excel workbook per chapter: a sheet per table and figure, numbers as numbers.

Text is always written as text: a cell that begins with ``=`` or ``http`` is never a formula or a
link. The bytes depend on nothing but the document.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from is248.base.invisible import visible
from is248.base.numbers import MISSING, NBSP
from is248.show.invented import bases_of, invented_tag, is_invented, tagged_alt, tagged_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from is248.edition.document import Document
    from is248.show.bundle import CellBundle, ColumnBundle, FigureBundle, GridBundle, TableBundle

    GridItem = TableBundle | FigureBundle

CONTENTS = "Innhold"
LONGEST_NAME = 31
"""Excel takes no longer sheet names."""

FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
NARROWEST, WIDEST, WIDEST_STUB = 9, 30, 60
"""Column widths in characters."""

THOUSAND = 1000
HEAD_AT = 2
"""Row (from 0) of the first header row, below the caption and an empty row."""

OPTIONS = {
    "in_memory": True,  # gives every part of the file the same fixed time
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
STYLES: Mapping[str, Mapping[str, Any]] = {
    "caption": {"bold": True, "font_size": 12},
    "head": {"bold": True, "bottom": 1, "align": "right", "valign": "bottom", "text_wrap": True},
    "head_left": {"bold": True, "bottom": 1, "valign": "bottom", "text_wrap": True},
    "span": {"bold": True, "bottom": 1, "align": "center", "text_wrap": True},
    "stub": {"bg_color": "#F2F4F5", "text_wrap": True, "valign": "top"},
    "group": {"bold": True, "bg_color": "#F2F4F5"},
    "text": {"text_wrap": True, "valign": "top"},
    "link": {"font_color": "#0B4F8A", "underline": 1},
    "plain": {},
}
TOTAL_STYLE = {"bold": True, "top": 1}
INVENTED_STYLE = {"italic": True, "font_color": "#5D6972"}


def workbook_bytes(document: Document, bases: Mapping[str, str] | None = None) -> bytes:
    """The workbook of a chapter.

    Args:
        document: The chapter.
        bases: Name of each basis as a reader sees it; a key without name is shown as it is.

    Returns:
        An .xlsx file; the same document gives the same bytes.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    _properties(book, document)
    styles = _Styles(book)
    items = [bundle for bundle in document.items if bundle["kind"] != "text"]
    names = sheet_names([item.get("label") or item["id"] for item in items])
    contents = book.add_worksheet(CONTENTS)
    _contents(contents, document, dict(zip(names, items, strict=True)), styles)
    for name, item in zip(names, items, strict=True):
        _item_sheet(book.add_worksheet(name), item, styles, bases or {})
    book.close()
    return buffer.getvalue()


def sheet_names(labels: list[str]) -> list[str]:
    """Sheet names that Excel takes: short, without forbidden characters, none twice."""
    taken = {CONTENTS.lower()}
    names = []
    for label in labels:
        base = FORBIDDEN.sub("-", label).strip("' ")[:LONGEST_NAME] or "Ark"
        name, number = base, 2
        while name.lower() in taken:
            name = f"{base[: LONGEST_NAME - len(str(number)) - 1]} {number}"
            number += 1
        taken.add(name.lower())
        names.append(name)
    return names


class _Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - xlsxwriter has no types
        self._book = book
        self._made: dict[tuple[str, bool, bool, str], Any] = {}

    def __call__(
        self, name: str, *, total: bool = False, invented: bool = False, number: str = ""
    ) -> Any:  # noqa: ANN401
        key = (name, total, invented, number)
        if key not in self._made:
            look = {**STYLES[name], **(TOTAL_STYLE if total else {})}
            look |= INVENTED_STYLE if invented else {}
            self._made[key] = self._book.add_format(look | {"num_format": number or "General"})
        return self._made[key]


def _properties(book: Any, document: Document) -> None:  # noqa: ANN401
    year = document.year
    book.set_properties(
        {
            "title": f"{document.chapter.heading} {year.year}",
            "subject": year.title,
            "author": year.publisher,
            "category": "IS-24/8",
            "comments": "Språk: norsk bokmål (nb-NO).",
            "created": dt.datetime.combine(year.edition_date, dt.time()),
        }
    )
    book.set_custom_property("Language", "nb-NO", "text")


def _contents(
    sheet: Any,  # noqa: ANN401
    document: Document,
    items: Mapping[str, GridItem],
    styles: _Styles,
) -> None:
    heading = visible(f"{document.chapter.heading} {document.year.dated_mark}")
    sheet.write_string(0, 0, heading, styles("caption"))
    sheet.write_string(HEAD_AT, 0, "Ark", styles("head_left"))
    sheet.write_string(HEAD_AT, 1, "Innhold", styles("head_left"))
    for at, (name, item) in enumerate(items.items(), start=HEAD_AT + 1):
        sheet.write_url(at, 0, f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1")
        sheet.write_string(at, 0, name, styles("link"))
        sheet.write_string(at, 1, tagged_title(item), styles("text"))
    sheet.set_column(0, 0, 16)
    # titles on one line: not every program makes room for a second
    sheet.set_column(1, 1, max([len(tagged_title(item)) for item in items.values()], default=0) + 2)
    sheet.freeze_panes(HEAD_AT + 1, 0)


@dataclass
class _Cursor:
    """Where the next row is written, and which cells carry which mark."""

    row: int
    marked: dict[str, list[str]]


def _item_sheet(
    sheet: Any,  # noqa: ANN401
    item: GridItem,
    styles: _Styles,
    bases: Mapping[str, str],
) -> None:
    grid = item["grid"]
    caption = f"{item.get('label') or ''} {tagged_title(item)}".strip()
    sheet.write_string(0, 0, caption, styles("caption"))
    head = _head(sheet, grid, styles)
    cursor = _Cursor(HEAD_AT + head, {})
    _body(sheet, item, styles, cursor)
    for at, line in enumerate(_foot(item, cursor, bases), start=cursor.row + 1):
        sheet.write_string(at, 0, line, styles("plain"))
    _widths(sheet, grid)
    sheet.freeze_panes(HEAD_AT + head, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_AT, HEAD_AT + head - 1)


def _head(sheet: Any, grid: GridBundle, styles: _Styles) -> int:  # noqa: ANN401
    """Write the header; returns its number of rows."""
    columns = grid["columns"]
    rows = 2 if any(column["span"] for column in columns) else 1
    _merged(sheet, (HEAD_AT, 0, HEAD_AT + rows - 1, 0), grid["stub"], styles("head_left"))
    at = 1
    for span, run in groupby(columns, key=lambda column: column["span"]):
        members = list(run)
        if span:
            _merged(sheet, (HEAD_AT, at, HEAD_AT, at + len(members) - 1), span, styles("span"))
        for column in members:
            style = styles("head" if column["align"] == "right" else "head_left")
            top = HEAD_AT + 1 if span else HEAD_AT
            _merged(sheet, (top, at, HEAD_AT + rows - 1, at), column["label"], style)
            at += 1
    return rows


def _merged(sheet: Any, place: tuple[int, int, int, int], text: str, style: Any) -> None:  # noqa: ANN401
    top, left, bottom, right = place
    if (top, left) != (bottom, right):
        sheet.merge_range(top, left, bottom, right, "", style)
    sheet.write_string(top, left, text, style)


def _body(sheet: Any, item: GridItem, styles: _Styles, cursor: _Cursor) -> None:  # noqa: ANN401
    grid, basis = item["grid"], item["basis"]
    formats = [
        number_format(column, [row["cells"][i] for row in grid["rows"] if row["cells"]])
        for i, column in enumerate(grid["columns"])
    ]
    for row in grid["rows"]:
        total = row["role"] == "total"
        stub = styles("group") if row["role"] == "group" else styles("stub", total=total)
        sheet.write_string(cursor.row, 0, row["label"], stub)
        cells = zip(row["cells"], grid["columns"], formats, strict=False)
        for at, (cell, column, code) in enumerate(cells, start=1):
            invented = is_invented(cell, column, basis)
            style = styles("text", total=total, invented=invented, number=code)
            _cell(sheet, (cursor.row, at), cell, style)
            if cell["mark"]:
                place = xl_rowcol_to_cell(cursor.row, at)
                cursor.marked.setdefault(cell["mark"], []).append(place)
        cursor.row += 1


def _cell(
    sheet: Any,  # noqa: ANN401
    place: tuple[int, int],
    cell: CellBundle,
    style: Any,  # noqa: ANN401
) -> None:
    value = cell["value"]
    if value is None or cell["text"] == MISSING:
        sheet.write_blank(*place, None, style)
    elif isinstance(value, str):
        sheet.write_string(*place, cell["text"], style)
    else:
        sheet.write_number(*place, value, style)


def number_format(column: ColumnBundle, cells: list[CellBundle]) -> str:
    """Excel's number format of a column; Excel shows it with the reader's own decimal mark.

    Args:
        column: The column.
        cells: Its cells; what the reader sees tells whether positive numbers carry a plus and
            whether thousands are set apart (years are not).

    Returns:
        For example ``#,##0.0``.
    """
    numbers = [(c["value"], c["text"]) for c in cells if isinstance(c["value"], int | float)]
    grouped = all(NBSP in text for value, text in numbers if abs(value) >= THOUSAND)
    code = "#,##0" if grouped else "0"
    if column["decimals"] > 0:
        code += "." + "0" * column["decimals"]
    signed = any(text.startswith("+") for _, text in numbers)
    return f"+{code};-{code};{code}" if signed else code


def _foot(item: GridItem, cursor: _Cursor, bases: Mapping[str, str]) -> Iterator[str]:
    """Lines below the grid; a number cannot carry a mark, so marks name their cells."""
    if item["kind"] == "figure":
        yield f"Figuren viser: {tagged_alt(item)}"
    if invented_tag(item):
        yield "Tall i kursiv er oppdiktet: verken trykte tall eller noens svar holder dem."
    if any(cell["text"] == MISSING for row in item["grid"]["rows"] for cell in row["cells"]):
        yield "Tom celle: tallet mangler eller er ikke oppgitt."
    for note in item["notes"]:
        places = ", ".join(cursor.marked.get(note["mark"] or "", []))
        where = f" (celle {places})" if places else ""
        yield f"{note['mark']}){where} {note['text']}" if note["mark"] else note["text"]
    yield f"N: {item['n']}."
    yield f"Kilde: {item['source']}."
    if item["questions"]:
        asked = (f"{question['number']} {question['label']}" for question in item["questions"])
        yield f"Spørsmål: {'; '.join(asked)}."
    yield f"Grunnlag: {', '.join(bases.get(key, key) for key in bases_of(item) if key)}."


def _widths(sheet: Any, grid: GridBundle) -> None:  # noqa: ANN401
    labels = [grid["stub"], *(row["label"] for row in grid["rows"])]
    sheet.set_column(0, 0, min(max(map(len, labels)) + 2, WIDEST_STUB))
    for at, column in enumerate(grid["columns"]):
        texts = [row["cells"][at]["text"] for row in grid["rows"] if row["cells"]]
        widest = max(map(len, [*texts, *column["label"].split()]), default=0) + 2
        sheet.set_column(at + 1, at + 1, min(max(widest, NARROWEST), WIDEST))
