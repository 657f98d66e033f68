"""Decisions on a year's answers: which of two answers holds, and what a large change meant."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic needs it at run time
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from is248.survey.records import Record, read_records

if TYPE_CHECKING:
    from pathlib import Path

DECISIONS_FILE = "decisions.yml"
DRAWN_FILE = "synthetic_decisions.yml"
"""Marks that were drawn with synthetic answers, written by the builder of these."""
Meaning = Literal["real_change", "changed_practice", "error"]
"""real_change: the service changed. changed_practice: only what is counted did. error: a slip."""


class Duplicate(Record):
    """Which of several answers from one unit holds.

    Attributes:
        unit: Register key.
        rows: All rows that the unit has in the file, so that a new file is not settled by chance.
        holds: The one that holds.
        reason: Why, in a sentence.
        who: Who decided.
        date: When.
    """

    unit: str
    rows: tuple[int, ...] = Field(min_length=2)
    holds: int
    reason: str = Field(min_length=1)
    who: str = Field(min_length=1)
    date: dt.date

    @model_validator(mode="after")
    def _holds_one_of_them(self) -> Duplicate:
        if self.holds not in self.rows:
            raise ValueError(f"{self.unit}: holds must be one of rows")
        return self


class Change(Record):
    """The answer of a unit to a control question.

    Attributes:
        unit: Register key.
        variable: Column of the codebook, or the name of a sum that quality control asks about.
        decision: What the change was.
        expected: The value in question, as in the file; needed for an error.
        new: The right value, as in the file; needed for an error.
        reason: What the unit said.
        who: Who took it in.
        date: When.
    """

    unit: str
    variable: str
    decision: Meaning
    expected: str | None = None
    new: str | None = None
    reason: str = Field(min_length=1)
    who: str = Field(min_length=1)
    date: dt.date

    @model_validator(mode="after")
    def _an_error_has_a_new_value(self) -> Change:
        if self.decision == "error" and (self.expected is None or self.new is None):
            raise ValueError(f"{self.unit}: an error needs expected and new")
        return self


class Decisions(Record):
    """All decisions of a year, in the order of the file."""

    duplicates: tuple[Duplicate, ...] = ()
    changes: tuple[Change, ...] = ()


def load_decisions(folder: Path) -> Decisions:
    """Read the decisions of a year.

    Args:
        folder: ``data/survey/<year>``.

    Returns:
        The decisions; none when the file is absent.

    Raises:
        DataError: The file is not as it must be.
    """
    return read_records(folder / DECISIONS_FILE, Decisions)


def load_drawn(folder: Path) -> Decisions:
    """Read the marks that were drawn with synthetic answers; as :func:`load_decisions`."""
    return read_records(folder / DRAWN_FILE, Decisions)
