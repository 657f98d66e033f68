"""Read a survey file as text, whatever program wrote it; refused when too large to be honest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.survey import read_apart, read_csv
from is248.survey.findings import UnreadableError
from is248.survey.hidden_things import told
from is248.survey.raw_table import Grid, RawTable, refused

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

LARGEST = 200_000_000
"""Bytes of a file, unpacked."""

TEXT = (".csv", ".tsv")
BINARY = (".xlsx", ".xls", ".ods", ".sav", ".zsav", ".dta", ".parquet")
WORKBOOKS = (".xlsx", ".xls", ".ods")


def read_table(
    path: Path, *, sheet: str = "", header_row: int = 1, skip_rows: Collection[int] = ()
) -> RawTable:
    """Read a file as text, in the format that its ending names.

    Args:
        path: The file.
        sheet: Sheet of a workbook; «Svar» or the only one when not given.
        header_row: Row of the header; without meaning where the format keeps names apart.
        skip_rows: Rows below the header that are left out.

    Returns:
        Its cells as text; "NA" and "nan" are texts like any other. Rows keep their number.

    Raises:
        UserError: There is no such file, or its ending is none of ours.
        UnreadableError: The file itself is broken, or larger than 200 MB unpacked.
    """
    grid = _grid(path, sheet)
    table = grid.table(header_row, skip_rows)
    return replace(table, findings=(*table.findings, *told(table, grid.marks)))


def read_rows(
    path: Path, *, sheet: str = "", most: int | None = None
) -> list[tuple[int, list[str]]]:
    """The rows of a file, header and all, as they stand.

    Args:
        path: The file.
        sheet: Sheet of a workbook; «Svar» or the only one when not given.
        most: How many of the first rows are wanted; all when None.

    Returns:
        Number of each row as a reader of the file counts, and its tidied cells. The names of a
        file that keeps them apart (SPSS, Stata, Parquet) are row 0. Empty rows may be missing.

    Raises:
        UserError: There is no such file, or its ending is none of ours.
        UnreadableError: The file itself is broken, or larger than 200 MB unpacked.
    """
    return list(_grid(path, sheet, most).rows[:most])


def sheet_names(path: Path) -> list[str]:
    """The sheets of a workbook, in order; none in other formats or when it cannot be read."""
    if path.suffix.lower() not in WORKBOOKS:
        return []
    try:
        return read_apart.sheet_names(path, LARGEST)
    except UnreadableError:
        return []


def _grid(path: Path, sheet: str, most: int | None = None) -> Grid:
    ending = path.suffix.lower()
    if ending not in TEXT + BINARY:
        raise UserError(
            f"Kan ikke lese «{path.name}». Lagre filen som {', '.join(TEXT + BINARY)} og prøv "
            "igjen."
        )
    if not path.is_file():
        raise UserError(f"Fant ikke filen «{path}».")
    size = path.stat().st_size
    if size == 0:
        raise refused(path.name, "filen er tom", "Eksporter den på nytt.")
    if size > LARGEST:
        raise refused(path.name, "filen er større enn 200 MB", "Ta bare med svarene for ett år.")
    if ending in TEXT:
        return read_csv.read(path, LARGEST, most)
    return read_apart.read(path, LARGEST, sheet)
