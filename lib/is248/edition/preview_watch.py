"""Sees that files change: by looking at them, several times a second.

A look costs a few milliseconds, works on every file system, and needs nothing of the system.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from is248.base.files import is_input
from is248.edition.pages import TEMPLATES
from is248.edition.run_states import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from is248.base.paths import Project

Kind = Literal["notebook", "inputs", "page", "code"]
"""What a change is of: the notebook, params and data, the templates of pages, other code."""

State = tuple[int, int, int]
"""When a file was written last, its size, and which file it is."""

SELDOM = 4
"""Of so many looks one is at everything."""


@dataclass
class Watch:
    """Watches all that a chapter may be made of.

    Attributes:
        project: The project.
        notebook: The notebook.
        package: The folder of the package's code.
        read: What the chapter read of data, below the project; empty while that is not known.
    """

    project: Project
    notebook: Path
    package: Path = PACKAGE
    read: frozenset[str] = frozenset()
    _around: Mapping[str, State] | None = None
    _own: State | None = None
    _looks: int = 0

    def changed(self) -> set[Kind]:
        """What has changed since the last time; nothing the first time.

        All but the notebook is looked at now and then, and again until it stands still.
        """
        is_first, before, own = self._around is None, self._around or {}, self._own
        self._looks += 1
        if is_first or self._looks % SELDOM == 0:
            self._around = self._look()
        self._own = _state(self.notebook) or own  # one that is away for a moment will be back
        now = self._around or {}
        if is_first:
            return set()
        if now != before:
            self._looks -= 1
        paths = {path for path, _ in before.items() ^ now.items()}
        kinds = {kind for path in paths if (kind := self._kind(path))}
        return kinds | ({"notebook"} if self._own != own else set())

    def _look(self) -> dict[str, State]:
        found: dict[str, State] = {}
        for folder in (self.project.params, self.project.data, self.package):
            found.update(_states(folder))
        return found

    def _kind(self, path: str) -> Kind | None:
        if Path(path).is_relative_to(self.package):
            return "page" if Path(path).is_relative_to(self._templates) else "code"
        name = Path(path).relative_to(self.project.root).as_posix()
        known = self.read and not Path(path).is_relative_to(self.project.params)
        return "inputs" if not known or name in self.read else None

    @property
    def _templates(self) -> Path:
        return self.package / TEMPLATES.relative_to(PACKAGE)


def _states(folder: Path) -> Iterator[tuple[str, State]]:
    try:
        with os.scandir(folder) as entries:
            found = list(entries)
    except OSError:
        return
    for entry in found:
        if not is_input(entry.name):
            continue
        if entry.is_dir():
            yield from _states(Path(entry.path))
        elif (state := _state(entry)) is not None:
            yield entry.path, state


def _state(file: os.DirEntry[str] | Path) -> State | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
