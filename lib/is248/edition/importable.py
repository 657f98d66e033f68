"""What a name is imported from: where it is found on the path, and the state of its files.

A run rests on the packages that it imported, and on those that it looked for and did not find.
Every file of a package counts, by its size, its number and the time at which it was last written:
what is edited by hand inside an installed package is seen, and so is what stands in front of it.
"""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cached_property
from importlib.machinery import all_suffixes
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NOWHERE = "-"
BUILT_IN = "built in"
OWN = frozenset({"is248", "__main__", "__mp_main__", "builtins", "sitecustomize", "usercustomize"})
"""Names that are told in another way, or that are not imported from anywhere."""

_MODULES = tuple(all_suffixes())
_PASSED_OVER = frozenset({"__pycache__", "tests"})


def imported() -> list[str]:
    """The first parts of the names of all that this process has imported, sorted."""
    names = {name.partition(".")[0] for name in sys.modules}
    return sorted(name for name in names - OWN if name.isidentifier())


class Importable:
    """What can be imported here by which name; each looked at once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self.newest = 0
        """When anything that was looked at was changed last, in nanoseconds."""

    def state(self, name: str) -> str:
        """What a name is imported from now: sum over its place and files; for built-in ones that.

        Args:
            name: The first part of a module's name.
        """
        if name not in self._known:
            self._known[name] = self._state(name)
        return self._known[name]

    def _state(self, name: str) -> str:
        if name in sys.builtin_module_names:  # they go before all that is on the path
            return BUILT_IN
        places = self._places.get(name)
        if not places:
            return NOWHERE
        digest = hashlib.sha256()
        for place in places:
            for line, changed in _files(place):
                digest.update(line.encode())
                self.newest = max(self.newest, changed)
        return digest.hexdigest()[:16]

    @cached_property
    def _places(self) -> dict[str, list[str]]:
        """Name → all that stands under it on the path: the first is taken, unless it is no code."""
        found: dict[str, list[str]] = {}
        for entry in dict.fromkeys(map(os.path.abspath, sys.path)):  # "" is where we are
            names = sorted(os.listdir(entry)) if os.path.isdir(entry) else []  # noqa: PTH208, PTH112
            for name in names:
                first = name.partition(".")[0]
                if first.isidentifier() and _is_importable(path := str(Path(entry, name))):
                    found.setdefault(first, []).append(path)
        return found


def _is_importable(path: str) -> bool:
    """Whether a name on the path can be imported: a program in bin/ of a package's name cannot."""
    if path.endswith((".dist-info", ".egg-info")):
        return False
    return path.endswith(_MODULES) or os.path.isdir(path)  # noqa: PTH112


def _files(place: str) -> Iterator[tuple[str, int]]:
    """A file, or all files below a folder, each with the time of its last change."""
    if not os.path.isdir(place):  # noqa: PTH112 - os is four times as quick as pathlib
        yield _told(place, os.stat(place))  # noqa: PTH116
        return
    with os.scandir(place) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            if entry.is_dir():
                yield from _files(entry.path) if entry.name not in _PASSED_OVER else ()
            else:
                yield _told(entry.path, entry.stat())


def _told(path: str, found: os.stat_result) -> tuple[str, int]:
    return f"{path} {found.st_size} {found.st_mtime_ns} {found.st_ino}\n", found.st_ctime_ns
