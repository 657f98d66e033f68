"""Columns of a frame that are made when they are asked for.

Of three hundred columns of answers most chapters read a dozen. What is done to the rows of all of
them (Oslo counted as one, the register beside, the units of an area) is remembered, and done to a
column when somebody reads it.
"""

# ruff: noqa: ANN401 - keys and values are what pandas takes and gives
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Change = Callable[[pd.DataFrame], pd.DataFrame]


class LazyColumns:
    """What a :class:`is248.survey.told_frame.ToldFrame` may hold in place of a plain frame.

    It has what that asks of a frame, and no more.

    Args:
        make: Gives a plain frame of some columns by name, always with the same index.
        names: All columns, in order.
        held: The columns that are made already, and the index.
    """

    def __init__(
        self, make: Callable[[list[str]], pd.DataFrame], names: pd.Index, held: pd.DataFrame
    ) -> None:
        self._make = make
        self._names = names
        self._held = held
        self._lacking = {*names}.difference(held.columns)
        self._attrs, self._flags = held._attrs, held._flags

    def some(self, names: Iterable[Any]) -> pd.DataFrame:
        """A plain frame with some columns, made when they are not yet; unknown ones are not in it.

        Args:
            names: Their names.
        """
        lacking = [name for name in dict.fromkeys(names) if name in self._lacking]
        if not lacking:
            return self._held
        made = self._make(lacking)[lacking]
        self._held = pd.concat([self._held, made], axis=1) if len(self._held.columns) else made
        self._lacking.difference_update(lacking)
        return self._held

    def whole(self) -> pd.DataFrame:
        """All columns as a plain frame; what is written in it is written here."""
        held = self.some(self._names)
        if not held.columns.equals(self._names):
            self._held = held = held[self._names]
        return held

    def then(self, change: Change) -> LazyColumns:
        """What a change makes of them, a column when it is asked for.

        Args:
            change: Makes each column of the column of that name alone and of the index. Columns of
                its own come first.
        """
        before = self.copy()
        held = change(before.some(())[[]])
        own = self._names[~self._names.isin(held.columns)]
        names = held.columns.append(own) if len(held.columns) else self._names
        return LazyColumns(lambda lacking: change(before.some(lacking)[lacking]), names, held)

    # ---- as a frame has it ----------------------------------------------------------------------

    @property
    def columns(self) -> pd.Index:
        """The names."""
        return self._names

    @columns.setter
    def columns(self, names: Any) -> None:
        self.whole().columns = names
        self._names = self._held.columns

    @property
    def index(self) -> pd.Index:
        """The labels of the rows."""
        return self._held.index

    @index.setter
    def index(self, labels: Any) -> None:
        self.whole().index = labels

    @property
    def dtypes(self) -> pd.Series:
        """The types of the columns."""
        return self.whole().dtypes

    def copy(self, deep: bool = False) -> LazyColumns:
        """The same, in which others may write."""
        return LazyColumns(self._make, self._names, self._held.copy(deep=deep))

    def assign(self, **made: Any) -> LazyColumns:
        """With more columns, or others in their place."""
        new = self.copy()
        for name, value in made.items():
            new[name] = value
        return new

    def __setitem__(self, name: str, value: Any) -> None:
        """Put a column in."""
        self._held[name] = value
        self._lacking.discard(name)
        if name not in self._names:
            self._names = self._names.append(pd.Index([name]))

    def reindex(self, index: Any) -> LazyColumns:
        """With other rows."""
        return self.then(lambda plain: plain.reindex(index))

    def drop(self, *, columns: Any, errors: Any = "raise") -> LazyColumns:
        """Without some columns."""
        names = pd.DataFrame(columns=self._names).drop(columns=columns, errors=errors).columns
        return LazyColumns(self._make, names, self._held.drop(columns=columns, errors="ignore"))

    def join(self, other: Any) -> LazyColumns | pd.DataFrame:
        """With the columns of another frame beside."""
        held = self._held.join(other)
        if not held.index.equals(self.index):  # it has a label twice
            return self.whole().join(other)
        nothing = pd.DataFrame(columns=self._names).join(other.iloc[:0])  # fails at a name twice
        return LazyColumns(self._make, nothing.columns, held)
