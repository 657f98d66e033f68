"""Print beside recomputation, cell by cell, at the precision that is printed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import pandas as pd

from is248.base.rounding import half_up

if TYPE_CHECKING:
    from is248.stats.bounds import Bounded

Status = Literal["match", "rounding", "differs", "not_computed"]
"""match: equal at printed precision. rounding: not equal, but within what rounded inputs allow.
differs: neither. not_computed: printed, but we have nothing to compute it from."""


def status_of(text: str, value: float | None, low: float | None, high: float | None) -> Status:
    """How a printed number stands to ours.

    Args:
        text: The number as printed; its decimals are the precision compared at.
        value: Ours, unrounded; None when it cannot be computed.
        low: Least value that rounding of the inputs allows; None when inputs are not rounded.
        high: Greatest such value.

    Returns:
        The status.
    """
    if value is None or pd.isna(value):
        return "not_computed"
    printed = Decimal(text)
    decimals = max(0, -int(printed.as_tuple().exponent))
    if half_up(value, decimals) == printed:
        return "match"
    if low is None or high is None or pd.isna(low) or pd.isna(high):
        return "differs"
    window = 0.5 * 10.0**-decimals
    allowed = low - window <= float(printed) <= high + window
    return "rounding" if allowed else "differs"


def compare(printed: pd.DataFrame, ours: Bounded) -> pd.DataFrame:
    """Compare a printed table with its recomputation.

    Args:
        printed: Printed cells, from :func:`is248.printed.report.cells`.
        ours: The recomputation; rows and columns keyed as in print.

    Returns:
        One row per printed cell, in printed order: ``row``, ``column``, ``printed`` (text),
        ``ours``, ``low``, ``high`` (numbers, NaN where not computed) and ``status``.
    """
    frames = {"ours": ours.value, "low": ours.low, "high": ours.high}
    found = printed[["row", "column"]].assign(printed=printed["text"])
    for name, frame in frames.items():
        found[name] = [_at(frame, row, column) for row, column in _keys(printed)]
    found["status"] = [
        status_of(text, value, low, high)
        for text, value, low, high in zip(
            found["printed"], found["ours"], found["low"], found["high"], strict=True
        )
    ]
    return found


def _keys(printed: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(printed["row"], printed["column"], strict=True))


def _at(frame: pd.DataFrame, row: str, column: str) -> float:
    if row not in frame.index or column not in frame.columns:
        return float("nan")
    return float(frame.loc[row, column])  # type: ignore[arg-type]  # the stubs allow any scalar
