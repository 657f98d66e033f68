"""FTE per inhabitant far from what is usual among units of like size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.checks.rule_findings import findings
from is248.stats.fences import limits, outliers

if TYPE_CHECKING:
    from is248.year.params import Quality


def unusual_rates(people: pd.DataFrame, side: str, quality: Quality) -> pd.DataFrame:
    """Units outside the fences of their size class.

    Args:
        people: From :func:`is248.checks.unit_totals.with_people`.
        side: ``high`` or ``low``.
        quality: Thresholds.

    Returns:
        Findings: FTE per 1 000 inhabitants of the group's age; expected is the median of the size
        class, low and high are its fences. Units without inhabitants (agencies) have no rate.
    """
    parts = [
        outside(part, "rate", quality.rate_fence)
        for _, part in people[people["rate"].notna()].groupby("group", sort=False)
    ]
    rows = pd.concat(parts) if parts else people.assign(side="").head(0)
    own = rows[(rows["side"] == side) & ~rows["carried"].astype(bool)]
    return findings(f"rate_{side}", own.rename(columns={"rate": "value"}))


def outside(part: pd.DataFrame, column: str, fence: float) -> pd.DataFrame:
    """Units outside the fences of their size class.

    Args:
        part: One row per unit with ``size_class`` and the column.
        column: The value; every row has one.
        fence: Length of the fences in interquartile ranges.

    Returns:
        The rows outside, with ``side``, ``expected`` (median of the size class), ``low``, ``high``.
    """
    fences = limits(part, "size_class", column, fence)
    found = outliers(part, "size_class", column, fence)
    return found.join(fences[["median", "low", "high"]], on="size_class").rename(
        columns={"median": "expected"}
    )
