"""The log of a run: times and warnings, and what the next run expects of it."""

from __future__ import annotations

import datetime as dt
import platform
import time
from typing import TYPE_CHECKING, Any

from is248.edition import manifest
from is248.edition.lacking_letters import told_once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from is248.edition.versions import Shelf
    from is248.edition.workbench import Built


def run_log(built: Sequence[Built], start: float) -> dict[str, Any]:
    """Times and warnings: the only file of a version that differs between runs.

    Args:
        built: The chapters of the run.
        start: When it began, in seconds of the epoch.

    Returns:
        The log as JSON.
    """
    began = dt.datetime.fromtimestamp(start, tz=dt.UTC)
    return {
        "schema": 1,
        "started": began.isoformat(timespec="seconds"),
        "seconds": round(time.time() - start, 2),
        "python": platform.python_version(),
        "system": platform.system(),
        "letters": told_once(chapter.lacking for chapter in built),
        "chapters": [_chapter_log(chapter) for chapter in built],
    }


def _chapter_log(chapter: Built) -> dict[str, Any]:
    return {
        "theme": chapter.task.chapter.theme,
        "seconds": round(chapter.seconds, 2),
        "failed": chapter.failure is not None,
        "warnings": [{"cell": w.cell, "text": w.text} for w in chapter.warnings],
    }


def last_seconds(shelf: Shelf) -> dict[str, float]:
    """Theme → seconds in the newest version's run."""
    latest = shelf.latest()
    log = manifest.read_json(shelf.version(latest) / manifest.RUN_LOG) if latest else None
    chapters = (log or {}).get("chapters")
    found = chapters if isinstance(chapters, list) else []
    return {
        str(entry["theme"]): float(entry["seconds"])
        for entry in found
        if isinstance(entry, dict) and {"theme", "seconds"} <= entry.keys()
    }
