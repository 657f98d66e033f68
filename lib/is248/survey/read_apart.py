"""Read a binary file in a process of its own, and say what became of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from is248.survey.findings import Finding, UnreadableError
from is248.survey.raw_table import Grid, refused
from is248.survey.sheet_marks import Marks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CHILD = "is248.survey.reading_child"
LONGEST = 120
"""Seconds that a file may take; a sound one takes one."""

TOO_MUCH = {3, -getattr(signal, "SIGXCPU", 24), -signal.SIGABRT, -getattr(signal, "SIGKILL", 9)}
"""How the process ends when it runs against its limits; Rust aborts without memory."""

_QUIET = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
"""Threads that nobody uses take room all the same."""


def read(path: Path, largest: int, sheet: str = "") -> Grid:
    """Read a file as text.

    Args:
        path: The file; the ending tells the format.
        largest: Bytes that it may take unpacked.
        sheet: The sheet of a workbook; found when not given.

    Returns:
        Its rows.

    Raises:
        UnreadableError: It is damaged, empty, too large, or has no sheet of answers.
    """
    grid = _told(path, largest, "contents", sheet)
    rows = [(int(at), list(cells)) for at, cells in grid.pop("rows")]
    labels, marks = tuple(grid.pop("labels", ())), Marks(**grid.pop("marks", {}))
    return Grid(path.name, rows, labels=labels, marks=marks, **grid)


def sheet_names(path: Path, largest: int) -> list[str]:
    """The sheets of a workbook, in order.

    Raises:
        UnreadableError: It cannot be read.
    """
    return list(_told(path, largest, "sheets", "")["sheets"])


def _told(path: Path, largest: int, what: str, sheet: str) -> dict[str, Any]:
    told = _said(path, [what, str(path.resolve()), str(largest), sheet])
    if "refused" in told:
        raise UnreadableError(Finding(**told["refused"]))
    return told


def _said(path: Path, arguments: list[str]) -> dict[str, Any]:
    """What the process that reads the file says; a damaged file may end it in any way."""
    try:
        done = ask(arguments)
        done.check_returncode()
        return dict(json.loads(done.stdout))
    except subprocess.TimeoutExpired as error:
        raise _too_much(path) from error
    except subprocess.CalledProcessError as error:
        raise _too_much(path) if error.returncode in TOO_MUCH else _damaged(path) from error
    except ValueError as error:
        raise _damaged(path) from error


def ask(arguments: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    """Run the process that reads a file: see :func:`is248.survey.reading_child.main`."""
    command = [sys.executable, "-P", "-m", CHILD, *arguments]
    return subprocess.run(  # noqa: S603 - ourselves
        command, capture_output=True, check=False, timeout=LONGEST, env=os.environ | _QUIET
    )


def _too_much(path: Path) -> UnreadableError:
    words = "filen er skadet, eller tar mer minne eller tid å lese enn en tabell skal"
    return refused(path.name, words, "Kopier bare svarene over i en ny fil, og prøv med den.")


def _damaged(path: Path) -> UnreadableError:
    words = f"filen er skadet eller ikke en {path.suffix}-fil"
    return refused(path.name, words, "Eksporter den på nytt.")
