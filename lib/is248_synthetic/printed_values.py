"""Single printed numbers, as floats and whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from is248.printed import report as published
from is248.printed.values import decimals_of

if TYPE_CHECKING:
    from is248.base.paths import Project


@dataclass(frozen=True)
class Report:
    """The report whose tables and statements are held; it tells of the year before too.

    Attributes:
        year: Its year.
        project: The project; found when not given.
    """

    year: int
    project: Project | None = None

    @property
    def years(self) -> tuple[int, int]:
        """The year before and its own."""
        return self.year - 1, self.year

    def cells(self, table: str) -> pd.DataFrame:
        """The cells of a printed table."""
        return published.cells(self.year, table.removeprefix("table-"), self.project)

    def column(self, table: str, name: str) -> dict[str, float]:
        """Row key → value of one column of a printed table."""
        values = published.table(self.year, table.removeprefix("table-"), self.project)[name]
        return {str(row): float(value) for row, value in values.items()}

    def cell(self, table: str, row: str, name: str) -> float:
        """One printed cell."""
        return self.column(table, name)[row]

    def statement(self, key: str) -> str:
        """The value of a statement (``s332``) as told."""
        return str(self._statement(key)["value"])

    def window(self, key: str) -> tuple[float, float]:
        """Between what a number lies that is told so, or that is derived of told numbers."""
        told = self._statement(key)
        if told.get("low") and told.get("high"):
            return float(told["low"]), float(told["high"])
        half = 0.5 * 10.0 ** -decimals_of(str(told["value"]))
        return float(told["value"]) - half, float(told["value"]) + half

    def _statement(self, key: str) -> pd.Series[str]:
        told = published.statements(self.year, self.project)
        return pd.Series(told.loc[int(key.removeprefix("s"))])
