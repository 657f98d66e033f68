"""Read .sav (SPSS) and .dta (Stata): values as they are, declared missing values kept apart."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from is248.survey.raw_table import Grid, refused

if TYPE_CHECKING:
    from pathlib import Path

CHILD = "is248.survey.statistics_child"
LONGEST = 120
"""Seconds that a file may take; a sound one takes one."""

_HEADER = struct.Struct("<4s60siiiii")
"""Start of an SPSS file: mark, program, layout, values per case, packing, weight, cases."""

_PLAIN, _ZIPPED = b"$FL2", b"$FL3"
_VALUE = 8
"""Bytes of a value; packing puts at most eight of them into eight bytes."""


def read(path: Path, largest: int) -> Grid:
    """Read an SPSS or Stata file as text.

    Args:
        path: The file; the ending tells which.
        largest: Bytes that it may take unpacked.

    Returns:
        Its cases, numbered from 1. Numbers are written with a decimal comma, a Stata
        missing value as ``.a`` to ``.z``; the system's missing is empty. Labels are kept beside.

    Raises:
        UnreadableError: It is damaged, empty, or too large.
    """
    if path.suffix.lower() == ".sav":
        _check_size(path, largest)
    told = _told(path)
    columns: list[list[str]] = told.pop("columns")
    rows = [list(row) for row in zip(*columns, strict=True)]
    if not any(map(any, rows)):
        raise refused(path.name, "filen har ingen svar", "Eksporter den på nytt.")
    names = [(0, list(told.pop("header")))]
    labels = tuple(told.pop("labels"))
    return Grid(path.name, names + list(enumerate(rows, start=1)), labels=labels, **told)


def _told(path: Path) -> dict[str, Any]:
    """What the process that reads the file says; a damaged file may end it in any way."""
    command = [sys.executable, "-m", CHILD, str(path.resolve())]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=LONGEST)  # noqa: S603
        return dict(json.loads(done.stdout))
    except (subprocess.SubprocessError, ValueError) as error:
        words = f"filen er skadet eller ikke en {path.suffix}-fil"
        raise refused(path.name, words, "Eksporter den på nytt.") from error


def _check_size(path: Path, largest: int) -> None:
    with path.open("rb") as stream:
        start = stream.read(_HEADER.size)
    if start[:4] == _ZIPPED:
        raise refused(path.name, "filen er zlib-pakket (.zsav)", "Lagre den som vanlig .sav.")
    if len(start) < _HEADER.size or start[:4] != _PLAIN:
        return  # no SPSS file; the library says so
    _, _, _, values, _, _, cases = _HEADER.unpack(start)
    most = path.stat().st_size * _VALUE
    told = values * cases * _VALUE if values > 0 and cases >= 0 else most
    if min(most, max(told, 0)) > largest:
        words = "filen er større enn 200 MB utpakket"
        raise refused(path.name, words, "Ta bare med svarene for ett år.")
