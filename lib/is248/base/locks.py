"""Locks between processes: the system gives them back when a process ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import time
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BETWEEN_TRIES = 0.1
"""Seconds between tries to take a lock."""


def taken(file: IO[str], patience: float) -> bool:
    """Take the lock of an open file.

    Args:
        file: The file; closing it gives the lock back.
        patience: Seconds to wait for another process that has it.

    Returns:
        Whether it was taken.
    """
    end = time.monotonic() + patience
    while not (got := _take(file)) and time.monotonic() < end:
        time.sleep(BETWEEN_TRIES)
    return got


@contextlib.contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold a folder, whatever its name, until it is let go or we and our forks have ended."""
    with _opened(folder) as handle:
        if handle is not None:
            _take(handle)
        yield


def held(folder: Path) -> bool:
    """Whether a living process holds a folder; never on a system without such locks."""
    with _opened(folder) as handle:
        return handle is not None and not _take(handle)


@contextlib.contextmanager
def _opened(folder: Path) -> Iterator[int | None]:
    """A handle of a folder; None where folders cannot be opened, or it is no folder."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        yield None
        return
    try:
        yield handle
    finally:
        os.close(handle)


def _take(file: IO[str] | int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows: two runs at once are not caught there
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a network disk without locks
        return True
    return True
