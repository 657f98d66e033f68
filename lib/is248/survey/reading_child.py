"""Reads one binary file and writes its cells as JSON; run as a process of its own.

A damaged or hostile file can make the libraries that read these formats fall over, and the whole
process with it, or take all the memory there is. Here only this process ends, within limits that
it sets itself, and the caller says what is wrong with the file.
"""

from __future__ import annotations

import json
import math
import sys
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from is248.survey.findings import UnreadableError

if TYPE_CHECKING:
    from types import ModuleType

WORKBOOKS = {".xlsx", ".ods", ".xls"}
MEMORY = 350 << 20
"""Bytes that a small file may take, beside the libraries."""

MEMORY_PER_BYTE = 40
SECONDS = 3
"""Processor time that a small file may take."""

SECONDS_PER_MEGABYTE = 3
TOO_MUCH = 3
"""Exit code when there was not enough memory."""


def main(what: str, path: Path, largest: int, sheet: str) -> None:
    """Write what a file holds, or the finding that refuses it.

    Args:
        what: ``contents`` for the fields of a grid, ``sheets`` for the names of sheets.
        path: The file; the ending tells the format.
        largest: Bytes that it may take unpacked.
        sheet: The sheet of a workbook; found when empty.
    """
    read = getattr(_reader(path.suffix.lower()), what)
    _limit(path.stat().st_size)
    try:
        told = read(path, largest, sheet)
    except UnreadableError as error:
        told = {"refused": vars(error.finding)}
    except MemoryError:
        sys.exit(TOO_MUCH)
    sys.stdout.buffer.write(json.dumps(told).encode("ascii"))


def _reader(ending: str) -> ModuleType:
    """What reads a format; its library is loaded before the limits hold."""
    name = "read_excel" if ending in WORKBOOKS else "read_statistics"
    return import_module(f"is248.survey.{'read_parquet' if ending == '.parquet' else name}")


def _limit(size: int) -> None:
    """Limit what this process may take; Windows knows no such limits."""
    try:
        import resource
    except ImportError:
        return
    seconds = SECONDS + math.ceil(size / 1e6 * SECONDS_PER_MEGABYTE + time.process_time())
    limits = {resource.RLIMIT_CPU: seconds}
    with suppress(OSError):  # only Linux says how much is taken already
        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        limits[resource.RLIMIT_AS] = taken + MEMORY + MEMORY_PER_BYTE * size
    for kind, most in limits.items():
        with suppress(OSError, ValueError):  # a lower limit holds already
            resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
