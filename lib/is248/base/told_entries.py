"""Mappings read of a file that tell which of their entries are asked for."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

from is248.base import observed

if TYPE_CHECKING:
    from pathlib import Path

Entry = TypeVar("Entry")


class ToldEntries(Mapping[str, Entry], Generic[Entry]):
    """Entries by name: to take one tells it, to go through all tells all, names tell nothing.

    Args:
        file: The file, which has a part for each entry; the part "" has their names.
        entries: What it holds.
        above: Entries from elsewhere that stand in front of those of the file.
    """

    def __init__(
        self, file: Path, entries: Mapping[str, Entry], above: Mapping[str, Entry] | None = None
    ) -> None:
        self._file, self._entries = file, entries
        self._above = {} if above is None else above  # to ask whether it has any tells its names

    def __getitem__(self, name: str) -> Entry:
        """An entry."""
        if name in self._above:
            return self._above[name]
        if name in self._entries:
            observed.part(self._file, name)
        return self._entries[name]

    def __contains__(self, name: object) -> bool:
        """Whether there is such an entry."""
        return name in self._above or name in self._entries

    def __iter__(self) -> Iterator[str]:
        """The names, those of the file first."""
        yield from dict.fromkeys([*self._entries, *self._above])

    def __len__(self) -> int:
        """How many there are."""
        return sum(1 for _ in self)


class MadeEntries(Mapping[str, Entry], Generic[Entry]):
    """Entries that are made of more than who asks for another name has to rest on.

    Nothing is kept: each time that one is asked for, what it is made of is told.

    Args:
        names: Gives the names.
        make: Makes an entry of its name.
        begin: How all names begin: of another name it is known that it is not among them.
    """

    def __init__(
        self, names: Callable[[], Iterable[str]], make: Callable[[str], Entry], begin: str = ""
    ) -> None:
        self._names, self._make, self._begin = names, make, begin

    def __getitem__(self, name: str) -> Entry:
        """An entry."""
        if name not in self:
            raise KeyError(name)
        return self._make(name)

    def __contains__(self, name: object) -> bool:
        """Whether there is such an entry."""
        known = isinstance(name, str) and name.startswith(self._begin)
        return known and name in {*self._names()}

    def __iter__(self) -> Iterator[str]:
        """The names."""
        yield from self._names()

    def __len__(self) -> int:
        """How many there are."""
        return sum(1 for _ in self)


def beside(entries: Mapping[str, Entry], more: Mapping[str, Entry]) -> Mapping[str, Entry]:
    """Entries with others added, or in their place; what was told of a file is told as before."""
    if not isinstance(entries, ToldEntries):
        return {**entries, **more}
    return ToldEntries(entries._file, entries._entries, ChainMap(more, entries._above))  # type: ignore[arg-type]  # read only
