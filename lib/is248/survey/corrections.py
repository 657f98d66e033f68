"""Corrections: a signed record of values changed, applied only where the old one is found."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic needs it at run time
from collections.abc import Sequence  # noqa: TC003 - a dataclass names it
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from is248.base.errors import suggestion
from is248.survey.decisions import DECISIONS_FILE
from is248.survey.findings import Fault
from is248.survey.grammar import is_number, parse_number
from is248.survey.raw_table import tidy
from is248.survey.records import Record, entry_lines, read_records

if TYPE_CHECKING:
    from pathlib import Path

    from is248.survey.decisions import Decisions
    from is248.survey.filled_form import Form
    from is248.survey.findings import Finding

CORRECTIONS_FILE = "corrections.yml"


class Correction(Record):
    """One value changed.

    Attributes:
        unit: Register key.
        variable: Column of the codebook.
        expected: What the file says, as text; "" for an empty cell.
        new: What it shall say, as text; "" for an empty cell.
        reason: Why, in a sentence.
        who: Who decided.
        date: When.
    """

    unit: str
    variable: str
    expected: str
    new: str
    reason: str = Field(min_length=1)
    who: str = Field(min_length=1)
    date: dt.date


class Corrections(Record):
    """All corrections of a year, in the order of the file."""

    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True)
class Change:
    """A correction with the file and line that it comes from."""

    correction: Correction
    file: str
    line: int


def all_changes(folder: Path, decisions: Decisions) -> list[Change]:
    """Corrections, then the decisions that a value was an error, as one list.

    Args:
        folder: ``data/survey/<year>``.
        decisions: Its decisions.

    Returns:
        In the order in which they are applied.

    Raises:
        DataError: The corrections are not as they must be.
    """
    path, decided = folder / CORRECTIONS_FILE, folder / DECISIONS_FILE
    corrections = read_records(path, Corrections).corrections
    lines = zip(corrections, entry_lines(path, "corrections"), strict=True)
    changes = [Change(correction, path.name, line) for correction, line in lines]
    for change, line in zip(decisions.changes, entry_lines(decided, "changes"), strict=True):
        if change.decision == "error":
            found = change.model_dump(exclude={"decision"})
            changes.append(Change(Correction(**found), decided.name, line))
    return changes


def apply_changes(form: Form, changes: Sequence[Change]) -> list[Finding]:
    """Apply corrections to the cells of a form, in place.

    Args:
        form: The answers as text.
        changes: In the order in which they are applied.

    Returns:
        One error for each that does not fit; it is not applied.
    """
    rows = {unit: at for at, unit in enumerate(form.units)}
    return [finding for change in changes if (finding := _apply(form, rows, change))]


def _apply(form: Form, rows: dict[str, int], change: Change) -> Finding | None:
    wanted = change.correction
    if wanted.variable not in form.cells:
        words = "variabelen finnes ikke" + suggestion(wanted.variable, form.cells).rstrip(".?")
        return _misfit(form, change, words, "Bruk kolonnenavnet i kodeboken.")
    if wanted.unit not in rows:
        return _misfit(form, change, "enheten har ingen svar i filen", "Rett «unit» eller slett.")
    cells, at = form.cells[wanted.variable], rows[wanted.unit]
    if not _same(cells[at], wanted.expected):
        words = f"var ventet, men filen har «{cells[at]}»"
        mend = "Se om rettelsen er tatt inn i filen; rett «expected» eller slett rettelsen."
        return _misfit(form, change, words, mend, value=wanted.expected)
    cells[at] = tidy(wanted.new)
    return None


def _same(found: str, expected: str) -> bool:
    """Equal as numbers where both are: a spreadsheet writes 12,50 as 12,5."""
    tidied = tidy(expected)
    if is_number(found) and is_number(tidied):
        return parse_number(found) == parse_number(tidied)
    return found == tidied


def _misfit(
    form: Form, change: Change, words: str, mend: str, *, value: str | None = None
) -> Finding:
    unit, column = change.correction.unit, change.correction.variable
    who = {"unit": unit, "name": form.register.names.get(unit, "")}
    where = {"row": change.line, "column": column, "value": value}
    return Fault(words, mend).at(change.file, **who, **where)
