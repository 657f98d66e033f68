"""What a workbook shows or hides beside its cells, and how far its cells may reach."""

from __future__ import annotations

from collections.abc import Sequence  # noqa: TC003 - a dataclass names it
from dataclasses import dataclass, field

MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
MOST_CELLS = 20_000_000
SPARSE = 2_000_000
"""Cells of an area that may be as empty as it likes."""

MOST_EMPTY = 50
"""Cells of a larger area per cell that is there."""


@dataclass(frozen=True)
class Marks:
    """Rows count from 1, as a reader of the file does; columns from 0.

    Attributes:
        hidden_rows: Rows that are hidden and hold cells.
        filtered: Whether a filter hides them.
        hidden_columns: Columns that are hidden.
        merged: First row, first column and last row of each block of merged cells.
        percent: Row and column of numbers that are shown as a per cent.
        dates: Row and column of dates and times.
        other_sheets: Sheets that were not read.
    """

    hidden_rows: Sequence[int] = ()
    filtered: bool = False
    hidden_columns: Sequence[int] = ()
    merged: Sequence[tuple[int, int, int]] = ()
    percent: Sequence[tuple[int, int]] = ()
    dates: Sequence[tuple[int, int]] = ()
    other_sheets: Sequence[str] = ()


@dataclass
class Beside:
    """What the XML or the records of a sheet say beside its values; all counts from 0.

    Attributes:
        marked: Row and column of a formula or an error → ``=formula`` or the error.
        percent: Places of numbers that are shown as a per cent.
        hidden_rows: Hidden rows that hold cells.
        hidden_columns: Hidden columns.
        filtered: Whether the sheet has a filter.
        merged: First row, first column and last row of each block of merged cells.
    """

    marked: dict[tuple[int, int], str] = field(default_factory=dict)
    percent: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    filtered: bool = False
    merged: list[tuple[int, int, int]] = field(default_factory=list)

    def hide_columns(self, first: int, last: int) -> None:
        """Note a run of hidden columns."""
        self.hidden_columns.update(range(max(first, 0), min(last + 1, MOST_COLUMNS)))


class FarCellError(Exception):
    """A cell stands where no table reaches; carries its row and column, from 1."""

    def __init__(self, row: int, column: int) -> None:
        super().__init__(row, column)
        self.row, self.column = row, column


def check_extent(rows: int, columns: int, cells: int) -> None:
    """Refuse an area that would take memory for nothing.

    Args:
        rows: Rows that the cells span.
        columns: Columns that they span.
        cells: Cells that are there.

    Raises:
        FarCellError: The area is larger than tables are, or next to empty.
    """
    area = rows * columns
    if area > MOST_CELLS or (area > SPARSE and area > MOST_EMPTY * cells):
        raise FarCellError(rows, columns)
