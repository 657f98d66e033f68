"""Working copies of the notebooks: what an explorer changes is never what is published."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from is248.base.exchange import write_whole
from is248.base.files import files_below, sha256

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from is248.base.paths import Project

RECORD = ".copied.json"
"""Copy → checksum of the notebook that it was copied from."""

State = Literal["fresh", "same", "edited", "behind"]


@dataclass(frozen=True)
class Copy:
    """A working copy.

    Attributes:
        name: Its path below the workspace, as that of the notebook below notebooks/.
        state: ``fresh`` (copied now), ``same`` as the notebook, ``edited`` by somebody, or
            ``behind``: edited, and the notebook has changed since it was copied.
    """

    name: str
    state: State


def fill_workspace(project: Project) -> list[Copy]:
    """Copy notebooks that are missing, and those that nobody has edited when theirs has changed.

    Args:
        project: The project; ``workspace/`` is made in it.

    Returns:
        What stands there now, one for each notebook. Nothing that somebody has edited is touched.
    """
    record = _record(project)
    copies, made = [], {}
    for source in _notebooks(project):
        name = source.relative_to(project.notebooks).as_posix()
        copied = record.get(name)
        state, made[name] = _filled(source, project.workspace / name, copied)
        copies.append(Copy(name, state))
    project.workspace.mkdir(exist_ok=True)
    text = json.dumps({**record, **made}, indent=1, sort_keys=True) + "\n"
    write_whole(project.workspace / RECORD, text)
    return copies


def _filled(source: Path, copy: Path, copied: str | None) -> tuple[State, str]:
    """The state of a copy, and the checksum of the notebook that it comes from."""
    now, own = sha256(source), sha256(copy) if copy.is_file() else None
    if own == now:
        return "same", now
    if own is None or own == copied:
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
        return "fresh", now
    return ("edited" if copied == now else "behind"), copied or own


def _notebooks(project: Project) -> Iterator[Path]:
    return (path for path in files_below(project.notebooks) if path.suffix == ".ipynb")


def _record(project: Project) -> dict[str, str]:
    try:
        content = json.loads((project.workspace / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in content.items()} if isinstance(content, dict) else {}
