"""The list of findings as a workbook to send around: one row per finding, text only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from is248.base.exchange import write_whole
from is248.base.text_workbook import TextWorkbook
from is248.survey.findings import ordered, visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from is248.survey.findings import Finding

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
    book = TextWorkbook(_STYLES)
    sheet = book.table(SHEET, COLUMNS)
    book.fill(sheet, _rows(findings), "text")
    sheet.autofilter(0, 0, min(len(findings), MOST_ROWS + 1), len(COLUMNS) - 1)
    return book.content()


def write_list(findings: Sequence[Finding], path: Path) -> None:
    """Write the workbook for its owner; a killed run leaves an earlier list whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, list_bytes(findings), private=True)


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
