"""National FTE of both years, in hundredths, so that every printed cell and change comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from is248_synthetic.solve import Programme, solve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from is248_synthetic.printed_values import Report

Group = Literal["adult", "child"]
Cell = tuple[Group, str, int]
"""Group, row key of a printed table (or ``total``) and year."""

HUNDRED = 100
_INSIDE = 0.499
"""Half a printed unit, safely inside the rounding window."""

_FORM_SLACK = 25
"""Hundredths kept free in table 3.1: units are whole, so its sums are met nearly, not exactly."""

_MOST = 2_000_000.0
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
    kept_fte: Mapping[Group, int],
    report: Report,
    declared: Mapping[str, tuple[str, ...]] | None = None,
) -> Totals:
    """Choose all national totals.

    Args:
        kept_fte: The FTE of the units in the report's year, in hundredths: kept exactly.
        report: The printed report.
        declared: Printed cell that is known not to hold → what it clashes with.
    """
    programme, columns = totals_programme(kept_fte, report)
    solution = solve(programme, declared)
    values = {key: int(solution.values[column]) for key, column in columns.items()}
    return Totals(values, solution.given_up)


def totals_programme(
    kept_fte: Mapping[Group, int], report: Report
) -> tuple[Programme, dict[tuple[str, Group, str, int], int]]:
    """The programme of the national totals, and the column of each."""
    programme = Programme()
    columns: dict[tuple[str, Group, str, int], int] = {}
    for group, tables in TABLES.items():
        for split, levels, shares in tables:
            asked = _Split(split, group, levels, shares)
            _add_split(programme, columns, asked, kept_fte, report)
    _one_total(programme, columns, report.years[0])
    _both_groups(programme, columns, report)
    _psychologists(programme, columns, report.years)
    return programme, columns


def _add_split(
    programme: Programme,
    columns: dict[tuple[str, Group, str, int], int],
    asked: _Split,
    kept_fte: Mapping[Group, int],
    report: Report,
) -> None:
    split, group, levels = asked.split, asked.group, asked.levels
    prefix = f"{group}_fte" if split == "form" else "fte"
    for year in report.years:
        printed = report.column(levels, f"{prefix}_{year}")
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
        kept = columns[split, group, "total", report.year]
        programme.hold([(kept, 1.0)], kept_fte[group], kept_fte[group])
    for key, terms, low, high in _relations(columns, asked, report):
        programme.hold(terms, low, high, key)


def _window(value: float, decimals: int = 0) -> tuple[float, float]:
    half = _INSIDE * 10.0**-decimals
    return (value - half) * HUNDRED, (value + half) * HUNDRED


Relation = tuple[str, list[tuple[int, float]], float, float]


def _relations(
    columns: Mapping[tuple[str, Group, str, int], int],
    asked: _Split,
    report: Report,
) -> Iterator[Relation]:
    split, group, levels, shares = asked.split, asked.group, asked.levels, asked.shares
    for row, name, low, high in _printed(levels, report):
        if not name.startswith("change_"):
            continue
        key = f"table-{levels}/{row}/{name}"
        first, last = (columns[split, group, row, year] for year in report.years)
        if name == "change_fte":
            yield key, [(last, 1.0), (first, -1.0)], low * HUNDRED, high * HUNDRED
        else:
            yield from _ratio(key, last, first, 100 + low, 100 + high)
    if shares is None:
        return
    for row, name, low, high in _printed(shares, report):
        at = (split, group, row, int(name[-4:]))
        if not name.startswith("pct_") or at not in columns:
            continue
        year = at[3]
        total = columns[split, group, "total", year]
        key = f"table-{shares}/{row}/{name}"
        yield from _ratio(key, columns[at], total, low, high)


def _printed(table: str, report: Report) -> Iterator[tuple[str, str, float, float]]:
    cells = report.cells(table)
    rounded = zip(cells["value"], cells["decimals"], strict=True)
    for row, name, (value, decimals) in zip(cells["row"], cells["column"], rounded, strict=True):
        half = _INSIDE * 10.0 ** -int(decimals)
        yield str(row), str(name), float(value) - half, float(value) + half


def _ratio(key: str, part: int, whole: int, low: float, high: float) -> Iterator[Relation]:
    yield key, [(part, 1.0), (whole, -low / 100)], 0, np.inf
    yield key, [(part, 1.0), (whole, -high / 100)], -np.inf, 0


def _one_total(
    programme: Programme, columns: Mapping[tuple[str, Group, str, int], int], year: int
) -> None:
    for group in TABLES:
        total = columns["measure", group, "total", year]
        for split in ("education", "form"):
            programme.hold([(columns[split, group, "total", year], 1.0), (total, -1.0)], 0, 0)


def _both_groups(
    programme: Programme,
    columns: Mapping[tuple[str, Group, str, int], int],
    report: Report,
) -> None:
    # the columns "total" of tables 3.1, 3.2 and 5.1: adults and children together
    def both(split: str, row: str, year: int) -> list[tuple[int, float]]:
        return [(columns[split, group, row, year], 1.0) for group in TABLES]

    for year in report.years:
        for row, value in report.column("3.1", f"total_fte_{year}").items():
            low, high = _window(value)
            slack = 0 if row == "total" else _FORM_SLACK
            key = f"table-3.1/{row}/total_fte_{year}"
            programme.hold(both("form", row, year), low + slack, high - slack, key)
    terms = [
        (c, v * sign)
        for year, sign in zip(reversed(report.years), (1, -1), strict=True)
        for c, v in both("measure", "total", year)
    ]
    low, high = _window(report.cell("3.2", "total", "change_fte"))
    programme.hold(terms, low, high, "table-3.2/total/change_fte")
    low, high = _window(report.cell("5.1", "fte_pathways", "total"))
    programme.hold(both("pathway", "total", report.year), low, high, "table-5.1/fte_pathways/total")


def _psychologists(
    programme: Programme,
    columns: Mapping[tuple[str, Group, str, int], int],
    years: tuple[int, int],
) -> None:
    rows = ("psychologist", "psychologist_specialist")
    last = [(columns["education", "adult", row, years[1]], 1.0) for row in rows]
    first = [columns["education", "adult", row, years[0]] for row in rows]
    programme.hold(last, *_window(122), "s198")
    programme.hold([*last, *((c, -(1.67 - 0.00499)) for c in first)], 0, np.inf, "s199")
    programme.hold([*last, *((c, -(1.67 + 0.00499)) for c in first)], -np.inf, 0, "s199")
