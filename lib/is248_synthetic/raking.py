"""Tables of hundredths with fixed row and column sums: raked smoothly, then rounded exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ROUNDS = 400


def rake(
    seed_table: NDArray[np.float64], rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> NDArray[np.int64]:
    """A table of whole hundredths near a plausible one, with given sums.

    Args:
        seed_table: Plausible shares (not negative); zeros stay zero as far as the sums allow.
        rows: Sum of each row.
        columns: Sum of each column; together as much as the rows.

    Returns:
        Whole numbers, never negative.

    Raises:
        ValueError: The sums do not agree.
    """
    if rows.sum() != columns.sum():
        raise ValueError(f"rows sum to {rows.sum()}, columns to {columns.sum()}")
    table = _fit(seed_table + 1e-9, rows.astype(float), columns.astype(float))
    whole = np.floor(table).astype(np.int64)
    _fill_rows(whole, table - whole, rows)
    _move_between_columns(whole, seed_table, columns)
    return whole


def _fit(
    table: NDArray[np.float64], rows: NDArray[np.float64], columns: NDArray[np.float64]
) -> NDArray[np.float64]:
    for _ in range(_ROUNDS):
        table = table * (rows / np.maximum(table.sum(1), 1e-12))[:, None]
        table = table * (columns / np.maximum(table.sum(0), 1e-12))[None, :]
    return np.asarray(table * (rows / np.maximum(table.sum(1), 1e-12))[:, None])


def _fill_rows(
    whole: NDArray[np.int64], rest: NDArray[np.float64], rows: NDArray[np.int64]
) -> None:
    for at, short in enumerate(rows - whole.sum(1)):
        for column in np.argsort(-rest[at], kind="stable")[: max(0, int(short))]:
            whole[at, column] += 1
        lack = int(rows[at] - whole[at].sum())
        whole[at, int(np.argmax(whole[at]))] += lack


def _move_between_columns(
    whole: NDArray[np.int64], seed_table: NDArray[np.float64], columns: NDArray[np.int64]
) -> None:
    while (gap := whole.sum(0) - columns).any():
        over, under = int(np.argmax(gap)), int(np.argmin(gap))
        may = np.where(seed_table[:, under] > 0, whole[:, over], 0)
        may = may if may.any() else whole[:, over]
        at = int(np.argmax(may))
        move = int(min(gap[over], -gap[under], max(1, may[at] // 20)))
        whole[at, over] -= move
        whole[at, under] += move


def spread(
    weights: NDArray[np.float64], total: int, least: int = 0, most: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """Whole numbers in proportion to weights that add up to a total (largest remainders)."""
    left = total - least * len(weights)
    exact = weights / weights.sum() * left
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: left - int(whole.sum())]] += 1
    whole = whole + least
    return whole if most is None else _capped(whole, most)


def _capped(whole: NDArray[np.int64], most: NDArray[np.int64]) -> NDArray[np.int64]:
    spare = int(np.maximum(whole - most, 0).sum())
    whole = np.minimum(whole, most)
    for at in np.argsort(-(most - whole), kind="stable"):
        step = min(spare, int(most[at] - whole[at]))
        whole[at] += step
        spare -= step
    return whole
