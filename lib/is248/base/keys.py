"""Keys and cells that frames share from the estimators to the page."""

from __future__ import annotations

from dataclasses import dataclass

TOTAL = "total"
"""Row key of totals, in frames, in results.csv and in data/published."""


@dataclass(frozen=True)
class Shown:
    """A value in a column of words: results.csv has its value, the reader its text."""

    value: float | str
    text: str
