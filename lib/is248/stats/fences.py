"""Box-plot fences and outliers (Tukey 1977): a description of spread, not a test of error."""

from __future__ import annotations

import pandas as pd


def fences_by(
    values: pd.DataFrame, by: str, column: str, fence: float, least: float = float("-inf")
) -> pd.DataFrame:
    """Quartiles and fences by group.

    Args:
        values: One row per unit with the columns ``by`` and ``column``.
        by: Text column that groups them.
        column: The value; missing values are left out.
        fence: Length of the whiskers in interquartile ranges.
        least: The least value that there can be: no fence lies below it.

    Returns:
        One row per group, index ``by``: ``n``, ``q1``, ``median``, ``q3`` (R's type 7), ``low`` and
        ``high`` fence, and ``outliers``, the number of units outside them.
    """
    found = limits(values, by, column, fence)
    found = found.assign(low=found["low"].clip(lower=least))
    outside = outliers(values, by, column, fence).groupby(by).size()
    return found.assign(outliers=outside.reindex(found.index, fill_value=0))


def limits(values: pd.DataFrame, by: str, column: str, fence: float) -> pd.DataFrame:
    """:func:`fences_by` without the number of units outside."""
    found = values.groupby(by, sort=False).agg(
        n=(column, "count"),
        q1=(column, lambda v: v.quantile(0.25)),
        median=(column, "median"),
        q3=(column, lambda v: v.quantile(0.75)),
    )
    reach = (found["q3"] - found["q1"]) * fence
    return found.assign(low=found["q1"] - reach, high=found["q3"] + reach)


def outliers(values: pd.DataFrame, by: str, column: str, fence: float) -> pd.DataFrame:
    """Units outside the fences of their own group.

    Args:
        values: One row per unit with the columns ``by`` and ``column``.
        by: Text column that groups them.
        column: The value.
        fence: Length of the whiskers in interquartile ranges.

    Returns:
        The rows outside, with ``side`` ("high" or "low"), the farthest from its fence first.
    """
    grouped = values.groupby(by, sort=False)[column]
    q1, q3 = (
        values[by].map({key: own.quantile(share) for key, own in grouped}) for share in (0.25, 0.75)
    )
    above = values[column] - (q3 + (q3 - q1) * fence)
    below = (q1 - (q3 - q1) * fence) - values[column]
    distance = pd.concat([above, below], axis=1).max(axis=1)
    side = (above > 0).map({True: "high", False: "low"})
    found = values.assign(side=side, distance=distance)[distance > 0]
    return found.sort_values("distance", ascending=False, kind="stable").drop(columns="distance")


def first_of_each(found: pd.DataFrame, by: str, limit: int) -> pd.DataFrame:
    """At most so many outliers per group, the farthest from their fence.

    Args:
        found: From :func:`outliers`.
        by: Text column that groups them.
        limit: How many per group.

    Returns:
        The chosen rows.
    """
    return found.groupby(by, sort=False).head(limit)


def box_columns(fences: pd.DataFrame) -> pd.DataFrame:
    """The columns of :func:`fences_by` that a reader is shown, box before fences."""
    names = {"q1": "box_q1", "median": "box_median", "q3": "box_q3"}
    return fences.rename(columns=names)[["n", *names.values(), "low", "high", "outliers"]]
