"""The code list: what a coder starts with, and what is wrong with the one that comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.survey.coding import sheet_layout as layout
from is248.survey.coding.coding_model import CODE as CODE_GRAMMAR
from is248.survey.coding.coding_model import Code

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


def read_codes(rows: Sequence[Row]) -> tuple[tuple[Code, ...], list[Finding]]:
    """The code list of a workbook, and its faults.

    Args:
        rows: Rows of its sheet of codes.

    Returns:
        Each code once, as it first stands, and what is to mend.
    """
    findings: list[Finding] = []
    first: dict[str, Row] = {}
    for row in rows:
        code = row.text(layout.CODE).casefold()
        findings += _faults(row, code)
        if code in first:
            findings.append(_twice(row, first[code]))
        elif CODE_GRAMMAR.fullmatch(code):
            first[code] = row
    findings += _shared_labels(first)
    findings += _spelt_apart(first, layout.THEME)
    findings += _spelt_apart(first, layout.SUB_THEME)
    return tuple(_code(code, row) for code, row in first.items()), findings


def _code(code: str, row: Row) -> Code:
    return Code(
        code=code,
        label=row.text(layout.CODE_LABEL) or code,
        theme=row.text(layout.THEME),
        sub_theme=row.text(layout.SUB_THEME),
        description=row.text(layout.DESCRIPTION),
    )


def _faults(row: Row, code: str) -> Iterator[Finding]:
    if not CODE_GRAMMAR.fullmatch(code):
        problem = "kan ikke være en kode" if code else "raden mangler kode"
        yield row.found(layout.CODE, problem, GRAMMAR, "Skriv en kort kode, for eksempel «kap».")
    mend = f"Fyll ut for koden «{row.text(layout.CODE)}»."
    if not row.text(layout.CODE_LABEL):
        expected = "navnet som tabellen skal vise"
        yield row.found(layout.CODE_LABEL, "koden har ingen etikett", expected, mend)
    if row.text(layout.SUB_THEME) and not row.text(layout.THEME):
        expected = "temaet som undertemaet hører til"
        yield row.found(layout.THEME, "undertemaet har ikke noe tema", expected, mend)


def _twice(row: Row, first: Row) -> Finding:
    ours, theirs = row.text(layout.CODE_LABEL), first.text(layout.CODE_LABEL)
    if ours == theirs:
        problem, mend = f"står også i rad {first.number}", "Slett den ene raden."
    else:
        problem = f"har to etiketter, «{theirs}» i rad {first.number} og «{ours}» her"
        mend = "Gi den ene betydningen en ny kode."
    return row.found(layout.CODE, problem, "hver kode på én rad", mend)


def _shared_labels(codes: dict[str, Row]) -> Iterator[Finding]:
    first: dict[str, Row] = {}
    for row in codes.values():
        label = row.text(layout.CODE_LABEL)
        before = first.setdefault(label.casefold(), row)
        if label and before is not row:
            code = before.text(layout.CODE)
            problem = f"er også etiketten til koden «{code}» i rad {before.number}"
            mend = "Slå kodene sammen, eller gi dem ulike etiketter."
            yield row.found(layout.CODE_LABEL, problem, "én kode per etikett", mend)


def _spelt_apart(codes: dict[str, Row], column: str) -> Iterator[Finding]:
    first: dict[str, Row] = {}
    for row in codes.values():
        theme = row.text(column)
        before = first.setdefault(" ".join(theme.split()).casefold(), row)
        if before.text(column) != theme:
            problem = f"er skrevet «{before.text(column)}» i rad {before.number}"
            yield row.found(column, problem, "samme skrivemåte", "Skriv det likt overalt.")
