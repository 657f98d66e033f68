"""A recomputed table with what the rounding of its inputs allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd


@dataclass(frozen=True)
class Bounded:
    """A recomputed table: four frames of one shape.

    Attributes:
        value: Recomputed values, unrounded.
        low: Least value that rounding of the printed inputs allows.
        high: Greatest such value.
        shown: What a reader sees: the value, or the printed number where that is the better one (a
            printed total was summed before rounding).
    """

    value: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    shown: pd.DataFrame

    def join(self, *others: Bounded) -> Bounded:
        """Columns of all, side by side; rows of the first."""
        return self._each(lambda frame, *more: frame.join(list(more)), *others)

    def rename(self, old: str, new: str) -> Bounded:
        """The same values, with a part of every column name replaced."""
        return self._each(lambda frame: frame.rename(columns=lambda c: str(c).replace(old, new)))

    def select(self, columns: Sequence[str]) -> Bounded:
        """The named columns, in that order."""
        return self._each(lambda frame: frame[list(columns)])

    def _each(self, change: Callable[..., pd.DataFrame], *others: Bounded) -> Bounded:
        names = ("value", "low", "high", "shown")
        frames = [[getattr(one, name) for one in (self, *others)] for name in names]
        return Bounded(*(change(*group) for group in frames))


def exact(frame: pd.DataFrame) -> Bounded:
    """Values without rounded inputs, or carried over from print: their bounds are themselves."""
    return Bounded(frame, frame, frame, frame)
