"""Who was asked: cells left empty with reason, and answers of units that were not asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from is248.base.errors import DataError
from is248.survey.cells import ANSWER, CODE, Numbers, spread
from is248.survey.findings import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from is248.survey.cells import Cells
    from is248.survey.codebook import Codebook, Variable
    from is248.survey.columns import Column
    from is248.survey.filled_form import Form
    from is248.survey.findings import Finding

NO, YES, OPEN, UNREAD = 0, 1, 2, 3
"""Whether a unit was asked; open where it left the filter question blank, unread where its answer
there is itself a finding and must not draw others after it."""

_BLANK, _NOT_ASKED = CODE["blank"], CODE["not_asked"]
_NOT_TO_ANSWER = Fault(
    "er et svar på et spørsmål som enheten ikke skulle ha",
    "La feltet stå tomt, eller rett svaret på spørsmålet foran som styrer det.",
)
_OPEN_FILTER = Fault(
    "er besvart, men spørsmålet foran som styrer det, er tomt",
    "Fyll ut spørsmålet foran.",
    "warning",
)
_CROSSES = Fault(
    "flervalget er bare delvis fylt ut",
    "Skriv 1 for kryss og 0 for ikke kryss i alle feltene, eller la alle stå tomme.",
)
_EMPTY = Fault("skjemaet er tomt og regnes som ikke besvart", "Purr, eller la det stå.", "warning")


def apply_filters(
    form: Form, book: Codebook, columns: Sequence[Column], cells: Cells
) -> list[Finding]:
    """Mark cells of units that were not asked, and find answers of units that were not.

    Args:
        form: The answers.
        book: The codebook.
        columns: Its columns.
        cells: Values and statuses; blank cells of units not asked become ``not_asked``.

    Returns:
        Errors for answers to questions not asked and for half-filled multiple choices; warnings
        where the question that decides was left open.
    """
    asked = _Asked(book, cells, len(form.units))
    there: dict[str, list[Column]] = {}
    for column in columns:
        if column.name in cells.status:
            there.setdefault(column.variable.id, []).append(column)
    given = [(book.variable(name), own) for name, own in there.items()]
    findings: list[Finding] = []
    for variable, own in given:
        if variable.asked:
            findings += _checked(form, own, cells, asked.of(variable))
    for variable, own in given:
        if variable.type == "multiple":
            findings += _half_filled(form, own, cells)
    return findings


def empty_forms(form: Form, key: str, cells: Cells) -> list[Finding]:
    """Warn of rows without a single answer: they count as no answer, not as blank ones."""
    if not cells.status:
        return []
    empty = np.stack([np.isin(s, [_BLANK, _NOT_ASKED]) for s in cells.status.values()])
    rows = np.flatnonzero(empty.all(axis=0))
    return [form.finding(int(row), key, _EMPTY, None) for row in rows]


class _Asked:
    """Whether each unit was asked a question; a chain of filters is followed to its start."""

    def __init__(self, book: Codebook, cells: Cells, rows: int) -> None:
        self.book, self.cells, self.rows = book, cells, rows
        self.known: dict[str, Numbers] = {}

    def of(self, variable: Variable, above: tuple[str, ...] = ()) -> Numbers:
        """One of NO, YES, OPEN and UNREAD per row.

        Raises:
            DataError: A filter leads back to itself.
        """
        if variable.id in above:
            raise DataError(f"Kodeboken: filteret til «{variable.id}» går i ring.")
        if variable.id not in self.known:
            self.known[variable.id] = self._of(variable, (*above, variable.id))
        return self.known[variable.id]

    def _of(self, variable: Variable, above: tuple[str, ...]) -> Numbers:
        if variable.asked is None:
            return np.full(self.rows, YES, dtype=np.int8)
        deciding = self.book.variable(variable.asked.variable)
        before = self.of(deciding, above)
        asked = self._answered(deciding, variable.asked.codes)
        return np.where((asked == OPEN) & (before == NO), NO, asked).astype(np.int8)

    def _answered(self, deciding: Variable, codes: Sequence[str]) -> Numbers:
        """What the answers to the deciding question alone say."""
        asked = np.full(self.rows, OPEN, dtype=np.int8)
        known = {1.0, 0.0, None} if deciding.type == "multiple" else {*deciding.categories, None}
        for name in deciding.columns:
            if name not in self.cells.status:
                return np.full(self.rows, UNREAD, dtype=np.int8)
            values = self.cells.values[name]
            filled = ~np.isin(self.cells.status[name], [_BLANK, _NOT_ASKED])
            asked[filled & (asked == OPEN)] = NO
            asked[[_chooses(value, name, codes) for value in values]] = YES
            asked[self.cells.wrong[name] | [value not in known for value in values]] = UNREAD
        return asked


def _chooses(value: object, column: str, codes: Sequence[str]) -> bool:
    option = column.rpartition("__")[2]
    return value in codes if isinstance(value, str) else value == 1 and option in codes


def _checked(form: Form, own: list[Column], cells: Cells, asked: Numbers) -> list[Finding]:
    findings: list[Finding] = []
    for column in own:
        status = cells.status[column.name]
        filled = ~np.isin(status, [_BLANK, _NOT_ASKED])
        status[(asked == NO) & ~filled] = _NOT_ASKED
        findings += _found(form, column, filled & (asked == NO), _NOT_TO_ANSWER)
        findings += _found(form, column, filled & (asked == OPEN), _OPEN_FILTER)
    return findings


def _half_filled(form: Form, own: list[Column], cells: Cells) -> list[Finding]:
    empty = np.stack([cells.status[column.name] != ANSWER for column in own])
    half = empty.any(axis=0) & ~empty.all(axis=0)
    findings: list[Finding] = []
    for column, blanks in zip(own, empty, strict=True):
        # each row once, at its first empty option
        findings += _found(form, column, half & blanks, _CROSSES, shown=False)
        half &= ~blanks
    return findings


def _found(
    form: Form, column: Column, where: Numbers, fault: Fault, *, shown: bool = True
) -> list[Finding]:
    rows = [int(row) for row in np.flatnonzero(where)]
    texts = [form.cells[column.name][row] for row in rows] if shown else None
    return spread(form, column, rows, fault, texts) if rows else []
