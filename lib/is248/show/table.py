"""Tables: a frame, its labels and its notes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from is248.base.errors import DisplayError
from is248.show.bundle import Note, Place, QuestionRef, TableBundle, check_id
from is248.show.cells_in_words import cell_names, named_cell
from is248.show.jupyter_html import mimebundle

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from is248.show.grid import Grid
    from is248.show.paragraph import Bound


@dataclass(frozen=True)
class Table:
    """A table of the report.

    Attributes:
        id: ``table-`` and words, unique in the chapter.
        title: Caption without number, in Norwegian.
        grid: Content.
        n: Number of units and what they are, in words.
        source: Where the numbers come from.
        basis: What the table as a whole rests on.
        notes: Notes below the table.
        questions: The questions of the form behind it.
        place: Where it stands; see :data:`is248.show.bundle.Place`.
    """

    id: str
    title: str
    grid: Grid
    n: str
    source: str
    basis: str
    notes: tuple[Note, ...] = ()
    questions: tuple[QuestionRef, ...] = ()
    place: Place = "page"

    @property
    def frame(self) -> pd.DataFrame:
        """The values, one row per displayed row."""
        return self.grid.frame

    def bound(self, name: str, spec: str) -> Bound | None:
        """A value of the table for a sentence; see :func:`is248.show.cells_in_words.named_cell`."""
        return named_cell(self.grid, name, spec)

    def names(self) -> list[str]:
        """The names that :meth:`bound` knows."""
        return cell_names(self.grid)

    def where(self, column: str, at_least: float) -> Table:
        """The rows with at least so many in a column, and the total: for sentences of those."""
        frame = self.frame
        kept = frame[(frame[column] >= at_least).fillna(False) | (frame.index == self.grid.total)]
        return replace(self, grid=replace(self.grid, frame=kept))

    def noted(self, *texts: str) -> Table:
        """The same table with further unmarked notes."""
        more: tuple[Note, ...] = tuple({"mark": None, "text": text} for text in texts)
        return replace(self, notes=self.notes + more)

    def bundle(self) -> TableBundle:
        """The JSON bundle.

        Raises:
            DisplayError: The id, the title or the N is missing or has a wrong form.
        """
        if not self.title.strip() or not self.n.strip():
            raise DisplayError(f"{self.id}: a table needs a title and its N")
        return {
            "schema": 1,
            "kind": "table",
            "id": check_id(self.id, "table"),
            "title": self.title,
            "grid": self.grid.bundle(),
            "n": self.n,
            "source": self.source,
            "basis": self.basis,
            "questions": list(self.questions),
            "notes": list(self.notes),
            "place": self.place,
        }

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return mimebundle(self.bundle())


def with_units(table: Table, units: Mapping[str, str]) -> Table:
    """The same table with other units of its columns (column → unit)."""
    columns = tuple(replace(c, unit=units.get(c.key, c.unit)) for c in table.grid.columns)
    return replace(table, grid=replace(table.grid, columns=columns))
