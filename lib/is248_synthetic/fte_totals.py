"""National FTE of both years, in hundredths, so that every printed cell and change comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from is248.printed import report as published
from is248_synthetic.printed_values import cell, column
from is248_synthetic.solve import Programme, solve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from is248.base.paths import Project

Group = Literal["adult", "child"]
Cell = tuple[Group, str, int]
"""Group, row key of a printed table (or ``total``) and year."""

HUNDRED = 100
_INSIDE = 0.499
"""Half a printed unit, safely inside the rounding window."""

_FORM_SLACK = 25
"""Hundredths kept free in table 3.1: units are whole, so its sums are met nearly, not exactly."""

_MOST = 2_000_000.0
_PRINT = 2016
TABLES: Mapping[Group, tuple[tuple[str, str, str | None], ...]] = {
    "adult": (
        ("measure", "3.4", "3.6"),
        ("education", "3.10", "3.11"),
        ("form", "3.1", None),
        ("pathway", "5.2", "5.2"),
    ),
    "child": (
        ("measure", "3.7", "3.9"),
        ("education", "3.12", "3.13"),
        ("form", "3.1", None),
        ("pathway", "5.3", "5.3"),
    ),
}
"""Group → what is split, its table of FTE and its table of shares."""


@dataclass(frozen=True)
class Totals:
    """National FTE.

    Attributes:
        cells: (split, group, row, year) → hundredths; row ``total`` the group's sum.
        given_up: Printed cells that could not hold → what they clash with.
    """

    cells: Mapping[tuple[str, Group, str, int], int]
    given_up: Mapping[str, tuple[str, ...]]

    def of(self, split: str, group: Group, year: int) -> dict[str, int]:
        """Row key → hundredths."""
        return {
            row: value
            for (s, g, row, y), value in self.cells.items()
            if (s, g, y) == (split, group, year) and row != "total"
        }


@dataclass(frozen=True)
class _Split:
    split: str
    group: Group
    levels: str
    shares: str | None


def national_totals(
    fte_2016: Mapping[Group, int],
    project: Project | None,
    declared: Mapping[str, tuple[str, ...]] | None = None,
) -> Totals:
    """Choose all national totals.

    Args:
        fte_2016: The FTE of the units of 2016, in hundredths: kept to the hundredth.
        project: The project.
        declared: Printed cell that is known not to hold → what it clashes with.
    """
    programme, columns = totals_programme(fte_2016, project)
    solution = solve(programme, declared)
    values = {key: int(solution.values[column]) for key, column in columns.items()}
    return Totals(values, solution.given_up)


def totals_programme(
    fte_2016: Mapping[Group, int], project: Project | None
) -> tuple[Programme, dict[tuple[str, Group, str, int], int]]:
    """The programme of the national totals, and the column of each."""
    programme = Programme()
    columns: dict[tuple[str, Group, str, int], int] = {}
    for group, tables in TABLES.items():
        for split, levels, shares in tables:
            asked = _Split(split, group, levels, shares)
            _add_split(programme, columns, asked, fte_2016, project)
    _one_total(programme, columns)
    _both_groups(programme, columns, project)
    _psychologists(programme, columns)
    return programme, columns


def _add_split(
    programme: Programme,
    columns: dict[tuple[str, Group, str, int], int],
    asked: _Split,
    fte_2016: Mapping[Group, int],
    project: Project | None,
) -> None:
    split, group, levels = asked.split, asked.group, asked.levels
    prefix = f"{group}_fte" if split == "form" else "fte"
    for year in (2015, 2016):
        printed = column(levels, f"{prefix}_{year}", project)
        for row, value in printed.items():
            added = programme.column(upper=_MOST)
            columns[split, group, row, year] = added
            low, high = _window(value)
            if split == "form" and row != "total":
                low, high = low + _FORM_SLACK, high - _FORM_SLACK
            programme.hold([(added, 1)], low, high, f"table-{levels}/{row}/{prefix}_{year}")
        parts = [(columns[split, group, r, year], 1.0) for r in printed if r != "total"]
        total = columns[split, group, "total", year]
        programme.hold([*parts, (total, -1.0)], 0, 0)
    if split != "pathway":
        kept = columns[split, group, "total", 2016]
        programme.hold([(kept, 1.0)], fte_2016[group], fte_2016[group])
    for key, terms, low, high in _relations(columns, asked, project):
        programme.hold(terms, low, high, key)


def _window(value: float, decimals: int = 0) -> tuple[float, float]:
    half = _INSIDE * 10.0**-decimals
    return (value - half) * HUNDRED, (value + half) * HUNDRED


Relation = tuple[str, list[tuple[int, float]], float, float]


def _relations(
    columns: Mapping[tuple[str, Group, str, int], int],
    asked: _Split,
    project: Project | None,
) -> Iterator[Relation]:
    split, group, levels, shares = asked.split, asked.group, asked.levels, asked.shares
    for row, name, low, high in _printed(levels, project):
        if not name.startswith("change_"):
            continue
        key = f"table-{levels}/{row}/{name}"
        first, last = (columns[split, group, row, year] for year in (2015, 2016))
        if name == "change_fte":
            yield key, [(last, 1.0), (first, -1.0)], low * HUNDRED, high * HUNDRED
        else:
            yield from _ratio(key, last, first, 100 + low, 100 + high)
    if shares is None:
        return
    for row, name, low, high in _printed(shares, project):
        at = (split, group, row, int(name[-4:]))
        if not name.startswith("pct_") or at not in columns:
            continue
        year = at[3]
        total = columns[split, group, "total", year]
        key = f"table-{shares}/{row}/{name}"
        yield from _ratio(key, columns[at], total, low, high)


def _printed(table: str, project: Project | None) -> Iterator[tuple[str, str, float, float]]:
    cells = published.cells(_PRINT, table, project)
    rounded = zip(cells["value"], cells["decimals"], strict=True)
    for row, name, (value, decimals) in zip(cells["row"], cells["column"], rounded, strict=True):
        half = _INSIDE * 10.0 ** -int(decimals)
        yield str(row), str(name), float(value) - half, float(value) + half


def _ratio(key: str, part: int, whole: int, low: float, high: float) -> Iterator[Relation]:
    yield key, [(part, 1.0), (whole, -low / 100)], 0, np.inf
    yield key, [(part, 1.0), (whole, -high / 100)], -np.inf, 0


def _one_total(programme: Programme, columns: Mapping[tuple[str, Group, str, int], int]) -> None:
    for group in TABLES:
        total = columns["measure", group, "total", 2015]
        for split in ("education", "form"):
            programme.hold([(columns[split, group, "total", 2015], 1.0), (total, -1.0)], 0, 0)


def _both_groups(
    programme: Programme,
    columns: Mapping[tuple[str, Group, str, int], int],
    project: Project | None,
) -> None:
    # the columns "total" of tables 3.1, 3.2 and 5.1: adults and children together
    def both(split: str, row: str, year: int) -> list[tuple[int, float]]:
        return [(columns[split, group, row, year], 1.0) for group in TABLES]

    for year in (2015, 2016):
        for row, value in column("3.1", f"total_fte_{year}", project).items():
            low, high = _window(value)
            slack = 0 if row == "total" else _FORM_SLACK
            key = f"table-3.1/{row}/total_fte_{year}"
            programme.hold(both("form", row, year), low + slack, high - slack, key)
    terms = [
        (c, v * sign)
        for year, sign in ((2016, 1), (2015, -1))
        for c, v in both("measure", "total", year)
    ]
    low, high = _window(cell("3.2", "total", "change_fte", project))
    programme.hold(terms, low, high, "table-3.2/total/change_fte")
    low, high = _window(cell("5.1", "fte_pathways", "total", project))
    programme.hold(both("pathway", "total", 2016), low, high, "table-5.1/fte_pathways/total")


def _psychologists(
    programme: Programme, columns: Mapping[tuple[str, Group, str, int], int]
) -> None:
    rows = ("psychologist", "psychologist_specialist")
    last = [(columns["education", "adult", row, 2016], 1.0) for row in rows]
    first = [columns["education", "adult", row, 2015] for row in rows]
    programme.hold(last, *_window(122), "s198")
    programme.hold([*last, *((c, -(1.67 - 0.00499)) for c in first)], 0, np.inf, "s199")
    programme.hold([*last, *((c, -(1.67 + 0.00499)) for c in first)], -np.inf, 0, "s199")
