"""What an .xls (Excel 97 to 2003) says beside the values of its cells: see :mod:`sheet_xml`.

Calamine gives neither formulas nor errors of this format: a cell that holds one is blank. The file
is a little file system (OLE) with a stream of records (BIFF8); only the records asked for are read.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from is248.survey.sheet_marks import Beside, check_extent

if TYPE_CHECKING:
    from collections.abc import Iterator

_END = 0xFFFFFFFA
"""Sector numbers from here on mean that a chain ends."""

_EOF, _SHEET, _FORMAT, _XF, _LOCKED = 0x0A, 0x85, 0x41E, 0xE0, 0x2F
_FORMULA, _ERROR, _NUMBER, _RK, _MANY_RK = 0x06, 0x205, 0x203, 0x27E, 0xBD
_CELLS = {_FORMULA, _ERROR, _NUMBER, _RK, _MANY_RK, 0xFD, 0x204, 0xBE, 0x201}
_ROW, _COLUMN, _FILTERED = 0x208, 0x7D, 0x9B
_PERCENT = {9, 10}
"""Built-in formats 0 % and 0.00 %."""

_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    0x2A: "#N/A",
}  # fmt: skip


def read_xls(data: bytes) -> dict[str, Beside]:
    """Read all sheets.

    Args:
        data: The file.

    Returns:
        Sheet → what it says beside its values; a formula is told without its text.

    Raises:
        FarCellError: Cells reach further than a table does.
        ValueError: A sheet is not as it must be.
    """
    try:
        return _read(_stream(data))
    except (struct.error, IndexError) as error:
        raise ValueError(str(error)) from error


def _read(stream: bytes) -> dict[str, Beside]:
    formats, styles, starts = set(_PERCENT), [], {}
    for kind, body in _records(stream, 0):
        if kind == _LOCKED:
            raise ValueError("FILEPASS")
        if kind == _FORMAT and "%" in _letters(body, 2, 2):
            formats.add(_u16(body, 0))
        elif kind == _XF:
            styles.append(_u16(body, 2))
        elif kind == _SHEET:
            starts[_letters(body, 6, 1)] = struct.unpack_from("<I", body)[0]
    percent = {at for at, number in enumerate(styles) if number in formats}
    return {name: _sheet(stream, start, percent) for name, start in starts.items()}


def _sheet(stream: bytes, start: int, percent: set[int]) -> Beside:
    found = Beside()
    rows = columns = cells = 0
    for kind, body in _records(stream, start):
        if kind in _CELLS:
            row, column = _u16(body, 0), _u16(body, 2)
            last = _u16(body, len(body) - 2) if kind in {_MANY_RK, 0xBE} else column
            rows, columns = max(rows, row + 1), max(columns, last + 1)
            cells += last - column + 1
            _cell(found, kind, body, percent)
        elif kind == _ROW and _u16(body, 12) & 0x20:
            found.hidden_rows.append(_u16(body, 0))
        elif kind == _COLUMN and _u16(body, 8) & 1:
            found.hide_columns(_u16(body, 0), _u16(body, 2))
        found.filtered |= kind == _FILTERED
    check_extent(rows, columns, cells)
    return found


def _cell(found: Beside, kind: int, body: bytes, percent: set[int]) -> None:
    row, column = _u16(body, 0), _u16(body, 2)
    if kind == _FORMULA:
        found.marked[row, column] = "=…"
    elif kind == _ERROR and body[7]:
        found.marked[row, column] = _ERRORS.get(body[6], "#FEIL!")
    elif kind in {_NUMBER, _RK} and _u16(body, 4) in percent:
        found.percent.append((row, column))
    elif kind == _MANY_RK:
        many = range((len(body) - 6) // 6)
        found.percent += [(row, column + at) for at in many if _u16(body, 4 + 6 * at) in percent]


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Records up to the end of a part; parts within parts (charts) are passed over."""
    depth = 0
    while True:
        kind, size = struct.unpack_from("<HH", stream, at)
        depth += (kind == 0x809) - (kind == _EOF)  # noqa: PLR2004 - a part begins
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _letters(body: bytes, at: int, width: int) -> str:
    count = int.from_bytes(body[at : at + width], "little")
    start = at + width + 1
    if body[at + width] & 1:
        return body[start : start + 2 * count].decode("utf-16-le")
    return body[start : start + count].decode("latin-1")


def _u16(body: bytes, at: int) -> int:
    return int.from_bytes(body[at : at + 2], "little")


def _stream(data: bytes) -> bytes:
    """The stream «Workbook» of the file system."""
    size = 1 << min(_u16(data, 30), 20)
    firsts = struct.unpack_from("<109I", data, 76)
    tables = [at for at in firsts if at < _END] + _more_tables(data, size)
    fat = [n for at in tables for n in struct.unpack_from(f"<{size // 4}I", data, (at + 1) * size)]
    folder = _chain(data, fat, struct.unpack_from("<I", data, 48)[0], size, size)
    entries = [folder[at : at + 128] for at in range(0, len(folder), 128)]
    names = {entry[: max(_u16(entry, 64) - 2, 0)].decode("utf-16-le"): entry for entry in entries}
    first, length = struct.unpack_from("<II", names["Workbook"], 116)
    if length >= struct.unpack_from("<I", data, 56)[0]:
        return _chain(data, fat, first, size, size)[:length]
    small = _chain(data, fat, struct.unpack_from("<I", entries[0], 116)[0], size, size)
    table = _chain(data, fat, struct.unpack_from("<I", data, 60)[0], size, size)
    small_fat = list(struct.unpack(f"<{len(table) // 4}I", table))
    return _chain(small, small_fat, first, 64, 0)[:length]


def _more_tables(data: bytes, size: int) -> list[int]:
    """Sectors of the table of sectors beyond the first 109: a file of more than 7 MB."""
    found: list[int] = []
    at, left = struct.unpack_from("<II", data, 68)
    while at < _END and left > 0:
        numbers = struct.unpack_from(f"<{size // 4}I", data, (at + 1) * size)
        found += [number for number in numbers[:-1] if number < _END]
        at, left = numbers[-1], min(left, len(data) // size) - 1
    return found


def _chain(data: bytes, fat: list[int], at: int, size: int, start: int) -> bytes:
    """The sectors of one stream, one after the other."""
    pieces: list[bytes] = []
    while at < _END:
        if len(pieces) > len(fat):
            raise ValueError("circle")
        pieces.append(data[start + at * size : start + (at + 1) * size])
        at = fat[at]
    return b"".join(pieces)
