"""Whether groups differ: tests against all ways in which the same answers could be dealt out.

With nineteen groups and a handful of units in some, twice a log-likelihood ratio is far from
chi-square. Given how many units each group has and how many gave each answer, what chance alone
would do is known exactly: every deal of the answers over the units is as likely as any other.
Where another factor is controlled for, answers are dealt within its groups only.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from is248.base.shared_values import shareable
from is248.stats import inputs
from is248.stats.design import complete
from is248.stats.multiplicity import adjusted
from is248.stats.tidy import NO_ANSWERS, Row, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    Margins = tuple[tuple[int, ...], ...]

DEALS = 10_000
"""Deals drawn at random, and the number of possible tables up to which all are counted instead."""
SEED = 248

CLEAR = 0.2
"""A p above it in a quarter of the deals needs no more: its error is below 0.01."""

TEST = "factor_test"
CONSTANT = "Alle svarte likt: ingen sammenlikning."
ONE_GROUP = "Bare én gruppe har svar: ingen sammenlikning."
COLLINEAR = "Faktorene kan ikke skilles fra hverandre i disse svarene: ingen sammenlikning."


def factor_tests(
    data: pd.DataFrame,
    outcome: str,
    factors: Sequence[str],
    *,
    given: Sequence[str] = (),
    scale: Sequence[str | float] | None = None,
    orders: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Per factor: whether its groups answer alike, the other factors given.

    Args:
        data: One row per unit that was asked.
        outcome: Column of 1, 0 and missing; or of answers on a scale.
        factors: Grouping columns to test. When one is, the others are strata: answers are compared
            within each combination of their groups.
        given: Grouping columns that are strata only.
        scale: The answers from lowest to highest; when not given the outcome is binary.
        orders: Column → its groups in order; they do not change the tests.

    Returns:
        Tidy rows ``factor_test``, one per factor, as :func:`factor_test`.

    Raises:
        DataError: A column is unknown, an answer is not on the scale or not binary, or a group is
            not in the order.

    Source:
        See :func:`factor_test`.

    Example:
        >>> import pandas as pd
        >>> data = pd.DataFrame({"y": [1, 1, 1, 0, 0, 0], "g": list("aaabbb")})
        >>> tested = factor_tests(data, "y", ["g"])
        >>> f"{tested['p'].iloc[0]:.3f}"  # 2 of 20 deals are as uneven
        '0.100'
    """
    values = inputs.places(data, outcome, scale) if scale else inputs.binary(data, outcome)
    for name in (*factors, *given):
        inputs.levels(data, name, orders)
    rows = factor_rows(data, values, factors, given)
    return adjusted(tidy({"item": outcome} | row for row in rows))


def factor_rows(
    data: pd.DataFrame, values: pd.Series[float], factors: Sequence[str], given: Sequence[str] = ()
) -> list[Row]:
    """The rows of :func:`factor_tests`, of answers already read as numbers.

    Args:
        data: One row per unit that was asked.
        values: Their answers as numbers in order; missing where there is none.
        factors: Grouping columns to test.
        given: Grouping columns that are strata only.

    Returns:
        One row per factor, with ``n``, ``missing`` and ``denominator``.
    """
    names = [*factors, *given]
    used = complete(data, values, names).to_numpy()
    groups = {name: inputs.group(data, name).to_numpy(dtype=object)[used] for name in names}
    n, told = int(used.sum()), values.to_numpy(dtype=np.float64)
    whole: Row = {"n": n, "missing": int(np.isnan(told).sum()), "denominator": n, "quantity": TEST}
    return [
        whole | {"term": name} | factor_test(told[used], groups[name], _strata(groups, name))
        for name in factors
    ]


def _strata(groups: Mapping[str, NDArray[np.object_]], tested: str) -> list[str] | None:
    """The combination of all other groups that each unit is in; None without others."""
    others = [held for name, held in groups.items() if name != tested]
    return ["\x1f".join(held) for held in zip(*others, strict=True)] if others else None


