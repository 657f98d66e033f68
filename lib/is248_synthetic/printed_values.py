"""Single printed numbers, as floats and whole numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.printed import report as published

if TYPE_CHECKING:
    from is248.base.paths import Project

PRINT_YEAR = 2016
"""The report whose tables and statements are held; it tells of 2015 too."""


def column(table: str, name: str, project: Project | None) -> dict[str, float]:
    """Row key → value of one column of a printed table."""
    values = published.table(PRINT_YEAR, table.removeprefix("table-"), project)[name]
    return {str(row): float(value) for row, value in values.items()}


def cell(table: str, row: str, name: str, project: Project | None) -> float:
    """One printed cell."""
    return column(table, name, project)[row]


def statement(key: str, project: Project | None) -> str:
    """The value of a statement (``s332``) as told."""
    return str(published.statements(PRINT_YEAR, project).loc[int(key.removeprefix("s")), "value"])
