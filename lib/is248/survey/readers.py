"""Read a survey file as text: .csv, .xlsx, .sav and .dta, refused when too large to be honest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.survey import read_csv, read_excel, read_statistics
from is248.survey.raw_table import RawTable, refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LARGEST = 200_000_000
"""Bytes of a file, unpacked."""

READERS: dict[str, Callable[[Path, int], RawTable]] = {
    ".csv": read_csv.read,
    ".xlsx": read_excel.read,
    ".sav": read_statistics.read,
    ".dta": read_statistics.read,
}


def read_table(path: Path) -> RawTable:
    """Read a file as text, in the format that its ending names.

    Args:
        path: The file.

    Returns:
        Its cells as text; "NA" and "nan" are texts like any other.

    Raises:
        UserError: There is no such file, or its ending is none of ours.
        UnreadableError: The file itself is broken, or larger than 200 MB unpacked.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UserError(
            f"Kan ikke lese «{path.name}». Lagre filen som {', '.join(READERS)} og prøv igjen."
        )
    if not path.is_file():
        raise UserError(f"Fant ikke filen «{path}».")
    size = path.stat().st_size
    if size == 0:
        raise refused(path.name, "filen er tom", "Eksporter den på nytt.")
    if size > LARGEST:
        raise refused(path.name, "filen er større enn 200 MB", "Ta bare med svarene for ett år.")
    return reader(path, LARGEST)


def read_rows(
    path: Path, *, sheet: str = "", most: int | None = None
) -> list[tuple[int, list[str]]]:
    """The rows of a file, header and all; none of formats that keep the names apart."""
    readers = {".csv": read_csv.rows, ".xlsx": read_excel.rows}
    reader = readers.get(path.suffix.lower())
    return reader(path, sheet)[:most] if reader else []