def factor_test(
    values: ArrayLike, groups: ArrayLike, strata: ArrayLike | None = None, *, deals: int = DEALS
) -> Row:
    """Test that answers are the same in all groups, within strata when there are any.

    Args:
        values: Answers as numbers in order, two or more of them; none missing.
        groups: The group of each unit.
        strata: Its stratum; one for all when not given.
        deals: Deals drawn; up to as many tables are all counted instead.

    Returns:
        ``statistic`` and ``df`` (chi-square in large samples, for comparison only), ``p``, and
        ``method``: ``exact`` where all tables with these margins were counted, ``permutation``
        where they were drawn; then ``se`` is the error that the draw leaves in p. NaN with a note
        where nothing can be compared.

    Source:
        The generalised Cochran-Mantel-Haenszel statistic with ridits within strata as scores:
        Landis, Heyman and Koch (1978), Int Stat Rev 46. With two answers and one stratum it is
        Pearson's chi-square times (N - 1) / N, with more answers Kruskal and Wallis's (1952, JASA
        47); over strata close to van Elteren's. Its reference is the permutation distribution;
        p = (1 + deals as uneven) / (1 + deals) when drawn (Davison and Hinkley 1997, ch. 4).

    Example:
        >>> factor_test([1, 1, 0, 0], ["a", "a", "b", "b"])["method"]
        'exact'
    """
    answers, units = np.asarray(values, dtype=np.float64), np.asarray(groups, dtype=object)
    layers = np.asarray([""] * len(answers) if strata is None else strata, dtype=object)
    if reason := _impossible(answers, units):
        return {"method": "none", "note": reason}
    tables = _counted(answers, units, layers)
    if not tables:
        return {"method": "none", "note": COLLINEAR}
    rows = tuple(tuple(table.sum(axis=1).tolist()) for table in tables)
    columns = tuple(tuple(table.sum(axis=0).tolist()) for table in tables)
    statistic, df = _uneven(rows, columns, [table[np.newaxis, :, 1:] for table in tables])
    observed = float(statistic[0])
    return {"statistic": observed, "df": df} | _p(rows, columns, observed, deals)


def _impossible(values: NDArray[np.float64], groups: NDArray[np.object_]) -> str:
    if len(values) == 0:
        return NO_ANSWERS
    if len(set(groups)) == 1:
        return ONE_GROUP
    return CONSTANT if len(np.unique(values)) == 1 else ""


def _counted(
    values: NDArray[np.float64], groups: NDArray[np.object_], strata: NDArray[np.object_]
) -> list[NDArray[np.int64]]:
    """Groups by answers of every stratum that can tell anything, in an order of their own.

    Groups are put in order of their sizes, and the scale is turned where that comes first: p must
    not depend on names, nor on whether "yes" or "no" is counted.
    """
    at = [_places(each) for each in (strata, groups)]
    answer = np.unique(values, return_inverse=True)[1]
    full = np.zeros([int(place.max()) + 1 for place in (*at, answer)], dtype=np.int64)
    np.add.at(full, (*at, answer), 1)
    spread = [((part.sum(axis=axis) > 0).sum(axis=1) > 1) for part, axis in ((full, 1), (full, 2))]
    kept = full[spread[0] & spread[1]]
    if not len(kept):
        return []
    kept = kept[:, np.lexsort(kept.sum(axis=2))]
    sizes = kept.sum(axis=1)
    turned = sizes[:, ::-1].tolist() < sizes.tolist()
    return list(kept[:, :, ::-1] if turned else kept)


def _places(labels: NDArray[np.object_]) -> NDArray[np.intp]:
    """The place of each label among all of them, sorted as text."""
    texts = [str(label) for label in labels]
    place = {text: at for at, text in enumerate(sorted({*texts}))}
    return np.array([place[text] for text in texts], dtype=np.intp)


def _uneven(
    rows: Margins, columns: Margins, tables: Sequence[NDArray[np.int64]]
) -> tuple[NDArray[np.float64], int]:
    """The statistic of many tables with the same margins, and its degrees of freedom.

    Per stratum: the sum of scores in each group less what is expected, in their covariance. The
    column of the first answer, which follows from the others, is left out of the tables.
    """
    width = len(rows[0])
    apart, covariance = np.zeros((1, width)), np.zeros((width, width))
    for sizes, answers, table in zip(rows, columns, tables, strict=True):
        n, counts, total = np.array(sizes), np.array(answers), sum(sizes)
        scores = (np.cumsum(counts) - (counts - 1) / 2) / total
        scores -= counts @ scores / total
        variance = counts @ scores**2 / (total - 1)
        if table.shape[2] == 1:  # as a product of matrices it takes twenty times as long
            gained = table[:, :, 0] * (scores[1] - scores[0])
        else:
            gained = table @ (scores[1:] - scores[0])
        apart = apart + gained
        apart += scores[0] * n  # in place: to find room for it takes longer than the sum
        covariance += variance * (np.diag(n) - np.outer(n, n) / total)
    values, vectors = np.linalg.eigh(covariance)
    free = values > values.max() * 1e-9
    scaled = apart @ vectors[:, free]
    scaled /= np.sqrt(values[free])
    scaled **= 2
    found: NDArray[np.float64] = scaled.sum(axis=1)
    return found, int(free.sum())


