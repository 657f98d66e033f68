"""What dead runs left lying, taken away before the next command; never what a living run has.

Whoever stages a version or a draft holds its folder, and whoever prepares answers the lock of their
year; the system lets go when the run and its workers are gone. What nobody holds is staged within
moments.
"""

from __future__ import annotations

import contextlib
import re
import time
from functools import partial
from typing import TYPE_CHECKING

from is248.base.exchange import OLD, STAGED, recover, remove
from is248.base.locks import taken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from is248.base.paths import Project

MOMENTS = 600.0
"""Seconds in which what nobody locks is staged and put in its place, with a wide margin."""

_LOCKED = (".staging-", STAGED, OLD, ".latest-")
_UNLOCKED = re.compile(r"\.control-.+|\..+\.[0-9]+")
"""Folders of control lists and grids, and files on their way
(:func:`is248.base.exchange.write_whole`)."""


def clear_leavings(project: Project) -> None:
    """Take away what dead runs left in outputs/, data/prepared/ and workspace/.

    Args:
        project: The project. What cannot be taken away is left to the command to tell of.
    """
    prepared = project.data / "prepared"
    with contextlib.suppress(OSError):
        for folder in _folders(project.outputs):
            _clear_versions(folder)
        for year in {_year(path) for path in _left(prepared)}:
            _alone(prepared / f".{year}.lock", partial(recover, prepared / year))
        grids = project.outputs.glob("[12][0-9][0-9][0-9]/grids")
        for folder in (*_folders(project.outputs), *grids, prepared, project.workspace):
            _clear_unlocked(folder)


def _folders(outputs: Path) -> list[Path]:
    years = sorted(outputs.glob("[12][0-9][0-9][0-9]"))
    return [*years, *(sheets for year in years if (sheets := year / "sheets").is_dir())]


def _left(folder: Path) -> list[Path]:
    return [path for path in folder.glob(".*") if path.name.startswith(_LOCKED)]


def _year(path: Path) -> str:
    """The year in ``.staged-2016-77`` and ``.old-2016``."""
    return path.name.split("-")[1]


def _clear_versions(folder: Path) -> None:
    if _left(folder) or _left(folder / "drafts"):
        from is248.edition.versions import LOCK, Shelf, clear

        _alone(folder / LOCK, lambda: clear(Shelf(folder)))


def _alone(lock: Path, clear: Callable[[], None]) -> None:
    """Clear when no living run has the lock."""
    with lock.open("a+", encoding="utf-8") as file:
        if taken(file, 0):
            clear()


def _clear_unlocked(folder: Path) -> None:
    for path in _old(folder):
        remove(path)


def _old(folder: Path) -> Iterator[Path]:
    for path in folder.glob(".*"):
        if _UNLOCKED.fullmatch(path.name) and time.time() - path.lstat().st_mtime > MOMENTS:
            yield path
