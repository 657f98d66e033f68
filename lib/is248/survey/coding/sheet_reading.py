"""Read a coded workbook: rows with their number, cells as the coder sees them."""

from __future__ import annotations

import datetime as dt
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineError, CalamineWorkbook

from is248.base.errors import DataError, suggestion
from is248.survey.coding import sheet_layout as layout
from is248.survey.coding.coding_model import canonical
from is248.survey.findings import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from is248.survey.findings import Finding, Severity

LARGEST = 200_000_000
"""Bytes unpacked; a coding workbook has a hundredth of it."""

_OPTIONAL = {layout.SIZE, layout.REMARK, layout.SUB_THEME}


@dataclass(frozen=True)
class Row:
    """One row of a sheet.

    Attributes:
        file: Name of the workbook.
        sheet: Name of the sheet.
        number: As the spreadsheet counts, from 1; None for a row that is missing.
        cells: Header → what the cell holds.
    """

    file: str
    sheet: str
    number: int | None
    cells: Mapping[str, object]

    def text(self, column: str) -> str:
        """A cell as text; a whole number without decimals."""
        return cell_text(self.cells.get(column, ""))

    def found(
        self, column: str, *words: str, value: str | None = None, severity: Severity = "error"
    ) -> Finding:
        """A finding in a cell of the row.

        Args:
            column: Header of the column.
            *words: What is wrong (follows the value), what was expected, and how to mend it.
            value: What stands there, where it is not the whole cell.
            severity: An error stops the import; a warning is only told.
        """
        problem, expected, mend = words
        flat = " ".join((self.text(column) if value is None else value).split())
        told = f"{problem if flat else problem[:1].upper() + problem[1:]}; ventet {expected}"
        where = {"sheet": self.sheet, "row": self.number, "column": column}
        return Fault(told, mend, severity).at(self.file, **where, value=flat or None)

    def is_typed(self, column: str) -> bool:
        """Whether a cell is what the coder typed, and not a date or a decimal number."""
        value = self.cells.get(column, "")
        whole = isinstance(value, float) and value.is_integer()
        return (isinstance(value, str | int) and not isinstance(value, bool)) or whole


@dataclass(frozen=True)
class CodedFile:
    """A coded workbook as it was read; nothing is checked yet.

    Attributes:
        name: File name.
        facts: What the sheet of guidance says that the file is.
        answers: Rows of answers.
        codes: Rows of the code list.
    """

    name: str
    facts: Mapping[str, str]
    answers: Sequence[Row]
    codes: Sequence[Row]


def read_workbook(path: Path) -> CodedFile:
    """Read a coded workbook.

    Raises:
        DataError: It is no .xlsx file, or lacks a sheet or a column.
    """
    book = _open(path)
    try:
        return CodedFile(
            path.name,
            _facts(book, path.name),
            _rows(book, path.name, layout.ANSWERS_SHEET, layout.ANSWER_COLUMNS),
            _rows(book, path.name, layout.CODES_SHEET, layout.CODE_COLUMNS),
        )
    except CalamineError as error:
        raise DataError(f"{path.name} kan ikke leses: {error}") from error


def check_subject(file: CodedFile, year: int, variable: str) -> None:
    """Check that a workbook is about the question.

    Raises:
        DataError: It is about another year or question.
    """
    subject = file.facts.get(layout.YEAR, ""), file.facts.get(layout.VARIABLE, "")
    if subject != (str(year), variable):
        raise DataError(
            f"{file.name} gjelder {' '.join(filter(None, subject)) or 'ukjent spørsmål'}, ikke "
            f"{year} {variable} (ark «{layout.GUIDE_SHEET}»). Velg rett fil eller rett spørsmål."
        )


def cell_text(value: object) -> str:
    """What a cell holds, as text."""
    if isinstance(value, bool):
        return "SANN" if value else "USANN"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return canonical(str(value))


def _open(path: Path) -> CalamineWorkbook:
    try:
        with zipfile.ZipFile(path) as parts:
            size = sum(part.file_size for part in parts.infolist())
        if size > LARGEST:
            raise DataError(f"{path.name} er for stor: {size // 1_000_000} MB utpakket.")
        return CalamineWorkbook.from_path(str(path))
    except FileNotFoundError:
        raise DataError(f"Finner ikke {path}.") from None
    except (OSError, zipfile.BadZipFile, CalamineError) as error:
        raise DataError(f"{path.name} er ikke en Excel-fil (.xlsx) som kan leses.") from error


def _cells(book: CalamineWorkbook, name: str, sheet: str) -> list[list[Any]]:
    if sheet not in book.sheet_names:
        raise DataError(f"{name} mangler arket «{sheet}»." + suggestion(sheet, book.sheet_names))
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def _facts(book: CalamineWorkbook, name: str) -> dict[str, str]:
    rows = _cells(book, name, layout.GUIDE_SHEET)
    return {cell_text(row[0]): cell_text(row[1]) for row in rows if len(row) > 1 and row[0] != ""}


def _rows(book: CalamineWorkbook, name: str, sheet: str, columns: Iterable[str]) -> tuple[Row, ...]:
    """Rows with anything in our columns; the coder's own columns are left alone."""
    header, *rows = _cells(book, name, sheet) or [[]]
    titles = [cell_text(title) for title in header]
    _check_titles(titles, name, sheet, columns)
    places = {column: titles.index(column) for column in columns if column in titles}
    found = [
        Row(name, sheet, number, {column: row[at] for column, at in places.items()})
        for number, row in enumerate(rows, start=2)
    ]
    return tuple(row for row in found if any(cell_text(cell) for cell in row.cells.values()))


def _check_titles(titles: list[str], name: str, sheet: str, columns: Iterable[str]) -> None:
    for column in columns:
        if column not in titles and column not in _OPTIONAL:
            raise DataError(
                f"{name}, ark «{sheet}», rad 1: mangler kolonnen «{column}». Ventet "
                + ", ".join(f"«{c}»" for c in columns)
                + ". Skriv overskriften slik, eller ta den fra den eksporterte filen."
            )
        if titles.count(column) > 1:
            raise DataError(
                f"{name}, ark «{sheet}», rad 1: kolonnen «{column}» står to ganger. Gi den du la "
                "til, et annet navn."
            )
