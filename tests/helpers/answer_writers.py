"""Write answers as .csv, .xlsx, .sav or .dta; all four give the same prepared answers again."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from collections.abc import Mapping  # noqa: TC003 - a dataclass names it
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyreadstat
import xlsxwriter

from is248.base.errors import DataError, UserError
from is248.survey.columns import Column, answer_columns
from is248.survey.grammar import is_number, parse_number
from is248.survey.read_excel import SHEET

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from is248.survey.codebook import Codebook

STATA_NAME = 28
"""Letters of a variable name in Stata, with room for what the library adds to name value labels.

A longer name is numbered and stands in the label."""

MOST_DECLARED = 3
"""Values that SPSS lets a variable declare as missing."""

FIRST_MISSING = -97
"""SPSS's number of the first missing code that is a word; no answer is negative."""


def write_answers(table: pd.DataFrame, path: Path, book: Codebook) -> None:
    """Write a table of texts in the format that the path's ending names.

    Args:
        table: Text cells as in a file, numbers with a decimal comma, see
            :func:`helpers.answer_tables.file_table`.
        path: ``.csv`` (Windows-1252, semicolon), ``.xlsx`` (sheet «Svar»), ``.sav`` or ``.dta``.
        book: The questions, for types, labels and missing values.

    Raises:
        UserError: The ending is none of these.
        DataError: A letter is not in Windows-1252.
    """
    writers: dict[str, Callable[[pd.DataFrame, Path, Codebook], None]] = {
        ".csv": write_csv, ".xlsx": write_xlsx, ".sav": write_sav, ".dta": write_dta,
    }  # fmt: skip
    if path.suffix not in writers:
        raise UserError(f"Kan ikke skrive «{path.name}». Bruk {', '.join(writers)}.")
    writers[path.suffix](table, path, book)


def write_csv(table: pd.DataFrame, path: Path, book: Codebook) -> None:  # noqa: ARG001
    """Write .csv as a Norwegian Excel does."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows(table.itertuples(index=False, name=None))
    try:
        path.write_bytes(buffer.getvalue().encode("cp1252"))
    except UnicodeEncodeError as error:
        letter = error.object[error.start]
        raise DataError(f"«{letter}» finnes ikke i Windows-1252; skriv .xlsx.") from error


def write_xlsx(table: pd.DataFrame, path: Path, book: Codebook) -> None:
    """Write .xlsx: numbers as numbers in questions that are numbers, all else as text."""
    kinds = _kinds(book)
    workbook = xlsxwriter.Workbook(str(path), {"in_memory": True})
    workbook.set_properties({"created": dt.datetime(2000, 1, 1)})
    sheet = workbook.add_worksheet(SHEET)
    for at, name in enumerate(table.columns):
        sheet.write_string(0, at, name)
        numeric = name in kinds and kinds[name].kind in {"number", "cross"}
        for row, text in enumerate(table[name], start=1):
            _write_cell(sheet, row, at, text, numeric=numeric)
    workbook.close()


def write_sav(table: pd.DataFrame, path: Path, book: Codebook) -> None:
    """Write .sav: choices numbered with our codes as labels, missing codes declared."""
    codings = _codings(table, book)
    data = {name: _values(table[name], codings.get(name)) for name in table.columns}
    labels = {name: _inverse(coding.numbers) for name, coding in codings.items()}
    declared: dict[str, list[Any]] = {
        name: [coding.numbers[code] for code in coding.missing][:MOST_DECLARED]
        for name, coding in codings.items()
    }
    kinds = _kinds(book)
    pyreadstat.write_sav(
        pd.DataFrame(data),
        str(path),
        column_labels=[kinds[n].variable.label if n in kinds else n for n in table.columns],
        variable_value_labels={name: found for name, found in labels.items() if found},
        missing_ranges={name: found for name, found in declared.items() if found},
    )


def write_dta(table: pd.DataFrame, path: Path, book: Codebook) -> None:
    """Write .dta: as .sav, with missing codes as .a, .b and so on."""
    codings = {name: _lettered(coding) for name, coding in _codings(table, book).items()}
    names = {
        name: name if len(name) <= STATA_NAME else f"q{at:04d}"
        for at, name in enumerate(table.columns)
    }
    data = {names[name]: _values(table[name], codings.get(name)) for name in table.columns}
    labels = {names[name]: _inverse(coding.numbers) for name, coding in codings.items()}
    letters = {
        names[name]: [str(coding.numbers[code]) for code in coding.missing]
        for name, coding in codings.items()
    }
    pyreadstat.write_dta(
        pd.DataFrame(data),
        str(path),
        column_labels=[str(name) for name in table.columns],
        variable_value_labels={name: found for name, found in labels.items() if found},
        missing_user_values={name: found for name, found in letters.items() if found},
    )


@dataclass(frozen=True)
class _Coding:
    """How the words of a column become numbers.

    Attributes:
        numbers: Code → number, or a letter for a missing value in Stata.
        missing: Codes that are no answer.
    """

    numbers: Mapping[str, float | str]
    missing: tuple[str, ...]


def _codings(table: pd.DataFrame, book: Codebook) -> dict[str, _Coding]:
    """Codings of the columns that can be numbers; one with a faulty text stays text."""
    codings = {}
    for name, column in _kinds(book).items():
        if name not in table.columns or column.kind in {"text", "codes"}:
            continue
        missing = tuple(column.variable.missing)
        choices = tuple(column.variable.categories) if column.kind == "choice" else ()
        numbers = _numbered(choices, 1, 1) | _numbered(missing, FIRST_MISSING, -1)
        texts = set(table[name]) - set(numbers) - {""}
        if not texts or (column.kind != "choice" and all(is_number(text) for text in texts)):
            codings[name] = _Coding(numbers, missing)
    return codings


def _numbered(codes: tuple[str, ...], first: int, step: int) -> dict[str, float | str]:
    """Codes that are whole numbers keep them; words are counted."""
    if all(code.isascii() and code.isdigit() and str(int(code)) == code for code in codes):
        return {code: float(code) for code in codes}
    return {code: float(first + at * step) for at, code in enumerate(codes)}


def _lettered(coding: _Coding) -> _Coding:
    letters: dict[str, float | str] = {
        code: chr(ord("a") + at) for at, code in enumerate(coding.missing)
    }
    return _Coding({**coding.numbers, **letters}, coding.missing)


def _values(texts: pd.Series, coding: _Coding | None) -> list[Any]:
    if coding is None:
        return texts.tolist()
    known: dict[str, Any] = {**coding.numbers, "": math.nan}
    return [known[text] if text in known else parse_number(text) for text in texts]


def _inverse(numbers: Mapping[str, float | str]) -> dict[Any, str]:
    return {number: code for code, number in numbers.items()}


def _write_cell(sheet: Any, row: int, at: int, text: str, *, numeric: bool) -> None:
    number = parse_number(text) if numeric and text else None
    if isinstance(number, float):
        sheet.write_number(row, at, number)
    elif text:
        sheet.write_string(row, at, text)


def _kinds(book: Codebook) -> dict[str, Column]:
    return {column.name: column for column in answer_columns(book)}
