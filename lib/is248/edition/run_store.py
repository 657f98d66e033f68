"""Runs of chapters, kept by what they depend on: what has not changed is not run again.

Below ``outputs/.store``: ``runs/<sum>.json.gz`` is what the cells of a run showed, named by its
own sum; ``records/<key>/<sum>.json`` says of what a run with that key was made. The key is what a
run is given before it begins (code of its cells, parameters, packages); the record what it then
read, called and looked for. A run is used again when all of that is as it was. Several may write
at once: a file's name is the sum of its content, and it is put there whole.
"""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
import os
import platform
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from is248.base.exchange import write_whole
from is248.base.files import JITTER, files_below
from is248.base.observed import OF_FILES
from is248.edition.manifest import read_json
from is248.edition.run_states import PACKAGE, Need, States, file_of
from is248.edition.why_words import why
from is248.survey.places import all_prepared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from is248.base.observed import Seen
    from is248.base.paths import Project
    from is248.edition.execute import Outputs
    from is248.edition.plan import Task

FOLDER = ".store"
RUN_ENDING = ".json.gz"
RUNS, RECORDS, MEMORY, COMPILED = "runs", "records", "sums.json", "compiled"
BY_TIME = "newest.json"
"""In a record's folder: the parts of the key, to say what changed."""

MOST_RECORDS = 8
"""Records of one key that are looked at, the newest first."""

VALUE, MADE = "value", "made"


class Kept(NamedTuple):
    """A run in the store: where it is, or why there is none.

    Attributes:
        path: The run; None when there is none that can be used.
        reason: What made it be run, in words; empty when it is there.
    """

    path: Path | None
    reason: str = ""


@dataclass(frozen=True)
class RunStore:
    """The store of a project.

    Attributes:
        project: The project.
        since: When the run began, in nanoseconds: what was changed later is not what was read.
        states: What things are now.
        fresh: Whether nothing is taken from it.
    """

    project: Project
    since: int
    states: States
    fresh: bool = False

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self.project.outputs / FOLDER

    # ---- looking up -----------------------------------------------------------------------------

    def look_up(self, task: Task, others: bytes = b"") -> Kept:
        """The run of a chapter, if one of the same is kept.

        Args:
            task: The chapter.
            others: The results of the others, for one that is built from them.
        """
        if self.fresh:
            return Kept(None, "kjørt på nytt som bedt om")
        parts = self._parts(task, others)
        records = self._records(_key(parts))
        if not records:
            return Kept(None, self._why_no_record(task, parts))
        for record in records:
            changed = next(self.changed(record), None)
            if not changed and (path := self._run(record["run"])).is_file():
                return Kept(path)
        newest = [*self.changed(records[0])]
        return Kept(None, why(newest) if newest else "det som ble laget, er ryddet bort")

    def _records(self, key: str) -> list[dict[str, Any]]:
        files = (self.folder / RECORDS / key).glob("*.json")
        newest = sorted(files, key=lambda path: (-path.stat().st_mtime_ns, path.name))
        found = (read_json(path) for path in newest[:MOST_RECORDS])
        return [record for record in found if record and "needs" in record and "run" in record]

    def changed(self, record: Mapping[str, Any]) -> Iterator[Need]:
        """What is not as a record says.

        Args:
            record: A record of a kept run.

        Yields:
            What has changed; values that were made again only where nothing else has.
        """
        values, changed = set[str](), False
        for kind, what, state in record["needs"]:
            if self.states.state(need := Need(kind, what)) == state:
                continue
            if kind == MADE:
                values.add(what.partition(" ")[0])
            else:
                changed = True
                yield need
        for kind, what, _ in record["needs"] if values and not changed else ():
            if kind == VALUE and what.partition(" ")[0] in values and not self.states.as_told(what):
                yield Need(kind, what)  # to find that out takes a second

    def _parts(self, task: Task, others: bytes) -> dict[str, str]:
        """What a run is given before it begins, by a name for each part."""
        notebook = self.project.notebook(task.chapter.theme).read_bytes()
        return {
            "cells": self.states.remembered(notebook, lambda: _code_sum(notebook), "cells of "),
            "parameters": _digest(sorted(task.parameters.items())),
            "others": hashlib.sha256(others).hexdigest() if others else "",
            "resources": self.states.resources,
            "python": f"{sys.version} {platform.system()} {platform.machine()}",
        }

    def _newest(self, task: Task) -> Path:
        """Where the parts of the key of a chapter's last run stand."""
        year = task.parameters.get("year")
        return self.folder / RECORDS / f"{year}-{task.chapter.theme}-{BY_TIME}"

    def _why_no_record(self, task: Task, parts: Mapping[str, str]) -> str:
        before = read_json(self._newest(task))
        if before is None:
            return "ikke kjørt før"
        other = [_PARTS[name] for name in _PARTS if before.get(name) != parts[name]]
        return f"endret: {', '.join(other)}" if other else "det som ble laget, er ryddet bort"

    # ---- keeping --------------------------------------------------------------------------------

    def keep(
        self, task: Task, seen: Sequence[Seen], cells: Outputs, others: bytes = b""
    ) -> Path | None:
        """Keep what a run showed; not if anything that it depends on was changed meanwhile.

        Args:
            task: The chapter.
            seen: What the run told.
            cells: What its code cells showed.
            others: As in :meth:`look_up`.

        Returns:
            The run; None when it was not kept.
        """
        notebook = self.project.notebook(task.chapter.theme).read_bytes()
        needs = self.states.needs(seen, _names(notebook))
        states = [[need.kind, need.what, self.states.state(need)] for need in needs]
        if self._moved(task, needs):
            return None
        data = gzip.compress(json.dumps(cells).encode(), compresslevel=1, mtime=0)
        run = hashlib.sha256(data).hexdigest()
        _write(self._run(run), data)
        parts = self._parts(task, others)
        text = json.dumps({"run": run, "needs": states})
        name = hashlib.sha256(text.encode()).hexdigest()[:32]
        _write(self.folder / RECORDS / _key(parts) / f"{name}.json", text.encode())
        _write(self._newest(task), json.dumps(parts).encode())
        return self._run(run)

    def _run(self, name: str) -> Path:
        return self.folder / RUNS / f"{name}{RUN_ENDING}"

    def _moved(self, task: Task, needs: Sequence[Need]) -> bool:
        """Whether a file was changed, or came or went, after the run began."""
        root, prepared = self.project.root, all_prepared(self.project)
        files = [root / file_of(need) for need in needs if need.kind in {*OF_FILES, MADE}]
        made = [one for one in files if one.is_relative_to(prepared)]
        if any(map(self._is_later, made)):  # by the run itself: the same as long as its inputs are
            inputs = (*files_below(self.project.data), *files_below(self.project.params))
            files = [*inputs, *(one for one in files if one not in made)]
        code = list(PACKAGE.rglob("*.py"))
        every = [*files, *code, self.project.notebook(task.chapter.theme)]
        late = self.states.packages_changed > self.since - JITTER
        return late or any(map(self._is_later, every))

    def _is_later(self, path: Path) -> bool:
        try:
            changed = path.stat().st_ctime_ns
        except FileNotFoundError:
            return path.parent.exists() and self._is_later(path.parent)
        return changed > self.since - JITTER