@shareable
def _p(rows: Margins, columns: Margins, statistic: float, deals: int) -> Row:
    """P of a statistic: the share of all deals that are as uneven, or more.

    Where a quarter of the deals leaves no doubt, no more are drawn.
    """
    found = _p_of(rows, columns, statistic, deals // 4)
    clear = found["method"] == "exact" or found["p"] > CLEAR
    return found if clear else _p_of(rows, columns, statistic, deals)


def _p_of(rows: Margins, columns: Margins, statistic: float, deals: int) -> Row:
    sorted_statistics, chances = _deals(rows, columns, deals)
    # equal tables may differ in the last binary digits
    first = int(np.searchsorted(sorted_statistics, statistic * (1 - 1e-9) - 1e-9))
    if chances is not None:
        return {"p": min(1.0, float(chances[first:].sum())), "method": "exact"}
    p = (1 + deals - first) / (1 + deals)
    return {"p": p, "se": math.sqrt(p * (1 - p) / deals), "method": "permutation"}


@lru_cache(maxsize=512)
def _deals(
    rows: Margins, columns: Margins, deals: int
) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]:
    """Statistics of all tables with some margins, ascending, and their chances; or of a draw.

    The draw's seed is made of the margins: the same answers give the same p anywhere. Questions
    with as many of each answer share margins, and so the draw.
    """
    counted = _all_tables(rows, columns, deals)
    if counted is None:
        tables = _drawn(rows, columns, deals)
        return np.sort(_uneven(rows, columns, tables)[0]), None
    tables, chances = counted
    statistics = _uneven(rows, columns, tables)[0]
    order = np.argsort(statistics)
    return statistics[order], chances[order]


def _drawn(rows: Margins, columns: Margins, deals: int) -> list[NDArray[np.int64]]:
    generator = np.random.default_rng([SEED, *(n for part in (*rows, *columns) for n in part)])
    tables: list[NDArray[np.int64]] = []
    for sizes, answers in zip(rows, columns, strict=True):
        if len(answers) > 2:  # noqa: PLR2004 - two answers are a sample of the units
            from scipy.stats import random_table

            drawn = random_table(sizes, answers).rvs(size=deals, random_state=generator)
            tables.append(drawn[:, :, 1:].astype(np.int64))
        else:
            ones = generator.multivariate_hypergeometric(
                sizes, answers[1], size=deals, method="count"
            )
            tables.append(ones[:, :, np.newaxis])
    return tables


def _all_tables(
    rows: Margins, columns: Margins, most: int
) -> tuple[list[NDArray[np.int64]], NDArray[np.float64]] | None:
    """Every table of two answers and its chance, strata crossed; none when there are too many."""
    if len(columns[0]) > 2 or math.prod(map(_tables, rows, columns)) > most:  # noqa: PLR2004
        return None
    each = [_ones(sizes, answers[1]) for sizes, answers in zip(rows, columns, strict=True)]
    crossed = np.meshgrid(*(np.arange(len(ones)) for ones in each), indexing="ij")
    tables, chances = [], np.ones(1)
    for sizes, ones, at in zip(rows, each, crossed, strict=True):
        tables.append(ones[at.ravel()][:, :, np.newaxis])
        chances = np.outer(chances, _chances(np.array(sizes), ones)).ravel()
    return tables, chances


def _tables(sizes: Sequence[int], answers: Sequence[int]) -> float:
    """How many tables of two answers have these margins."""
    ways = np.ones(1)
    for n in sizes:
        ways = np.convolve(ways, np.ones(n + 1))[: answers[1] + 1]
    return float(ways[answers[1]])


def _ones(sizes: Sequence[int], count: int) -> NDArray[np.int64]:
    """Every way in which groups of these sizes can have ``count`` ones together."""
    tables, left = np.zeros((1, 0), dtype=np.int64), np.array([count])
    for at, n in enumerate(sizes):
        least = np.maximum(0, left - sum(sizes[at + 1 :]))
        times = np.minimum(n, left) - least + 1
        of = np.repeat(np.arange(len(left)), times)
        step = np.arange(len(of)) - np.repeat(np.cumsum(times) - times, times)
        tables = np.column_stack([tables[of], least[of] + step])
        left = left[of] - least[of] - step
    return tables


def _chances(sizes: NDArray[np.int64], ones: NDArray[np.int64]) -> NDArray[np.float64]:
    from scipy.special import gammaln

    logs = (gammaln(sizes + 1) - gammaln(ones + 1) - gammaln(sizes - ones + 1)).sum(axis=1)
    weights = np.exp(logs - logs.max())
    found: NDArray[np.float64] = weights / weights.sum()
    return found
