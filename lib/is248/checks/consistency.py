"""The same staff counted in two ways: FTE by measure against education and against pathway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.checks.rule_findings import findings

if TYPE_CHECKING:
    from is248.year.params import Quality

AGAINST = ("education", "pathway")


def disagreements(totals: pd.DataFrame, split: str, quality: Quality) -> pd.DataFrame:
    """Units whose FTE by measure and by another split differ by more than the tolerance.

    Args:
        totals: From :func:`is248.checks.unit_totals.reported`.
        split: ``education`` or ``pathway``.
        quality: Thresholds.

    Returns:
        Findings: the sum of the split, expected to be that of the measures. Units that left the
        split out are not among them: they gave no answer to disagree with.
    """
    tolerance = quality.fte_tolerance
    rows = totals.assign(
        value=totals[split],
        expected=totals["measure"],
        low=totals["measure"] - tolerance,
        high=totals["measure"] + tolerance,
    )
    rows = rows[~rows["carried"] & ~_within(rows, split, tolerance) & _both(rows, split)]
    return findings(f"measure_{split}", rows)


def agreement(totals: pd.DataFrame, quality: Quality) -> pd.DataFrame:
    """How many units count the same staff alike.

    Args:
        totals: From :func:`is248.checks.unit_totals.reported`.
        quality: Thresholds.

    Returns:
        One row per split and group, index ``agreement`` (``education_adult``, …):
        ``with_measure`` (units with FTE by measure), ``compared_units`` (that also filled in the
        split), ``within`` (of those, within the tolerance), ``within_pct`` (of those compared),
        ``measure`` and ``split`` (sums of FTE over all units), ``covered_pct`` (split of measure).
    """
    rows = {
        f"{split}_{group}": _agree(part, split, quality.fte_tolerance)
        for split in AGAINST
        for group, part in totals.groupby("group", sort=False)
    }
    return pd.DataFrame(rows).T.rename_axis(index="agreement")


def _agree(part: pd.DataFrame, split: str, tolerance: float) -> dict[str, float]:
    both = part[_both(part, split)]
    within = int(_within(both, split, tolerance).sum())
    measure, other = float(part["measure"].sum()), float(part[split].sum())
    return {
        "with_measure": int(part["measure"].notna().sum()),
        "compared_units": len(both),
        "within": within,
        "within_pct": within / len(both) * 100 if len(both) else float("nan"),
        "measure": measure,
        "split": other,
        "covered_pct": other / measure * 100 if measure else float("nan"),
    }


def _both(totals: pd.DataFrame, split: str) -> pd.Series[bool]:
    return totals["measure"].notna() & totals[split].notna()


def _within(totals: pd.DataFrame, split: str, tolerance: float) -> pd.Series[bool]:
    # binary noise of summed decimals must not turn exactly one FTE into more than one
    return (totals[split] - totals["measure"]).abs() <= tolerance + 1e-9
