"""Numbers of the wrong size: against the size class, last year, their whole, or what can be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.base.numbers import format_number
from is248.checks.copied_numbers import rows_of
from is248.stats.size_fences import log_fences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from is248.checks.checked_case import Case
    from is248.checks.rule_book import AtMost, Bounds, BySize, Doubled, Factor

POWERS = (10.0, 100.0, 1000.0)
"""Slips of the decimal sign and of units (kroner in thousands)."""
NEAR = 1.0
"""A number over a power of ten is usual within so many spreads of its class."""
FENCED = ["unit", "group", "variable", "side", "value", "expected", "low", "high"]
ONE_PCT = 0.01


def by_size(case: Case, rule: BySize) -> pd.DataFrame:
    """Numbers out of reach for the size of the unit.

    Args:
        case: The year.
        rule: Which numbers, and how far.

    Returns:
        ``expected``: the centre of the size class, ``low`` and ``high``: its fences, ``side``: the
        power of ten that would make the number usual, if one would.
    """
    numbers = _sized(case, rule)
    classes = case.units["size_class"].reindex(numbers.index)
    people = case.units.groupby("size_class")["pop_18plus"].median().sort_values()
    fences = log_fences(numbers, classes, list(people.index.astype("str")), rule.thin)
    centre, scale = (frame.to_numpy() for frame in fences)
    given = numbers.to_numpy()
    logs = np.log10(np.where(given > 0, given, np.nan))
    apart = (logs - centre) / scale
    high = (apart > rule.fence) & (given >= rule.least) & ("high" in rule.sides)
    low = (apart < -rule.fence) & ("low" in rule.sides)
    found: list[tuple[object, ...]] = []
    for row, column in np.argwhere(high | low).tolist():
        unit, at = str(numbers.index[row]), (row, column)
        name = _name(case, unit, numbers.columns[column])
        middle, spread = float(centre[at]), float(scale[at])
        side = _power(float(logs[at]) - middle, spread)
        fence = (10.0 ** (middle + sign * rule.fence * spread) for sign in (0, -1, 1))
        found.append((unit, _group(case, name), name, side, float(given[at]), *fence))
    return rows_of(found, FENCED)


def _sized(case: Case, rule: BySize) -> pd.DataFrame:
    if rule.split:
        return case.parts.loc[:, case.parts.columns.get_level_values("split") == rule.split]
    return case.numbers[_of_types(case, rule.types)]


def _of_types(case: Case, types: Sequence[str]) -> list[str]:
    return [name for name in map(str, case.numbers) if case.variables[name].type in types]


def _name(case: Case, unit: str, key: str | tuple[str, str, str]) -> str:
    return key if isinstance(key, str) else case.column_of(unit, key)


def _power(apart: float, scale: float) -> str:
    """The power of ten that takes a number to the usual ones: "1000", "0.001"; "" for none."""
    left = {f: abs(apart) - np.log10(f) for f in POWERS}
    best = min(POWERS, key=lambda f: abs(left[f]))
    if abs(left[best]) > NEAR * scale:
        return ""
    return format_number(best) if apart > 0 else f"1/{format_number(best)}"


def _group(case: Case, name: str) -> str:
    return case.variables[name].group or "form"


def factor(case: Case, rule: Factor) -> pd.DataFrame:
    """Units whose FTE are last year's times 10, 100 or the hours of a week, or divided by it.

    Args:
        case: The year.
        rule: Which factors, and how near.

    Returns:
        ``expected``: last year's FTE by measure, ``side``: the factor.
    """
    rows = case.both[(case.both["measure"] > 0) & (case.both["before"] > 0)]
    rows = rows[~rows["carried"] & (rows[["measure", "before"]].min(axis=1) >= rule.least)]
    logs = np.log10((rows["measure"] / rows["before"]).to_numpy(dtype="float64"))
    apart = np.abs(np.abs(logs)[:, None] - np.log10(rule.factors)[None, :])
    words = [format_number(f, 1 if f % 1 else 0) for f in rule.factors]
    nearest = zip(logs.tolist(), apart.argmin(axis=1).tolist(), strict=True)
    side = [("" if log > 0 else "1/") + words[at] for log, at in nearest]
    rows = rows.assign(side=side, value=rows["measure"], expected=rows["before"])
    return pd.DataFrame(rows[apart.min(axis=1, initial=np.inf) <= rule.within])


def doubled(case: Case, rule: Doubled) -> pd.DataFrame:
    """Sums of FTE that count everybody twice.

    A sum is twice that of another split of the same staff; or one part is the sum of the others,
    and half of it all is near to last year's.

    Args:
        case: The year.
        rule: How near to the double, and of how many parts.

    Returns:
        ``value``: the sum, ``expected``: half of it, ``variable``: the largest part.
    """
    found: list[tuple[object, ...]] = []
    sums = {key: np.nan_to_num(parts).sum(axis=1) for key, parts in _by_split(case.parts).items()}
    last = _by_split(case.parts_before)
    before = {key: np.nan_to_num(parts).sum(axis=1) for key, parts in last.items()}
    for (group, split), parts in _by_split(case.parts).items():
        half, top = sums[group, split] / 2, np.nan_to_num(parts).max(axis=1)
        others = [own for key, own in sums.items() if key[0] == group and key[1] != split]
        twice = np.any([_near(own, half, rule.within_pct) for own in others], axis=0)
        inside = _near(top, half, rule.within_pct)
        inside &= _near(before[group, split], half, rule.last_year_pct)
        many = ((parts > 0).sum(axis=1) >= rule.least) & (half >= rule.least_fte)
        for at in np.flatnonzero((twice | inside) & many).tolist():
            unit = str(case.values.index[at])
            name = str(case.parts[group][split].columns[int(np.nanargmax(parts[at]))])
            column = case.column_of(unit, (group, split, name))
            found.append((unit, group, column, "", half[at] * 2, half[at]))
    return rows_of(found, FENCED[:6])


def _by_split(parts: pd.DataFrame) -> dict[tuple[str, str], NDArray[np.float64]]:
    levels = [parts.columns.get_level_values(level) for level in ("group", "split")]
    keys = list(zip(*levels, strict=True))
    numbers = parts.to_numpy()
    return {key: numbers[:, [k == key for k in keys]] for key in dict.fromkeys(keys)}


def _near(
    one: NDArray[np.float64], other: NDArray[np.float64], within_pct: float
) -> NDArray[np.bool_]:
    return np.less_equal(np.abs(one - other), other * within_pct * ONE_PCT)


def bounds(case: Case, rule: Bounds) -> pd.DataFrame:
    """Numbers that cannot be: below zero, or above a hundred per cent.

    Args:
        case: The year.
        rule: The bounds, and which questions.

    Returns:
        ``value``, ``low``, ``high``.
    """
    named = re.compile(rule.named)
    known = [
        n for n in _of_types(case, rule.types)
        if named.search(n) or named.search(case.variables[n].label)
    ]  # fmt: skip
    numbers = case.numbers[known].to_numpy()
    outside = np.argwhere((numbers < rule.low) | (numbers > rule.high)).tolist()
    units = case.numbers.index
    found = [
        (units[i], _group(case, known[j]), known[j], "", float(numbers[i, j])) for i, j in outside
    ]
    return rows_of(found, FENCED[:5]).assign(low=rule.low, high=rule.high)


def at_most(case: Case, rule: AtMost) -> pd.DataFrame:
    """Parts that exceed their whole: FTE of all FTE, persons of all inhabitants.

    Args:
        case: The year.
        rule: Which parts of which wholes.

    Returns:
        ``value``: the part, ``high``: the whole.
    """
    pieces = [_above(case, concept, _measure(case, group)) for concept, group in rule.fte.items()]
    adults = case.units["pop_18plus"].reindex(case.values.index)
    pieces += [_above(case, concept, adults) for concept in rule.people]
    return pd.concat([rows_of([], FENCED), *(p for p in pieces if len(p))])


def _measure(case: Case, group: str) -> pd.Series[float]:
    found: pd.Series[float] = case.people[case.people["group"] == group].set_index("unit")[
        "measure"
    ]
    return found


def _above(case: Case, concept: str, whole: pd.Series[float]) -> pd.DataFrame:
    own = [n for n in map(str, case.numbers) if case.variables[n].concept == concept]
    if not own:
        return rows_of([], FENCED)
    part = case.numbers[own].sum(axis=1, min_count=1)
    hit = part.index[part > whole.reindex(part.index).fillna(float("inf")) + 1e-9]
    found = [
        (unit, _group(case, own[0]), case.numbers.loc[unit, own].idxmax(), "", part[unit])
        for unit in hit
    ]
    return rows_of(found, FENCED[:5]).assign(high=whole.reindex(hit).to_numpy())
