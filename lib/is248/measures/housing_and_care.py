"""Places bought from private providers: whom buyers buy from.

A question that nobody answered, or that the year does not ask, gives an empty frame or NaN, never
an error.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from is248.base.keys import TOTAL

MIX = ("nonprofit_only", "both_sectors", "commercial_only")
"""Whom buyers buy from, as classes that exclude one another."""


def sector_mix(
    nonprofit: pd.Series[float], commercial: pd.Series[float], groups: pd.Series[str]
) -> pd.DataFrame:
    """Whom buyers buy from: non-profit only, both, or commercial only.

    Args:
        nonprofit: 1 for each buyer that buys from non-profit providers, else 0.
        commercial: 1 for each that buys from commercial ones, else 0; one of them is 1.
        groups: The group of each buyer.

    Returns:
        One row per group with buyers and ``total``, index named by the groups: ``n`` buyers and
        ``<class>_pct`` for the classes of :data:`MIX`, which sum to 100. No rows without buyers.
    """
    by = str(groups.name)
    if groups.empty:
        columns = ["n", *(f"{kind}_pct" for kind in MIX)]
        return pd.DataFrame(columns=columns, dtype="float64").rename_axis(by)
    kinds = [(nonprofit == 1) & (commercial == 1), nonprofit == 1]
    classes = pd.DataFrame({by: groups, "kind": np.select(kinds, [MIX[1], MIX[0]], MIX[2])})
    both = pd.concat([classes, classes.assign(**{by: TOTAL})])
    counts = pd.crosstab(both[by], both["kind"]).reindex(columns=list(MIX), fill_value=0)
    percent = counts.div(counts.sum(axis=1), axis=0).mul(100).add_suffix("_pct")
    percent.insert(0, "n", counts.sum(axis=1).astype("Int64"))
    return percent.rename_axis(index=by, columns=None)


def beside_buyers(every: pd.DataFrame, bought: pd.DataFrame) -> pd.DataFrame:
    """A share of all that answered beside the same share of the buyers alone.

    Args:
        every: Shares by group, of all that answered.
        bought: The same of those that buy.

    Returns:
        One row per group and ``total``: ``n`` and ``pct`` of all that answered, ``buyers_n`` and
        ``buyers_pct`` of the buyers, missing in a group without any. No rows when nobody buys.
    """
    columns, buyers = ["n", "pct"], bought[bought["n"] > 0]
    if buyers.empty:
        return pd.DataFrame(columns=[*columns, "buyers_n", "buyers_pct"], dtype="float64")
    return every[columns].join(buyers[columns].add_prefix("buyers_"))


def rank_correlation(shown: pd.DataFrame, at_least: int) -> float:
    """Spearman's correlation of ``pct`` and ``buyers_pct`` over the groups; NaN without any.

    Args:
        shown: From :func:`beside_buyers`; the total plays no part.
        at_least: Groups with fewer buyers are left out.
    """
    groups = shown.drop(index=TOTAL, errors="ignore").astype("float64")
    groups = groups[groups["buyers_n"] >= at_least]
    return float(groups["pct"].corr(groups["buyers_pct"], method="spearman"))
