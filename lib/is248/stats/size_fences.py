"""Fences on a log scale within classes of size, learnt from the values themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

NORMAL = 1.4826
"""A median absolute deviation times this is the standard deviation of a normal distribution."""
LEAST_SCALE = 0.1
"""No class is more alike than this (log10): counts of few steps have no spread of their own."""


def log_fences(
    values: pd.DataFrame, classes: pd.Series[str], order: Sequence[str], thin: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Centre and spread of the positive values of each column, by class.

    The centre is the median of the class. A class of fewer than ``thin`` values takes in the
    classes beside it until there are enough. The spread is the larger of the class's own median
    absolute deviation and that of all values around their centres.

    Args:
        values: One row per unit; what is not above zero is left out.
        classes: Size class of the same units.
        order: The classes from small to large.
        thin: Least number of values that have fences.

    Returns:
        Centre and robust standard deviation, log10, in the shape of ``values``; NaN in a column
        with fewer values than ``thin``.
    """
    logs = np.log10(values.where(values > 0).to_numpy(dtype="float64"))
    place = np.asarray([order.index(c) if c in order else -1 for c in classes.astype("str")])
    centre, scale = np.full(logs.shape, np.nan), np.full(logs.shape, np.nan)
    for column in range(logs.shape[1]):
        found = _of_column(logs[:, column], place, len(order), thin)
        if found is not None:
            centre[:, column], scale[:, column] = found
    frames = (pd.DataFrame(a, values.index, values.columns) for a in (centre, scale))
    first, second = frames
    return first, second


def _of_column(
    logs: NDArray[np.float64], place: NDArray[np.int_], classes: int, thin: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    told = np.isfinite(logs) & (place >= 0)
    if told.sum() < thin:
        return None
    centre = np.full(logs.shape, np.nan)
    for at in range(classes):
        centre[place == at] = _centre(logs[told], place[told], at, thin)
    apart = np.abs(logs - centre)
    common = np.median(apart[told])
    scale = np.full(logs.shape, common)
    for at in range(classes):
        own = told & (place == at)
        if own.sum() >= thin:
            scale[place == at] = max(common, np.median(apart[own]))
    return centre, np.maximum(scale * NORMAL, LEAST_SCALE)


def _centre(logs: NDArray[np.float64], place: NDArray[np.int_], at: int, thin: int) -> float:
    """Median of a class and as many classes beside it as it takes."""
    away = np.abs(place - at)
    reach = next(r for r in range(int(away.max()) + 1) if (away <= r).sum() >= thin)
    return float(np.median(logs[away <= reach]))
