"""A coded workbook: read back, and everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineError, CalamineWorkbook

from is248.base.errors import DataError, suggestion
from is248.survey.coding import coding_sheet as layout
from is248.survey.coding.codelist import read_codes
from is248.survey.coding.coding_model import (
    CodedAnswer,
    Coding,
    canonical,
    open_answers,
    split_codes,
    text_sum,
)
from is248.survey.findings import Fault, failed, ordered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from is248.base.paths import Project
    from is248.survey.answers import Answers
    from is248.survey.coding.coding_model import Code, OpenAnswer
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


UNUSED = "Slett koden, eller la den stå hvis tabellen skal vise den med 0."
NEAR = " Mente du"
UNKNOWN = (
    "er ikke ID-en til noe svar", "en ID fra den eksporterte filen",
    "Kopier ID-en derfra, eller slett raden.",
)  # fmt: skip
JOIN = "Samle kodene i den ene raden, og slett den andre."
NO_ROW = ("har ingen rad", "én rad per svar", "Hent raden fra den eksporterte filen, og kod den.")
UNCODED = "Gi svaret minst én kode; lag en egen kode for svar som ikke sier noe."


@dataclass(frozen=True)
class Checked:
    """What came of a workbook.

    Attributes:
        findings: Everything to mend or to know, as it stands in the workbook.
        coding: The coding; None as long as there is an error.
    """

    findings: tuple[Finding, ...]
    coding: Coding | None


def check_file(
    file: CodedFile, answers: Answers, variable: str, project: Project | None = None
) -> Checked:
    """Check a coded workbook.

    Args:
        file: The workbook.
        answers: The prepared answers that it was exported from.
        variable: The open question.
        project: The project; found when not given.

    Returns:
        All findings, and the coding when none of them is an error.

    Raises:
        DataError: The workbook is about another question.
    """
    check_subject(file, answers.codebook.year, variable)
    known = {answer.id: answer for answer in open_answers(answers, variable, project)}
    codes, findings = read_codes(file.codes)
    rows, strays = _match(file, known)
    findings += strays
    for key, row in rows.items():
        findings += _text_faults(row, known[key])
        findings += _code_faults(row, [code.code for code in codes])
    findings += _never_used(file, codes)
    if failed(findings):
        return Checked(tuple(ordered(findings)), None)
    year, coded = answers.codebook.year, _coded(codes, rows, known)
    same = {"year": year, "variable": variable, "synthetic": answers.synthetic}
    coding = Coding.model_validate({**same, "codes": codes, "answers": coded})
    return Checked(tuple(ordered(findings)), coding)


def _coded(
    codes: tuple[Code, ...], rows: Mapping[str, Row], known: Mapping[str, OpenAnswer]
) -> dict[str, CodedAnswer]:
    order = [code.code for code in codes]
    coded = {}
    for key in sorted(rows):
        given = tuple(sorted(split_codes(rows[key].text(layout.CODES)), key=order.index))
        coded[key] = CodedAnswer(codes=given, sha256=text_sum(known[key].text))
    return coded


def _match(
    file: CodedFile, known: Mapping[str, OpenAnswer]
) -> tuple[dict[str, Row], list[Finding]]:
    """Answer id → its row, and what does not match."""
    rows: dict[str, Row] = {}
    findings = []
    for row in file.answers:
        key = row.text(layout.ANSWER_ID).casefold()
        if key not in known:
            findings.append(row.found(layout.ANSWER_ID, *UNKNOWN))
        elif rows.setdefault(key, row) is not row:
            problem, mend = f"står også i rad {rows[key].number}", JOIN
            findings.append(row.found(layout.ANSWER_ID, problem, "ett svar per rad", mend))
    nowhere = Row(file.name, layout.ANSWERS_SHEET, None, {})
    lost = [key for key in known if key not in rows]
    return rows, findings + [nowhere.found(layout.ANSWER_ID, *NO_ROW, value=key) for key in lost]


def _text_faults(row: Row, answer: OpenAnswer) -> Iterator[Finding]:
    if canonical(row.text(layout.TEXT)) != canonical(layout.shown(answer.text)):
        problem = "er endret etter eksporten" if row.text(layout.TEXT) else "teksten er borte"
        mend = f"Hent teksten til {answer.id} fra den eksporterte filen; "
        mend += f"skriv egne ord i «{layout.REMARK}»."
        yield row.found(layout.TEXT, problem, "svaret slik det ble eksportert", mend)


def _code_faults(row: Row, known: list[str]) -> Iterator[Finding]:
    given = split_codes(row.text(layout.CODES))
    if not given:
        yield row.found(layout.CODES, "svaret er ikke kodet", "minst én kode", UNCODED)
    elif not row.is_typed(layout.CODES):
        mend = "Sett cellens format til tekst, og skriv kodene med semikolon: 3;7."
        yield row.found(layout.CODES, "er gjort om av regnearket", "koder", mend)
    else:
        yield from _unknown_codes(row, given, known)
        for code in dict.fromkeys(c for c in given if given.count(c) > 1):
            words = ("står flere ganger i samme svar", "hver kode én gang", "Slett den ene.")
            yield row.found(layout.CODES, *words, value=code)


def _unknown_codes(row: Row, given: list[str], known: list[str]) -> Iterator[Finding]:
    for code in dict.fromkeys(given):
        if code not in known:
            near = suggestion(code, known)
            near = near if near.startswith(NEAR) else ""  # the whole list stands in its sheet
            expected = f"koder fra arket «{layout.CODES_SHEET}», med semikolon mellom"
            mend = f"Rett koden, eller før den opp i arket «{layout.CODES_SHEET}».{near}"
            yield row.found(layout.CODES, "er en ukjent kode", expected, mend, value=code)


def _never_used(file: CodedFile, codes: tuple[Code, ...]) -> Iterator[Finding]:
    used = {code for row in file.answers for code in split_codes(row.text(layout.CODES))}
    places = {row.text(layout.CODE).casefold(): row for row in reversed(file.codes)}
    for code in codes:
        if code.code not in used:
            words = ("er aldri brukt", "minst ett svar med koden", UNUSED)
            row = places[code.code]
            yield row.found(layout.CODE, *words, value=code.code, severity="warning")
