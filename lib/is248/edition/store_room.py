"""The room that kept runs and exports take: the oldest go first, and records of what is gone."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from is248.edition.kept_files import EXPORT_ENDING, EXPORTS
from is248.edition.manifest import read_json
from is248.edition.run_store import FOLDER, RECORDS, RUN_ENDING, RUNS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from is248.base.paths import Project

MOST_MEGABYTES = 1000
"""Room that is not passed without being asked."""

RECENT = 3600
"""Seconds in which a file may still be about to be pointed at by a run at work."""


def contents(project: Project) -> tuple[int, int]:
    """How many runs are kept, and the bytes of all that is kept with them."""
    files = list(_files(project.outputs / FOLDER))
    runs = [path for path in files if path.name.endswith(RUN_ENDING)]
    return len(runs), sum(_size(path) for path in files)


def clear(project: Project, most: int) -> int:
    """Clear away the runs and exports that were used longest ago, until the rest has room.

    Args:
        project: The project.
        most: Bytes that they may take.

    Returns:
        How many runs went. What a run at work was about to use is made again.
    """
    folder = project.outputs / FOLDER
    kept = [*(folder / RUNS).glob(f"*{RUN_ENDING}"), *(folder / EXPORTS).glob(f"*{EXPORT_ENDING}")]
    size, gone = sum(map(_size, kept)), 0
    for path in sorted(kept, key=_used):
        if size <= most:
            break
        size -= _size(path)
        path.unlink(missing_ok=True)
        gone += path.name.endswith(RUN_ENDING)
    if gone:
        _clear_records(folder)
    return gone


def _clear_records(folder: Path) -> None:
    """Take away records of runs that are gone; those of a run at work may come before it."""
    for path in (folder / RECORDS).glob("*/*.json"):
        record = read_json(path) or {}
        is_old = time.time() - _used(path) > RECENT
        if is_old and not (folder / RUNS / f"{record.get('run')}{RUN_ENDING}").is_file():
            path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # others are in it
                path.parent.rmdir()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
