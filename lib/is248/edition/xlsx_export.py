"""One Excel workbook per chapter, after the guidance for accessible spreadsheets.

A sheet that tells what the workbook is, one of contents, one of notes where there are any, and then
one marked-up table a sheet. Text is always written as text: a cell that begins with ``=`` or
``http`` is never a formula or a link. The bytes depend on nothing but the document.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import textwrap
import zipfile
from typing import TYPE_CHECKING, Any

import xlsxwriter

from is248.base.invisible import visible
from is248.edition.flat_table import INVENTED_MARK, FlatCell, FlatTable, flat_table
from is248.edition.imprint import LICENCE, edition_line
from is248.show.invented import (
    ALL,
    INVENTED,
    bases_of,
    foundation,
    invented_tag,
    tagged_alt,
    tagged_title,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from is248.edition.document import Document
    from is248.edition.flat_table import GridItem

ABOUT, CONTENTS, NOTES = "Om arbeidsboken", "Innhold", "Merknader"
NOT_ASKED = "Ingen"
"""Stands for the questions of what the form does not ask."""

LONGEST_NAME = 31
"""Excel takes no longer sheet names."""

FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
NARROWEST, WIDEST, WIDEST_STUB, WIDEST_TEXT = 9, 30, 60, 90
"""Column widths in characters."""

HEADER_LINES = 3
"""A column is wide enough for its header in about so many lines."""

LINE = 110
"""Characters in a line above a table: more do not fit beside each other on a screen."""

ROW_HEIGHT = 15
"""Height of a row with one line, in points."""

WINDOW = 30
"""A table with more rows than a window shows keeps its header in sight."""

OPTIONS = {
    "in_memory": True,  # gives every part of the file the same fixed time
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
HEAD = {"bold": True, "bottom": 1, "valign": "bottom", "text_wrap": True}
STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 12},
    "left": HEAD,
    "right": HEAD | {"align": "right"},
    "text": {"text_wrap": True, "valign": "top"},
    "link": {"hyperlink": True, "valign": "top"},
    "plain": {},
}
HEADING_STYLE = 2
"""Place of the cell style for titles of sheets, after Excel's own two."""

TAGS: Mapping[str, Sequence[tuple[str, str]]] = {
    "xl/styles.xml": (
        ('<cellStyleXfs count="2">', '<cellStyleXfs count="3">'),
        ("</cellStyleXfs>", '<xf numFmtId="0" fontId="1" fillId="0" borderId="0"/></cellStyleXfs>'),
        ('<cellStyles count="2">', '<cellStyles count="3"><cellStyle name="Heading 1" xfId="2" '
         'builtinId="16"/>'),
    ),
    "docProps/core.xml": (("</dc:creator>", "</dc:creator><dc:language>nb-NO</dc:language>"),),
}  # fmt: skip
"""What xlsxwriter cannot say: titles in the style of headings, and the language of the file."""


def workbook_bytes(document: Document, bases: Mapping[str, str] | None = None) -> bytes:
    """The workbook of a chapter.

    Args:
        document: The chapter.
        bases: Name of each basis as a reader sees it; a key without name is shown as it is.

    Returns:
        An .xlsx file; the same document gives the same bytes.
    """
    buffer = io.BytesIO()
    book = _Book(xlsxwriter.Workbook(buffer, OPTIONS), document, bases or {})
    book.write()
    return _tagged(buffer)


def sheet_names(labels: Iterable[str]) -> list[str]:
    """Sheet names that Excel takes: short, without forbidden characters, none twice."""
    taken = {name.lower() for name in (ABOUT, CONTENTS, NOTES)}
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
        self._made: dict[tuple[object, ...], Any] = {}

    def __call__(self, name: str, cell: FlatCell | None = None) -> Any:  # noqa: ANN401
        cell = cell or FlatCell(None)
        key = (name, cell.number_format, cell.total, cell.invented)
        if key not in self._made:
            look = {**STYLES[name], "num_format": cell.number_format or "General"}
            look |= {"bold": True, "top": 1} if cell.total else {}
            look |= {"italic": True, "font_color": "#5D6972"} if cell.invented else {}
            self._made[key] = self._book.add_format(look)
            if name == "title":
                self._made[key].xf_id = HEADING_STYLE
        return self._made[key]


