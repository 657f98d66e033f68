"""The code list: what a coder starts with, and what is wrong with the one that comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.survey.coding.coding_findings import found
from is248.survey.coding.coding_model import CODE as CODE_GRAMMAR
from is248.survey.coding.coding_model import Code
from is248.survey.coding.sheet_layout import (
    CODE,
    CODE_LABEL,
    CODES_SHEET,
    DESCRIPTION,
    SUB_THEME,
    THEME,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from is248.survey.codebook import Variable
    from is248.survey.coding.sheet_reading import Row
    from is248.survey.findings import Finding

GRAMMAR = "bokstaver, sifre, bindestrek eller understrek, uten mellomrom"


def first_list(question: Variable) -> tuple[Code, ...]:
    """The codes that the codebook gives an open question; themes are for the coder to add."""
    return tuple(
        Code(code=code.casefold(), label=label) for code, label in question.categories.items()
    )


def read_codes(name: str, rows: Sequence[Row]) -> tuple[tuple[Code, ...], list[Finding]]:
    """The code list of a workbook, and its faults.

    Args:
        name: Name of the workbook, for the findings.
        rows: Rows of its sheet of codes.

    Returns:
        Each code once, as it first stands, and what is to mend.
    """
    findings: list[Finding] = []
    first: dict[str, Row] = {}
    for row in rows:
        code = row.text(CODE).casefold()
        findings += _faults(name, row, code)
        if code in first:
            findings.append(_twice(name, row, first[code]))
        elif CODE_GRAMMAR.fullmatch(code):
            first[code] = row
    findings += _shared_labels(name, first)
    findings += _spelt_apart(name, first, THEME)
    findings += _spelt_apart(name, first, SUB_THEME)
    return tuple(_code(code, row) for code, row in first.items()), findings


def _code(code: str, row: Row) -> Code:
    return Code(
        code=code,
        label=row.text(CODE_LABEL) or code,
        theme=row.text(THEME),
        sub_theme=row.text(SUB_THEME),
        description=row.text(DESCRIPTION),
    )


def _faults(name: str, row: Row, code: str) -> Iterator[Finding]:
    if not CODE_GRAMMAR.fullmatch(code):
        problem = "kan ikke være en kode" if code else "raden mangler kode"
        yield _at(name, row, CODE, problem, GRAMMAR, "Skriv en kort kode, for eksempel «kap».")
    mend = f"Fyll ut for koden «{row.text(CODE)}»."
    if not row.text(CODE_LABEL):
        expected = "navnet som tabellen skal vise"
        yield _at(name, row, CODE_LABEL, "koden har ingen etikett", expected, mend)
    if row.text(SUB_THEME) and not row.text(THEME):
        expected = "temaet som undertemaet hører til"
        yield _at(name, row, THEME, "undertemaet har ikke noe tema", expected, mend)


def _at(name: str, row: Row, column: str, *words: str) -> Finding:
    problem, expected, mend = words
    cell = row.text(column)
    return found((name, CODES_SHEET), row.number, column, cell, (problem, expected, mend))


def _twice(name: str, row: Row, first: Row) -> Finding:
    ours, theirs = row.text(CODE_LABEL), first.text(CODE_LABEL)
    if ours == theirs:
        problem, mend = f"står også i rad {first.number}", "Slett den ene raden."
    else:
        problem = f"har to etiketter, «{theirs}» i rad {first.number} og «{ours}» her"
        mend = "Gi den ene betydningen en ny kode."
    return _at(name, row, CODE, problem, "hver kode på én rad", mend)


def _shared_labels(name: str, codes: dict[str, Row]) -> Iterator[Finding]:
    first: dict[str, Row] = {}
    for row in codes.values():
        label = row.text(CODE_LABEL)
        before = first.setdefault(label.casefold(), row)
        if label and before is not row:
            problem = f"er også etiketten til koden «{before.text(CODE)}» i rad {before.number}"
            mend = "Slå kodene sammen, eller gi dem ulike etiketter."
            yield _at(name, row, CODE_LABEL, problem, "én kode per etikett", mend)


def _spelt_apart(name: str, codes: dict[str, Row], column: str) -> Iterator[Finding]:
    first: dict[str, Row] = {}
    for row in codes.values():
        theme = row.text(column)
        before = first.setdefault(" ".join(theme.split()).casefold(), row)
        if before.text(column) != theme:
            problem = f"er skrevet «{before.text(column)}» i rad {before.number}"
            yield _at(name, row, column, problem, "samme skrivemåte", "Skriv det likt overalt.")
