"""From the list of margins to single targets: one printed cell, one window."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from is248_synthetic.margins import Hold
    from is248_synthetic.printed_values import Report
    from is248_synthetic.synthetic_units import Who

NAMES = "@"
"""Stands for a variable where categories are names of patterns."""

_HARD, _CELL, _WORDS = 4.0, 2.0, 1.0


@dataclass(frozen=True)
class Target:
    """One number that must come out.

    Attributes:
        key: Where it is printed, unique within a block.
        conditions: Variable → categories that are counted, all at the same time; empty categories
            mean any answer.
        measure: count, pct, mean, inhabitants or missing.
        low: Smallest value allowed.
        high: Largest value allowed.
        open_high: Whether the largest value itself is too large (rounding half up).
        base: answered, all, takers, everywhere or first.
        who: How Oslo counts.
        where: Attribute → values.
        given: Earlier variable → codes.
        weighted: Whether a mean is weighted by inhabitants.
        weight: Cost of giving it up.
    """

    key: str
    conditions: Mapping[str, tuple[str, ...]]
    measure: str
    low: float
    high: float
    open_high: bool = False
    base: str = "answered"
    who: Who = "one"
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weighted: bool = False
    weight: float = _CELL


def targets(
    hold: Hold, variable: str, groups: Mapping[str, list[str]], report: Report
) -> Iterator[Target]:
    """All targets of one entry of the list.

    Args:
        hold: The entry.
        variable: Variable that it means when it names none.
        groups: Attribute → its values.
        report: The printed report.

    Yields:
        One target per printed cell; none for significance, which is held once it is known who
        answered (:mod:`is248_synthetic.significance`).
    """
    variable = NAMES if hold.patterns else hold.variable or variable
    if hold.differing is not None or hold.most:
        return
    for told in hold.told:
        if told.startswith("table-"):
            yield from _table(hold, variable, told, report)
            return
    if hold.lowest or hold.highest:
        yield from _ranking(hold, variable, groups)
        return
    yield _statement(hold, variable, report)


def _statement(hold: Hold, variable: str, report: Report) -> Target:
    text = report.statement(hold.told[0])
    low, high, is_open = window(hold, hold.measure, float(text), _decimals(text))
    key = "/".join([hold.told[0], *(g for names in hold.where.values() for g in names)])
    key += "~" if hold.about else ""
    return Target(
        key,
        {variable: hold.codes, **hold.also},
        hold.measure,
        low,
        high,
        is_open,
        base=hold.base,
        who=hold.who,
        where={str(name): values for name, values in hold.where.items()},
        given=hold.given,
        weight=_weight(hold, hold.measure),
    )


def _table(hold: Hold, variable: str, told: str, report: Report) -> Iterator[Target]:
    cells = report.cells(told)
    for row, column, value, decimals in zip(
        cells["row"], cells["column"], cells["value"], cells["decimals"], strict=True
    ):
        codes = cell_codes(hold, str(row), str(column))
        if codes is None:
            continue
        measure = hold.values.get(str(column), hold.measure)
        low, high, is_open = window(hold, measure, float(value), int(decimals))
        where = {str(name): values for name, values in hold.where.items()}
        if hold.by and row != "total" and not hold.rows:
            where[hold.by] = (str(row),)
        yield Target(
            f"{told}/{row}/{column}",
            {variable: codes, **hold.also},
            measure,
            low,
            high,
            is_open,
            base="all" if row == hold.total else hold.base,
            who=hold.who,
            where=where,
            given=hold.given,
            weight=_weight(hold, measure),
        )


def cell_codes(hold: Hold, row: str, column: str) -> tuple[str, ...] | None:
    """Categories of a printed cell, or None when the entry does not speak of it."""
    if hold.row and row not in hold.row:
        return None
    if hold.rows:
        if column not in hold.values:
            return None
        if hold.rows == "same":
            return () if row == "total" else (row,)
        return hold.rows.get(row)
    return hold.columns.get(column)


def window(hold: Hold, measure: str, value: float, decimals: int) -> tuple[float, float, bool]:
    """Smallest and largest value allowed, and whether the largest is itself too large."""
    if hold.bound == "at_least":
        return value, float("inf"), False
    if hold.bound == "at_most":
        return float("-inf"), value, True
    if measure == "inhabitants":
        return value * (1 - hold.about / 100), value * (1 + hold.about / 100), False
    if hold.about or measure in {"count", "missing"}:
        return value - hold.about, value + hold.about, False
    half = 0.5 * 10.0**-decimals
    return value - half, value + half, True


def _ranking(hold: Hold, variable: str, groups: Mapping[str, list[str]]) -> Iterator[Target]:
    if hold.cut is None or hold.by is None:
        raise ValueError(f"{hold.told}: a ranking needs its groups and our cut")
    named, is_low = (hold.lowest, True) if hold.lowest else (hold.highest, False)
    for group in groups[hold.by]:
        below = (group in named) == is_low
        yield Target(
            f"{hold.told[0]}/{hold.by}/{group}",
            {variable: hold.codes, **hold.also},
            hold.measure,
            float("-inf") if below else hold.cut,
            hold.cut if below else float("inf"),
            below,
            base=hold.base,
            who=hold.who,
            where={**{str(n): v for n, v in hold.where.items()}, hold.by: (group,)},
            given=hold.given,
            weighted=hold.weighted,
            weight=_WORDS,
        )


def _weight(hold: Hold, measure: str) -> float:
    if hold.weight is not None:
        return hold.weight
    if hold.about or hold.bound:
        return _WORDS
    return _HARD if measure in {"count", "missing"} else _CELL


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])
