"""Numbers that stand where others belong: copied, the same in two places, or swapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.checks.unit_totals import FIELDS, GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from is248.checks.checked_case import Case
    from is248.checks.rule_book import Alike, Copied, Swapped

EDGES = ((np.max, np.inf), (np.min, -np.inf))
NOISE = 1e-9
"""Sums of decimals differ by less when they are the same."""
ROWS = ["unit", "group", "variable", "side", "value", "expected", "low", "high"]


def rows_of(found: Iterable[tuple[object, ...]], columns: list[str]) -> pd.DataFrame:
    """Rows of findings; the columns as in :data:`is248.checks.rule_findings.COLUMNS`."""
    return pd.DataFrame(list(found), columns=columns)


def copied(case: Case, rule: Copied) -> pd.DataFrame:
    """Units whose FTE are those of last year, or of another unit.

    Args:
        case: The year.
        rule: How many, of how many.

    Returns:
        ``value``: per cent of the numbers above zero, in either place, that are the same;
        ``side``: the other unit.
    """
    return _of_last_year(case, rule) if rule.of == "year_before" else _of_others(case, rule)


def _of_last_year(case: Case, rule: Copied) -> pd.DataFrame:
    now, before = case.parts.to_numpy(), case.parts_before.to_numpy()
    told = ~np.isnan(now) & ~np.isnan(before) & ((now != 0) | (before != 0))
    count = told.sum(axis=1)
    share = (told & (np.abs(now - before) < NOISE)).sum(axis=1) / np.maximum(count, 1) * 100
    found = pd.Series(share, case.values.index)
    found = found[(count >= rule.least) & (found >= rule.share_pct)]
    return pd.DataFrame({"unit": found.index, "value": found.to_numpy()}).assign(
        group="form", high=rule.share_pct
    )


def _of_others(case: Case, rule: Copied) -> pd.DataFrame:
    numbers = case.parts.fillna(0.0).to_numpy().round(6)
    some = (numbers != 0).astype("float64")
    same = np.zeros((len(numbers), len(numbers)))
    for column in numbers.T:
        same += (column[:, None] == column[None, :]) & (column != 0)[:, None]
    filled = some.sum(axis=1)
    either = filled[:, None] + filled[None, :] - some @ some.T
    share = same / np.maximum(either, 1) * 100
    np.fill_diagonal(share, 0.0)
    hit = (share >= rule.share_pct) & (either >= rule.least)
    names = case.parts.index
    share = np.where(hit, share, 0.0)
    found = [(at, int(share[at].argmax())) for at in np.flatnonzero(hit.any(axis=1)).tolist()]
    pairs = [(names[one], names[other], float(share[one, other])) for one, other in found]
    return rows_of(pairs, ["unit", "side", "value"]).assign(group="form", high=rule.share_pct)


def alike(case: Case, rule: Alike) -> pd.DataFrame:
    """Units with the same numbers for adults and children, for both fields, or everywhere.

    Args:
        case: The year.
        rule: What is held against what.

    Returns:
        ``value``: the number, or the sum of the numbers, that stand in both places.
    """
    if rule.between == "everything":
        return _one_number(case, rule.least)
    sides = _by_group(case) if rule.between == "groups" else _by_field(case)
    parts = [_same_sides(one, other, rule.least).assign(group=group) for group, one, other in sides]
    return pd.concat(parts) if parts else rows_of([], ROWS)


def _by_group(case: Case) -> list[tuple[str, pd.DataFrame, pd.DataFrame]]:
    """Education and pathways, which adults and children share."""
    sides = [case.parts[g].drop(columns="measure", level=0, errors="ignore") for g in GROUPS]
    shared = sides[0].columns.intersection(sides[1].columns)
    return [("child", sides[0][shared], sides[1][shared])]


def _by_field(case: Case) -> list[tuple[str, pd.DataFrame, pd.DataFrame]]:
    keys = case.fte["split"] + " " + case.fte["part"]
    found = []
    for group in GROUPS:
        own = [keys[(case.fte["group"] == group) & (case.fte["form"] == f)] for f in FIELDS]
        one, other = (case.fte_numbers[list(k.index)].set_axis(list(k), axis=1) for k in own)
        found.append((group, one, other))
    return found


def _same_sides(one: pd.DataFrame, other: pd.DataFrame, least: int) -> pd.DataFrame:
    first, second = (np.nan_to_num(side.to_numpy()) for side in (one, other[one.columns]))
    some = (first != 0) | (second != 0)
    hit = (some.sum(axis=1) >= least) & (np.abs(first - second) < NOISE).all(axis=1)
    sums = pd.Series(first.sum(axis=1), one.index)[hit]
    return pd.DataFrame({"unit": sums.index, "value": sums.to_numpy()})


def _one_number(case: Case, least: int) -> pd.DataFrame:
    numbers = case.fte_numbers.to_numpy()
    some = np.nan_to_num(numbers) != 0
    top, low = (edge(numbers, axis=1, initial=-far, where=some) for edge, far in EDGES)
    hit = (some.sum(axis=1) >= least) & (top == low)
    found = pd.Series(top, case.values.index)[hit]
    return pd.DataFrame({"unit": found.index, "value": found.to_numpy()}).assign(group="form")


def swapped(case: Case, rule: Swapped) -> pd.DataFrame:
    """Units whose FTE fit last year's once adults and children, or two units, change places.

    Args:
        case: The year.
        rule: How far apart and how near.

    Returns:
        ``value``: this year's FTE by measure, ``expected``: last year's, ``side``: the other unit.
    """
    now, before = (_log_sums(case, when) for when in ("measure", "before"))
    own = (now - before).abs().mean(axis=1, skipna=False)
    if rule.between == "groups":
        turned = (now - before[list(reversed(GROUPS))].to_numpy()).abs().mean(axis=1, skipna=False)
        hit = (own >= rule.apart) & (turned <= rule.fit)
        return _with_sums(case, [(unit, "") for unit in own.index[hit]])
    far = own.index[own >= rule.apart]
    return _with_sums(case, _pairs(now.loc[far], before.loc[far], rule.fit))


def _pairs(now: pd.DataFrame, before: pd.DataFrame, fit: float) -> list[tuple[str, str]]:
    """Units that each have the numbers that the other had last year."""
    own, last = now.to_numpy(), before.to_numpy()
    away = np.abs(own[:, None, :] - last[None, :, :]).mean(axis=2)
    near = np.maximum(away, away.T) <= fit
    np.fill_diagonal(near, val=False)
    return [
        (str(now.index[i]), str(now.index[row.argmax()])) for i, row in enumerate(near) if row.any()
    ]


def _log_sums(case: Case, column: str) -> pd.DataFrame:
    by_unit = {group: rows.set_index("unit")[column] for group, rows in case.both.groupby("group")}
    sums = pd.DataFrame(by_unit, index=case.values.index, columns=list(GROUPS))
    logs: NDArray[np.float64] = np.log(sums.where(sums > 0).to_numpy(dtype="float64"))
    return pd.DataFrame(logs, sums.index, sums.columns)


def _with_sums(case: Case, found: list[tuple[str, str]]) -> pd.DataFrame:
    sums = case.both.groupby("unit")[["measure", "before"]].sum()
    rows = rows_of(found, ["unit", "side"]).assign(group="total")
    value, expected = (rows["unit"].map(sums[name]) for name in ("measure", "before"))
    return rows.assign(value=value, expected=expected)
