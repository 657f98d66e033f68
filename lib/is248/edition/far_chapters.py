"""Chapters made by the workers of a cluster, which share no folder with us.

A worker gets the plan and the chapter, makes it as a process here would, and sends back what
:func:`is248.edition.chapter_files.build_chapter` gave, the files that it wrote, and what the run
told of what it read and called: that is held against what is here, so that the run is kept here.
"""

from __future__ import annotations

import base64
import pickle
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from is248.base.errors import UserError
from is248.base.files import files_below
from is248.edition.workbench import Bench, Built, Told, keeping
from is248.edition.workplace import digest, job_of, pack_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from is248.base.paths import Project
    from is248.edition.execute import OnCell
    from is248.edition.executors import Runner
    from is248.edition.plan import Task
    from is248.edition.pool import Workshop
    from is248.edition.progress import Progress


@dataclass
class FarWorkshop:
    """Makes chapters on a cluster; those whose run is kept are exported here.

    Args:
        bench: What chapters are made from.
        runner: The cluster.
        progress: Follows the run.
        here: Where the rest is made.
    """

    bench: Bench
    runner: Runner
    progress: Progress
    here: Workshop

    def make(self, tasks: Sequence[Task]) -> list[Built]:
        """Make chapters, in any order; also those that fail are given back."""
        kept, rest = ([t for t in tasks if bool(t.kept) is is_kept] for is_kept in (True, False))
        return (self.here.make(kept) if kept else []) + (self._made(rest) if rest else [])

    def apart(self, functions: Sequence[Callable[..., Any]], *arguments: Any) -> list[Any]:
        """What functions give that are called where exporters are at hand, which is here."""
        return self.here.apart(functions, *arguments)

    def _made(self, tasks: Sequence[Task]) -> list[Built]:
        pack = pack_of(self.bench.project, self.bench.plan.inputs.files)
        jobs = {self._job(task, pack): task for task in tasks}
        by_sum = {digest(job): task for job, task in jobs.items()}
        begun, built = set[str](), list[Built]()

        def heard(job: str, cell: int) -> None:
            if task := by_sum.get(job):
                if job not in begun:
                    begun.add(job)
                    self.progress.chapter(task.chapter, task.notebook.cells)
                self.progress.cell(task.chapter, cell)

        for job, made in self.runner(list(jobs), pack, heard):
            task = jobs[job]
            if by_sum.pop(digest(job)) and digest(job) not in begun:
                self.progress.chapter(task.chapter, task.notebook.cells)
            one = self._arrived(task, made)
            failed = one.failure is not None
            self.progress.chapter_done(task.chapter, one.seconds, failed=failed)
            built.append(one)
        return built

    def _job(self, task: Task, pack: bytes) -> bytes:
        bench = self.bench
        others = bench.others.read_bytes() if task.chapter.built_from_others else b""
        given = pickle.dumps((bench.plan, bench.version, task, others))
        return job_of("chapter", pack, given=base64.b64encode(given).decode())

    def _arrived(self, task: Task, made: bytes | UserError) -> Built:
        """Put the files of a chapter in their place, and keep its run."""
        if isinstance(made, UserError):
            from is248.edition.execute import ChapterFailure

            failure = ChapterFailure(task.chapter, None, "", "", str(made), ran=False)
            return Built(task, 0.0, (), failure=failure)
        built, files, told = pickle.loads(made)  # noqa: S301 - of our own worker
        for name, content in files.items():
            path = self.bench.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return keeping(self.bench, replace(built, task=task, told=told))


def make_there(place: tuple[Project, bool], job: Mapping[str, Any], on_cell: OnCell) -> bytes:
    """Make a chapter where its pack is.

    Args:
        place: The project, and whether this process is the chapter's own.
        job: What is made; see :class:`FarWorkshop`.
        on_cell: Called when a cell starts.

    Returns:
        As a pickle the chapter, its files by name, and what its run told to be kept.
    """
    from is248.edition.chapter_files import build_chapter  # heavy: not in the run itself

    (project, warm), store = place, Told()
    plan, version, task, others = pickle.loads(base64.b64decode(job["given"]))  # noqa: S301
    with tempfile.TemporaryDirectory(dir=project.root.parent) as place_of_files:
        folder = Path(place_of_files)
        bench = Bench(project, plan, folder, version, warm, store)
        if others:
            bench.others.write_bytes(others)
        built = build_chapter(bench, task, on_cell)
        bench.others.unlink(missing_ok=True)
        files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in files_below(folder)}
    return pickle.dumps((built, files, store.told))
