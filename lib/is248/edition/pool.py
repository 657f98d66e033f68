"""Chapters made in this process, or by several at once.

The run itself makes no chapter. Each is made in a fork of its own, from its first cell to its last
file; where processes cannot be forked, or ordinary kernels are wished for, workers are started that
make one after another. A process that dies is the failure of its chapter and nothing more; when it
was a fork, the chapter is made once more with an ordinary kernel, which tells the cell to blame.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Literal, Protocol

from is248.edition.forks import Died, Worker, in_fork, in_forks
from is248.edition.run_steps import warm_server
from is248.edition.workbench import Bench, Built, Told, keeping

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

    from is248.edition.execute import OnCell
    from is248.edition.plan import Task
    from is248.edition.progress import Progress

Engine = Literal["warm", "kernel"]
"""Whether cells are run in forks that have imported the libraries, or by ordinary kernels."""

Make = Callable[[Bench, "Task", "OnCell"], Built]
"""Makes a chapter: :func:`is248.edition.chapter_files.build_chapter`."""

ONCE_MORE = "prosessen ble borte, og kapitlet lages en gang til med en vanlig kjerne."
"""Told each time: were all forks to die, a run would take twice as long and be as good."""

KILLED = 9
"""The signal that cannot be refused; Windows has no name for it."""


def _build(bench: Bench, task: Task, on_cell: OnCell) -> Built:
    from is248.edition.chapter_files import build_chapter  # heavy: not in the run itself

    store = Told()
    built = build_chapter(replace(bench, store=store), task, on_cell)
    return replace(built, told=store.told)


def _each(functions: Sequence[Callable[..., Any]], *arguments: Any) -> list[Any]:
    return [function(*arguments) for function in functions]


class Workshop(Protocol):
    """Makes chapters, and a year of them."""

    def make(self, tasks: Sequence[Task]) -> list[Built]:
        """Make chapters, in any order; also those that fail are given back."""

    def apart(self, functions: Sequence[Callable[..., Any]], *arguments: Any) -> list[Any]:
        """What functions give that are called where exporters are at hand."""


@contextlib.contextmanager
def workshop(
    bench: Bench,
    jobs: int,
    progress: Progress,
    engine: Engine = "warm",
    begun: BaseContext | None = None,
    *,
    warm: bool = True,
    make: Make = _build,
) -> Iterator[Workshop]:
    """A place to make chapters.

    Args:
        bench: What chapters are made from.
        jobs: How many processes make them; 0 for this process.
        progress: Follows the run.
        engine: How chapters are run.
        begun: A fork server that is at work already.
        warm: Whether many chapters are run; not where all runs are kept.
        make: Makes a chapter.

    Yields:
        The workshop; afterwards all that it started is gone.
    """
    if not jobs:
        yield Here(bench, progress, make)
        return
    server = warm_server(bench.project, bench.plan, warm=warm)
    has_server = begun or engine != "warm"
    with contextlib.nullcontext(begun) if has_server else server as forks:
        made = Pool(bench, jobs, progress, forks, make)
        at_once = True
        try:
            yield made
            at_once = False
        finally:
            made.close(at_once=at_once)


@dataclass(frozen=True)
class Here:
    """Makes chapters one after another in this process, with ordinary kernels."""

    bench: Bench
    progress: Progress
    build: Make

    def make(self, tasks: Sequence[Task]) -> list[Built]:
        """Make chapters."""
        return [self._made(task) for task in tasks]

    def _made(self, task: Task) -> Built:
        chapter = task.chapter
        self.progress.chapter(chapter, task.notebook.cells)
        built = self.build(self.bench, task, lambda cell: self.progress.cell(chapter, cell))
        built = keeping(self.bench, built)
        self.progress.chapter_done(chapter, built.seconds, failed=built.failure is not None)
        return built

    def apart(self, functions: Sequence[Callable[..., Any]], *arguments: Any) -> list[Any]:
        """Call functions."""
        return _each(functions, *arguments)


@dataclass
class Pool:
    """Processes that make chapters, ``jobs`` at once."""

    bench: Bench
    jobs: int
    progress: Progress
    forks: BaseContext | None
    build: Make
    workers: list[Worker] = field(default_factory=list)
    _waiting: deque[Task] = field(default_factory=deque)
    _lost: set[str] = field(default_factory=set)

    def make(self, tasks: Sequence[Task]) -> list[Built]:
        """Make chapters.

        Args:
            tasks: The chapters, in the order in which they are begun.

        Returns:
            The chapters in the order in which they were done, also those that failed.

        Raises:
            Exception: What a worker could not make a chapter's failure of, such as a full disk.
        """
        self._waiting, heard, built = deque(tasks), list[Built](), list[Built]()
        while self._waiting or self._busy() or heard:
            while self._waiting and len(self._busy()) < self.jobs:
                self._begin(self._waiting.popleft())
            built += [keeping(self.bench, one) for one in heard]  # while the others are at work
            heard = []
            for line in wait([worker.line for worker in self._busy()], None if self._busy() else 0):
                heard += self._heard(next(one for one in self.workers if one.line is line))
        return built

    def apart(self, functions: Sequence[Callable[..., Any]], *arguments: Any) -> list[Any]:
        """Call functions in forks, which have the exporters: at once if chapters are; or here."""
        with contextlib.suppress(Died):
            if self.forks and self.jobs > 1:
                return in_forks(self.forks, functions, *arguments)
            if self.forks:
                given: list[Any] = in_fork(self.forks, _each, functions, *arguments)
                return given
        return _each(functions, *arguments)

    def close(self, *, at_once: bool) -> None:
        """End the workers, in the midst of a chapter if need be."""
        for worker in self.workers:
            worker.dismiss(at_once=at_once)
        for worker in self.workers:
            worker.gone()

    def _busy(self) -> list[Worker]:
        return [worker for worker in self.workers if worker.task]

    def _begin(self, task: Task) -> None:
        forks = None if task.chapter.theme in self._lost else self.forks
        idle = [worker for worker in self.workers if not (worker.task or forks)]
        if not idle:
            context = forks or multiprocessing.get_context("spawn")
            bench = replace(self.bench, warm=bool(forks), store=None)
            try:
                idle = [Worker.started(context, self.build, bench)]
            except Died:  # somebody ended the fork server: the rest is made without
                self.forks = None
                return self._begin(task)
            self.workers += idle
        self.progress.chapter(task.chapter, task.notebook.cells)
        return idle[0].begin(task)

    def _heard(self, worker: Worker) -> Iterator[Built]:
        """Pass on what a worker tells, and the chapter if it has come to an end."""
        task: Task = worker.task
        try:
            message = worker.heard()
        except Died:
            self._let_go(worker)
            if worker.forked:
                self._lost.add(task.chapter.theme)
                self.progress.told(f"{task.chapter.heading}: {ONCE_MORE}")
                self._waiting.append(task)
                return
            message = _failure(task, worker)
        if isinstance(message, int):
            self.progress.cell(task.chapter, message)
            return
        worker.task = None
        if worker.forked:
            self._let_go(worker)
        self.progress.chapter_done(task.chapter, message.seconds, failed=bool(message.failure))
        yield message

    def _let_go(self, worker: Worker) -> None:
        worker.gone()
        self.workers.remove(worker)


def _failure(task: Task, worker: Worker) -> Built:
    from is248.edition.execute import ChapterFailure

    failure = ChapterFailure(task.chapter, None, "", "", _how(worker.process), ran=False)
    return Built(task, time.perf_counter() - worker.since, (), failure=failure)


def _how(process: BaseProcess) -> str:
    code = process.exitcode or 0
    if code == -KILLED:
        return (
            "Prosessen som laget det, ble stoppet av systemet; ofte er det for lite minne. "
            "Kjør på nytt med --jobs 1."
        )
    how = f"av signal {-code}" if code < 0 else f"med kode {code}"
    return f"Prosessen som laget det, ble avsluttet {how}. Kjør på nytt."
