"""Which chapters are made when: the longest first, and last those that are built from others."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from is248.base.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.edition.plan import Task


_COUNT = re.compile(r"[1-9][0-9]{0,2}")


def in_turns(tasks: Sequence[Task]) -> tuple[list[Task], list[Task]]:
    """The chapters that stand on their own, and those that are built from others."""
    others = [task for task in tasks if not task.chapter.built_from_others]
    return others, [task for task in tasks if task.chapter.built_from_others]


def longest_first(tasks: Sequence[Task], expected: Mapping[str, float]) -> list[Task]:
    """Chapters in the order in which several hands are done soonest.

    Args:
        tasks: The chapters.
        expected: Theme → seconds in the last run, as far as known.

    Returns:
        The longest first; one without a known time is judged by its number of cells.
    """
    known = [task for task in tasks if task.chapter.theme in expected]
    cells = sum(task.notebook.cells for task in known)
    seconds = sum(expected[task.chapter.theme] for task in known)
    a_cell = seconds / cells if cells else 1.0

    def length(task: Task) -> float:
        return expected.get(task.chapter.theme, task.notebook.cells * a_cell)

    return sorted(tasks, key=length, reverse=True)


def read_jobs(text: str | None) -> int:
    """How many chapters are made at once.

    Args:
        text: What the user wrote; None for as many as there are cores.

    Raises:
        UserError: The text is not a whole number from 1.
    """
    if text is None:
        return cores()
    if not _COUNT.fullmatch(text):
        raise UserError(f"«{text}» er ikke et helt tall fra 1; --jobs sier hvor mange om gangen.")
    return int(text)


def cores() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS, Windows
        return os.cpu_count() or 1
