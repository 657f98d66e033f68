"""Cells of a table by name, as a sentence says them.

``{total_fte_adult}`` is row ``total`` and column ``fte_adult``; a row alone is its share (column
``pct``) or its only column, a column alone its total; ``first`` and ``last`` are rows by place. A
row of the category that the table lacks is missing, and a row ``pct_...`` is in per cent whatever
its column. ``{fte_adult_high:3}`` and ``_low`` are the rows with the highest and lowest values, the
total apart; ``{total_units_n:words}`` is a count with its noun,
``{total_change_fte:rose}`` a change as a verb and ``:rose1`` one with a decimal.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from is248.base.keys import TOTAL, Shown
from is248.base.numbers import MISSING, P_UNIT
from is248.show import words
from is248.show.paragraph import Bound

if TYPE_CHECKING:
    from is248.show.grid import Column, Grid

SHARE = "pct"
ROSE = "rose"
_FTE = "årsverk"
_ONE = {"kommuner": "kommune", "bydeler": "bydel"}
"""Nouns of counts, plural → singular, for ``{total_units_n:words}``."""


def named_cell(grid: Grid, name: str, spec: str) -> Bound | None:
    """A value of a grid; None when it has no such name.

    Args:
        grid: The grid.
        name: Row and column joined by ``_``, or one of them; or a column and ``high`` or ``low``.
        spec: Decimals of a value, when not the column's; ``words`` for a count with its noun;
            ``rose`` and decimals for a change as a verb; how many rows of a ranking.
    """
    columns = {column.key: column for column in grid.columns}
    for end in ("high", "low"):
        if (key := name.removesuffix(f"_{end}")) != name and key in columns:
            return _ranking(grid, columns[key], spec, lowest=end == "low")
    place = _place(grid, _named_row(grid, name), columns)
    if place is None:
        return None
    row, column = place
    if row not in grid.frame.index:
        return words.missing()
    percent = replace(columns[column], unit="prosent", decimals=0)
    unit = percent if row.startswith(f"{SHARE}_") else columns[column]
    return said(grid.frame.loc[row, column], unit, spec).on(grid.basis(row, columns[column]))


def _named_row(grid: Grid, name: str) -> str:
    """A name that begins with ``first`` or ``last``, with the row in its stead."""
    head, _, column = name.partition("_")
    rows = [str(row) for row in grid.frame.index if row != grid.total]
    if head not in {"first", "last"} or not column or name in rows or not rows:
        return name
    return f"{rows[0 if head == 'first' else -1]}_{column}"


def cell_names(grid: Grid) -> list[str]:
    """The names of all cells."""
    return [f"{row}_{column.key}" for row in grid.frame.index for column in grid.columns]


def _in_words(number: float, column: Column, spec: str) -> Bound:
    """A count with its noun, or a change as a verb."""
    if spec == "words":
        return words.count(number, _ONE.get(column.unit, column.unit), column.unit)
    places = spec.removeprefix(ROSE)
    return words.rose(number, column.unit, int(places) if places else column.decimals)


def said(value: object, column: Column, spec: str = "") -> Bound:
    """A value of a column as a sentence says it."""
    raw = value.value if isinstance(value, Shown) else value
    if isinstance(raw, str):
        return Bound(raw, value.text if isinstance(value, Shown) else raw)
    if raw is None or raw != raw:  # noqa: PLR0124 - NaN is not itself
        return Bound(None, MISSING, column.unit)
    if spec == "words" or spec.startswith(ROSE):
        return _in_words(float(raw), column, spec)  # type: ignore[arg-type]
    number, decimals = float(raw), int(spec) if spec else column.decimals  # type: ignore[arg-type]
    if column.unit == P_UNIT:
        return words.p_value(number)
    if column.unit == "prosent":
        return words.percent(number, decimals)
    return words.number(number, decimals, column.unit if column.unit == _FTE else "")


def _place(grid: Grid, name: str, columns: dict[str, Column]) -> tuple[str, str] | None:
    if name in columns and TOTAL in grid.frame.index:
        return TOTAL, name
    rows = {str(row) for row in (*grid.frame.index, *grid.row_labels)}
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
    top, on = int(spec or 1), grid.whole_basis(column)
    return words.ranking(names, values, top=top, lowest=lowest, decimals=column.decimals).on(on)