class _Book:
    """A workbook in the making."""

    def __init__(self, book: Any, document: Document, bases: Mapping[str, str]) -> None:  # noqa: ANN401
        self._book, self._document, self._bases = book, document, bases
        self._style = _Styles(book)
        self._style("title")  # its font is the first after the usual one: TAGS names it
        items: list[GridItem] = [b for b in document.items if b["kind"] != "text"]
        names = sheet_names(item.get("label") or item["id"] for item in items)
        self._items = dict(zip(names, items, strict=True))
        self._notes = _numbered(self._items)

    def write(self) -> None:
        """Write all sheets and close the file."""
        _properties(self._book, self._document)
        self._about()
        self._contents()
        if self._notes:
            self._noted()
        for name, item in self._items.items():
            self._item(name, item)
        self._book.close()

    def _about(self) -> None:
        """What the workbook is and how it is read, in words."""
        document, sheet = self._document, self._book.add_worksheet(ABOUT)
        sheet.set_column(0, 0, WIDEST_TEXT)
        title = f"{document.chapter.heading} {document.year.dated_mark}"
        sheet.write_string(0, 0, visible(title), self._style("title"))
        for at, words in enumerate(_told(document, noted=bool(self._notes)), start=1):
            sheet.write_string(at, 0, visible(words), self._style("text"))
            _room(sheet, at, [(words, WIDEST_TEXT)])
        _link(sheet, at + 1, "Til innholdet", CONTENTS, self._style("link"))

    def _contents(self) -> None:
        own = [(NOTES, "Merknader til tabellene og figurene", "")] if self._notes else []
        shown = [(name, tagged_title(one), _asked(one)) for name, one in self._items.items()]
        rows = [(name, visible(title), visible(asked)) for name, title, asked in own + shown]
        cells = tuple(tuple(FlatCell(text or NOT_ASKED) for text in row) for row in rows)
        headers = ("Ark", "Innhold", "Spørsmål i skjemaet")
        table = FlatTable(headers, ("left",) * 3, cells or ((FlatCell(NOT_ASKED),) * 3,))
        sheet, head = self._sheet(CONTENTS, CONTENTS, ["Hvert ark har én tabell."], table)
        for at, (name, *_) in enumerate(rows, start=head + 1):
            _link(sheet, at, name, name, self._style("link"))

    def _noted(self) -> None:
        places: dict[int, list[str]] = {}
        for (name, _), number in self._notes.items():
            places.setdefault(number, []).append(name)
        words = {number: text for (_, text), number in self._notes.items()}
        rows = tuple(
            (
                FlatCell(f"[merknad {n}]"),
                FlatCell(visible(words[n])),
                FlatCell(", ".join(places[n])),
            )
            for n in words
        )
        table = FlatTable(("Merknad", "Tekst", "Ark"), ("left",) * 3, rows)
        self._sheet(NOTES, NOTES, ["Til tabellene og figurene i arbeidsboken."], table)

    def _item(self, name: str, item: GridItem) -> None:
        notes = [
            (note["mark"], f"[merknad {self._notes[name, note['text']]}]") for note in item["notes"]
        ]
        table = flat_table(item, {mark: words for mark, words in notes if mark})
        marked = {cell["mark"] for row in item["grid"]["rows"] for cell in row["cells"]}
        of_all = [words for mark, words in notes if mark is None or mark not in marked]
        title = f"{item.get('label') or ''} {tagged_title(item)}".strip()
        lines = [*_lines(item, self._bases, gaps=table.has_gaps)]
        if notes:
            about = f"Om hele tabellen: {', '.join(dict.fromkeys(of_all))}. " if of_all else ""
            lines.append(f"{about}Merknadene står på arket «{NOTES}».")
        self._sheet(name, title, lines, table)

    def _sheet(
        self, name: str, title: str, lines: Iterable[str], table: FlatTable
    ) -> tuple[Any, int]:
        """A sheet with a title, some lines and a table; returns it and the row of the header."""
        sheet, style = self._book.add_worksheet(name), self._style
        sheet.write_string(0, 0, visible(title), style("title"))
        head = 1
        for words in (part for line in lines for part in textwrap.wrap(visible(line), LINE)):
            sheet.write_string(head, 0, words, style("plain"))
            head += 1
        if name != CONTENTS:
            _link(sheet, head, "Til innholdet", CONTENTS, style("link"))
            head += 1
        self._table(sheet, name, head, table)
        return sheet, head

    def _table(self, sheet: Any, name: str, head: int, table: FlatTable) -> None:  # noqa: ANN401
        columns = [
            {"header": label, "header_format": self._style(side)}
            for label, side in zip(table.headers, table.sides, strict=True)
        ]
        place = (head, 0, head + len(table.rows), len(columns) - 1)
        look = {"name": table_name(name), "columns": columns, "style": None, "autofilter": False}
        sheet.add_table(*place, look | {"first_column": True, "banded_rows": False})
        widths = _widths(sheet, table)
        _room(sheet, head, zip(table.headers, widths, strict=True))
        for at, row in enumerate(table.rows, start=head + 1):
            for column, cell in enumerate(row):
                _write(sheet, (at, column), cell, self._style("text", cell))
            _room(sheet, at, zip((cell.value for cell in row), widths, strict=True))
        if len(table.rows) > WINDOW:
            sheet.freeze_panes(head + 1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head)


