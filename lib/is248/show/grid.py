"""Rows and columns ready to show: the content of a table, the numbers behind a figure."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from is248.base.basis import weakest
from is248.base.errors import DisplayError
from is248.base.keys import TOTAL, Shown
from is248.base.numbers import MISSING, P_UNIT, TEST_UNITS, format_number, format_p, is_missing
from is248.show.invented import INVENTED

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd

    from is248.show.bundle import BoundsBundle, CellBundle, ColumnBundle, GridBundle, RowBundle
    from is248.stats.bounds import Bounded


@dataclass(frozen=True)
class Column:
    """A column as shown.

    Attributes:
        key: Its name in the frame, in results.csv and in data/published.
        label: Header.
        span: Header over a run of equal spans.
        unit: Unit of the values.
        decimals: Decimals shown.
        sign: Whether positive values carry a plus.
        basis: What the numbers rest on.
        text: Whether the values are words.
    """

    key: str
    label: str
    span: str | None = None
    unit: str = ""
    decimals: int = 0
    sign: bool = False
    basis: str = "printed"
    text: bool = False

    def bundle(self) -> ColumnBundle:
        """The column in the JSON bundle."""
        return {
            "key": self.key,
            "label": self.label,
            "span": self.span,
            "unit": self.unit,
            "decimals": self.decimals,
            "align": "left" if self.text else "right",
            "basis": self.basis,
        }

    def cell(self, value: Any, mark: str | None = None) -> CellBundle:  # noqa: ANN401
        """A cell of this column: a plain value and its text; missing is None."""
        if isinstance(value, Shown):
            known = None if is_missing(value.value) else value.value
            return {"value": known, "text": value.text, "mark": mark}
        if is_missing(value) or str(value) in {"<NA>", "NaT"}:
            return {"value": None, "text": format_number(None), "mark": mark}
        if self.text:
            return {"value": str(value), "text": str(value), "mark": mark}
        plain = value.item() if hasattr(value, "item") else value
        return {
            "value": plain,
            "text": self._written(plain),
            "mark": mark,
        }

    def _written(self, value: float) -> str:
        if self.unit == P_UNIT:
            return format_p(value)
        return format_number(value, self.decimals, sign=self.sign)


@dataclass(frozen=True)
class Grid:
    """Rows and columns ready to show; the content of a table and the numbers behind a figure.

    Attributes:
        frame: One row per displayed row, index = row keys (unique), columns by key.
        columns: The columns shown, in order; all must be in the frame.
        stub: Header over the row labels.
        row_labels: Row key → label; a key without one is shown as it is.
        marks: (row key, column key) → mark of a note.
        groups: Row key → sub-heading that stands above it.
        total: Key of the row that is the total of the others.
        bounded: What rounding of the inputs allows, where they are rounded.
        cell_bases: What cells rest on, by row key and column key; a cell that it does not hold
            rests on what its column does.
    """

    frame: pd.DataFrame
    columns: tuple[Column, ...]
    stub: str
    row_labels: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[tuple[str, str], str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    total: str = TOTAL
    bounded: Bounded | None = None
    cell_bases: pd.DataFrame | None = None

    def bundle(self) -> GridBundle:
        """The grid in the JSON bundle.

        Raises:
            DisplayError: Row keys are not unique, a column is missing, or a mark has no cell.
        """
        self._check()
        rows: list[RowBundle] = []
        for key, values in zip(self.frame.index, self.frame.to_dict("records"), strict=True):
            if key in self.groups:
                rows.append(_group_row(str(key), self.groups[key]))
            rows.append(self._row(str(key), values))
        columns = [column.bundle() for column in self.columns]
        return {"stub": self.stub, "columns": columns, "rows": rows}

    def _row(self, key: str, values: Mapping[Hashable, Any]) -> RowBundle:
        cells = [c.cell(values[c.key], self.marks.get((key, c.key))) for c in self.columns]
        for column, cell in zip(self.columns, cells, strict=True):
            cell.update(self._bounds(key, column.key))  # type: ignore[typeddict-item]  # a part of it
            if basis := self._basis(key, column.key):
                cell["basis"] = basis
            if column.unit in TEST_UNITS and (basis or column.basis) == INVENTED:
                cell["text"] = MISSING  # the value stays, for results.csv
        return {
            "key": key,
            "label": self.row_labels.get(key, key),
            "role": "total" if key == self.total else "body",
            "cells": cells,
        }

    def basis(self, row: str, column: Column) -> str:
        """What a cell rests on: what it says itself, or else its column."""
        return self._basis(row, column.key) or column.basis

    def whole_basis(self, column: Column) -> str:
        """What a ranking of a column rests on: the weakest of its cells."""
        rows = (str(row) for row in self.frame.index if row != self.total)
        return weakest((self.basis(row, column) for row in rows), column.basis)

    def _basis(self, row: str, column: str) -> str:
        """What a cell rests on; empty where only its column says so."""
        basis = self._bases.get(column, {}).get(row)
        return "" if is_missing(basis) else str(basis)

    @cached_property
    def _bases(self) -> dict[Hashable, dict[Hashable, Any]]:
        return {} if self.cell_bases is None else self.cell_bases.to_dict()

    def _bounds(self, row: str, column: str) -> BoundsBundle:
        """What is computed, where something else is shown, and its bounds, where they are wider."""
        if self.bounded is None:
            return {}
        place, known = (row, column), self.bounded
        value, low, high = (_at(frame, *place) for frame in (known.value, known.low, known.high))
        found: BoundsBundle = {}
        if value is not None and value != _at(self.frame, *place):
            found["computed"] = value
        if low is not None and high is not None and (low, high) != (value, value):
            found |= {"low": low, "high": high}
        return found

    def _check(self) -> None:
        if not self.frame.index.is_unique:
            twice = list(self.frame.index[self.frame.index.duplicated()])
            raise DisplayError(f"row keys stand twice: {twice[:5]}")
        keys = [column.key for column in self.columns]
        if missing := [key for key in keys if key not in self.frame.columns]:
            raise DisplayError(f"columns not in the frame: {missing}")
        rows = {str(key) for key in self.frame.index}
        if lost := [mark for mark in self.marks if mark[0] not in rows or mark[1] not in keys]:
            raise DisplayError(f"marks without a cell: {lost[:5]}")


def _at(frame: pd.DataFrame, row: str, column: str) -> float | None:
    """The number in a cell; None where there is none."""
    value: Any = frame[column].get(row) if column in frame.columns else None
    return None if is_missing(value) or isinstance(value, str) else float(value)


def _group_row(key: str, label: str) -> RowBundle:
    return {"key": f"group-{key}", "label": label, "role": "group", "cells": []}
