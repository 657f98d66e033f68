"""Which groups differ from the country, and how large a difference the answers could have shown."""

from __future__ import annotations

import math
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.stats import inputs
from is248.stats.design import complete
from is248.stats.multiplicity import holm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray


def deviations(
    data: pd.DataFrame,
    outcome: str,
    by: str,
    *,
    given: Sequence[str] = (),
    orders: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Every group's share against the country's mean, tested exactly, adjusted over the groups.

    Args:
        data: One row per unit that was asked.
        outcome: Column of 1, 0 and missing.
        by: Grouping column.
        given: Other grouping columns, such as the size class, that are held fast.
        orders: Column → its groups in order; else order of appearance.

    Returns:
        One row per group, index ``by``: ``n`` answers, ``count`` with the outcome, ``expected``
        (units with the outcome, had the group answered as the country, or as the units like it
        under ``given``), ``estimate`` = (count - expected) / n, a fraction; ``p``, and ``p_holm``
        over the groups. Without ``given`` the estimate is the group's share less the country's. NaN
        for a group without answers, and p NaN where all answered alike.

    Raises:
        DataError: A column is unknown, the outcome is not binary, or a group is not in the order.

    Source:
        The number with the outcome is hypergeometric given the margins, within each stratum of
        ``given``; p is twice the smaller tail, at most 1 (Fay 2010, Biostatistics 11). Holm (1979).

    Example:
        >>> data = pd.DataFrame({"y": [1] * 9 + [0] * 9, "g": list("aaaaaaaaabbbbbbbbb")})
        >>> deviations(data, "y", "g")["estimate"].to_list()
        [0.5, -0.5]
    """
    values = inputs.binary(data, outcome)
    levels = inputs.levels(data, by, orders)
    used = complete(data, values, [by, *given])
    groups, strata = inputs.group(data, by)[used], pd.Series("", index=values[used].index)
    for name in given:
        strata += "\x1f" + inputs.group(data, name)[used]
    every = pd.crosstab(strata, groups).reindex(columns=levels, fill_value=0)
    yes = values[used] == 1
    ones = pd.crosstab(strata[yes], groups[yes])
    ones = ones.reindex(index=every.index, columns=levels, fill_value=0)
    n, count = every.to_numpy(dtype=np.int64), ones.to_numpy(dtype=np.int64)
    rows = [_deviation(n, count, at) for at in range(len(levels))]
    columns = ["n", "count", "expected", "estimate", "p"]
    frame = pd.DataFrame(rows, index=pd.Index(levels, name=by, dtype="object"), columns=columns)
    return frame.astype({"n": "Int64", "count": "Int64"}).assign(p_holm=holm(frame["p"]))


def _deviation(
    n: NDArray[np.int64], ones: NDArray[np.int64], at: int
) -> tuple[int, int, float, float, float]:
    """A row of :func:`deviations`; ``n`` and ``ones`` are strata by groups."""
    size, count = int(n[:, at].sum()), int(ones[:, at].sum())
    if not size:
        return 0, 0, math.nan, math.nan, math.nan
    margins = list(zip(n.sum(axis=1).tolist(), ones.sum(axis=1).tolist(), n[:, at].tolist(),
                       strict=True))  # fmt: skip
    expected = math.fsum(each * yes / total for total, yes, each in margins)
    chances = reduce(np.convolve, [_chances(*margin) for margin in margins])
    tails = float(min(chances[: count + 1].sum(), chances[count:].sum()))
    fixed = (chances > 0).sum() < 2  # noqa: PLR2004 - only one number was possible
    p = math.nan if fixed else min(1.0, 2 * tails)
    return size, count, expected, (count - expected) / size, p


def _chances(total: int, ones: int, size: int) -> NDArray[np.float64]:
    """Chances of 0, 1, ... ``size`` ones in a group: hypergeometric."""
    from scipy.special import gammaln

    log, x = gammaln(np.arange(total + 1) + 1.0), np.arange(size + 1)
    rest = total - size - ones + x
    possible = x[(x <= ones) & (rest >= 0)]
    left, rest = ones - possible, total - size - ones + possible
    fixed = log[[size, total - size, ones, total - ones]].sum() - log[total]
    found = np.zeros(size + 1)
    found[possible] = np.exp(fixed - log[possible] - log[size - possible] - log[left] - log[rest])
    return found


def smallest_difference(
    n: Sequence[int], share: float, *, level: float = 0.05, power: float = 0.80
) -> float:
    """The smallest difference between two groups that the test of all groups would have found.

    Args:
        n: Answers per group.
        share: The country's share, a fraction.
        level: Of the test of all groups.
        power: How often it is to be found.

    Returns:
        The difference between the shares of the two largest groups, a fraction, when all other
        groups are at the country's share; between two smaller groups it is larger. NaN when even
        all against none would not have been found, or there are fewer than two groups.

    Source:
        Under the difference the statistic is chi-square with groups - 1 degrees of freedom and
        noncentrality sum n (p - mean)^2 / (mean (1 - mean)): Meng and Chapman (1966), JASA 61;
        Cohen (1988), Statistical Power Analysis, ch. 7. The higher group lies above the mean and
        the lower one below it, so that the mean stays; where one would pass 0 or 1 it stays there.
        With rare outcomes in many groups the power there is rather 0.7 to 0.75 (simulated).

    Example:
        >>> round(smallest_difference([100, 100], 0.5), 2)  # by hand 2.8 sqrt(0.25 * 2 / 100)
        0.2
    """
    from scipy.optimize import brentq

    sizes = np.sort(np.array([each for each in n if each > 0], dtype=np.float64))[::-1]
    rare = min(share, 1 - share)
    if len(sizes) < 2 or not rare > 0:  # noqa: PLR2004 - a difference takes two groups
        return math.nan
    wanted = _noncentrality(len(sizes) - 1, level, power)

    def lower(up: float) -> float:
        return float(min(rare, up * sizes[0] / sizes[1]))

    def excess(up: float) -> float:
        shares = np.full(len(sizes), rare)
        # the larger group goes up: the other then has farther to go down
        shares[:2] += [up, -lower(up)]
        mean = sizes @ shares / sizes.sum()
        return float(sizes @ (shares - mean) ** 2 / (mean * (1 - mean))) - wanted

    if excess(1 - rare) < 0:
        return math.nan
    up = float(brentq(excess, 0.0, 1 - rare, xtol=1e-10))
    return float(up + lower(up))


def _noncentrality(df: int, level: float, power: float) -> float:
    """The noncentrality at which a chi-square test has some power."""
    from scipy.optimize import brentq
    from scipy.stats import chi2, ncx2

    limit = float(chi2.isf(level, df))
    return float(brentq(lambda at: ncx2.sf(limit, df, at) - power, 1e-6, 1000.0))
