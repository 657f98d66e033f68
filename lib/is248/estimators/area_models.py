"""What is read from a logit on areas: who deviates, adjusted shares, tests with control."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from is248.display.table import TOTAL
from is248.estimators import questions
from is248.estimators.group_tests import factor_p
from is248.estimators.logit import lr_tests
from is248.estimators.lookup import has
from is248.estimators.tidy import REFERENCE, pick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DEVIATION = "odds_ratio_deviation"


def deviating(model: pd.DataFrame, term: str, level: float, *, above: bool) -> list[str]:
    """Groups whose odds differ from the national mean at a level.

    Args:
        model: From :func:`is248.estimators.logit.logit`; empty when a question is not asked.
        term: The factor.
        level: Their p, unadjusted, is below this.
        above: Whether groups above the mean are named, or those below it.

    Returns:
        The groups, the farthest from the mean first.
    """
    rows = _deviations(model, term)
    side = rows["estimate"] > 1 if above else rows["estimate"] < 1
    found = rows[side & (rows["p"] < level)].sort_values("estimate", ascending=not above)
    return [str(level_) for level_ in found.index]


def largest_deviation_p(
    model: pd.DataFrame, term: str, groups: Sequence[str], *, above: bool
) -> float:
    """The largest p of some groups' deviations from the national mean.

    What is told of several groups together holds when it holds of each of them.

    Args:
        model: As for :func:`deviating`.
        term: The factor.
        groups: The groups told.
        above: Whether they are told to lie above the mean, or below it.

    Returns:
        p, unadjusted; 1 when one of them lies on the other side, NaN without a model.
    """
    rows = _deviations(model, term).reindex(list(groups))
    if rows["p"].isna().any():
        return math.nan
    side = rows["estimate"] > 1 if above else rows["estimate"] < 1
    return float(rows["p"].max()) if side.all() else 1.0


def reservations(model: pd.DataFrame) -> list[str]:
    """What the reader must know of how a model was fitted: its notes, each once."""
    if model.empty:
        return []
    return [note for note in dict.fromkeys(model["note"]) if note not in {"", REFERENCE}]


def adjusted_shares(frame: pd.DataFrame, model: pd.DataFrame, by: str) -> pd.DataFrame:
    """Shares by group beside what they would be, had all groups the same mix of the controls.

    Args:
        frame: Shares by group, from :func:`is248.estimators.questions.shares_by`.
        model: A logit of the same outcome on ``by`` and its controls.
        by: The grouping.

    Returns:
        One row per group, index ``by``: ``n``, ``pct``, and ``adjusted_pct`` with its limits
        ``adjusted_low_pct`` and ``adjusted_high_pct`` (average predicted share, delta method);
        empty when there is nothing to adjust.
    """
    if frame.empty or model.empty or "margin" not in set(model["quantity"]):
        return pd.DataFrame()
    margins = pick(model, "margin", by)[["estimate", "low", "high"]] * 100
    margins.columns = pd.Index(["adjusted_pct", "adjusted_low_pct", "adjusted_high_pct"])
    shares = frame[["n", "pct"]].drop(index=TOTAL, errors="ignore")
    return shares.join(margins).rename_axis(by)


def control_tests(
    units: Mapping[str, pd.DataFrame],
    column: str,
    codes: Sequence[str],
    orders: Mapping[str, Sequence[str]],
    *,
    without: tuple[str, str],
    control: str = "size_class",
) -> pd.DataFrame:
    """Whether areas differ, with and without control, and without some units.

    Args:
        units: Grouping → units as they count under it.
        column: A single choice.
        codes: The answers counted.
        orders: Grouping and control → groups in order.
        without: Column and value of the units left out in the last test.
        control: Factor controlled for.

    Returns:
        One row per grouping, index ``grouping``: ``n``, and p of likelihood-ratio tests
        ``lr_alone``, ``lr_controlled`` and ``lr_without`` (controlled, without those units); empty
        when nobody answered.
    """
    rows: dict[str, dict[str, float]] = {}
    for by, data in units.items():
        if not has(data, column):
            continue
        rest = data[data[without[0]] != without[1]]
        rows[by] = {
            "n": float(data[column].notna().sum()),
            "lr_alone": factor_test(data, column, codes, [by], orders),
            "lr_controlled": factor_test(data, column, codes, [by, control], orders),
            "lr_without": factor_test(rest, column, codes, [by, control], orders),
        }
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("grouping")
    return frame.astype({"n": "Int64"}) if rows else frame


def factor_test(
    data: pd.DataFrame,
    column: str,
    codes: Sequence[str],
    factors: Sequence[str],
    orders: Mapping[str, Sequence[str]],
) -> float:
    """P of the likelihood-ratio test of the first factor, given the others.

    Args:
        data: One row per unit that was asked.
        column: A single choice.
        codes: The answers counted.
        factors: The factor tested, and those held fixed.
        orders: Factor → its groups in order.

    Returns:
        p; NaN when there is no model.
    """
    used = {factor: orders[factor] for factor in factors}
    tested = questions.outcome(data, column, codes)
    return factor_p(lr_tests(tested, questions.OUTCOME, factors, orders=used), factors[0])


def _deviations(model: pd.DataFrame, term: str) -> pd.DataFrame:
    if model.empty or DEVIATION not in set(model["quantity"]):
        return pd.DataFrame(columns=["estimate", "p"], dtype="float64")
    return pick(model, DEVIATION, term)
