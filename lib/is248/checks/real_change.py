"""Change without the units that changed how they report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.checks.unit_totals import GROUPS

if TYPE_CHECKING:
    from collections.abc import Collection


SUMS = ("all_before", "all_after", "kept_before", "kept_after")


def real_change(
    totals: pd.DataFrame, before: pd.DataFrame, changed: Collection[str]
) -> pd.DataFrame:
    """Change in FTE of all units, and of those whose reporting practice stands.

    The rule: a unit marked as having changed its practice is left out of both years, and for
    adults, children and total alike, whichever group the change was in. All other units count,
    whether or not their change is large.

    Args:
        totals: This year, from :func:`is248.checks.unit_totals.reported`.
        before: The year before.
        changed: Units marked as having changed their practice.

    Returns:
        Rows ``adult``, ``child``, ``total``, index ``group``: ``all_before``, ``all_after`` (FTE of
        all units), ``kept_before``, ``kept_after`` (FTE of those kept), and the changes in per
        cent, ``reported_change_pct`` of all and ``real_change_pct`` of those kept.
    """
    every = _sums(totals, before)
    kept = _sums(_without(totals, changed), _without(before, changed))
    sums = pd.concat([every, kept], axis=1).set_axis(list(SUMS), axis=1)
    shown = sums.assign(reported_change_pct=_percent(every), real_change_pct=_percent(kept))
    return shown.rename_axis(index="group")


def _without(totals: pd.DataFrame, changed: Collection[str]) -> pd.DataFrame:
    return totals[~totals["unit"].isin(list(changed))]


def _sums(after: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    years = {"before": before, "after": after}
    sums = pd.DataFrame(
        {year: frame.groupby("group")["measure"].sum() for year, frame in years.items()}
    ).reindex(list(GROUPS))
    sums.loc[TOTAL] = sums.sum()
    return sums


def _percent(sums: pd.DataFrame) -> pd.Series[float]:
    return (sums["after"] / sums["before"].where(sums["before"] > 0) - 1) * 100
