"""Where chapters are made: what from, in which turn, in this process or in several."""

from __future__ import annotations

import json
import os
import pickle
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from is248.base.errors import UserError
from is248.edition.kept_files import NOTHING_KEPT, KeptFiles
from is248.edition.results import RESULTS, read_results

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from is248.base.observed import Seen
    from is248.base.paths import Project
    from is248.edition.document import Document
    from is248.edition.execute import ChapterFailure, Outputs
    from is248.edition.lacking_letters import LackingLetter
    from is248.edition.normalise import CellWarning
    from is248.edition.plan import Plan, Task
    from is248.edition.run_store import RunStore
    from is248.edition.versions import Shelf
    from is248.printed.verdicts import Result
    from is248.year.params import Chapter

CHAPTERS = "chapters"
"""Folder of an edition."""


@dataclass(frozen=True)
class Built:
    """A chapter that was made, or could not be.

    Attributes:
        task: What was asked for.
        seconds: How long it took, run and export.
        warnings: What its cells wrote to stderr.
        document: The chapter; None when it failed.
        results: Every number shown in it.
        failure: Why it failed.
        lacking: Letters of it that the fonts lack.
        packed: The chapter on its way from one process to another through a third, the run, which
            has no use for it and needs not import what it is made of.
        told: What its run told to be kept, on the way to the process that keeps it.
    """

    task: Task
    seconds: float
    warnings: tuple[CellWarning, ...]
    document: Document | None = None
    results: tuple[Result, ...] = ()
    failure: ChapterFailure | None = None
    lacking: tuple[LackingLetter, ...] = ()
    packed: bytes = b""
    told: tuple[Any, ...] = ()

    def __getstate__(self) -> dict[str, Any]:
        """It as it is sent: with the chapter packed."""
        packed = self.packed or pickle.dumps(self.document)
        return {**vars(self), "document": None, "packed": packed}

    def unpacked(self) -> Built:
        """It with the chapter."""
        if not self.packed:
            return self
        return replace(self, document=pickle.loads(self.packed), packed=b"")  # noqa: S301 - our own


@dataclass
class Told:
    """In the place of a store where a chapter is made: what there is to keep.

    The run keeps it, as it knows already what all that chapters rest on is now.
    """

    told: tuple[Any, ...] = ()

    def keep(
        self, _task: Task, seen: Sequence[Seen], cells: Outputs, others: bytes = b""
    ) -> Path | None:
        """Hold it, to be taken along with the chapter, in what the run needs not import."""
        plain = json.loads(json.dumps(cells))
        self.told = ([tuple(one) for one in seen], plain, others)
        return None


def keeping(bench: Bench, built: Built) -> Built:
    """Keep the run of a chapter that was made elsewhere; the chapter without what it told."""
    if bench.store and built.told and (run := bench.store.keep(built.task, *built.told)):
        notebook = bench.folder / CHAPTERS / f"{built.task.chapter.slug}.ipynb"
        made = published_bytes(built.warnings, notebook.read_bytes())
        of = published_of(bench, replace(built.task, kept=run))
        bench.exports.made("notebook", of, lambda: made)  # the next edition need not make it
        bench.exports.keep()
    return replace(built, told=())


def published_bytes(warnings: Iterable[CellWarning], notebook: bytes) -> bytes:
    """What is kept of a published notebook: what its run wrote to stderr, on a line; then it."""
    said = json.dumps([[one.cell, one.text] for one in warnings])
    return f"{said}\n".encode() + notebook


def failure_text(chapter: Built) -> str:
    """Why a chapter failed, in one sentence."""
    failure = chapter.failure
    assert failure
    name = f"Kapittelet «{failure.chapter.heading}» ({failure.chapter.theme})"
    what = f"{failure.ename}: {failure.message}" if failure.ename else failure.message
    if failure.cell is None:
        return f"{name} kunne ikke lages. {what}"
    return f"{name} stoppet i celle {failure.cell}, «{failure.line}». {what}"


