"""Means of 1-5 scales by group with t-intervals, unweighted and weighted by inhabitants."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.errors import DataError
from is248.stats import inputs
from is248.stats.proportions import split
from is248.stats.tidy import NO_ANSWERS, Row, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ONE_ANSWER = "Bare ett svar: intervallet kan ikke beregnes."
ALL_ALIKE = "Alle svarte likt: intervallet kan ikke beregnes."


def means(
    data: pd.DataFrame,
    outcome: str,
    by: str | None = None,
    *,
    weight: str | None = None,
    orders: Mapping[str, Sequence[str]] | None = None,
    scale: tuple[float, float] | None = (1.0, 5.0),
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Mean of a scale by group and in total.

    Args:
        data: One row per unit that was asked.
        outcome: Column of scale values; "vet ikke" and no answer must be missing.
        by: Grouping column; total only when not given. Units without a group count in the total.
        weight: Column of inhabitants; adds the mean weighted by them (ratio of sums).
        orders: Column → its groups in order, also empty ones; else order of appearance.
        scale: Lowest and highest possible value; limits are cut there. None for any number.
        confidence: Coverage of the intervals.

    Returns:
        Tidy rows per group and a last level ``total``: ``mean`` and, with ``weight``,
        ``mean_weighted``; ``se``, ``df`` (n - 1), ``n`` answers, ``missing``, ``denominator``
        (units or inhabitants). No limits for one answer, or when all answers are alike; a group
        without answers is NaN. Notes say so.

    Raises:
        DataError: A column is unknown, or a value lies outside the scale.

    Source:
        Student's t. Weighted: linearised ratio estimator, Cochran (1977), Sampling Techniques,
        ch. 6; with equal weights it is the unweighted one.
    """
    values = inputs.number(data, outcome)
    if scale and not values.dropna().between(*scale).all():
        raise DataError(f"«{outcome}» har verdier utenfor skalaen {scale[0]:g}–{scale[1]:g}.")
    ones = pd.Series(1.0, index=data.index)
    weighting = {"mean": ones}
    if weight is not None:
        weighting["mean_weighted"] = inputs.weights(data, weight)
    frame = pd.DataFrame({"y": values, **weighting})
    rows: list[Row] = []
    for level, part in split(data, frame, by, orders):
        about = {"item": outcome, "term": by or "", "level": level}
        rows += [about | _mean(part, quantity, scale, confidence) for quantity in weighting]
    return tidy(rows)


def _mean(
    frame: pd.DataFrame, quantity: str, scale: tuple[float, float] | None, confidence: float
) -> Row:
    known = frame[frame["y"].notna() & frame[quantity].notna()]
    y, w = known["y"], known[quantity]
    n, total = len(known), float(w.sum())
    mean = float((w * y).sum()) / total if n else math.nan
    # binary noise in a mean of equal values would pass for spread
    spread = float((w**2 * (y - mean) ** 2).sum()) if y.max() > y.min() else 0.0
    se = math.sqrt(n / (n - 1) * spread) / total if n > 1 else math.nan
    low, high = _limits(mean, se, n, scale, confidence)
    return {
        "quantity": quantity,
        "estimate": mean,
        "low": low,
        "high": high,
        "se": se,
        "df": n - 1 if n > 1 else math.nan,
        "n": n,
        "missing": int(frame["y"].isna().sum()),
        "denominator": total,
        "method": "t" if quantity == "mean" else "t_linearised",
        "note": _note(n, se),
    }


def _limits(
    mean: float, se: float, n: int, scale: tuple[float, float] | None, confidence: float
) -> tuple[float, float]:
    from scipy.special import stdtrit

    if not se > 0:
        return math.nan, math.nan
    reach = -float(stdtrit(n - 1, (1 - confidence) / 2)) * se
    bottom, top = scale or (-math.inf, math.inf)
    return max(mean - reach, bottom), min(mean + reach, top)


def _note(n: int, se: float) -> str:
    if n == 0:
        return NO_ANSWERS
    if n == 1:
        return ONE_ANSWER
    return "" if se > 0 else ALL_ALIKE
