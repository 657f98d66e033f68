"""What is wrong with a file as a whole, told before its parts.

Each diagnosis says what the file looks like, on what evidence (so many of so many) and what to do,
in the order in which to mend: where the header is, how the file lies, whose columns, whose rows,
how values are written. One cell or a few wrong never make one: see :class:`Share`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence  # noqa: TC003 - a dataclass names them
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from is248.survey.codebook import Codebook  # noqa: TC001 - a dataclass names it
from is248.survey.file_shape import header_row, layout, whose_columns, whose_rows
from is248.survey.findings import Finding, Severity, failed
from is248.survey.recognition import Known, table_of, words_of
from is248.survey.value_shape import how_values_are_written

if TYPE_CHECKING:
    from is248.survey.raw_table import RawTable
    from is248.survey.recognition import Row
    from is248.survey.unit_keys import Register


@dataclass(frozen=True)
class Beside:
    """What a file is compared with.

    Attributes:
        book: The form of the year.
        register: Its units.
        others: The forms of the other years held; asked for only when the file is not as it
            should be.
        rows: All rows of the file as they stand; asked for only when its header is not ours.
    """

    book: Codebook
    register: Register
    others: Callable[[], Sequence[Codebook]] = tuple
    rows: Callable[[], Sequence[Row]] = tuple


def diagnosed(
    findings: Sequence[Finding], file: str, table: RawTable | None, beside: Beside
) -> list[Finding]:
    """Findings, with what is wrong with the whole in front.

    Args:
        findings: What was found in the parts.
        file: Name of the file.
        table: The file as it was read; None when it could not be.
        beside: What it is compared with.

    Returns:
        The diagnoses, what to mend first first, and the findings. A diagnosis is an error only
        where its parts are.
    """
    severity: Severity = "error" if failed(findings) else "warning"
    whole = [replace(found, severity=severity) for found in diagnose(file, table, beside)]
    return [*whole, *findings]


def diagnose(file: str, table: RawTable | None, beside: Beside) -> list[Finding]:
    """What is wrong with a file as a whole; nothing for a plain good file.

    Args:
        file: Name of the file.
        table: The file as it was read; None when it could not be.
        beside: What it is compared with.
    """
    words = words_of(beside.book)
    fits = table is not None and words.fit(table)
    known = Known(words, beside.register, () if fits else [words_of(b) for b in beside.others()])
    found, table = ([], table) if fits else _below_header(file, table, known, beside.rows())
    if table is None:
        return found
    if lying := layout(table, known):
        return [*found, lying]
    columns = whose_columns(table, known)
    return [*found, *columns, *whose_rows(table, known), *how_values_are_written(table, words)]


def _below_header(
    file: str, table: RawTable | None, known: Known, rows: Sequence[Row]
) -> tuple[list[Finding], RawTable | None]:
    """A header that is further down, and the table below it."""
    at = header_row(file, rows, known)
    if at is None:
        return [], table
    sheet = table.sheet if table else None
    return [at.finding], table_of(file, rows, at.place, sheet)
