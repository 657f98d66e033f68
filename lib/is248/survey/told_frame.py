"""Frames that tell which of their columns are read: a chapter rests on those, and on no others.

A :class:`ToldFrame` is a frame like any other. Taking columns by name tells them, taking rows or
adding columns tells nothing and gives a frame of the same kind; **all else reads all columns**.
That holds by itself: pandas can only get at the cells through the frame's manager, and to ask for
it tells every column. What a column is called, its type and the index count apart, as the shape.
"""

# ruff: noqa: ANN401 - keys and values are what pandas takes and gives
from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from is248.base import observed
from is248.survey.lazy_columns import LazyColumns

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping
    from pathlib import Path

SHAPE = ""
"""The part of a file of a frame's index, names and types."""

FILLED = "?"
"""The part of which cells hold something."""

WHOLE = None
"""Stands for a whole file."""


class Origin(NamedTuple):
    """Where a column was read.

    Attributes:
        file: The file.
        column: Its name there; :data:`WHOLE` for a file that is not told by column.
        as_read: Whether its cells are empty where they are in the file.
    """

    file: Path
    column: str | None
    as_read: bool = True

    def tell(self) -> None:
        """Tell that it is read."""
        if self.column is WHOLE:
            observed.read(self.file)
        else:
            observed.part(self.file, self.column)


