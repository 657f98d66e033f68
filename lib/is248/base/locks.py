"""Locks between processes: the system gives them back when a process ends, however it ends."""

from __future__ import annotations

import time
from typing import IO

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


def _take(file: IO[str]) -> bool:
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
