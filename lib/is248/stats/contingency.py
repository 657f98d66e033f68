"""Independence in tables of r rows and c columns: Fisher's exact test."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from is248.base.shared_values import shareable

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLEAR = 0.2
"""A p above it in an eighth of the draws needs no more: its error is below 0.01."""

RESAMPLES = 20_000
SEED = 248
"""Tables drawn for the Monte Carlo test, and the seed that makes the draw the same every time."""


def fisher_p(table: NDArray[np.int64], *, resamples: int = RESAMPLES, seed: int = SEED) -> float:
    """P of Fisher's test that the answers are spread alike over the groups.

    Args:
        table: Groups by answers, whole numbers; empty rows and columns are dropped.
        resamples: Tables drawn where the test is by Monte Carlo.
        seed: Seed of the draw.

    Returns:
        p; NaN when fewer than two groups or answers are left.

    Source:
        Fisher, and Freeman and Halton (1951), Biometrika 38: exact for 2x2, else by Monte Carlo
        over tables with the same margins (with two answers as a sample without replacement, else by
        Patefield 1981, AS 159), p = (1 + tables no likelier than the observed) / (1 + draws).

    Example:
        >>> f"{fisher_p(np.array([[3, 1], [1, 3]])):.4f}"  # 34 of 70 tables are no likelier
        '0.4857'
    """
    from scipy.stats import fisher_exact

    full = _without_empty(table)
    if min(full.shape, default=0) < 2:  # noqa: PLR2004 - a table needs two rows and columns
        return math.nan
    if full.shape == (2, 2):
        return float(fisher_exact(full).pvalue)
    first = _monte_carlo(full, resamples // 8, seed)
    return first if first > CLEAR else _monte_carlo(full, resamples, seed)


def _without_empty(table: NDArray[np.int64]) -> NDArray[np.int64]:
    return table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0] if table.size else table


@shareable
def _monte_carlo(table: NDArray[np.int64], resamples: int, seed: int) -> float:
    from scipy.special import gammaln

    rows, columns = table.sum(axis=1).tolist(), table.sum(axis=0).tolist()
    others = _drawn(tuple(rows), tuple(columns), resamples, seed)
    observed = float(gammaln(table + 1.0).sum())
    # equal tables may differ in the last binary digits
    likelier = int(np.searchsorted(others, observed - 1e-7, side="left"))
    return (1 + resamples - likelier) / (1 + resamples)


@lru_cache(maxsize=512)
def _drawn(
    rows: tuple[int, ...], columns: tuple[int, ...], resamples: int, seed: int
) -> NDArray[np.float64]:
    """Log factorials of tables drawn with some margins, ascending.

    With fixed margins the probability of a table differs only by the factorials of its cells.
    Questions with as many blanks share their margins, and so the draw.
    """
    from scipy.special import gammaln

    draw = _two_columns if len(columns) == 2 else _more_columns  # noqa: PLR2004 - as named
    drawn = draw(rows, columns, resamples, np.random.default_rng(seed))
    factorials = gammaln(np.arange(sum(rows) + 1) + 1.0)
    return np.sort(factorials[drawn].sum(axis=(1, 2)))


def _two_columns(
    rows: tuple[int, ...], columns: tuple[int, ...], resamples: int, generator: np.random.Generator
) -> NDArray[np.int64]:
    """Who gave the rarer answer is a sample of the units: six times as fast as whole tables."""
    few = min(columns)
    rarer = generator.multivariate_hypergeometric(rows, few, size=resamples, method="count")
    return np.stack([rarer, np.asarray(rows) - rarer], axis=2)


def _more_columns(
    rows: tuple[int, ...], columns: tuple[int, ...], resamples: int, generator: np.random.Generator
) -> NDArray[np.int64]:
    from scipy.stats import random_table

    drawn: NDArray[np.int64] = random_table(rows, columns).rvs(
        size=resamples, random_state=generator
    )
    return drawn
