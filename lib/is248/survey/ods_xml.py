"""What the XML of an .ods says beside the values of its cells: see :mod:`sheet_xml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.survey.package_xml import walk
from is248.survey.sheet_marks import MOST_CELLS, Beside, FarCellError, check_extent

if TYPE_CHECKING:
    import zipfile

_CELLS = {"table:table-cell", "table:covered-table-cell"}
_HIDDEN = {"collapse", "filter"}


def read_ods(archive: zipfile.ZipFile) -> dict[str, Beside]:
    """Read all sheets.

    Args:
        archive: The file.

    Returns:
        Sheet → what it says beside its values.

    Raises:
        FarCellError: Cells reach further than a table does.
        ValueError: A sheet is not as it must be.
    """
    sheets: list[tuple[str, _Sheet]] = []
    open_tables: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            if not open_tables:  # else a table within a cell
                sheets.append((attributes.get("table:name", ""), _Sheet()))
            open_tables.append(tag)
        elif open_tables:
            sheets[-1][1].start(tag, attributes)

    def end(tag: str) -> None:
        if tag == "table:table":
            open_tables.pop()
        elif tag == "table:table-row" and open_tables:
            sheets[-1][1].end_row()

    walk(archive, "content.xml", start, end)
    return dict(sheets)


@dataclass
class _Sheet(Beside):
    """One sheet, as far as it is read."""

    _row: int = 0
    _column: int = 0
    _columns: int = 0
    _repeat: int = 1
    _visibility: str = ""
    _cells: int = 0
    _width: int = 0
    _filled: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Look at an element that starts."""
        if tag in _CELLS:
            self._cell(attributes)
        elif tag == "table:table-row":
            self._repeat = _count(attributes, "table:number-rows-repeated")
            self._visibility = attributes.get("table:visibility", "")
            self._column, self._filled = 0, False
        elif tag == "table:table-column":
            self._hide_columns(attributes)

    def _hide_columns(self, attributes: dict[str, str]) -> None:
        first, self._columns = self._columns, self._columns + _repeated(attributes)
        if attributes.get("table:visibility") in _HIDDEN:
            self.hide_columns(first, self._columns - 1)

    def _cell(self, attributes: dict[str, str]) -> None:
        first, self._column = self._column, self._column + _repeated(attributes)
        formula = attributes.get("table:formula")
        if formula is None and "office:value-type" not in attributes:
            return
        self._filled, self._width = True, max(self._width, self._column)
        self._cells += (self._column - first) * self._repeat
        if self._cells > MOST_CELLS or (self._row + self._repeat) * self._width > MOST_CELLS:
            raise FarCellError(self._row + self._repeat, self._width)
        self._mark(attributes, formula, first)

    def _mark(self, attributes: dict[str, str], formula: str | None, first: int) -> None:
        rows = int(attributes.get("table:number-rows-spanned", "1"))
        if rows > 1 or int(attributes.get("table:number-columns-spanned", "1")) > 1:
            self.merged.append((self._row, first, self._row + rows - 1))
        percent = attributes.get("office:value-type") == "percentage"
        if formula is None and not percent:
            return
        for row in range(self._row, self._row + self._repeat):
            for column in range(first, self._column):
                if formula is not None:
                    self.marked[row, column] = "=" + formula.partition("=")[2]
                else:
                    self.percent.append((row, column))

    def end_row(self) -> None:
        """Look back at a row."""
        if self._filled:
            if self._visibility in _HIDDEN:
                self.hidden_rows += range(self._row, self._row + self._repeat)
                self.filtered |= self._visibility == "filter"
            check_extent(self._row + self._repeat, self._width, self._cells)
        self._row += self._repeat


def _repeated(attributes: dict[str, str]) -> int:
    return _count(attributes, "table:number-columns-repeated")


def _count(attributes: dict[str, str], name: str) -> int:
    count = int(attributes.get(name, "1"))
    if count < 1:
        raise ValueError(name)
    return count
