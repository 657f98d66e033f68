"""Data files: listed, checked against their checksum, and read as text.

Every data folder has a ``source.yml`` that lists its files with sha256, rows and columns. Nothing
is read that is not listed or that has changed since it was listed. Nothing here imports pandas.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from functools import lru_cache
from pathlib import Path  # noqa: TC003 - lru_cache keys
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from is248.base import observed
from is248.base.errors import DataError, suggestion
from is248.base.files import sha256
from is248.base.yaml_files import read_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from is248.base.paths import Project

SOURCE_FILE = "source.yml"
LARGEST_UNLISTED = 5_000_000
"""Bytes of a CSV file that no checksum vouches for."""

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
"""A number in a data file: digits and at most one point; everything else is refused."""


class FileEntry(BaseModel):
    """One listed file.

    Attributes:
        sha256: Checksum of its bytes.
        rows: Rows below the header.
        columns: Header, in order.
        text_columns: Columns of words; all others hold numbers or nothing.
        description: What one row is.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    rows: int
    columns: tuple[str, ...]
    text_columns: tuple[str, ...] = ()
    description: str


class Source(BaseModel):
    """The list of a data folder, with origin and licence."""

    model_config = ConfigDict(extra="allow", frozen=True)

    files: dict[str, FileEntry]


@lru_cache(maxsize=16)
def read_source(folder: Path) -> Source:
    """Read the list of a data folder.

    Who wants the sum of a file by itself, without reading it, tells the part of that name.

    Raises:
        DataError: The list is missing or not as it must be.
    """
    path = folder / SOURCE_FILE
    observed.part(path, "")  # sums of files apart: they are told by who reads the file
    try:
        with observed.apart():
            return read_model(path, Source, _short(path))
    except FileNotFoundError:
        raise DataError(f"Mangler {_short(path)}, listen over datafilene i mappen.") from None


def read_rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Read a listed CSV file as text.

    Args:
        folder: The data folder.
        name: Path of the file below it.

    Returns:
        One mapping per row, column → text as it stands (no missing-value codes are applied).

    Raises:
        DataError: The file is not listed, missing, changed, not UTF-8, has other columns than
            listed, or a row of another length.
    """
    entry = _entry(folder, name)
    path = folder / name
    text = _text(path)
    _check_sum(path, text, entry)
    return _records(path, text, entry.columns)


def read_unlisted(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Read a CSV file that no list describes, such as a draft.

    Args:
        path: The file.
        columns: The columns that it must have.

    Returns:
        As :func:`read_rows`.

    Raises:
        DataError: It is missing, too large, not UTF-8, or not a table of these columns.
    """
    if path.is_file() and path.stat().st_size > LARGEST_UNLISTED:
        raise DataError(f"{_short(path)} er større enn 5 MB. Er det riktig fil?")
    return _records(path, _text(path), columns)


def number(text: str, path: Path, row: int, column: str) -> float | None:
    """The number in a cell.

    Args:
        text: The cell.
        path: Its file, for the message.
        row: Its line in the file (the header is line 1), for the message.
        column: Its column, for the message.

    Returns:
        The number, or None for an empty cell.

    Raises:
        DataError: The cell holds something else than a number.
    """
    if not text:
        return None
    if not NUMBER.fullmatch(text):
        raise DataError(
            f"{_short(path)}, linje {row}, kolonne «{column}»: «{text}» er ikke et tall. "
            "Skriv bare sifre, med punktum som desimaltegn, eller la cellen stå tom."
        )
    return float(text)


def verify_file(folder: Path, name: str) -> None:
    """Check a listed file: present, unchanged, right columns, numbers where numbers belong.

    Raises:
        DataError: The first fault, with file, line, column and value.
    """
    entry, path = _entry(folder, name), folder / name
    rows = read_rows(folder, name)
    if len(rows) != entry.rows:
        raise DataError(f"{_short(path)} har {len(rows)} rader, men skal ha {entry.rows}.")
    numeric = [column for column in entry.columns if column not in entry.text_columns]
    for at, row in enumerate(rows, start=2):
        for column in numeric:
            number(row[column], path, at, column)


def verify_folder(folder: Path) -> None:
    """Check every listed file of a data folder.

    Raises:
        DataError: The first fault found.
    """
    for name in read_source(folder).files:
        verify_file(folder, name)


def data_folder(project: Project, *parts: str) -> Path:
    """A folder below data/."""
    return project.data.joinpath(*parts)


def _entry(folder: Path, name: str) -> FileEntry:
    files = read_source(folder).files
    observed.part(folder / SOURCE_FILE, name)
    if name in files:
        return files[name]
    if observed.is_there(folder / name):
        raise DataError(
            f"{_short(folder / name)} er ikke ført i {SOURCE_FILE}. Før den opp under «files» med "
            f"sha256 {sha256(folder / name)}, antall rader, kolonner og beskrivelse."
        )
    raise DataError(f"Mangler {_short(folder / name)}." + suggestion(name, files))


def _text(path: Path) -> str:
    try:
        return observed.read(path).read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise DataError(
            f"Mangler {_short(path)}. Hent den tilbake, for eksempel med «git restore»."
        ) from None
    except OSError as error:
        raise DataError(f"Kan ikke lese {_short(path)}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise DataError(f"{_short(path)}, linje {line}: er ikke UTF-8. Lagre som UTF-8.") from error


def _records(path: Path, text: str, columns: Sequence[str]) -> list[dict[str, str]]:
    if (at := text.find("\0")) >= 0:
        line = text.count("\n", 0, at) + 1
        raise DataError(f"{_short(path)}, linje {line}: filen har nulltegn. Lagre den på nytt.")
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header, *rows = [*reader] or [[]]
    except csv.Error:
        words = "et felt er for langt, eller et anførselstegn er ikke lukket"
        raise DataError(f"{_short(path)}, linje {reader.line_num}: {words}.") from None
    _check_header(path, header, columns)
    _check_widths(path, rows, len(header))
    return [dict(zip(header, row, strict=True)) for row in rows]


def _check_sum(path: Path, text: str, entry: FileEntry) -> None:
    if (found := hashlib.sha256(text.encode()).hexdigest()) != entry.sha256:
        raise DataError(
            f"{_short(path)} er endret: sha256 er {found[:12]}…, men {SOURCE_FILE} sier "
            f"{entry.sha256[:12]}…. Hent den tilbake med «git restore», eller før den nye "
            f"summen i {SOURCE_FILE} hvis endringen er ment."
        )


def _check_header(path: Path, header: Sequence[str], expected: Sequence[str]) -> None:
    if list(header) == list(expected):
        return
    odd = next((name for name in header if name not in expected), None)
    missing = [name for name in expected if name not in header]
    what = f"kolonnen «{odd}» er ukjent" if odd else "kolonnene står i en annen rekkefølge"
    lack = f"; mangler {', '.join(f'«{m}»' for m in missing)}" if missing else ""
    raise DataError(f"{_short(path)}, linje 1: {what}{lack}. Ventet: {', '.join(expected)}.")


def _check_widths(path: Path, rows: list[list[str]], width: int) -> None:
    for at, row in enumerate(rows, start=2):
        if len(row) != width:
            raise DataError(
                f"{_short(path)}, linje {at}: {len(row)} felt, men {width} var ventet. "
                "Sett tekst med komma i anførselstegn."
            )


def _short(path: Path) -> str:
    """The path from data/ on, as the user knows it."""
    parts = path.parts
    start = len(parts) - 1 - parts[::-1].index("data") if "data" in parts else -1
    return "/".join(parts[start:])
