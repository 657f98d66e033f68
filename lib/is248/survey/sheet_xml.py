"""What the XML of an .xlsx says beside the values of its cells.

Formulas and errors, which calamine leaves blank; what is hidden, filtered, merged or shown as a
per cent; and how far the cells reach, before anything makes room for them.
"""

from __future__ import annotations

import posixpath
import re
from collections import deque
from typing import TYPE_CHECKING

from is248.survey.package_xml import local, new_parser, parse, walk
from is248.survey.sheet_marks import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_EMPTY,
    MOST_ROWS,
    Beside,
    FarCellError,
    check_extent,
)

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable, Collection

_CELL = re.compile("([A-Za-z]{1,3})([0-9]{1,7})")
_PERCENT = {"9", "10"}
"""Built-in formats 0 % and 0.00 %."""

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


MOST_STYLES = 65_490
"""Excel's own limit."""

MOST_BARE = 200_000
"""Rows without cells that a sheet may hold; some programs write a few for every one with cells."""

MOST_MERGED = 20_000
_WITHIN = "within a cell"
_BEFORE = {"", "c"}
"""What has just ended where a cell may begin: the start of a row, or another cell."""


def sheet_part(archive: zipfile.ZipFile, name: str) -> str:
    """The file in a workbook that holds a sheet.

    Raises:
        KeyError: The workbook does not lead to it.
    """
    sheets: dict[str, str] = {}
    targets: dict[str, str] = {}

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) == "sheet":
            identity = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            sheets.setdefault(attributes.get("name", ""), identity)

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) == "Relationship":
            targets[attributes["Id"]] = attributes.get("Target", "")

    walk(archive, "xl/workbook.xml", sheet)
    walk(archive, "xl/_rels/workbook.xml.rels", relation)
    return posixpath.normpath(posixpath.join("/xl", targets[sheets[name]])).lstrip("/")


