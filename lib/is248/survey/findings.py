"""Findings: what is wrong in a file, where, what was expected and how to mend it.

A finding is one line that a person without the file open can act on. Nothing here raises for what
a cell holds: values are shown, shortened and with invisible characters made visible.
"""

from __future__ import annotations

from collections.abc import Iterable  # noqa: TC003 - a dataclass names it
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from is248.base.exchange import private_folder, said, write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Severity = Literal["error", "warning"]

LONGEST_VALUE = 60
"""Characters of a value that are shown."""

MOST_ALIKE = 500
"""Findings of one kind in one column that are kept apart; the last one counts for the rest."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a value, wherever it stands.

    Attributes:
        words: Norwegian, follows the value: "er ikke et tall".
        mend: What to do, one or two Norwegian sentences.
        severity: An error stops the run; a warning is listed and passes.
    """

    words: str
    mend: str
    severity: Severity = "error"

    def at(self, file: str, **place: Any) -> Finding:
        """The fault in its place: fields of :class:`Finding`."""
        return Finding(file, self.words, self.mend, self.severity, **place)


@dataclass(frozen=True)
class Finding:
    """A fault in its place.

    Attributes:
        file: Name of the file.
        words: What is wrong, see :class:`Fault`.
        mend: What to do.
        severity: Error or warning.
        sheet: Sheet of a workbook.
        row: Row as a reader of the file counts: the header is row 1; in SPSS and Stata the case.
        unit: Register key.
        name: Name of the unit.
        question: Number in the form, "3.2"; empty where the column is no question.
        column: Name of the column in the codebook, else in the file.
        at: Place of the column in the file, for sorting.
        value: What was found; None where nothing is there to show.
        alike: How many equal findings this one stands for.
        whole: What is wrong with the whole file ("header"), where the finding is of no part of it.
    """

    file: str
    words: str
    mend: str
    severity: Severity = "error"
    sheet: str | None = None
    row: int | None = None
    unit: str = ""
    name: str = ""
    question: str = ""
    column: str = ""
    at: int = -1
    value: str | None = None
    alike: int = 1
    whole: str = ""

    @property
    def place(self) -> str:
        """File, sheet, row, unit and question, as far as they are known."""
        count = "linje" if self.file.endswith(".yml") else "rad"
        parts = [
            self.file,
            f"ark «{self.sheet}»" if self.sheet else "",
            f"{count} {self.row}" if self.row is not None else "",
            f"{self.unit} {self.name}".strip(),
            _question(self.question, self.column),
        ]
        return ", ".join(part for part in parts if part)

    @property
    def line(self) -> str:
        """The finding on one line."""
        found = "" if self.value is None else f"«{visible(self.value)}» "
        mark = "Advarsel: " if self.severity == "warning" else ""
        count = f" ({self.alike} like)" if self.alike > 1 else ""
        return visible(f"{mark}{self.place}: ", None) + f"{found}{self.words}. {self.mend}{count}"


class UnreadableError(Exception):
    """A file cannot be read any further; carries the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.line)
        self.finding = finding


def visible(text: str, longest: int | None = LONGEST_VALUE) -> str:
    r"""A value fit for one line: invisible characters escaped, long texts cut.

    Args:
        text: The value.
        longest: Characters kept; all when None.

    Returns:
        For example ``"12\u200b"`` for a number with a zero-width space behind it.
    """
    cut = text if longest is None or len(text) <= longest else text[: longest - 1] + "…"
    return "".join(c if c.isprintable() or c == "\u00a0" else _escaped(c) for c in cut)


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """What is wrong with the whole first, as given; then by severity, file, row and column."""
    return sorted(findings, key=_order)


def grouped(number: int) -> str:
    """A count as it is read: 1 927."""
    return f"{number:,}".replace(",", "\u00a0")


def failed(findings: Iterable[Finding]) -> bool:
    """Whether a finding stops the run."""
    return any(finding.severity == "error" for finding in findings)


def as_record(finding: Finding) -> dict[str, object]:
    """A finding for JSON, without what is not known."""
    return {key: value for key, value in asdict(finding).items() if value not in (None, "", -1)}


def _question(number: str, column: str) -> str:
    if number:
        return f"spm. {number} ({column})"
    return f"kolonnen «{column}»" if column else ""


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _order(finding: Finding) -> tuple[object, ...]:
    if finding.whole:
        return (False,)
    row = -1 if finding.row is None else finding.row
    place = (finding.file, finding.sheet or "", row, finding.at, finding.column)
    return (
        True,
        finding.severity != "error",
        *place,
        finding.unit,
        finding.words,
        finding.value or "",
    )


SHEET = "Funn"
COLUMNS: dict[str, int] = {
    "Alvor": 9, "Fil": 18, "Ark": 9, "Rad": 7, "Enhet": 9, "Navn": 20, "Spørsmål": 10,
    "Kolonne": 34, "Verdi": 24, "Hva er galt": 44, "Slik rettes det": 60, "Like": 6,
}  # fmt: skip
"""Header → width in characters."""

SEVERITY = {"error": "Feil", "warning": "Advarsel"}
MOST_ROWS = 100_000
"""A workbook longer than this helps nobody; the last row says how many are left out."""

_STYLES: dict[str, dict[str, object]] = {
    "head": {"bold": True, "bottom": 1}, "text": {"text_wrap": True, "valign": "top"},
}  # fmt: skip


def list_bytes(findings: Sequence[Finding]) -> bytes:
    """The workbook; the same findings give the same bytes.

    Args:
        findings: In any order.

    Returns:
        An .xlsx file in which every cell is text: a value that begins with ``=`` is no formula.
    """
    from is248.base.text_workbook import TextWorkbook

    book = TextWorkbook(_STYLES)
    sheet = book.table(SHEET, COLUMNS)
    book.fill(sheet, _rows(findings), "text")
    sheet.autofilter(0, 0, min(len(findings), MOST_ROWS + 1), len(COLUMNS) - 1)
    return book.content()


def write_list(findings: Sequence[Finding], path: Path) -> None:
    """Write the workbook for its owner; a killed run leaves an earlier list whole.

    Raises:
        UserError: The disk is full or cannot be written to.
    """
    content = list_bytes(findings)
    with said(path.name):
        if not path.parent.is_dir():
            private_folder(path.parent)
        write_whole(path, content, private=True)


def _rows(findings: Sequence[Finding]) -> list[list[str]]:
    rows = [_row(finding) for finding in ordered(findings)[:MOST_ROWS]]
    if (left := len(findings) - MOST_ROWS) > 0:
        rows.append([f"{left} funn til er ikke med i listen."])
    return rows


def _row(finding: Finding) -> list[str]:
    return [
        SEVERITY[finding.severity],
        finding.file,
        finding.sheet or "",
        "" if finding.row is None else str(finding.row),
        finding.unit,
        finding.name,
        finding.question,
        visible(finding.column, None),
        "" if finding.value is None else visible(finding.value, 500),
        finding.words,
        finding.mend,
        str(finding.alike),
    ]