def run_store(
    project: Project, packages: Mapping[str, str], since: int, *, fresh: bool = False
) -> RunStore:
    """The store of a project, for a run that begins now."""
    states = States(project.root, project.outputs / FOLDER / MEMORY, packages)
    return RunStore(project, since, states, fresh)


def kept_cells(path: Path) -> Outputs | None:
    """What a kept run showed; None when the file is damaged or gone."""
    try:
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != path.name.partition(".")[0]:
            return None
        os.utime(path)  # used: the last to be cleared away
        cells: Outputs = json.loads(gzip.decompress(data))
    except (OSError, ValueError):
        return None
    return cells


def _write(path: Path, data: bytes) -> None:
    """Put a file in its place whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)


def _cells(notebook: bytes) -> Iterator[tuple[str, list[str]]]:
    """The code cells of a notebook, with their tags."""
    for one in json.loads(notebook)["cells"]:
        if one["cell_type"] == "code":
            yield "".join(one["source"]), sorted(one["metadata"].get("tags", []))


def _code_sum(notebook: bytes) -> str:
    """Sum over the code cells of a notebook, and their tags."""
    return _digest([[_stripped(source), tags] for source, tags in _cells(notebook)])


def _names(notebook: bytes) -> set[str]:
    """All that might be a name in the code cells of a notebook."""
    return {name for source, _ in _cells(notebook) for name in _NAME.findall(source)}


def _stripped(source: str) -> str:
    """A cell without comments and layout; as it is when it is not Python."""
    try:
        return ast.dump(ast.parse(source))
    except SyntaxError:
        return source


def _key(parts: Mapping[str, str]) -> str:
    return _digest(sorted(parts.items()))[:32]


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


_NAME = re.compile(r"[^\W\d]\w*")
_PARTS = {
    "cells": "koden i notatboken",
    "parameters": "parametrene",
    "others": "resultatene fra de andre kapitlene",
    "resources": "skrifter og lister i is248",
    "python": "Python eller maskinen",
}
