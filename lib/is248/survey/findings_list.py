"""The list of findings as a workbook to send around: one row per finding, text only."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import xlsxwriter

from is248.base.exchange import write_whole
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

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def list_bytes(findings: Sequence[Finding]) -> bytes:
    """The workbook; the same findings give the same bytes.

    Args:
        findings: In any order.

    Returns:
        An .xlsx file in which every cell is text: a value that begins with ``=`` is no formula.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    book.set_properties({"created": dt.datetime(2000, 1, 1)})
    sheet = book.add_worksheet(SHEET)
    _head(sheet, book.add_format({"bold": True, "bottom": 1}))
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for at, row in enumerate(_rows(findings), start=1):
        for column, text in enumerate(row):
            sheet.write_string(at, column, text, wrap)
    sheet.autofilter(0, 0, min(len(findings), MOST_ROWS + 1), len(COLUMNS) - 1)
    book.close()
    return buffer.getvalue()


def write_list(findings: Sequence[Finding], path: Path) -> None:
    """Write the workbook for its owner; a killed run leaves an earlier list whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, list_bytes(findings), private=True)


def _head(sheet: Any, bold: Any) -> None:  # noqa: ANN401 - xlsxwriter has no types
    for at, (label, width) in enumerate(COLUMNS.items()):
        sheet.write_string(0, at, label, bold)
        sheet.set_column(at, at, width)
    sheet.freeze_panes(1, 0)


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