class ToldFrame(pd.DataFrame):
    """A frame that tells what is read of it.

    Args:
        plain: The frame.
        origins: Column → where it was read; none for what was made of columns that were told.
    """

    _internal_names = [*pd.DataFrame._internal_names, "_plain", "_origins"]  # type: ignore[attr-defined]  # noqa: RUF012
    _internal_names_set = set(_internal_names)  # noqa: RUF012 - as pandas has it
    _plain: pd.DataFrame | LazyColumns
    _origins: Mapping[Hashable, Origin]

    def __init__(
        self, plain: pd.DataFrame | LazyColumns, origins: Mapping[Hashable, Origin]
    ) -> None:
        object.__setattr__(self, "_plain", plain)
        object.__setattr__(self, "_origins", origins)
        for name in ("_attrs", "_flags"):
            object.__setattr__(self, name, getattr(plain, name))

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy elsewhere is a plain frame."""
        return pd.DataFrame, (self.all_told(),)

    # ---- what tells all -------------------------------------------------------------------------

    @property
    def _mgr(self) -> Any:
        return self.all_told()._mgr

    @_mgr.setter
    def _mgr(self, manager: Any) -> None:
        object.__setattr__(self.all_told(), "_mgr", manager)

    def all_told(self) -> pd.DataFrame:
        """The plain frame, every column told."""
        self._tell(self._origins)
        return self._whole()

    # ---- what tells nothing: the shape was told when the frame was read -------------------------

    @property
    def _by_row(self) -> bool:
        first = next(iter(self._origins.values()), None)
        return first is not None and first.column is WHOLE

    @property
    def columns(self) -> pd.Index:
        """The names."""
        return self._plain.columns

    @columns.setter
    def columns(self, names: Any) -> None:
        before, self._plain.columns = self._plain.columns, names
        origins = zip(self._plain.columns, map(self._origins.get, before), strict=True)
        object.__setattr__(self, "_origins", {name: one for name, one in origins if one})

    @property
    def index(self) -> pd.Index:
        """The labels of the rows; of a frame told by row, how many there are is what it holds."""
        return self.all_told().index if self._by_row else self._plain.index

    @index.setter
    def index(self, labels: Any) -> None:
        self._plain.index = labels

    @property
    def dtypes(self) -> pd.Series:
        """The types of the columns."""
        return self._plain.dtypes

    def copy(self, deep: bool = True) -> ToldFrame:  # type: ignore[misc]
        """A frame of the same."""
        return ToldFrame(self._plain.copy(deep=deep), self._origins)

    def assign(self, **made: Any) -> pd.DataFrame:  # type: ignore[override]
        """With more columns, or others in their place."""
        if any(map(callable, made.values())):
            return self.all_told().assign(**made)
        return ToldFrame(self._plain.assign(**made), _without(self._origins, made))

    def reindex(self, index: Any = None, **more: Any) -> pd.DataFrame:  # type: ignore[override]
        """With other rows."""
        if more or self._by_row:
            return self.all_told().reindex(index, **more)
        return ToldFrame(self._plain.reindex(index), self._origins)

    def drop(self, labels: Any = None, **more: Any) -> pd.DataFrame:  # type: ignore[override]
        """Without some columns; all else tells all."""
        columns = more.get("columns", ())
        if labels is not None or not _names(columns) or more.keys() - {"columns", "errors"}:
            made: pd.DataFrame = self.all_told().drop(labels, **more)
            return made
        return ToldFrame(self._plain.drop(**more), _without(self._origins, columns))

    def join(self, other: Any, *rest: Any, **more: Any) -> pd.DataFrame:  # type: ignore[override]
        """With the columns of another frame beside; all else tells all."""
        if rest or more or not isinstance(other, pd.DataFrame | pd.Series):
            return self.all_told().join(other, *rest, **more)
        return ToldFrame(self._plain.join(other), self._origins)

    def notna(self) -> pd.DataFrame:  # type: ignore[override]
        """Which cells hold something: of what was read, all that is told."""
        for file in sorted({one.file for one in self._origins.values() if one.as_read}):
            observed.part(file, FILLED)
        self._tell(c for c, one in self._origins.items() if not one.as_read)
        return self._whole().notna()

    # ---- what tells some ------------------------------------------------------------------------

    def __getitem__(self, key: Any) -> Any:
        """A column, columns by name, or rows."""
        if isinstance(key, str) or _names(key):
            names = [key] if isinstance(key, str) else key
            self._tell(names)
            return self._some(names)[key]
        return self._rows(key, lambda plain: plain[key], slices=True)

    def __setitem__(self, key: Any, value: Any) -> None:
        """Put a column in; all else tells all."""
        if not isinstance(key, str):
            self.all_told()[key] = value
            return
        plain = self._plain
        plain[key] = value
        object.__setattr__(self, "_origins", _without(self._origins, [key]))

    @property
    def loc(self) -> Any:
        """Rows, or columns of rows."""
        return _Located(self)

    def _rows(
        self, key: object, take: Callable[[pd.DataFrame], Any], *, slices: bool = False
    ) -> Any:
        """Rows are of the same kind where a mask or a list says which; else all is told."""
        mask = isinstance(key, pd.Series) and pd.api.types.is_bool_dtype(key.dtype)
        if mask or (slices and isinstance(key, slice)):
            return ToldFrame(self._changed(take), self._origins)
        return take(self.all_told())

    def _tell(self, columns: Iterable[Hashable]) -> None:
        for column in columns:
            if column in self._origins:
                self._origins[column].tell()

    def _some(self, columns: Iterable[Hashable]) -> pd.DataFrame:
        """The plain frame with some columns at least."""
        plain = self._plain
        return plain.some(columns) if isinstance(plain, LazyColumns) else plain

    def _whole(self) -> pd.DataFrame:
        """The plain frame with all columns; from now on it is what stands behind."""
        if isinstance(self._plain, LazyColumns):
            object.__setattr__(self, "_plain", self._plain.whole())
        return self._plain  # type: ignore[return-value]

    def _changed(
        self, change: Callable[[pd.DataFrame], pd.DataFrame]
    ) -> pd.DataFrame | LazyColumns:
        plain = self._plain
        return plain.then(change) if isinstance(plain, LazyColumns) else change(plain)


class _Located:
    def __init__(self, frame: ToldFrame) -> None:
        self._frame = frame

    def __call__(self, *axis: Any, **named: Any) -> Any:
        return self._frame.all_told().loc(*axis, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._frame.all_told().loc, name)

    def __getitem__(self, key: Any) -> Any:
        frame = self._frame
        if _of_columns(key):
            rows, columns = key
            wanted = [columns] if isinstance(columns, str) else columns
            frame._tell(wanted)
            return frame._some(wanted).loc[rows, columns]
        if isinstance(key, pd.Index | list) and not frame._by_row:
            return ToldFrame(frame._changed(lambda plain: plain.loc[key]), frame._origins)
        return frame._rows(key, lambda plain: plain.loc[key])

    def __setitem__(self, key: Any, value: Any) -> None:
        one = _of_columns(key) and isinstance(key[1], str)
        plain = self._frame._some([key[1]]) if one else self._frame.all_told()
        plain.loc[key] = value


def _of_columns(key: object) -> bool:
    """Whether a key is some rows and columns by name."""
    if not isinstance(key, tuple) or len(key) != 2 or callable(key[0]):  # noqa: PLR2004
        return False
    return isinstance(key[1], str) or _names(key[1])


def told_frame(plain: pd.DataFrame | LazyColumns, file: Path) -> pd.DataFrame:
    """A frame as it was read of a file that has parts by column; its shape is told.

    Args:
        plain: The frame.
        file: The file; see :mod:`is248.survey.frame_parts`.
    """
    observed.part(file, SHAPE)
    return ToldFrame(plain, {column: Origin(file, str(column)) for column in plain.columns})


def told_rows(plain: pd.DataFrame, file: Path) -> pd.DataFrame:
    """A long frame as it was read of a file that has parts by row; see :func:`rows_of`."""
    return ToldFrame(plain, dict.fromkeys(plain.columns, Origin(file, WHOLE)))


def by_column(frame: pd.DataFrame, change: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
    """What a change makes of a frame, told as the frame is.

    Args:
        frame: The frame, told or plain.
        change: Gives a frame whose every column is made of the column of that name alone, of the
            shape, and of what is not told here.
    """
    if not isinstance(frame, ToldFrame):
        return change(frame)
    made = frame._changed(change)
    origins = {c: one._replace(as_read=False) for c, one in frame._origins.items()}
    return ToldFrame(made, origins)


def rows_of(frame: pd.DataFrame, column: str, values: Iterable[str]) -> pd.DataFrame:
    """The rows of a long frame that have some values in a column; no others are told.

    Args:
        frame: The frame, from :func:`told_rows` or plain.
        column: The column by whose values the file has parts.
        values: The values.

    Returns:
        The rows, counted from 0.
    """
    wanted, plain = sorted({*values}), frame
    if isinstance(frame, ToldFrame):
        plain = frame._whole()
        for file in {origin.file for origin in frame._origins.values()}:
            for value in wanted:
                observed.part(file, value)
    return plain[plain[column].isin(wanted)].reset_index(drop=True)


def _names(key: object) -> bool:
    """Whether a key is a list of names."""
    return isinstance(key, list | pd.Index) and all(isinstance(one, str) for one in key)


def _without(origins: Mapping[Hashable, Origin], names: Iterable[str]) -> dict[Hashable, Origin]:
    taken = {*names}
    return {column: origin for column, origin in origins.items() if column not in taken}