def _write(sheet: Any, place: tuple[int, int], cell: FlatCell, style: Any) -> None:  # noqa: ANN401
    if cell.value is None:
        sheet.write_blank(*place, None, style)
    elif isinstance(cell.value, str):
        sheet.write_string(*place, cell.value, style)
    else:
        sheet.write_number(*place, cell.value, style)


def _link(sheet: Any, row: int, words: str, name: str, style: Any) -> None:  # noqa: ANN401
    sheet.write_url(row, 0, f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1", style, words)


def table_name(sheet: str) -> str:
    """The name of a sheet's table: letters, digits and lines, and never that of a cell."""
    return "Data_" + re.sub(
        r"\W", lambda sign: f"_{ord(sign[0]):x}_" if sign[0] not in " ." else "_", sheet
    )


def _numbered(items: Mapping[str, GridItem]) -> dict[tuple[str, str], int]:
    """The number of each note of each sheet; the same words have the same number everywhere."""
    numbers: dict[str, int] = {}
    return {
        (name, note["text"]): numbers.setdefault(note["text"], len(numbers) + 1)
        for name, item in items.items()
        for note in item["notes"]
    }


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


def _told(document: Document, *, noted: bool) -> Iterator[str]:
    """What the first sheet says."""
    year = document.year
    bases = [bases_of(item) for item in document.items if item["kind"] != "text"]
    yield f"Tabellene og tallene bak figurene i kapitlet, fra {year.title} {year.year}."
    yield edition_line(year)
    rests_on = foundation((key for keys in bases for key in keys), "Arbeidsboken")
    yield from filter(None, [year.demonstration_notice, rests_on])
    yield "Hvert ark har én tabell. Øverst på arket står tittel, antall enheter (N) og kilde."
    yield "Tom celle: tallet mangler eller er ikke oppgitt."
    if any(INVENTED in keys and len(keys) > 1 for keys in bases):
        yield f"{INVENTED_MARK} etter et tall: tallet er oppdiktet."
    if noted:
        yield f"[merknad 1] og så videre: se arket «{NOTES}»."
    yield LICENCE


def _lines(item: GridItem, bases: Mapping[str, str], *, gaps: bool) -> Iterator[str]:
    """Lines above a table: what it is of, and how its cells are read."""
    if item["kind"] == "figure":
        yield f"Figuren viser: {tagged_alt(item)}"
    named = ", ".join(bases.get(key, key) for key in bases_of(item) if key)
    yield f"N: {item['n']}. Kilde: {item['source']}." + (f" Grunnlag: {named}." if named else "")
    tag = invented_tag(item)
    if tag:
        which = "Tallene" if tag == ALL else f"Tall med {INVENTED_MARK} etter seg"
        yield f"{which} er oppdiktet: verken trykte tall eller noens svar holder dem."
    if gaps:
        yield "Tom celle: tallet mangler eller er ikke oppgitt."


def _asked(item: GridItem) -> str:
    return "; ".join(f"{question['number']} {question['label']}" for question in item["questions"])


def _widths(sheet: Any, table: FlatTable) -> list[int]:  # noqa: ANN401
    """Set the widths of the columns; returns them."""
    widths = []
    for at, (label, side) in enumerate(zip(table.headers, table.sides, strict=True)):
        cells = [len(shown(row[at])) for row in table.rows]
        words = max(*map(len, label.split()), len(label) // HEADER_LINES)
        widest = WIDEST if side == "right" else WIDEST_STUB
        widths.append(min(max(*cells, words, NARROWEST - 2) + 2, widest))
        sheet.set_column(at, at, widths[-1])
    return widths


def _room(sheet: Any, row: int, texts: Iterable[tuple[object, int]]) -> None:  # noqa: ANN401
    """Make a row high enough for texts in columns of some widths; not every program does."""
    lines = max(
        len(textwrap.wrap(text, width)) if len(text) > width else 1
        for text, width in texts
        if isinstance(text, str)
    )
    if lines > 1:
        sheet.set_row(row, lines * ROW_HEIGHT)


def shown(cell: FlatCell) -> str:
    """About what a reader sees of a cell, for the width of its column."""
    if cell.value is None or isinstance(cell.value, str):
        return cell.value or ""
    _, _, decimals = cell.number_format.partition(";")[0].partition(".")
    places = len(decimals) - len(decimals.lstrip("0"))
    return f"{cell.value:+,.{places}f}" + " ".join(re.findall('"(.*?)"', cell.number_format)[:1])


def _tagged(content: io.BytesIO) -> bytes:
    """The file with what xlsxwriter cannot say; its parts keep their order and time."""
    tagged = io.BytesIO()
    with zipfile.ZipFile(content) as given, zipfile.ZipFile(tagged, "w") as made:
        for part in given.infolist():
            data = given.read(part)
            for old, new in TAGS.get(part.filename, ()):
                data = data.replace(old.encode(), new.encode(), 1)
            made.writestr(part, data)
    return tagged.getvalue()
