"""What other chapters show: a chapter that sums up the others computes nothing.

``chapter.told("housing", "text-follow-up-shares")`` is an item of another chapter, and a sentence
names its values. The run puts the results of the other chapters beside the notebook; a number that
is not among them stops the build.
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.basis import SYNTHETIC, weakest
from is248.base.errors import DataError, suggestion
from is248.base.numbers import MISSING
from is248.base.paths import RESULTS_VARIABLE
from is248.show import words
from is248.show.bundle import FINDING, NOT_ASKED, WHEN
from is248.show.paragraph import Bound

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from is248.base.paths import Project

VALUE = "value"
"""Column of the values of a sentence."""


@dataclass(frozen=True)
class Cell:
    """One value that a chapter shows: as text, empty when missing, with unit and basis."""

    text: str
    unit: str
    basis: str


@dataclass(frozen=True)
class Told:
    """An item of another chapter.

    Attributes:
        theme: The chapter.
        item: Its table, figure or sentence.
        cells: (row, column) → value.
        not_asked: Rows that the chapter leaves out because their question was not asked.
        asked: Whether its question was asked.
    """

    theme: str
    item: str
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    not_asked: frozenset[str] = frozenset()
    asked: bool = True

    def bound(self, name: str, spec: str) -> Bound | None:
        """As :meth:`Sayable.bound`: a row of a sentence, or ``row_column``.

        Args:
            name: The name.
            spec: Decimals; or ``rose`` for a change as a verb.
        """
        if not self.asked or name in self.not_asked:
            return Bound(None, MISSING)
        cell = self._cells().get(name)
        return None if cell is None else _said(cell, spec).on(cell.basis)

    def names(self) -> Iterable[str]:
        """As :meth:`Sayable.names`."""
        return self._cells().keys()

    def value(self, name: str) -> float:
        """A number by name; NaN when its question was not asked.

        Raises:
            DataError: The item has no such number.
        """
        cell = self._cells().get(name)
        if cell is None and self.asked and name not in self.not_asked:
            near = suggestion(name, self._cells())
            raise DataError(f"{self.theme} / {self.item} har ikke «{name}».{near}")
        return float(cell.text or "nan") if cell else float("nan")

    def rests(self, name: str) -> str:
        """What a number by name rests on; nothing when its question was not asked."""
        cell = self._cells().get(name)
        return cell.basis if cell else ""

    def frame(self, category: str) -> pd.DataFrame:
        """The numbers of a table; one row per row, index named by a category."""
        rows: dict[str, dict[str, float]] = {}
        for (row, column), cell in self.cells.items():
            rows.setdefault(row, {})[column] = float(cell.text or "nan")
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis(category)

    def bases(self) -> pd.DataFrame:
        """What the numbers of :meth:`frame` rest on, in its shape."""
        rows: dict[str, dict[str, str]] = {}
        for (row, column), cell in self.cells.items():
            rows.setdefault(row, {})[column] = cell.basis
        return pd.DataFrame.from_dict(rows, orient="index")

    @property
    def basis(self) -> str:
        """What it rests on as a whole: ``synthetic`` where any of its answers are made up."""
        weak = weakest(cell.basis for cell in self.cells.values())
        return SYNTHETIC if weak.startswith(SYNTHETIC) else weak

    def _cells(self) -> dict[str, Cell]:
        return {
            row if column == VALUE else f"{row}_{column}": cell
            for (row, column), cell in self.cells.items()
        }


@dataclass(frozen=True)
class OtherResults:
    """What the other chapters show, from their results.csv.

    Attributes:
        items: (chapter, item) → row and column → value.
        bases: What the values rest on.
        path: The file, for messages.
        findings: Chapter → its key findings, the first first.
    """

    items: dict[tuple[str, str], dict[tuple[str, str], Cell]]
    bases: frozenset[str]
    path: Path
    findings: dict[str, list[Cell]] = field(default_factory=dict)

    def told(self, theme: str, item: str) -> Told:
        """An item of a chapter.

        Raises:
            DataError: The chapter does not show it.
        """
        silent = self.items.get((theme, NOT_ASKED.format(item=item)), {})
        rows = frozenset(row for row, _ in silent)
        cells = self.items.get((theme, item))
        if WHEN in rows and cells is None:
            return Told(theme, item, asked=False)
        if cells is None:
            near = suggestion(item, [known for chapter, known in self.items if chapter == theme])
            raise DataError(f"{theme} viser ikke {item}, som et annet kapittel gjengir.{near}")
        return Told(theme, item, cells, rows)


def read_others(project: Project, year: int) -> OtherResults:
    """The results of this run's chapters, or of the newest version where there is no run.

    Args:
        project: The project.
        year: Reporting year.

    Raises:
        DataError: There are none yet.
    """
    named = os.environ.get(RESULTS_VARIABLE)
    path = Path(named) if named else project.outputs / str(year) / "latest" / "results.csv"
    if not path.is_file():
        raise DataError(
            f"Kapitlet bygger på de andre kapitlene, og {year} har ingen resultater ennå. "
            f"Kjør «is248 report {year}» først."
        )
    items: dict[tuple[str, str], dict[tuple[str, str], Cell]] = {}
    bases = set()
    findings: dict[str, list[Cell]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["row"] == FINDING:
                findings.setdefault(row["chapter"], []).append(_cell(row))
                continue
            place = items.setdefault((row["chapter"], row["item"]), {})
            place.setdefault((row["row"], row["column"]), _cell(row))
            bases.add(row["basis"])
    return OtherResults(items, frozenset(bases), path, findings)


def _cell(row: Mapping[str, str]) -> Cell:
    return Cell(row["value"], row["unit"], row["basis"])


def _said(cell: Cell, spec: str) -> Bound:
    try:
        number = float(cell.text)
    except ValueError:
        return words.listing(cell.text.split("; ")) if cell.text else Bound(None, MISSING)
    if spec == "rose":
        return words.rose(number, "prosentpoeng" if cell.unit == "prosent" else cell.unit)
    said = words.percent if cell.unit == "prosent" else words.number
    return said(number, int(spec or 0))
