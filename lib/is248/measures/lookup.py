"""Single numbers of tables and answers, safe where a year lacks the question."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from is248.base.keys import TOTAL


def has(units: pd.DataFrame, name: str) -> bool:
    """Whether anybody answered a question."""
    return name in units.columns and bool(units[name].notna().any())


def answers_to(units: pd.DataFrame, name: str) -> pd.Series[Any]:
    """The answers to a question; all missing when the year lacks it."""
    if name in units:
        return units[name]
    return pd.Series(None, index=units.index, dtype="object", name=name)


def answered(units: pd.DataFrame, name: str) -> float:
    """How many units answered a question; NaN when none did, as it was not asked then."""
    return float(units[name].notna().sum()) if has(units, name) else math.nan


def value(frame: pd.DataFrame, column_name: str, row: str = TOTAL) -> float:
    """A number of a table; NaN when it has no such row or column."""
    values = column(frame, column_name)
    return float(values[row]) if row in values.index and pd.notna(values[row]) else math.nan


def count(frame: pd.DataFrame, column_name: str, row: str = TOTAL) -> int:
    """A count of a table; none when it has no such row or column."""
    found = value(frame, column_name, row)
    return 0 if math.isnan(found) else round(found)


def column(frame: pd.DataFrame, name: str) -> pd.Series[float]:
    """A column of a table; an empty one when there is none."""
    if name not in frame.columns:
        return pd.Series(dtype="float64")
    return frame[name]
