"""A share of all units, when some did not answer: bounds, a finite population's interval, raking.

These describe this year's units ("these municipalities"). Wilson's interval
(:func:`is248.stats.proportions.wilson`) is of what made their answers ("the process").
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from is248.stats import inputs
from is248.stats.proportions import wilson
from is248.stats.tidy import NO_ANSWERS, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

UNHEARD = "{lost} enheter er i grupper der ingen svarte, og veier ikke med."


def worst_case(count: int, n: int, asked: int) -> tuple[float, float]:
    """The share of all that were asked, if all the silent said no and if all of them said yes.

    Args:
        count: Units with the outcome.
        n: Units that answered.
        asked: Units that were asked.

    Returns:
        Lower and upper bound, fractions; NaN when nobody was asked. They hold for certain.

    Source:
        Manski (1989), J Human Resources 24; Cochran (1977), Sampling Techniques, ch. 13.

    Example:
        >>> worst_case(40, 80, 100)
        (0.4, 0.6)
    """
    if not asked:
        return math.nan, math.nan
    return count / asked, (count + asked - n) / asked


def finite_interval(
    count: int, n: int, asked: int, confidence: float = 0.95
) -> tuple[float, float]:
    """Exact interval of the share of all that were asked, if who answered is a matter of chance.

    The number of units with the outcome among all is whole, and at least the number found: the
    interval holds the numbers that would give as many or fewer, and as many or more, often enough.
    When nine in ten have answered, a normal approximation with a finite population correction knows
    neither and may reach beyond what is possible.

    Args:
        count: Units with the outcome.
        n: Units that answered.
        asked: Units that were asked.
        confidence: Least coverage.

    Returns:
        Lower and upper limit, fractions; the share itself when all answered; NaN when nobody did.

    Source:
        Hypergeometric inversion: Wright (1991), Exact Confidence Bounds when Sampling from Small
        Finite Universes, Springer; Buonaccorsi (1987), Am Stat 41.

    Example:
        >>> finite_interval(1, 2, 3)  # one more unit, which may be either
        (0.3333333333333333, 0.6666666666666666)
    """
    from scipy.stats import hypergeom

    if not n:
        return math.nan, math.nan
    possible = np.arange(count, count + asked - n + 1)
    tail = (1 - confidence) / 2
    as_many = hypergeom.sf(count - 1, asked, possible, n)
    as_few = hypergeom.cdf(count, asked, possible, n)
    return float(possible[as_many > tail][0] / asked), float(possible[as_few > tail][-1] / asked)


def raked_share(data: pd.DataFrame, outcome: str, by: Sequence[str], *, rounds: int = 1000) -> Row:
    """The share if those who answered were spread over some groupings as all that were asked.

    Args:
        data: One row per unit that was asked, those without an answer too.
        outcome: Column of 1, 0 and missing.
        by: Groupings, such as size class and county, whose margins are met one by one.
        rounds: Most rounds of fitting.

    Returns:
        Columns of the tidy shape: ``quantity`` "share_raked", ``estimate``, ``low`` and ``high``
        (Wilson's at Kish's effective sample size), ``n``, ``count``, ``missing`` and
        ``denominator`` (units that the weights stand for); a note when nobody answered.
        Units in a group without answers are left out of the margins, with a note.

    Raises:
        DataError: A column is unknown, or the outcome is not binary.

    Source:
        Iterative proportional fitting: Deming and Stephan (1940), Ann Math Stat 11; Deville,
        Särndal and Sautory (1993), JASA 88.

    Example:
        >>> import pandas as pd
        >>> data = pd.DataFrame({"y": [1, None, 0], "g": ["a", "a", "b"]})
        >>> round(raked_share(data, "y", ["g"])["estimate"], 3)
        0.667
    """
    values = inputs.binary(data, outcome)
    groups = data[[]].assign(**{name: inputs.group(data, name) for name in by}).dropna()
    heard = groups.assign(y=values).dropna()
    n, count = len(heard), int(heard["y"].sum())
    about: Row = {"quantity": "share_raked", "n": n, "count": count,
                  "missing": int(values.isna().sum())}  # fmt: skip
    if heard.empty:
        return about | {"method": "none", "note": NO_ANSWERS}
    known = [groups[name].isin(set(heard[name])) for name in by]
    whole = groups[np.logical_and.reduce(known)]
    lost = len(groups) - len(whole)
    weights = _raked(heard, whole, by, rounds)
    total = float(weights.sum())
    share, effective = float((weights * heard["y"]).sum()) / total, total**2 / (weights**2).sum()
    low, high = wilson(share * effective, effective)
    found = {"estimate": share, "low": low, "high": high, "denominator": len(whole)}
    note = UNHEARD.format(lost=lost) if lost else ""
    return about | found | {"method": "raking_wilson_effective", "note": note}


def _raked(
    heard: pd.DataFrame, whole: pd.DataFrame, by: Sequence[str], rounds: int
) -> pd.Series[float]:
    weights = heard["y"] * 0.0 + len(whole) / len(heard)
    wanted = {name: whole[name].value_counts() for name in by}
    for _ in range(rounds):
        before = weights
        for name in by:
            met = weights.groupby(heard[name]).transform("sum")
            weights = weights * heard[name].map(wanted[name]) / met
        if float((weights - before).abs().max()) < 1e-10:  # noqa: PLR2004 - far below any rounding
            break
    return weights
