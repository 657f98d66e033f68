"""What a command costs: seconds, processor seconds of all that it started, and memory at its peak.

Processor time hardly depends on what else the machine does; seconds do. Memory is counted as PSS: a
page that several processes share counts once.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BETWEEN_LOOKS = 0.25
"""Seconds between looks at memory; a look costs some milliseconds a process."""

SUBREAPER = 36
"""The request, in Linux, to inherit orphans, so that their processor time is known as well."""


@dataclass(frozen=True)
class Cost:
    """What one run of a command cost.

    Attributes:
        seconds: By the clock.
        processor: Processor seconds, user and system, of the command and all its descendants.
        mebibytes: PSS of all of them together, at most.
        code: How the command ended.
        said: What it wrote.
    """

    seconds: float
    processor: float
    mebibytes: float
    code: int
    said: str


def cost(command: Sequence[str], folder: Path, variables: Mapping[str, str]) -> Cost:
    """Run a command and count.

    Args:
        command: The program and its arguments.
        folder: Where it runs.
        variables: Environment variables beside those of this process.
    """
    ctypes.CDLL(None).prctl(SUBREAPER, 1)
    start, before, peak = time.perf_counter(), _used(), 0.0
    said = folder / ".said"
    with said.open("w", encoding="utf-8") as stream:
        process = psutil.Popen(
            command,
            cwd=folder,
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
        )
        while process.poll() is None:
            peak = max(peak, _resident(process))
            time.sleep(BETWEEN_LOOKS if peak else 0.01)
    seconds = time.perf_counter() - start
    _reap()
    text = said.read_text(encoding="utf-8")
    return Cost(seconds, _used() - before, peak, process.returncode, text)


def _used() -> float:
    """Processor seconds of all that this process started or inherited and that has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _reap() -> None:
    """Wait for what the command left behind."""
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _resident(process: psutil.Process) -> float:
    """MiB of a process and all that it started, shared pages counted once."""
    try:
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    return sum(map(_proportional, family)) / 1024


def _proportional(process: psutil.Process) -> int:
    """KiB of a process by PSS; none when it has ended."""
    try:
        text = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line[:4] == "Pss:"), 0)
