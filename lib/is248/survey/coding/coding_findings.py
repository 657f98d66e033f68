"""Findings in a coded workbook: the survey's own, with what was expected named in each."""

from __future__ import annotations

from is248.survey.findings import Finding, Severity


def found(
    sheet: tuple[str, str],
    row: int | None,
    column: str,
    value: str,
    words: tuple[str, str, str],
    *,
    severity: Severity = "error",
) -> Finding:
    """A finding in a cell.

    Args:
        sheet: Name of the workbook, name of the sheet.
        row: Row as the spreadsheet counts; None when the row is missing.
        column: Header of the column.
        value: What stands there; nothing when the cell is empty.
        words: What is wrong (follows the value), what was expected, and how to mend it.
        severity: An error stops the import; a warning is only told.

    Returns:
        The finding; its ``line`` is ready to print.
    """
    problem, expected, mend = words
    flat = " ".join(value.split())
    return Finding(
        file=sheet[0],
        words=f"{problem if flat else problem[:1].upper() + problem[1:]}; ventet {expected}",
        mend=mend,
        severity=severity,
        sheet=sheet[1],
        row=row,
        column=column,
        value=flat or None,
    )
