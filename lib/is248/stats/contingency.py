"""Independence in tables of r rows and c columns: chi-square, Fisher's exact test, Cramér's V."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.stats import inputs
from is248.stats.multiplicity import adjusted
from is248.stats.tidy import Row, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

RESAMPLES = 20_000
SEED = 248
"""Tables drawn for the Monte Carlo test, and the seed that makes the draw the same every time."""

SMALL_EXPECTED = 5.0
SMALL_SHARE = 0.20
"""Cochran's rule: at most a fifth of the expected counts below five, and none below one."""

ONE_SIDED = "Bare én rad eller kolonne har svar: ingen test."
SPARSE = (
    "Forventet antall er under 5 i {small} av {cells} celler (lavest {least}): se Fishers test."
)


def association(
    data: pd.DataFrame,
    outcome: str,
    by: str,
    *,
    orders: Mapping[str, Sequence[str]] | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> pd.DataFrame:
    """Whether the answers to a question differ between groups.

    Args:
        data: One row per unit that was asked.
        outcome: Column of the answers, text or number; any number of values.
        by: Grouping column.
        orders: Column → its groups in order; they do not change the tests.
        resamples: Tables drawn where Fisher's test is by Monte Carlo.
        seed: Seed of the draw.

    Returns:
        Tidy rows ``chi2_test`` (``statistic``, ``df``, ``p``; the note tells of small expected
        counts), ``fisher_test`` (``p``; by Monte Carlo ``se`` is its simulation error and the note
        tells the draw) and ``cramers_v``. ``n`` units with both; ``missing`` those without an
        answer. NaN with a note when only one group or one answer is left.

    Raises:
        DataError: A column is unknown, or a group is not in the order.

    Source:
        See :func:`table_tests`.
    """
    inputs.levels(data, by, orders)
    answers, groups = inputs.group(data, outcome), inputs.group(data, by)
    table = pd.crosstab(groups, answers).to_numpy(dtype=np.int64)
    about = {"item": outcome, "term": by, "missing": int(answers.isna().sum())}
    rows = table_tests(table, resamples=resamples, seed=seed)
    return adjusted(tidy(about | row for row in rows))


def table_tests(
    table: NDArray[np.int64], *, resamples: int = RESAMPLES, seed: int = SEED
) -> list[Row]:
    """Tests of independence of a table of counts.

    Args:
        table: Groups by answers, whole numbers; empty rows and columns are dropped.
        resamples: Tables drawn where Fisher's test is by Monte Carlo.
        seed: Seed of the draw.

    Returns:
        Rows ``chi2_test``, ``fisher_test`` and ``cramers_v``, as :func:`association`.

    Source:
        Pearson's chi-square without continuity correction; Cochran (1954), Biometrics 10, on
        expected counts; Fisher, and Freeman and Halton (1951), Biometrika 38: exact for 2x2, else
        by Monte Carlo over tables with the same margins (with two answers as a sample without
        replacement, else by Patefield 1981, AS 159), p = (1 + tables no likelier than the observed)
        / (1 + draws); Cramér (1946).
    """
    full = _without_empty(table)
    n = int(full.sum())
    if min(full.shape, default=0) < 2:  # noqa: PLR2004 - a table needs two rows and columns
        quantities = ("chi2_test", "fisher_test", "cramers_v")
        blank = {"n": n, "denominator": n, "method": "none", "note": ONE_SIDED}
        return [blank | {"quantity": quantity} for quantity in quantities]
    chi2 = _chi2(full)
    v = math.sqrt(chi2["statistic"] / (n * (min(full.shape) - 1)))
    strength = {"quantity": "cramers_v", "estimate": v, "method": "pearson"}
    found = [chi2, _fisher(full, resamples, seed), strength]
    return [row | {"n": n, "denominator": n} for row in found]


def _chi2(table: NDArray[np.int64]) -> Row:
    from scipy.stats import chi2_contingency

    found = chi2_contingency(table, correction=False)
    return {
        "quantity": "chi2_test",
        "statistic": float(found.statistic),
        "df": int(found.dof),
        "p": float(found.pvalue),
        "method": "pearson",
        "note": _sparse(np.asarray(found.expected_freq)),
    }


def _sparse(expected: NDArray[np.float64]) -> str:
    from is248.base.numbers import format_number

    small = int((expected < SMALL_EXPECTED).sum())
    least = float(expected.min())
    if small <= SMALL_SHARE * expected.size and least >= 1:
        return ""
    return SPARSE.format(small=small, cells=expected.size, least=format_number(least, 1))


def _fisher(table: NDArray[np.int64], resamples: int, seed: int) -> Row:
    from scipy.stats import fisher_exact

    if table.shape == (2, 2):
        p = float(fisher_exact(table).pvalue)
        return {"quantity": "fisher_test", "p": p, "method": "fisher_exact"}
    p = _monte_carlo(table, resamples, seed)
    return {
        "quantity": "fisher_test",
        "se": math.sqrt(p * (1 - p) / resamples),
        "p": p,
        "method": "fisher_monte_carlo",
        "note": f"Monte Carlo med {resamples} tabeller, frø {seed}.",
    }


def fisher_p(table: NDArray[np.int64], *, resamples: int = RESAMPLES, seed: int = SEED) -> float:
    """The p of Fisher's test alone, for pages with hundreds of tables.

    Args:
        table: Groups by answers, whole numbers; empty rows and columns are dropped.
        resamples: Tables drawn where the test is by Monte Carlo.
        seed: Seed of the draw.

    Returns:
        As ``fisher_test`` of :func:`table_tests`; NaN when fewer than two groups or answers are
        left.
    """
    full = _without_empty(table)
    if min(full.shape, default=0) < 2:  # noqa: PLR2004 - a table needs two rows and columns
        return math.nan
    return float(_fisher(full, resamples, seed)["p"])


def _without_empty(table: NDArray[np.int64]) -> NDArray[np.int64]:
    return table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0] if table.size else table


def _monte_carlo(table: NDArray[np.int64], resamples: int, seed: int) -> float:
    from scipy.special import gammaln

    rows, columns = table.sum(axis=1).tolist(), table.sum(axis=0).tolist()
    others = _drawn(tuple(rows), tuple(columns), resamples, seed)
    observed = float(gammaln(table + 1.0).sum())
    # equal tables may differ in the last binary digits
    likelier = int(np.searchsorted(others, observed - 1e-7, side="left"))
    return (1 + resamples - likelier) / (1 + resamples)


@lru_cache(maxsize=64)
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
