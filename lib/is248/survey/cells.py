"""From text to values: each cell is an answer, one of five reasons for none, or a finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence  # noqa: TC003 - dataclasses name them
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import numpy.typing as npt

from is248.survey.codebook import Status, Variable
from is248.survey.findings import MOST_ALIKE, Fault, Finding
from is248.survey.grammar import parse_number

if TYPE_CHECKING:
    from is248.survey.columns import Column
    from is248.survey.filled_form import Form

STATUSES: tuple[Status, ...] = get_args(Status)
ANSWER = -1
"""In place of a status: the cell holds an answer of this year. Zero is one."""

CODE: Mapping[Status, int] = {status: at for at, status in enumerate(STATUSES)}
"""Status → its number in the arrays below."""

Numbers = npt.NDArray[np.int8]

_DECLARED = Fault(
    "er erklært som manglende i filen, men kodeboken sier ikke hvorfor",
    "Før koden under «missing» i kodeboken, eller skriv svaret.",
)
_CONTROL = Fault("har usynlige styretegn", "Skriv teksten på nytt.")


@dataclass
class Cells:
    """The cells of a form, read.

    Attributes:
        values: Column → one value per row: a float, a text, or None without an answer.
        status: Column → one number per row, see :data:`CODE` and :data:`ANSWER`.
        wrong: Column → rows whose cell could not be read; they count as answered.
    """

    values: dict[str, list[Any]]
    status: dict[str, Numbers]
    wrong: dict[str, npt.NDArray[np.bool_]]


@dataclass(frozen=True)
class _Reading:
    """What a text means in a column."""

    value: float | str | None
    status: int
    fault: Fault | None = None


def read_cells(form: Form, columns: Sequence[Column]) -> tuple[Cells, list[Finding]]:
    """Read all cells.

    Args:
        form: The answers as text.
        columns: The columns of the codebook; those that the file lacks are left out.

    Returns:
        Values and statuses, and a finding for each cell that is neither.
    """
    cells = Cells({}, {}, {})
    there = [column for column in columns if column.name in form.cells]
    return cells, [found for column in there for found in _read_column(form, column, cells)]


def spread(
    form: Form, column: Column, rows: Sequence[int], fault: Fault, texts: Sequence[str] | None
) -> list[Finding]:
    """One finding per row; beyond a limit the last one counts for the rest.

    Args:
        form: The answers.
        column: Where the fault is.
        rows: The rows that have it.
        fault: What is wrong.
        texts: Cell of each row, or None where no value is shown.
    """
    number = column.variable.number
    found = [
        form.finding(row, column.name, fault, texts[at] if texts else None, number)
        for at, row in enumerate(rows[:MOST_ALIKE])
    ]
    if (left := len(rows) - len(found)) > 0:
        found[-1] = replace(found[-1], alike=1 + left)
    return found


def _read_column(form: Form, column: Column, cells: Cells) -> list[Finding]:
    texts = form.cells[column.name]
    reader = _Reader(form, column)
    known = {text: reader.read(text) for text in set(texts)}
    cells.values[column.name] = [known[text].value for text in texts]
    cells.status[column.name] = np.array([known[text].status for text in texts], dtype=np.int8)
    cells.wrong[column.name] = np.array([known[t].fault is not None for t in texts], dtype=bool)
    findings = []
    for text, reading in known.items():
        if reading.fault:
            rows = [row for row, found in enumerate(texts) if found == text]
            findings += spread(form, column, rows, reading.fault, [text] * len(rows))
    return findings


class _Reader:
    """Reads the texts of one column."""

    def __init__(self, form: Form, column: Column) -> None:
        at = form.found[column.name]
        header = form.table.header[at]
        self.column, self.variable = column, column.variable
        self.labels = _codes_of_labels(column.variable, form.table.value_labels.get(header, {}))
        self.declared = form.table.declared.get(header, ())

    def read(self, text: str) -> _Reading:
        """The meaning of one text."""
        if not text:
            return _Reading(None, CODE["blank"])
        word = self.labels.get(text, text)
        if word in self.variable.missing:
            return _Reading(None, CODE[self.variable.missing[word]])
        value = self._declared(text) or self._value(word)
        if isinstance(value, Fault):
            return _Reading(None, ANSWER, value)
        return _Reading(value, ANSWER)

    def _declared(self, text: str) -> Fault | None:
        """A value that the file calls missing must not be taken for an answer."""
        declared = text.startswith(".") and len(text) == 2  # noqa: PLR2004 - Stata's .a
        number = parse_number(text) if self.declared else None
        if isinstance(number, float):
            declared |= any(lo <= number <= hi for lo, hi in self.declared)
        return _DECLARED if declared and self.column.kind != "text" else None

    def _value(self, word: str) -> float | str | Fault:
        kind = self.column.kind
        if kind in {"number", "cross"}:
            return parse_number(word)
        if kind == "codes":
            return _joined(word)
        return _CONTROL if _has_control(word) else word


def _codes_of_labels(variable: Variable, labels: Mapping[str, str]) -> dict[str, str]:
    """Value in an SPSS or Stata file → our code, where its label is our code or our label."""
    codes = {label: code for code, label in variable.categories.items()}
    codes |= {code: code for code in (*variable.categories, *variable.missing)}
    return {value: codes[label] for value, label in labels.items() if label in codes}


def _joined(text: str) -> str | Fault:
    """Codes of an open answer, without spaces around them."""
    codes = [code.strip() for code in text.split(";")]
    if "" in codes:
        return Fault("har en tom kode", "Skriv kodene med ett semikolon mellom hver.")
    if len(set(codes)) < len(codes):
        return Fault("har samme kode to ganger", "Skriv hver kode én gang.")
    return ";".join(codes)


def _has_control(text: str) -> bool:
    return not text.isprintable() and any(c < " " and c not in "\n\t" for c in text)