@dataclass(frozen=True)
class Bench:
    """Where a chapter is made.

    Attributes:
        project: The project.
        plan: The run that the chapter is part of.
        folder: Where chapters/ and tables/ are written.
        version: Name of the version that is being made.
        warm: Whether this process is the chapter's own, which runs its cells too; else they are run
            by a kernel that is started for them.
        store: Where runs are kept; None to keep none.
        exports: Where files made of them are kept.
    """

    project: Project
    plan: Plan
    folder: Path
    version: str
    warm: bool = False
    store: RunStore | Told | None = None
    exports: KeptFiles = NOTHING_KEPT

    @property
    def others(self) -> Path:
        """The results of the other chapters; there when one that is built from them is made."""
        return self.folder / RESULTS


NOT_ALL_MADE = "Det bygger på de andre kapitlene, og ikke alle av dem kunne lages."


def check_others(shelf: Shelf, plan: Plan) -> None:
    """See to it that there is something to build from, before anything is run.

    Args:
        shelf: The versions of the year.
        plan: What will be done.

    Raises:
        UserError: A chapter is built from others that are neither part of the run nor of a version.
    """
    asked = [task.chapter for task in plan.tasks if task.chapter.built_from_others]
    if asked and _absent(plan) and not _stored(shelf):
        raise UserError(
            f"Kapittelet «{asked[0].heading}» bygger på resultatene fra de andre kapitlene, og det "
            f"finnes ingen versjon å hente dem fra. Kjør hele året først: is248 report "
            f"{plan.year.year}."
        )


def others_results(shelf: Shelf, plan: Plan, made: Iterable[Result]) -> list[Result]:
    """The results of all chapters but those that are built from others.

    Args:
        shelf: The versions of the year.
        plan: What is done.
        made: The results of the chapters made in this run.

    Returns:
        Results in the order of the chapters; of chapters outside the run, those of the newest
        version.
    """
    absent = {chapter.theme for chapter in _absent(plan)}
    stored = [result for result in _stored(shelf) if result.chapter in absent] if absent else []
    found: dict[str, list[Result]] = {c.theme: [] for c in plan.year.chapters if _is_other(c)}
    for result in [*stored, *made]:
        if result.chapter in found:
            found[result.chapter].append(result)
    return [result for results in found.values() for result in results]


def _is_other(chapter: Chapter) -> bool:
    return not chapter.built_from_others


def _absent(plan: Plan) -> list[Chapter]:
    """The chapters of a version that this run does not make."""
    run = {task.chapter.theme for task in plan.tasks}
    return [c for c in plan.year.chapters if _is_other(c) and c.theme not in run]


def _stored(shelf: Shelf) -> list[Result]:
    latest = shelf.latest()
    return read_results(shelf.version(latest) / RESULTS) if latest else []


_COUNT = re.compile(r"[1-9][0-9]{0,2}")


def in_turns(tasks: Sequence[Task]) -> tuple[list[Task], list[Task]]:
    """The chapters that stand on their own, and those that are built from others."""
    others = [task for task in tasks if not task.chapter.built_from_others]
    return others, [task for task in tasks if task.chapter.built_from_others]


FEW = 2
"""Chapters that are sooner made in this process than in others, when their runs are kept."""


def are_kept(bench: Bench, tasks: Sequence[Task]) -> bool:
    """Whether chapters are only to be taken out of the store, but for a few."""
    kept = (bench.exports.holds("notebook", published_of(bench, task)) for task in tasks)
    return sum(not one for one in kept) <= FEW


def published_of(bench: Bench, task: Task) -> tuple[str | bytes, ...]:
    """All that the published notebook of a chapter is made of, when its run is kept."""
    if task.kept is None:
        return ()
    source = bench.project.notebook(task.chapter.theme).read_bytes()
    return (bench.exports.all, source, json.dumps(sorted(task.parameters.items())), task.kept.name)


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
