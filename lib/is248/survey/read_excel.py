"""Read .xlsx: values by calamine, and what calamine leaves blank found in the sheet itself.

Calamine gives the stored result of a formula, an empty text where none is stored and where a cell
holds an error. A formula is therefore put back as its text, and so are errors: neither may pass
for a blank or a number.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from is248.survey.excel_marks import extent, marked_cells, sheet_part
from is248.survey.findings import Fault, Finding, UnreadableError
from is248.survey.grammar import number_text
from is248.survey.raw_table import RawTable, from_records, refused, tidy

if TYPE_CHECKING:
    from pathlib import Path

    from python_calamine import CalamineSheet

SHEET = "Svar"
"""The sheet that is read where there are several."""

RATIO = 100
"""Unpacked bytes per packed byte; no table written by people comes near it."""

MOST_CELLS = 20_000_000
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_CHUNK = 1 << 20


def read(path: Path, largest: int) -> RawTable:
    """Read the sheet «Svar», or the only sheet, as text.

    Args:
        path: The file.
        largest: Bytes that it may take unpacked.

    Returns:
        Its rows; row 1 is the header.

    Raises:
        UnreadableError: It is no workbook, locked, damaged, too large or has no sheet of answers.
    """
    data = path.read_bytes()
    if data.startswith(OLD_OR_LOCKED):
        fault = Fault(
            "filen er låst med passord eller i et eldre format", "Lagre som vanlig .xlsx."
        )
        raise refused(path.name, fault)
    try:
        return _read(path.name, data, largest)
    except (UnreadableError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the Rust library is no Exception
        if not isinstance(error, _BROKEN) and type(error).__name__ != PANIC:
            raise
        fault = Fault("filen er skadet eller ikke en .xlsx-fil", "Lagre den på nytt i Excel.")
        raise refused(path.name, fault) from error


_BROKEN = (
    CalamineError, PasswordError, OSError,
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, IndexError, SyntaxError,
    NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip
"""What damaged archives and sheets raise."""

PANIC = "PanicException"


def _read(file: str, data: bytes, largest: int) -> RawTable:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _check_size(file, archive, largest)
        book = CalamineWorkbook.from_object(io.BytesIO(data))
        name = _sheet_name(file, book.sheet_names)
        part = archive.read(sheet_part(archive, name))
    _check_extent(file, name, part)
    sheet = book.get_sheet_by_name(name)
    rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    _put_back(rows, part)
    table = from_records(file, list(enumerate(rows, start=1)), sheet=name)
    return _with_merged(table, sheet)


def _check_size(file: str, archive: zipfile.ZipFile, largest: int) -> None:
    """Refuse bombs, by unpacking each part piece by piece and keeping none."""
    total = 0
    for info in archive.infolist():
        size = 0
        with archive.open(info) as stream:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                if total + size > largest:
                    fault = Fault("filen er større enn 200 MB utpakket", "Ta bare med ett år.")
                    raise refused(file, fault)
        total += size
        if size > RATIO * max(info.compress_size, 1):
            fault = Fault("filen er pakket mer enn 100:1", "Lagre den på nytt i Excel.")
            raise refused(file, fault)


def _sheet_name(file: str, names: list[str]) -> str:
    if SHEET in names:
        return SHEET
    if len(names) == 1:
        return names[0]
    found = ", ".join(f"«{name}»" for name in names[:5])
    fault = Fault(f"filen har flere ark ({found})", f"Kall arket med svarene «{SHEET}».")
    raise refused(file, fault)


def _check_extent(file: str, sheet: str, part: bytes) -> None:
    rows, columns = extent(part)
    if rows * columns > MOST_CELLS:
        words = f"en celle ligger langt utenfor tabellen (rad {rows}, kolonne {columns})"
        mend = "Slett tomme rader og kolonner under og til høyre for svarene."
        raise refused(file, Fault(words, mend), sheet=sheet)


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return number_text(float(cell))
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def _put_back(rows: list[list[str]], part: bytes) -> None:
    for (row, column), text in marked_cells(part).items():
        while len(rows) <= row:
            rows.append([])
        rows[row].extend([""] * (column + 1 - len(rows[row])))
        rows[row][column] = tidy(text)


def _with_merged(table: RawTable, sheet: CalamineSheet) -> RawTable:
    """Merged cells hide answers: only the first cell of a block holds its value."""
    found = [
        Finding(
            table.file,
            "celler er slått sammen",
            "Del cellene igjen og skriv svaret i hver av dem.",
            sheet=table.sheet,
            row=top + 1,
            column=table.header[left] if left < len(table.header) else "",
            at=left,
        )
        for (top, left), _ in sheet.merged_cell_ranges or []
    ]
    return replace(table, findings=(*table.findings, *found)) if found else table
