"""A table or figure as one flat table of a workbook: one header row, a record a row.

Sub-headings become a column, and headers over several columns a part of each column's own.
What a number carries beside itself (a note, that it is invented) is in its number format, so that
it stays a number and is read aloud with its mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.base.invisible import visible
from is248.base.numbers import MISSING, NBSP
from is248.show.invented import SOME, invented_tag, is_invented

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from is248.show.bundle import (
        CellBundle,
        ColumnBundle,
        FigureBundle,
        GridBundle,
        RowBundle,
        TableBundle,
    )

    GridItem = TableBundle | FigureBundle

GROUP = "Gruppe"
"""Header of the column that holds sub-headings."""

INVENTED_MARK = "[o]"
"""Stands after an invented number in a table that has others too."""

NO_ROWS = "Ingen rader"
LONGEST_HEADER = 255
"""Excel takes no longer header of a column."""

THOUSAND = 1000


@dataclass(frozen=True)
class FlatCell:
    """A cell: its value, how a number is shown, and whether it is invented or in a total.

    ``value`` is None where the cell is empty.
    """

    value: float | int | str | None
    number_format: str = ""
    total: bool = False
    invented: bool = False


@dataclass(frozen=True)
class FlatTable:
    """Headers, none twice, and rows of as many cells; ``sides`` are left or right."""

    headers: tuple[str, ...]
    sides: tuple[str, ...]
    rows: tuple[tuple[FlatCell, ...], ...]

    @property
    def has_gaps(self) -> bool:
        """Whether some cell is empty."""
        return any(cell.value is None for row in self.rows for cell in row)


def flat_table(item: GridItem, marks: Mapping[str, str]) -> FlatTable:
    """Flatten a table or the numbers behind a figure.

    Args:
        item: The table or figure.
        marks: Mark of a note → what stands for it in a workbook ("[merknad 3]").

    Returns:
        The table; one without rows has a row that says so.
    """
    grid = item["grid"]
    grouped = any(row["role"] == "group" for row in grid["rows"])
    labels = [*([GROUP] if grouped else []), grid["stub"], *map(_header, grid["columns"])]
    sides = [*(["left"] * (1 + grouped)), *(column["align"] for column in grid["columns"])]
    rows = tuple(_rows(item, grouped=grouped, marks=marks)) or (no_rows(len(labels)),)
    return FlatTable(tuple(_unique(labels)), tuple(sides), rows)


def _header(column: ColumnBundle) -> str:
    return ": ".join(filter(None, [column["span"], column["label"]]))


def _unique(labels: Iterable[str]) -> Iterator[str]:
    """Headers as a table must have them: none empty, and none that another has in any case."""
    taken: set[str] = set()
    for at, label in enumerate(labels, start=1):
        base = visible(label).strip()[: LONGEST_HEADER - 4] or f"Kolonne {at}"
        name, number = base, 2
        while name.lower() in taken:
            name, number = f"{base} {number}", number + 1
        taken.add(name.lower())
        yield name


def no_rows(width: int) -> tuple[FlatCell, ...]:
    """The row of a table without rows: a table of a workbook must have one."""
    return (FlatCell(NO_ROWS), *([FlatCell(None)] * (width - 1)))


def _rows(
    item: GridItem, *, grouped: bool, marks: Mapping[str, str]
) -> Iterator[tuple[FlatCell, ...]]:
    grid, told = item["grid"], invented_tag(item) == SOME
    codes = [number_format(column, cells) for column, cells in _by_column(grid)]
    group = ""
    for row in grid["rows"]:
        if row["role"] == "group":
            group = row["label"]
            continue
        total = row["role"] == "total"
        # the row of the whole is of no group: its own name stands there too
        lead = [row["label"] if total or not group else group] if grouped else []
        cells = zip(row["cells"], grid["columns"], codes, strict=False)
        yield (
            *(FlatCell(label, total=total) for label in (*lead, row["label"])),
            *(
                _cell(cell, code, marks, total=total, invented=_is_told(cell, column, item, told))
                for cell, column, code in cells
            ),
        )


def _is_told(cell: CellBundle, column: ColumnBundle, item: GridItem, told: bool) -> bool:
    """Whether a cell says itself that it is invented; the caption does where all are."""
    return told and is_invented(cell, column, item["basis"])


def _by_column(grid: GridBundle) -> Iterator[tuple[ColumnBundle, list[CellBundle]]]:
    rows: Sequence[RowBundle] = [row for row in grid["rows"] if row["cells"]]
    for at, column in enumerate(grid["columns"]):
        yield column, [row["cells"][at] for row in rows]


def _cell(
    cell: CellBundle, code: str, marks: Mapping[str, str], *, total: bool, invented: bool
) -> FlatCell:
    value = None if cell["text"] == MISSING else cell["value"]
    note = marks.get(cell["mark"] or "", "")
    said = [INVENTED_MARK] if invented and value is not None else []
    said += [note] if note else []
    if value is None or isinstance(value, str):
        words = " ".join([*([cell["text"]] if value is not None else []), *said])
        return FlatCell(words or None, total=total, invented=invented)
    return FlatCell(value, _with_words(code, " ".join(said)), total=total, invented=invented)


def _with_words(code: str, words: str) -> str:
    """A number format that shows words after the number, whatever its sign."""
    if not words:
        return code
    return ";".join(f'{part}" {words}"' for part in code.split(";"))


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
