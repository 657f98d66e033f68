"""FTE far from what is usual: per inhabitant among units of like size, and since last year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.checks.rule_findings import findings
from is248.checks.unit_totals import PER
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
    rows = outside(people, "rate", quality.rate_fence)
    own = rows[(rows["side"] == side) & ~rows["carried"].astype(bool)]
    return findings(f"rate_{side}", own.rename(columns={"rate": "value"}))


def outside(rows: pd.DataFrame, column: str, fence: float) -> pd.DataFrame:
    """Units outside the fences of their group and size class.

    Args:
        rows: One row per unit and ``group`` with ``size_class`` and the column.
        column: The value; rows without one are left out.
        fence: Length of the fences in interquartile ranges.

    Returns:
        The rows outside, with ``side``, ``expected`` (median of the size class), ``low``, ``high``.
    """
    parts = [rows.assign(side="", expected=0.0, low=0.0, high=0.0).head(0)]
    for _, part in rows[rows[column].notna()].groupby("group", sort=False):
        fences = limits(part, "size_class", column, fence).rename(columns={"median": "expected"})
        found = outliers(part, "size_class", column, fence)
        parts.append(found.join(fences[["expected", "low", "high"]], on="size_class"))
    return pd.concat(parts[1:] or parts)


def changes(people: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """FTE of two years beside one another.

    Args:
        people: This year, from :func:`is248.checks.unit_totals.with_people`.
        before: The year before, from :func:`is248.checks.unit_totals.reported`.

    Returns:
        This year's rows with ``before`` (FTE by measure), ``form_before``, ``change`` (FTE) and
        ``change_rate``: the change per 1 000 inhabitants of this year, so that it is the staff that
        moves it and not the people. Changes are missing where either year is, or where this year's
        FTE are carried forward.
    """
    earlier = before.set_index(["unit", "group"])[["measure", "form"]]
    earlier = earlier.rename(columns={"measure": "before", "form": "form_before"})
    both = people.join(earlier, on=["unit", "group"])
    change = (both["measure"] - both["before"]).where(~both["carried"])
    return both.assign(change=change, change_rate=change / both["people"] * PER)


def unusual_changes(both: pd.DataFrame, column: str, quality: Quality) -> pd.DataFrame:
    """Units whose change lies outside the fences of their size class.

    Args:
        both: From :func:`changes`.
        column: ``change`` (level) or ``change_rate`` (per inhabitant).
        quality: Thresholds; a fence within the least change is moved out to it.

    Returns:
        Findings: the change; expected is the median change of the size class.
    """
    rows = outside(both, column, quality.change_fence)
    least = quality.least_change / (1 if column == "change" else rows["people"] / PER)
    rows = rows.assign(low=rows["low"].clip(upper=-least), high=rows["high"].clip(lower=least))
    large = rows[(rows[column] < rows["low"]) | (rows[column] > rows["high"])]
    check = "change_level" if column == "change" else "change_rate"
    return findings(check, large.rename(columns={column: "value"}))


def children_gone(both: pd.DataFrame) -> pd.DataFrame:
    """Units without FTE for children that had some the year before.

    Args:
        both: From :func:`changes`.

    Returns:
        Findings: zero (or missing when left blank); expected is the year before.
    """
    none = both["measure"].fillna(0) == 0
    rows = both[(both["group"] == "child") & none & (both["before"] > 0) & ~both["carried"]]
    named = {"measure": "value", "before": "expected"}
    return findings("child_zero", rows.drop(columns="change").rename(columns=named))


def changed_with_form(both: pd.DataFrame, quality: Quality) -> pd.DataFrame:
    """Units whose FTE jump in the year in which they change the reporting form.

    Args:
        both: From :func:`changes`.
        quality: Thresholds in per cent of the year before and in FTE.

    Returns:
        Findings: this year's FTE; expected is the year before, ``side`` the form then.
    """
    told = both["form"].notna() & both["form_before"].notna()
    moved = told & (both["form"] != both["form_before"])
    share = both["change"].abs() / both["before"].where(both["before"] > 0) * 100
    large = (share >= quality.form_change_pct) & (both["change"].abs() >= quality.least_change)
    rows = both[moved.fillna(value=False).astype(bool) & large]
    reach = rows["before"] * quality.form_change_pct / 100
    rows = rows.assign(
        value=rows["measure"],
        expected=rows["before"],
        side=rows["form_before"],
        low=rows["before"] - reach,
        high=rows["before"] + reach,
    )
    return findings("form_change", rows)
