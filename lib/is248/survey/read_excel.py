"""Read .xlsx, .ods and .xls: values by calamine, and what calamine leaves blank from the file.

Calamine gives the stored result of a formula, an empty text where none is stored and where a cell
holds an error. A formula is therefore put back as its text, and so are errors: neither may pass
for a blank or a number. A per cent is put back as it is shown: 0.12 that a person sees as 12 %
is no number until somebody has said which of the two it is.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
import zlib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from is248.survey.findings import UnreadableError
from is248.survey.grammar import number_text
from is248.survey.ods_xml import read_ods
from is248.survey.package_xml import check_size, walk
from is248.survey.raw_table import refused, tidy
from is248.survey.sheet_marks import Beside, FarCellError, Marks
from is248.survey.sheet_xml import SheetXml, percent_styles, sheet_part
from is248.survey.xls_records import read_xls

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from python_calamine import CalamineSheet

SHEET = "Svar"
"""The sheet that is read where there are several."""

OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_BOOK, _STRINGS = "xl/workbook.xml", "xl/sharedStrings.xml"
PANIC = "PanicException"
_DATES = (dt.date, dt.time, dt.timedelta)
_PLAIN = {str, float, int, bool}
_BROKEN = (
    CalamineError, PasswordError, OSError,
    zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, IndexError, SyntaxError,
    NotImplementedError, RuntimeError, OverflowError,
)  # fmt: skip
"""What damaged archives and sheets raise."""


def contents(path: Path, largest: int, sheet: str) -> dict[str, Any]:
    """A sheet as text.

    Args:
        path: The file; the ending tells the format.
        largest: Bytes that it may take unpacked.
        sheet: The sheet; «Svar», or the only one to be seen, when not given.

    Returns:
        Fields of :class:`is248.survey.raw_table.Grid`.

    Raises:
        UnreadableError: It is no workbook, locked, damaged, too large or has no sheet of answers.
    """
    return _guarded(path, lambda data: _contents(path, data, largest, sheet))


def sheets(path: Path, largest: int, sheet: str) -> dict[str, list[str]]:  # noqa: ARG001 - all
    """The names of the sheets of a workbook, in order.

    Args:
        path: The file; the ending tells the format.
        largest: Bytes that it may take unpacked.
        sheet: Without meaning here.

    Returns:
        ``sheets``.

    Raises:
        UnreadableError: It is no workbook, locked, damaged or too large.
    """
    return _guarded(path, lambda data: {"sheets": _book(path, data, largest)[0].sheet_names})


def _guarded(path: Path, read: Callable[[bytes], dict[str, Any]]) -> dict[str, Any]:
    data = path.read_bytes()
    ending = path.suffix.lower()
    if data.startswith(OLD_OR_LOCKED) and ending != ".xls":
        words = "filen er låst med passord eller i et eldre format"
        raise refused(path.name, words, "Lagre som vanlig .xlsx.")
    try:
        return read(data)
    except (UnreadableError, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except FarCellError as far:
        raise _too_far(path.name, far) from far
    except BaseException as error:  # a panic of the Rust library is no Exception
        if not isinstance(error, _BROKEN) and type(error).__name__ != PANIC:
            raise
        words = f"filen er skadet eller ikke en {ending}-fil"
        mend = "Åpne den i Excel eller LibreOffice, og lagre den på nytt som .xlsx."
        raise refused(path.name, words, mend) from error


def _book(path: Path, data: bytes, largest: int) -> tuple[CalamineWorkbook, dict[str, Beside]]:
    """The workbook, and what its sheets say beside their values where all are read at once."""
    beside: dict[str, Beside] = {}
    if path.suffix.lower() == ".xls":
        beside = read_xls(data)
    else:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_size(path.name, archive, largest)
            for part in {_BOOK, _STRINGS} & set(archive.namelist()):
                walk(archive, part)  # XML, and without declarations of its own
            if path.suffix.lower() == ".ods":
                beside = read_ods(archive)
    return CalamineWorkbook.from_object(io.BytesIO(data)), beside


def _contents(path: Path, data: bytes, largest: int, wanted: str) -> dict[str, Any]:
    book, every = _book(path, data, largest)
    name = _sheet_name(path.name, book, wanted)
    beside = every[name] if every else _sheet_xml(data, name)
    sheet = book.get_sheet_by_name(name)
    values = sheet.to_python(skip_empty_area=False)
    texts = _Texts()
    rows = [[texts[type(cell), cell] for cell in row] for row in values]
    _put_back(rows, beside)
    others = [other for other in book.sheet_names if other != name]
    marks = _marks(beside, sheet, _dates(values), others)
    return {"rows": list(enumerate(rows, start=1)), "sheet": name, "marks": vars(marks)}


def _sheet_xml(data: bytes, name: str) -> Beside:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return SheetXml(percent_styles(archive)).read(archive, sheet_part(archive, name))


def _marks(
    beside: Beside,
    sheet: CalamineSheet,
    dates: list[tuple[int, int]],
    others: list[str],
) -> Marks:
    merged = [(top, left, end) for (top, left), (end, _) in sheet.merged_cell_ranges or []]
    return Marks(
        hidden_rows=[row + 1 for row in beside.hidden_rows],
        filtered=beside.filtered,
        hidden_columns=sorted(beside.hidden_columns),
        merged=[(top + 1, left, end + 1) for top, left, end in [*merged, *beside.merged]],
        percent=[(row + 1, column) for row, column in beside.percent],
        dates=dates,
        other_sheets=others,
    )


def _too_far(file: str, far: FarCellError) -> UnreadableError:
    words = f"en celle ligger langt utenfor tabellen (rad {far.row}, kolonne {far.column})"
    mend = "Slett tomme rader og kolonner under og til høyre for svarene."
    return refused(file, words, mend)


def _sheet_name(file: str, book: CalamineWorkbook, wanted: str) -> str:
    names = book.sheet_names
    seen = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
    found = ", ".join(f"«{name}»" for name in names[:5])
    if not names:
        raise ValueError("sheets")
    if wanted and wanted not in names:
        mend = "Rett navnet på arket."
        raise refused(file, f"filen har ikke arket «{wanted}», men {found}", mend)
    if wanted or SHEET in names:
        return wanted or SHEET
    if len(names) == 1 or len(seen) == 1:
        return names[0] if len(names) == 1 else seen[0]
    mend = f"Kall arket med svarene «{SHEET}», eller si i columns.yml under «sheet» hva det heter."
    raise refused(file, f"filen har flere ark ({found})", mend)


class _Texts(dict[tuple[type, Any], str]):
    """Cell, with its type (true is no 1) → its text; most cells of a table are alike."""

    def __missing__(self, key: tuple[type, Any]) -> str:
        self[key] = found = _text(key[1])
        return found


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


def _dates(values: list[list[Any]]) -> list[tuple[int, int]]:
    return [
        (row, at)
        for row, cells in enumerate(values, start=1)
        if not set(map(type, cells)) <= _PLAIN
        for at, cell in enumerate(cells)
        if isinstance(cell, _DATES)
    ]


def _put_back(rows: list[list[str]], beside: Beside) -> None:
    for (row, column), text in beside.marked.items():
        while len(rows) <= row:
            rows.append([""] * (len(rows[0]) if rows else 0))
        rows[row].extend([""] * (column + 1 - len(rows[row])))
        rows[row][column] = tidy(text)
    for row, column in beside.percent:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = _percent(rows[row][column])


def _percent(text: str) -> str:
    """A number as it is shown; a zero is the same either way."""
    try:
        shown = Decimal(text.replace(",", ".")) * 100
    except ArithmeticError:
        return text  # a formula, or no number
    return f"{shown.normalize():f} %".replace(".", ",") if shown else text
