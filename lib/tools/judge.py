"""What the store says of chapters, and what a run of them shows: a process with a project's code.

``python judge.py PROJECT look|run|keep`` reads chapters as JSON and prints what it found as JSON.
The project's own code must stand first on the path; see :mod:`staleness`.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext

    from is248.base.paths import Project
    from is248.edition.execute import Executed
    from is248.edition.plan import Plan, Task
    from is248.edition.run_store import RunStore

Pair = tuple[int, str]
"""A chapter: year and theme."""

LOOK, RUN, KEEP = "look", "run", "keep"


def looked_up(place: Path, pairs: Sequence[Pair]) -> dict[str, Any]:
    """What the store has of chapters, as a year would ask it.

    Args:
        place: The project.
        pairs: The chapters.

    Returns:
        ``<year> <theme>`` → name of the kept run, or empty, and why it would be run.
    """
    found: dict[str, Any] = {}
    for plan, store in _planned(place, pairs, found):
        begun = time.process_time()
        for task in plan.tasks:
            kept = store.look_up(task)
            found[_name(task)] = {"kept": kept.path.name if kept.path else "", "why": kept.reason}
        seconds = time.process_time() - begun
        found[_name(plan.tasks[0])]["seconds"] = seconds
        store.states.remember(all_code=True)
    return found


def ran(place: Path, pairs: Sequence[Pair], *, keep: bool) -> dict[str, Any]:
    """What chapters show when their cells are run, each in a fork as a year runs them.

    Args:
        place: The project.
        pairs: The chapters.
        keep: Whether the runs are kept in the store.

    Returns:
        ``<year> <theme>`` → sum over what its cells showed, or why it could not be planned.
    """
    from is248.edition.forks import LEAN, WARM, fork_server
    from is248.edition.run_store import COMPILED, FOLDER
    from is248.edition.workbench import FEW

    found: dict[str, Any] = {}
    with fork_server(
        WARM if len(pairs) > FEW else LEAN, place / "outputs" / FOLDER / COMPILED
    ) as forks:
        assert forks, "needs processes that can be forked"
        for plan, store in _planned(place, pairs, found):
            for task in plan.tasks:
                fresh = _executed(forks, store.project, task)
                found[_name(task)] = {"cells": _sum([fresh.cells, str(fresh.failure)])}
                if keep and fresh.cells is not None and not fresh.failure:
                    store.keep(task, fresh.seen, fresh.cells)
            store.states.remember(all_code=True)
    return found


def _planned(
    place: Path, pairs: Sequence[Pair], refused: dict[str, Any]
) -> Iterator[tuple[Plan, RunStore]]:
    from is248.base.errors import UserError
    from is248.base.paths import Project
    from is248.edition.plan import make_plan
    from is248.edition.run_store import run_store
    from is248.survey.freshness import ensure_all

    project = Project(place)
    for year in sorted({year for year, _ in pairs}):
        themes = [theme for one, theme in pairs if one == year]
        try:
            plan = make_plan(project, year, themes, dirty=True)
            ensure_all(year, project)
        except UserError as error:
            refused |= {f"{year} {theme}": {"refused": str(error)} for theme in themes}
            continue
        yield plan, run_store(project, plan.inputs.packages, time.time_ns())


def _name(task: Task) -> str:
    return f"{task.parameters['year']} {task.chapter.theme}"


def _executed(forks: BaseContext, project: Project, task: Task) -> Executed:
    """A chapter's cells in a fork of their own, as a year runs them."""
    ours, theirs = forks.Pipe()
    arguments = (theirs, dict(os.environ), project, task)
    process = forks.Process(target=_execute, args=arguments)  # type: ignore[attr-defined]
    process.start()
    theirs.close()
    done: Executed = ours.recv()
    process.join()
    return done


def _execute(line: Connection, settings: dict[str, str], project: Project, task: Task) -> None:
    from is248.edition.execute import Setting, execute
    from is248.edition.forks import settle

    settle(settings)
    given = task.chapter, task.notebook, task.parameters
    line.send(execute(project, *given, setting=Setting(None, warm=True)))


def _sum(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def main() -> None:
    """The command."""
    place, what = Path(sys.argv[1]), sys.argv[2]
    pairs = [(year, theme) for year, theme in json.load(sys.stdin)]
    found = looked_up(place, pairs) if what == LOOK else ran(place, pairs, keep=what == KEEP)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
