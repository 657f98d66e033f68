"""What the control rules find: staff counted in two ways, what was left out, what is unusual.

========== ======= =============================================================================
column     dtype   content
========== ======= =============================================================================
unit       str     Register key
check      str     Which rule of params/checks.yml
group      str     ``adult``, ``child``, ``total`` for both, ``form`` where it is not about staff
side       str     ``high`` or ``low``; the missing field; the form of the year before; the other
                   unit; a factor, code or text; else ""
variable   str     The question that it is about; "" for a sum
value      float64 What was found
expected   float64 What was to be expected: the sum to agree with, the median of the size class, the
                   value of the year before
low, high  float64 Values from low to high pass the check; NaN when there is no such range
severity   str     ``contradiction`` (answers disagree), ``unusual`` (may be right), ``note``; the
                   rule says which
========== ======= =============================================================================
"""

from __future__ import annotations

from collections.abc import (
    Iterable,  # noqa: TC003 - module-level annotation
    Mapping,  # noqa: TC003 - module-level annotation
    Sequence,  # noqa: TC003 - module-level annotation
)
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from is248.checks.unit_totals import FIELDS, PER, carried_units, silent_units
from is248.stats.fences import limits, outliers

if TYPE_CHECKING:
    from is248.survey.answers import Answers
    from is248.year.params import Quality

COLUMNS: Mapping[str, str] = {
    "unit": "str", "check": "str", "group": "str", "side": "str", "variable": "str",
    "value": "float64", "expected": "float64", "low": "float64", "high": "float64",
    "severity": "str",
}  # fmt: skip
_BLANKS: Mapping[str, Any] = {"str": "", "float64": float("nan")}


def findings(check: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of one check in the shape of findings.

    Args:
        check: Which rule.
        rows: Units with whatever columns of the shape the check fills.

    Returns:
        The columns of :data:`COLUMNS`; what the check does not fill is blank.
    """
    if rows.empty:
        return _none().copy()
    filled = {name: rows.get(name, _BLANKS[dtype]) for name, dtype in COLUMNS.items()}
    frame = pd.DataFrame({**filled, "check": check}, index=rows.index)
    return frame.astype(dict(COLUMNS)).reset_index(drop=True)


@lru_cache(maxsize=1)
def _none() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in COLUMNS.items()})


def together(parts: Iterable[pd.DataFrame], order: Sequence[str]) -> pd.DataFrame:
    """All findings in one frame, by unit, check and group.

    Args:
        parts: Findings of any rules.
        order: The rules in the order of lists.
    """
    filled = [part for part in parts if len(part)]
    if not filled:
        return _none().copy()
    frame = pd.concat(filled, ignore_index=True)
    place = frame["check"].map({check: at for at, check in enumerate(order)})
    frame = frame.assign(place=place).sort_values(["unit", "place", "group"], kind="stable")
    return frame.drop(columns="place").reset_index(drop=True)


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


def carried_forward(answers: Answers, totals: pd.DataFrame) -> pd.DataFrame:
    """Units with answers carried forward.

    Args:
        answers: The answers of a year.
        totals: From :func:`is248.checks.unit_totals.reported`.

    Returns:
        Findings: the FTE by measure that stand for the unit, both groups together.
    """
    rows = pd.DataFrame({"unit": carried_units(answers)}).assign(group="total")
    sums = totals.groupby("unit")["measure"].sum(min_count=1)
    return findings("carried_forward", rows.assign(value=rows["unit"].map(sums)))


def no_answers(answers: Answers) -> pd.DataFrame:
    """Units that sent no form."""
    rows = pd.DataFrame({"unit": silent_units(answers)}).assign(group="total")
    return findings("no_answer", rows)


def missing_halves(totals: pd.DataFrame) -> pd.DataFrame:
    """Units that chose to report the fields apart and left one of them blank.

    Args:
        totals: From :func:`is248.checks.unit_totals.reported`.

    Returns:
        Findings: no value; expected is missing too (nobody knows), ``side`` is the blank field. A
        zero is an answer. A unit that left both blank did not report the group at all.
    """
    separate = totals[(totals["form"] == "separate") & ~totals["carried"]]
    blank = separate[list(FIELDS)].isna()
    rows = separate.assign(side=blank.idxmax(axis=1))[blank.sum(axis=1) == 1]
    return findings("half_missing", rows)


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
    return rates_on(outside(people, "rate", quality.rate_fence), side)


def rates_on(rows: pd.DataFrame, side: str) -> pd.DataFrame:
    """The unusual rates of one side, without those carried forward; from :func:`outside`."""
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
