"""Shares by group with Wilson intervals, unweighted and weighted by inhabitants."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.base.keys import TOTAL
from is248.stats import inputs
from is248.stats.tidy import NO_ANSWERS, Row, tidy, together

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

_ANSWER = "is248 answer"


def wilson(successes: float, n: float, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share, without continuity correction.

    Args:
        successes: Units with the outcome; need not be whole for an effective sample size.
        n: Units, or effective units.
        confidence: Coverage.

    Returns:
        Lower and upper limit, fractions within 0 and 1; NaN when ``n`` is zero.

    Source:
        Wilson EB (1927), JASA 22; recommended by Brown, Cai and DasGupta (2001), Stat Sci 16.
    """
    if not n > 0:
        return math.nan, math.nan
    z = quantile(confidence)
    share = successes / n
    centre = share + z**2 / (2 * n)
    reach = z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low, high = ((centre + side * reach) / (1 + z**2 / n) for side in (-1, 1))
    # at 0 and n the exact limits are 0 and 1; binary noise would miss them
    return (0.0 if share <= 0 else low), (1.0 if share >= 1 else high)


@cache
def quantile(confidence: float) -> float:
    """The standard normal quantile of a two-sided interval: 1.96 for 0.95."""
    from scipy.special import ndtri

    return float(-ndtri((1 - confidence) / 2))


def proportions(
    data: pd.DataFrame,
    outcome: str,
    by: str | None = None,
    *,
    weight: str | None = None,
    orders: Mapping[str, Sequence[str]] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Share of units with an outcome, by group and in total.

    Args:
        data: One row per unit that was asked; leave out those who were not before the call.
        outcome: Column of 1, 0 and missing (0/1, boolean or nullable).
        by: Grouping column; total only when not given. Units without a group count in the total.
        weight: Column of inhabitants; adds the share weighted by them (ratio of sums).
        orders: Column → its groups in order, also empty ones; else order of appearance.
        confidence: Coverage of the intervals.

    Returns:
        Tidy rows per group and a last level ``total``: ``share`` (every unit counts the same) and,
        with ``weight``, ``share_weighted`` (every inhabitant counts the same). ``n`` units that
        answered, ``count`` those with the outcome, ``missing`` those without an answer,
        ``denominator`` units or inhabitants. The weighted row leaves out units without weight. A
        group without answers is NaN with a note.

    Raises:
        DataError: A column is unknown, the outcome is not binary, or a group is not in the order.

    Source:
        Wilson (1927). Weighted: the same interval at Kish's effective sample size (Kish 1965,
        Survey Sampling; Korn and Graubard 1998, Survey Methodology 24), linearised standard error.
    """
    rows: list[Row] = []
    whole = pd.DataFrame({"w": inputs.weights(data, weight)}) if weight is not None else None
    answers = inputs.binary(data, outcome)
    for level, at, row in counted(answers, data, by, orders, confidence):
        about = {"item": outcome, "term": by or "", "level": level}
        rows.append(about | row)
        if whole is not None:
            rows.append(about | _weighted(whole.assign(y=answers)[at], confidence))
    return tidy(rows)


def counted(
    answers: pd.Series[float],
    data: pd.DataFrame,
    by: str | None = None,
    orders: Mapping[str, Sequence[str]] | None = None,
    confidence: float = 0.95,
) -> Iterator[tuple[str, NDArray[np.bool_], Row]]:
    """The share of units with an outcome, by group in order and last in total.

    Args:
        answers: 1.0, 0.0 or missing, one per unit.
        data: One row per unit, with the grouping column.
        by: Grouping column; total only when not given.
        orders: Column → its groups in order.
        confidence: Coverage of the intervals.

    Yields:
        The group, which units are in it, and the columns of its row.
    """
    values = answers.to_numpy(dtype=np.float64)
    levels, codes = inputs.group_codes(data, by, orders) if by else ([], np.zeros(0))
    groups = [(level, codes == at) for at, level in enumerate(levels)]
    for level, at in [*groups, (TOTAL, np.ones(len(values), dtype=bool))]:
        yield level, at, _unweighted(values[at], confidence)


def distribution(
    data: pd.DataFrame,
    variable: str,
    by: str | None = None,
    *,
    weight: str | None = None,
    orders: Mapping[str, Sequence[str]] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Share of every answer to a single choice, by group and in total.

    Args:
        data: One row per unit that was asked.
        variable: Column of the answers (text or number); missing is no answer.
        by: Grouping column; total only when not given.
        weight: Column of inhabitants.
        orders: Column → its values in order, for the groups and for the answers.
        confidence: Coverage of each interval; they do not hold jointly.

    Returns:
        As :func:`proportions`, with ``item`` the answer; the shares of a group sum to one.

    Raises:
        DataError: As :func:`proportions`.
    """
    answers = inputs.levels(data, variable, orders)
    frames = []
    for answer in answers:
        # a name that no column has: an answer may be called as a column is
        chosen = data.assign(**{_ANSWER: inputs.indicator(data, variable, [answer])})
        found = proportions(
            chosen, _ANSWER, by, weight=weight, orders=orders, confidence=confidence
        )
        frames.append(found.assign(item=answer))
    return together(*frames)


def split(
    data: pd.DataFrame,
    frame: pd.DataFrame,
    by: str | None,
    orders: Mapping[str, Sequence[str]] | None,
) -> list[tuple[str, pd.DataFrame]]:
    """The rows of every group in order, and of all units as ``total``.

    Args:
        data: One row per unit, with the grouping column.
        frame: What is split, same index.
        by: Grouping column; total only when not given.
        orders: Column → its groups in order.
    """
    if by is None:
        return [(TOTAL, frame)]
    groups = inputs.group(data, by)
    parts = [(level, frame[(groups == level)]) for level in inputs.levels(data, by, orders)]
    return [*parts, (TOTAL, frame)]


def _unweighted(values: NDArray[np.float64], confidence: float) -> Row:
    n, yes = int((~np.isnan(values)).sum()), int((values == 1).sum())
    low, high = wilson(yes, n, confidence)
    share = yes / n if n else math.nan
    return {
        "quantity": "share",
        "estimate": share,
        "low": low,
        "high": high,
        "se": math.sqrt(share * (1 - share) / n) if n else math.nan,
        "n": n,
        "count": yes,
        "missing": len(values) - n,
        "denominator": n,
        "method": "wilson",
        "note": "" if n else NO_ANSWERS,
    }


def _weighted(frame: pd.DataFrame, confidence: float) -> Row:
    known = frame[frame["w"].notna() & frame["y"].notna()]
    y, w = known["y"], known["w"]
    total = float(w.sum())
    share = float((w * y).sum()) / total if total else math.nan
    effective = total**2 / float((w**2).sum()) if total else 0.0
    low, high = wilson(share * effective, effective, confidence)
    return {
        "quantity": "share_weighted",
        "estimate": share,
        "low": low,
        "high": high,
        "se": math.sqrt(float((w**2 * (y - share) ** 2).sum())) / total if total else math.nan,
        "n": len(known),
        "count": int(y.sum()),
        "missing": int(frame["y"].isna().sum()),
        "denominator": total,
        "method": "wilson_effective",
        "note": _weight_note(frame, known),
    }


def _weight_note(frame: pd.DataFrame, known: pd.DataFrame) -> str:
    if known.empty:
        return NO_ANSWERS
    lost = int(frame["y"].notna().sum()) - len(known)
    return f"{lost} av svarene er fra enheter uten innbyggertall." if lost else ""
