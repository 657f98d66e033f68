"""Read .xlsx: values by calamine, and what calamine leaves blank found in the sheet itself.

Calamine gives the stored result of a formula, an empty text where none is stored and where a cell
holds an error. A formula is therefore put back as its text, and so are errors: neither may pass
for a blank or a number.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import zipfile
import zlib
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from is248.survey.findings import Fault, Finding, UnreadableError
from is248.survey.grammar import number_text
from is248.survey.raw_table import Grid, refused, tidy

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
_REFERENCE = re.compile(rb"""\sr=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_MARK = re.compile(rb"""<(?:\w+:)?f[\s/>]|\st=["']e["']""")
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_MERGED = Fault("celler er slått sammen", "Del cellene igjen og skriv svaret i hver av dem.")


def sheet_names(path: Path) -> list[str]:
    """The sheets of a workbook, in order; none when it cannot be read."""
    try:
        return list(CalamineWorkbook.from_object(io.BytesIO(path.read_bytes())).sheet_names)
    except (CalamineError, OSError):
        return []


def read(path: Path, largest: int, sheet: str = "") -> Grid:
    """Read a sheet, else «Svar», or the only sheet, as text.

    Args:
        path: The file.
        largest: Bytes that it may take unpacked.
        sheet: The sheet to read; found when not given.

    Returns:
        Its rows.

    Raises:
        UnreadableError: It is no workbook, locked, damaged, too large or has no sheet of answers.
    """
    data = path.read_bytes()
    if data.startswith(OLD_OR_LOCKED):
        words = "filen er låst med passord eller i et eldre format"
        raise refused(path.name, words, "Lagre som vanlig .xlsx.")
    try:
        return _read(path.name, data, largest, sheet)
    except (UnreadableError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the Rust library is no Exception
        if not isinstance(error, _BROKEN) and type(error).__name__ != PANIC:
            raise
        words = "filen er skadet eller ikke en .xlsx-fil"
        raise refused(path.name, words, "Lagre den på nytt i Excel.") from error


_BROKEN = (
    CalamineError, PasswordError, OSError,
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, IndexError, SyntaxError,
    NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip
"""What damaged archives and sheets raise."""

PANIC = "PanicException"


def _read(file: str, data: bytes, largest: int, wanted: str) -> Grid:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _check_size(file, archive, largest)
        book = CalamineWorkbook.from_object(io.BytesIO(data))
        name = _sheet_name(file, book.sheet_names, wanted)
        part = archive.read(_sheet_part(archive, name))
    _check_extent(file, name, part)
    sheet = book.get_sheet_by_name(name)
    rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    _put_back(rows, part)
    header = dict(enumerate(rows[0] if rows else []))
    return Grid(
        file, list(enumerate(rows, start=1)), name, findings=_merged(file, name, header, sheet)
    )


def _check_size(file: str, archive: zipfile.ZipFile, largest: int) -> None:
    """Refuse bombs, by unpacking each part piece by piece and keeping none."""
    total = 0
    for info in archive.infolist():
        size = 0
        with archive.open(info) as stream:
            while piece := stream.read(_CHUNK):
                size += len(piece)
                if total + size > largest:
                    words = "filen er større enn 200 MB utpakket"
                    raise refused(file, words, "Ta bare med ett år.")
        total += size
        if size > RATIO * max(info.compress_size, 1):
            raise refused(file, "filen er pakket mer enn 100:1", "Lagre den på nytt i Excel.")


def _sheet_name(file: str, names: list[str], wanted: str) -> str:
    if wanted:
        return _wanted(file, names, wanted)
    if SHEET in names:
        return SHEET
    if len(names) == 1:
        return names[0]
    found = ", ".join(f"«{name}»" for name in names[:5])
    mend = f"Kall arket med svarene «{SHEET}»."
    raise refused(file, f"filen har flere ark ({found})", mend)


def _wanted(file: str, names: list[str], wanted: str) -> str:
    if wanted in names:
        return wanted
    found = ", ".join(f"«{name}»" for name in names[:5])
    raise refused(file, f"filen har ikke arket «{wanted}», men {found}", "Rett navnet på arket.")


def _check_extent(file: str, sheet: str, part: bytes) -> None:
    rows, columns = _extent(part)
    if rows * columns > MOST_CELLS:
        words = f"en celle ligger langt utenfor tabellen (rad {rows}, kolonne {columns})"
        mend = "Slett tomme rader og kolonner under og til høyre for svarene."
        raise refused(file, words, mend, sheet=sheet)


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
    for (row, column), text in _marked_cells(part).items():
        while len(rows) <= row:
            rows.append([])
        rows[row].extend([""] * (column + 1 - len(rows[row])))
        rows[row][column] = tidy(text)


def _merged(
    file: str, name: str, header: dict[int, str], sheet: CalamineSheet
) -> tuple[Finding, ...]:
    """Merged cells hide answers: only the first cell of a block holds its value."""
    return tuple(
        _MERGED.at(file, sheet=name, row=top + 1, column=header.get(left, ""), at=left)
        for (top, left), _ in sheet.merged_cell_ranges or []
    )


def _extent(part: bytes) -> tuple[int, int]:
    """The last row and column that any cell of a sheet stands in, from 1."""
    cells = set(_REFERENCE.findall(part))
    rows = max((int(row) for _, row in cells), default=0)
    columns = {letters for letters, _ in cells}
    return rows, max((_number(letters.decode()) for letters in columns), default=0)


def _marked_cells(part: bytes) -> dict[tuple[int, int], str]:
    """Cells with a formula or an error.

    Args:
        part: The sheet's XML.

    Returns:
        Row and column from 0 → ``=formula`` or the error, as text.
    """
    if not _MARK.search(part):
        return {}
    found = {}
    for _, element in ElementTree.iterparse(io.BytesIO(part)):  # noqa: S314 - size is bounded
        if _local(element.tag) == "c" and (text := _marked(element)):
            found[_position(element.get("r", ""))] = text
    return found


def _sheet_part(archive: zipfile.ZipFile, name: str) -> str:
    """The file in a workbook that holds a sheet.

    Raises:
        KeyError: The workbook does not lead to it.
    """
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for sheet in book.iter():
        if _local(sheet.tag) == "sheet" and sheet.get("name") == name:
            target = targets[sheet.get(_RELATION) or sheet.get(_STRICT)]
            return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    raise KeyError(name)


def _marked(cell: ElementTree.Element) -> str | None:
    parts = {_local(child.tag): child.text or "" for child in cell}
    if "f" in parts:
        return f"={parts['f'] or '…'}"
    return parts.get("v") or "#FEIL!" if cell.get("t") == "e" else None


def _position(reference: str) -> tuple[int, int]:
    match = _CELL.fullmatch(reference)
    if not match:
        raise ValueError(reference)
    return int(match[2]) - 1, _number(match[1]) - 1


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
