"""Adjustment of p-values when many groups are tested at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

CONVENTION = 0.10
"""The level that the report series uses; named beside the exact p, never instead of it."""

FAMILY = ("item", "term", "quantity")
"""Tests of one family: all levels of a term."""


def holm(p: ArrayLike) -> NDArray[np.float64]:
    """Holm's step-down adjustment: controls the chance of any false finding.

    Args:
        p: p-values; NaN is no test and stays NaN.

    Returns:
        Adjusted p-values in the same order, at most 1.

    Source:
        Holm S (1979), A simple sequentially rejective multiple test procedure, Scand J Stat 6.
    """
    values, known = _known(p)
    order = np.argsort(values[known], kind="stable")
    raised = values[known][order] * np.arange(len(order), 0, -1)
    return _back(values, known, order, np.maximum.accumulate(raised))


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """Benjamini and Hochberg's step-up adjustment: controls the share of false findings.

    Args:
        p: p-values; NaN is no test and stays NaN.

    Returns:
        Adjusted p-values in the same order, at most 1.

    Source:
        Benjamini Y, Hochberg Y (1995), Controlling the false discovery rate, JRSS B 57.
    """
    values, known = _known(p)
    order = np.argsort(values[known], kind="stable")
    raised = values[known][order] * len(order) / np.arange(1, len(order) + 1)
    lowest = np.minimum.accumulate(raised[::-1])[::-1]
    return _back(values, known, order, lowest)


def adjusted(frame: pd.DataFrame, family: Sequence[str] = FAMILY) -> pd.DataFrame:
    """A tidy frame with ``p_holm``, ``p_bh`` and ``below_10`` filled in.

    Args:
        frame: Tidy rows; those without p are no tests and do not count.
        family: Columns that are alike within a family of tests.

    Returns:
        The same rows in the same order.
    """
    grouped = frame.groupby(list(family), sort=False)["p"]
    below = (frame["p"] < CONVENTION).astype("boolean").mask(frame["p"].isna())
    return frame.assign(
        p_holm=grouped.transform(lambda p: pd.Series(holm(p), index=p.index)).astype("float64"),
        p_bh=grouped.transform(lambda p: pd.Series(benjamini_hochberg(p), index=p.index)).astype(
            "float64"
        ),
        below_10=below,
    )


def _known(p: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    values = np.asarray(p, dtype=np.float64)
    return values, ~np.isnan(values)


def _back(
    values: NDArray[np.float64],
    known: NDArray[np.bool_],
    order: NDArray[np.intp],
    ranked: NDArray[np.float64],
) -> NDArray[np.float64]:
    inner = np.empty(len(order))
    inner[order] = np.minimum(ranked, 1.0)
    result = np.full(len(values), np.nan)
    result[known] = inner
    return result
