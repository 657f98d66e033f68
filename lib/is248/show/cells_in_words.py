"""Cells of a table by name, as a sentence says them.

``{total_fte_adult}`` is row ``total`` and column ``fte_adult``; a row alone is its share (column
``pct``) or its only column, a column alone its total. ``{fte_adult_high:3}`` and ``_low`` are the
rows with the highest and lowest values, the total apart. ``{total_change_fte:rose}`` is a change as
a verb, and ``:rose1`` one with a decimal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.keys import TOTAL, Shown
from is248.base.numbers import MISSING, P_UNIT
from is248.show import words
from is248.show.paragraph import Bound

if TYPE_CHECKING:
    from is248.show.table import Column, Grid

SHARE = "pct"
ROSE = "rose"
_FTE = "årsverk"


def named_cell(grid: Grid, name: str, spec: str) -> Bound | None:
    """A value of a grid; None when it has no such name.

    Args:
        grid: The grid.
        name: Row and column joined by ``_``, or one of them; or a column and ``high`` or ``low``.
        spec: Decimals of a value, when not the column's; ``rose`` and decimals for a change as a
            verb; how many rows of a ranking.
    """
    columns = {column.key: column for column in grid.columns}
    for end in ("high", "low"):
        if (key := name.removesuffix(f"_{end}")) != name and key in columns:
            return _ranking(grid, columns[key], spec, lowest=end == "low")
    place = _place(grid, name, columns)
    return (
        None if place is None else said(grid.frame.loc[place[0], place[1]], columns[place[1]], spec)
    )


def cell_names(grid: Grid) -> list[str]:
    """The names of all cells."""
    return [f"{row}_{column.key}" for row in grid.frame.index for column in grid.columns]


def said(value: object, column: Column, spec: str = "") -> Bound:
    """A value of a column as a sentence says it."""
    raw = value.value if isinstance(value, Shown) else value
    if isinstance(raw, str):
        return Bound(raw, value.text if isinstance(value, Shown) else raw)
    if raw is None or raw != raw:  # noqa: PLR0124 - NaN is not itself
        return Bound(None, MISSING, column.unit)
    places = spec.removeprefix(ROSE)
    number, decimals = float(raw), int(places) if places else column.decimals  # type: ignore[arg-type]
    if spec.startswith(ROSE):
        return words.rose(number, column.unit, decimals)
    if column.unit == P_UNIT:
        return words.p_value(number)
    if column.unit == "prosent":
        return words.percent(number, decimals)
    return words.number(number, decimals, column.unit if column.unit == _FTE else "")


def _place(grid: Grid, name: str, columns: dict[str, Column]) -> tuple[str, str] | None:
    rows = {str(row) for row in grid.frame.index}
    if name in columns and TOTAL in rows:
        return TOTAL, name
    if name in rows:
        main = SHARE if SHARE in columns else next(iter(columns), "")
        return (name, main) if main == SHARE or len(columns) == 1 else None
    for key in sorted(columns, key=len, reverse=True):
        if name.endswith(f"_{key}") and name.removesuffix(f"_{key}") in rows:
            return name.removesuffix(f"_{key}"), key
    return None


def _ranking(grid: Grid, column: Column, spec: str, *, lowest: bool) -> Bound:
    values = grid.frame[column.key].drop(index=grid.total, errors="ignore").dropna()
    names = [grid.row_labels.get(str(key), str(key)) for key in values.index]
    return words.ranking(names, values, top=int(spec or 1), lowest=lowest, decimals=column.decimals)
