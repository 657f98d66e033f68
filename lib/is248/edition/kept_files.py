"""What is dear to export, kept by all that it is made of: PDFs, pictures, workbooks, pages.

Below ``outputs/.store/exports``, beside the runs of chapters and cleared away with them. A file is
named by a sum over what it is made of, and begins with the sum of its content: one that is damaged
is made anew. Several may write at once, for what has one name has one content.

Two sums stand for code and inputs that a content does not hold itself: ``all`` over every input
but the notebooks, for what takes labels, titles and templates from anywhere (but not which inputs
are not saved in git: what tells it has that beside); ``tools`` over the
rooms that set documents and draw, for what is made of one text alone. In ``all`` the code of other
rooms than this one counts by what it does: words on it and comments change no export. Nothing is
kept of a run in which an input was changed: what it read may be something else than what was
summed up.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from is248.base.exchange import write_whole
from is248.base.files import JITTER, files_below
from is248.edition.manifest import PACKAGE
from is248.edition.run_store import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from is248.base.paths import Project
    from is248.edition.plan import Plan

EXPORTS, EXPORT_ENDING = "exports", ".kept"
LENGTH_OF_SUM = 32
"""Bytes of the sum that a kept file begins with."""

_TOOLS = ("lib/is248/base/", "lib/is248/edition/", "lib/is248/show/")
_ENDINGS = (".py", ".typ", ".ttf")


@dataclass(frozen=True)
class KeptFiles:
    """What a run may take instead of making it, and keeps of what it makes.

    Attributes:
        folder: Where it is; None to keep nothing.
        inputs: The folders whose files may not change while the run goes on.
        count: How many they are.
        since: When the inputs were summed up, in nanoseconds.
        all: Sum over all inputs but the notebooks.
        tools: Sum over what sets documents and draws.
        fresh: Whether nothing is taken from it.
    """

    folder: Path | None = None
    inputs: tuple[Path, ...] = ()
    count: int = 0
    since: int = 0
    all: str = ""
    tools: str = ""
    fresh: bool = False
    _waiting: dict[Path, bytes] = field(default_factory=dict, compare=False)

    def made(self, kind: str, of: Iterable[str | bytes], make: Callable[[], bytes]) -> bytes:
        """A content: the one that is kept, or made now, to be kept by :meth:`keep`.

        Args:
            kind: What it is, a word.
            of: All that it is made of.
            make: Makes it.
        """
        if self.folder is None:
            return make()
        path = self.folder / f"{_name(kind, of)}{EXPORT_ENDING}"
        found = self._waiting.get(path) or (None if self.fresh else _whole(path))
        if found is None:
            found = self._waiting[path] = make()
        return found

    def holds(self, kind: str, of: Iterable[str | bytes]) -> bool:
        """Whether a content seems to be kept."""
        named = (self.folder or Path()) / f"{_name(kind, of)}{EXPORT_ENDING}"
        return self.folder is not None and not self.fresh and named.is_file()

    def keep(self) -> None:
        """Keep what was made since the last time, unless an input has been changed meanwhile."""
        if self._waiting and self.folder is not None and not self._is_moved():
            self.folder.mkdir(parents=True, exist_ok=True)
            for path, content in self._waiting.items():
                write_whole(path, hashlib.sha256(content).digest() + content)
        self._waiting.clear()

    def _is_moved(self) -> bool:
        try:
            changed = [path.stat().st_ctime_ns for path in _files(self.inputs)]
        except FileNotFoundError:
            return True
        return len(changed) != self.count or max(changed, default=0) > self.since - JITTER


NOTHING_KEPT = KeptFiles()


def kept_files(
    project: Project, plan: Plan, since: int, code: str, *, fresh: bool = False
) -> KeptFiles:
    """The store of a run's exports.

    Args:
        project: The project.
        plan: The run.
        since: When its inputs were summed up, in nanoseconds.
        code: Sum over what the code of the other rooms does.
        fresh: Whether nothing is taken from it.
    """
    inputs = plan.inputs
    files = {name: own for name, own in inputs.files.items() if not _is_told_apart(name)}
    tools = {
        name: own
        for name, own in inputs.files.items()
        if name.startswith(_TOOLS) and name.endswith(_ENDINGS)
    }
    made_with = [sorted(inputs.packages.items()), inputs.python]
    run = [sorted(inputs.parameters.items()), plan.draft, plan.languages]
    folders = (project.params, project.data, PACKAGE)
    chapters = [task.chapter.theme for task in plan.tasks]
    return KeptFiles(
        project.outputs / FOLDER / EXPORTS,
        folders,
        sum(1 for _ in _files(folders)),
        since,
        _sum([sorted(files.items()), code, made_with, run, chapters]),
        _sum([sorted(tools.items()), made_with]),
        fresh,
    )


def _is_told_apart(name: str) -> bool:
    """Whether an input is known otherwise than by its bytes: notebooks, code of other rooms."""
    is_code = name.startswith("lib/is248/") and name.endswith(".py")
    return name.startswith("notebooks/") or (is_code and not name.startswith("lib/is248/edition/"))


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    return (path for folder in folders for path in files_below(folder))


def _name(kind: str, of: Iterable[str | bytes]) -> str:
    parts = (part.encode() if isinstance(part, str) else part for part in of)
    sums = [hashlib.sha256(part).hexdigest() for part in parts]
    return f"{kind}-{_sum(sums)[:40]}"


def _whole(path: Path) -> bytes | None:
    """A kept file; None when it is damaged or not there."""
    try:
        data = path.read_bytes()
        content = data[LENGTH_OF_SUM:]
        if hashlib.sha256(content).digest() != data[:LENGTH_OF_SUM]:
            return None
        os.utime(path)  # used: the last to be cleared away
    except OSError:
        return None
    return content


def _sum(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
