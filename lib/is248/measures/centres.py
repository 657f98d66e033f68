"""Competence centres side by side: shares by area, their tests, and shares of several bases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.stats.multiplicity import holm

if TYPE_CHECKING:
    from collections.abc import Mapping

CENTRE = "competence_centre"
"""Category of the centres in labels.yml, and the beginning of the ids of their questions."""


def beside(shares: Mapping[str, pd.DataFrame], by: str) -> pd.DataFrame:
    """Shares of several centres side by side.

    Args:
        shares: Centre → shares by group and in total.
        by: What groups the units.

    Returns:
        One row per group and ``total``, index ``by``: ``<centre>_pct`` and ``n``, the most units
        that answered on any centre. Empty without shares.
    """
    known = {centre: frame for centre, frame in shares.items() if not frame.empty}
    if not known:
        return pd.DataFrame()
    percent = pd.DataFrame({f"{centre}_pct": frame["pct"] for centre, frame in known.items()})
    n = pd.DataFrame({centre: frame["n"] for centre, frame in known.items()}).max(axis=1)
    order = next(iter(known.values())).index
    return percent.assign(n=n).reindex(order).rename_axis(by)


def area_tests(alone: Mapping[str, float], given_size: Mapping[str, float]) -> pd.DataFrame:
    """Tests of whether contact differs between areas, alone and given size of municipality.

    Args:
        alone: Centre → p of the areas.
        given_size: Centre → p of the areas given size; the same centres.

    Returns:
        One row per centre, index ``competence_centre``: ``group_alone_p``, ``group_given_size_p``
        and the latter adjusted over the centres (Holm), ``group_given_size_holm``. Empty without
        tests.
    """
    if not alone:
        return pd.DataFrame()
    frame = pd.DataFrame({"group_alone_p": alone, "group_given_size_p": given_size})
    adjusted = holm(frame["group_given_size_p"].to_numpy())
    return frame.assign(group_given_size_holm=adjusted).rename_axis(CENTRE)


def by_base(**ways: Mapping[str, float]) -> pd.DataFrame:
    """One share of every centre under several ways of counting.

    Args:
        **ways: Column → centre → per cent.

    Returns:
        One row per centre with any value, index ``competence_centre``.
    """
    frame = pd.DataFrame({column: pd.Series(dict(given)) for column, given in ways.items()})
    return frame.astype("float64").dropna(how="all").rename_axis(CENTRE)