def percent_styles(archive: zipfile.ZipFile) -> set[str]:
    """Numbers of the cell styles that show a number as a per cent."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    formats = set(_PERCENT)
    styles: list[str] = []
    within: list[str] = [""]

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "numFmt" and "%" in _QUOTED.sub("", attributes.get("formatCode", "")):
            formats.add(attributes.get("numFmtId", ""))
        elif name in {"cellXfs", "cellStyleXfs", "dxfs"}:
            within[0] = name
        elif name == "xf" and within[0] == "cellXfs":
            styles.append(attributes.get("numFmtId", ""))
            if len(styles) > MOST_STYLES:
                raise ValueError(len(styles))

    walk(archive, "xl/styles.xml", start)
    return {str(at) for at, number in enumerate(styles) if number in formats}


class SheetXml:
    """Reads one sheet; what it says stands in ``beside``.

    Written for speed: of each element only the start is looked at, and a list of one remembers
    which element ended last.
    """

    def __init__(self, percent_styles: Collection[str]) -> None:
        self.beside = Beside()
        self._parser = new_parser()
        self._percent_styles = percent_styles
        self._by_name: dict[str, Callable[[dict[str, str]], None]] = {
            "c": self._cell, "row": self._start_row, "f": self._formula, "v": self._value,
            "sheetData": self._start_sheet, "col": self._hide, "autoFilter": self._filter,
            "mergeCell": self._merge,
        }  # fmt: skip
        self._handlers: dict[str, Callable[[dict[str, str]], None]] = {}
        self._ended: deque[str] = deque([""], maxlen=1)
        self._inside = False
        self._row, self._column, self._digits = -1, -1, "0"
        self._last, self._width, self._cells = (-1, -1), 0, 0
        self._height, self._hidden = -1, False
        self._rows = self._merged = 0
        self._words: list[str] = []
        self._letters: dict[str, int] = {}

    def read(self, archive: zipfile.ZipFile, part: str) -> Beside:
        """Read the sheet.

        Args:
            archive: The workbook.
            part: The file of the sheet in it.

        Returns:
            What it says beside its values.

        Raises:
            FarCellError: Its cells reach further than a table does.
            ValueError: It is not as a sheet must be.
        """
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._ended.append
        parse(self._parser, archive, part)
        if self._words:
            self._end_text()
        check_extent(self._last[0] + 1, self._width, self._cells)
        return self.beside

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        try:
            handler = self._handlers[tag]
        except KeyError:
            handler = self._handlers[tag] = self._by_name.get(local(tag), self._other)
        handler(attributes)

    def _start_sheet(self, _: dict[str, str]) -> None:
        if self._row >= 0:
            raise ValueError("sheetData")
        self._inside = True
        self._ended.append("")

    def _other(self, _: dict[str, str]) -> None:
        if local(self._ended[0]) == "sheetData":
            self._inside = False

    def _is_inside(self, *allowed: str) -> bool:
        """Whether cells may stand here; they may only begin after ``allowed`` has ended."""
        last = local(self._ended[0])
        self._inside &= last != "sheetData"
        if self._inside and last not in allowed:
            raise ValueError(last)  # a cell within a cell, or a value twice: which one holds?
        return self._inside

    def _start_row(self, attributes: dict[str, str]) -> None:
        if not self._is_inside("", "row", "c"):
            return
        self._rows += 1
        if self._rows > max(MOST_BARE, MOST_EMPTY * self._cells):
            raise FarCellError(self._rows, self._width)
        number = attributes.get("r")
        self._row = int(number) - 1 if number else self._row + 1
        self._column, self._digits = -1, str(self._row + 1)
        self._hidden = _true(attributes.get("hidden"))
        self._ended.append("")

    def _cell(self, attributes: dict[str, str]) -> None:
        if self._ended[0] not in _BEFORE and not self._is_inside("c", "row"):
            return
        self._ended.append(_WITHIN)
        if self._words:
            self._end_text()
        try:  # most are letters seen before and the number of the row
            place = self._row, self._letters[attributes["r"].removesuffix(self._digits)]
        except KeyError:
            place = self._place(attributes.get("r"))
        if not self._last < place:
            raise ValueError(place)  # twice, or out of order: nobody knows which one holds
        self._last, self._column = place, place[1]
        self._cells += 1
        if place[1] >= self._width or place[0] != self._height:
            self._reach(place)
        if len(attributes) > 1:
            self._look(place, attributes)

    def _place(self, reference: str | None) -> tuple[int, int]:
        if reference is None:
            place = self._row, self._column + 1
        else:
            place = position(reference)
            self._letters[reference.rstrip("0123456789")] = place[1]
        if place[0] >= MOST_ROWS or place[1] >= MOST_COLUMNS:
            raise FarCellError(place[0] + 1, place[1] + 1)
        return place

    def _reach(self, place: tuple[int, int]) -> None:
        """Look at a cell that is the first of its row, or further right than all before it."""
        self._height, self._width = place[0], max(self._width, place[1] + 1)
        if (place[0] + 1) * self._width > MOST_CELLS or place[0] >= MOST_ROWS:
            raise FarCellError(place[0] + 1, self._width)
        if self._hidden and self.beside.hidden_rows[-1:] != [place[0]]:
            self.beside.hidden_rows.append(place[0])

    def _look(self, place: tuple[int, int], attributes: dict[str, str]) -> None:
        """Look at what a cell is and how it is shown."""
        kind = attributes.get("t", "n")
        if kind == "e":
            self._words = [""]
        elif kind == "n" and attributes.get("s") in self._percent_styles:
            self.beside.percent.append(place)

    def _formula(self, _: dict[str, str]) -> None:
        if self._inside and self._is_inside(_WITHIN):
            self._begin_text("=")

    def _value(self, _: dict[str, str]) -> None:
        if self._ended[0] != _WITHIN and not self._is_inside(_WITHIN, "f"):
            return
        if self._words == [""]:
            self._begin_text("")
        elif self._words:
            self._end_text()

    def _begin_text(self, mark: str) -> None:
        self._words = [mark]
        self._parser.CharacterDataHandler = self._words.append

    def _end_text(self) -> None:
        """The formula or error of the last cell, which nothing could be added to any more."""
        text = "".join(self._words).rstrip()
        self.beside.marked[self._last] = {"": "#FEIL!", "=": "=…"}.get(text, text)
        self._words = []
        self._parser.CharacterDataHandler = None

    def _hide(self, attributes: dict[str, str]) -> None:
        if _true(attributes.get("hidden")):
            self.beside.hide_columns(int(attributes["min"]) - 1, int(attributes["max"]) - 1)

    def _merge(self, _: dict[str, str]) -> None:
        self._merged += 1
        if self._merged > MOST_MERGED:
            raise ValueError(self._merged)

    def _filter(self, _: dict[str, str]) -> None:
        self._other(_)
        self.beside.filtered = True


def position(reference: str) -> tuple[int, int]:
    """Row and column, from 0, of a reference such as ``B7``.

    Raises:
        ValueError: It is none.
    """
    match = _CELL.fullmatch(reference)
    if not match or match[2].strip("0") == "":
        raise ValueError(reference)
    number = 0
    for letter in match[1].upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, number - 1


def _true(text: str | None) -> bool:
    return text in {"1", "true"}
