"""What was found to be installed, remembered with the state of every file that was looked at.

Some twenty thousand files stand in the lists of packages, and those that are newer than their list
are summed up: the state of each tells whether anything can be otherwise than it was.
"""

from __future__ import annotations

import hashlib
import json
import time
from typing import TYPE_CHECKING, Any

from is248.base.exchange import write_whole
from is248.base.files import JITTER
from is248.edition.installed import (
    FileState,
    file_state,
    files_listed,
    installed,
    is_shadowed,
    state_of_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from is248.base.paths import Project

MEMORY = ".store/installed.json"
"""Where it is remembered, in outputs/."""


def installed_here(project: Project) -> dict[str, str]:
    """What :func:`is248.edition.installed.installed` finds, looked up only when it may be new.

    Args:
        project: The project, in whose store it is remembered.
    """
    memory = project.outputs / MEMORY
    path = _sum(state_of_path())
    return _remembered(memory, path) or _looked_up(memory, path)


def _remembered(memory: Path, path: str) -> dict[str, str] | None:
    """What was found when the path and all files were as they are now."""
    try:
        known: dict[str, Any] = json.loads(memory.read_bytes())
        if known["path"] != path or known["files"] != _sum(map(file_state, known["names"])):
            return None
        told: dict[str, str] = known["told"]
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return told


def _looked_up(memory: Path, path: str) -> dict[str, str]:
    """What is found now; remembered unless a file might be changed without its state telling."""
    names = files_listed()
    began, states = time.time_ns(), [*map(file_state, names)]  # before they are read
    told = installed()
    newest = max((one.changed for one in states if isinstance(one, FileState)), default=0)
    if newest < began - JITTER and not is_shadowed(told):
        memory.parent.mkdir(parents=True, exist_ok=True)
        known = {"path": path, "names": names, "files": _sum(states), "told": told}
        write_whole(memory, json.dumps(known, sort_keys=True))
    return told


def _sum(states: Iterable[tuple[object, ...]]) -> str:
    return hashlib.sha256(repr([*states]).encode()).hexdigest()
