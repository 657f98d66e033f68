"""Chapters made in this process, or by several at once.

The run itself makes no chapter. Each is made in a fork of its own, from its first cell to its last
file; where processes cannot be forked, or ordinary kernels are wished for, workers are started that
make one after another. A process that dies is the failure of its chapter and nothing more: the
chapter is made once more, with an ordinary kernel, which tells the cell that is to blame.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, Literal, Protocol

from is248.edition.forks import EXPORTS, PATIENCE, WARM, fork_server, keep_apart, settle
from is248.edition.run_store import COMPILED
from is248.edition.workbench import Bench, Built

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess

    from is248.edition.execute import OnCell
    from is248.edition.plan import Task
    from is248.edition.progress import Progress

Engine = Literal["warm", "kernel"]
"""Whether cells are run in forks that have imported the libraries, or by ordinary kernels."""

KILLED = 9
"""The signal that cannot be refused; Windows has no name for it."""


Make = Callable[[Any, Any, "OnCell"], Any]
"""Makes a chapter, as :func:`is248.edition.chapter_files.build_chapter`, or something else."""


def _build(bench: Bench, task: Task, on_cell: OnCell) -> Built:
    from is248.edition.chapter_files import build_chapter  # heavy: not in the run itself

    return build_chapter(bench, task, on_cell)


class Workshop(Protocol):
    """Makes chapters."""

    def make(self, tasks: Sequence[Task]) -> list[Built]:
        """Make chapters, in any order; also those that fail are given back."""


@contextlib.contextmanager
def workshop(
    bench: Bench,
    jobs: int,
    progress: Progress,
    *,
    warm: bool = True,
    engine: Engine = "warm",
    make: Make = _build,
) -> Iterator[Workshop]:
    """A place to make chapters.

    Args:
        bench: What chapters are made from.
        jobs: How many processes make them; 0 for this process.
        progress: Follows the run.
        warm: Whether cells are run; not where all runs are kept.
        engine: How they are.
        make: Makes a chapter.

    Yields:
        The workshop; afterwards all that it started is gone.
    """
    if not jobs:
        yield Here(bench, progress, make)
        return
    keep = bench.store.folder / COMPILED if bench.store else None
    forking = fork_server(WARM if warm else EXPORTS, keep)
    with forking if engine == "warm" else contextlib.nullcontext() as forks:
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
    make_one: Make = _build

    def make(self, tasks: Sequence[Task]) -> list[Built]:
        """Make chapters."""
        return [self._made(task) for task in tasks]

    def _made(self, task: Task) -> Built:
        chapter = task.chapter
        self.progress.chapter(chapter, task.notebook.cells)
        built: Built = self.make_one(
            self.bench, task, lambda cell: self.progress.cell(chapter, cell)
        )
        self.progress.chapter_done(chapter, built.seconds, failed=built.failure is not None)
        return built


@dataclass
class Pool:
    """Processes that make chapters, ``jobs`` at once; see :func:`workshop`."""

    bench: Bench
    jobs: int
    progress: Progress
    forks: BaseContext | None
    make_one: Make
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
        self._waiting, built = deque(tasks), list[Built]()
        while self._waiting or self._busy():
            while self._waiting and len(self._busy()) < self.jobs:
                self._begin(self._waiting.popleft())
            built += self._heard()
        return built

    def close(self, *, at_once: bool) -> None:
        """End the workers, in the midst of a chapter if need be."""
        for worker in self.workers:
            worker.dismiss(at_once=at_once)
        for worker in self.workers:
            worker.gone()

    def _busy(self) -> dict[Connection, Worker]:
        return {worker.line: worker for worker in self.workers if worker.task}

    def _begin(self, task: Task) -> None:
        forks = None if task.chapter.theme in self._lost else self.forks
        idle = (one for one in self.workers if not one.task and not forks)
        worker = next(idle, None) or self._started(forks)
        self.progress.chapter(task.chapter, task.notebook.cells)
        worker.begin(task)

    def _started(self, forks: BaseContext | None) -> Worker:
        worker = started(forks, replace(self.bench, warm=bool(forks)), self.make_one)
        self.workers.append(worker)
        return worker

    def _heard(self) -> Iterator[Built]:
        """Wait for something to be told, and pass on the chapters that have ended."""
        busy = self._busy()
        for line in wait(list(busy)):
            worker = busy[line]  # type: ignore[index]
            task, message = worker.task, worker.heard()
            if isinstance(message, Exception):
                raise message
            if isinstance(message, int):
                self.progress.cell(task.chapter, message)
                continue
            message = message or worker.failure()
            if self._ended(worker, task):
                failed = message.failure is not None
                self.progress.chapter_done(task.chapter, message.seconds, failed=failed)
                yield message

    def _ended(self, worker: Worker, task: Task) -> bool:
        """Let go of a worker that is of no more use; whether its chapter has come to an end."""
        worker.task = None
        if worker.forked or worker.died:
            worker.gone()
            self.workers.remove(worker)
        if again := worker.died and worker.forked:
            self._lost.add(task.chapter.theme)
            self._waiting.append(task)
        return not again


@dataclass
class Worker:
    """The run's side of a process."""

    process: BaseProcess
    line: Connection
    forked: bool
    task: Any = None
    since: float = 0.0
    died: bool = False

    def begin(self, task: Task) -> None:
        """Give it a chapter; if it is dead, that will be heard."""
        self.task, self.since = task, time.perf_counter()
        with contextlib.suppress(OSError):
            self.line.send(task)

    def heard(self) -> Any:  # noqa: ANN401 - a number of a cell, what was made, or a fault
        """What it tells; None when it has died."""
        try:
            return self.line.recv()
        except (EOFError, OSError):
            self.died = True
            return None

    def failure(self) -> Built:
        """Its death as the failure of its chapter."""
        from is248.edition.execute import ChapterFailure

        self.process.join()
        seconds = time.perf_counter() - self.since
        failure = ChapterFailure(self.task.chapter, None, "", "", _how(self.process), ran=False)
        return Built(self.task, seconds, (), failure=failure)

    def dismiss(self, *, at_once: bool) -> None:
        """Ask it to end."""
        with contextlib.suppress(OSError):
            self.line.send(None)
        if at_once:
            self.process.terminate()

    def gone(self) -> None:
        """See to it that it has ended, a fork with all that its chapter has left behind."""
        if self.forked and self.process.pid:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.join(PATIENCE)
        self.process.kill()
        self.process.join()
        self.line.close()


def _how(process: BaseProcess) -> str:
    code = process.exitcode or 0
    if code == -KILLED:
        return (
            "Prosessen som laget det, ble stoppet av systemet; ofte er det for lite minne. "
            "Kjør på nytt med --jobs 1."
        )
    how = f"av signal {-code}" if code < 0 else f"med kode {code}"
    return f"Prosessen som laget det, ble avsluttet {how}. Kjør på nytt."


def in_fork(forks: BaseContext, make: Make, bench: Any, task: Any) -> Any:  # noqa: ANN401 - of any kind
    """Make one thing in a fork.

    Args:
        forks: The fork server's context.
        make: Makes it.
        bench: What from.
        task: What.

    Returns:
        What was made; None when the fork died.
    """
    worker = started(forks, bench, make)
    worker.begin(task)
    try:
        while isinstance(message := worker.heard(), int):
            pass
    finally:
        worker.gone()
    if isinstance(message, Exception):
        raise message
    return message


def started(forks: BaseContext | None, bench: Any, make: Make) -> Worker:  # noqa: ANN401 - of any kind
    """A process that makes chapters: one in a fork, any number where it is started afresh."""
    context = forks or multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    settings = dict(os.environ) if forks else None
    process = context.Process(target=_work, args=(make, bench, theirs, settings), daemon=True)  # type: ignore[attr-defined]
    process.start()
    theirs.close()
    return Worker(process, ours, forked=bool(forks))


def _work(make: Make, bench: Any, line: Connection, settings: Mapping[str, str] | None) -> None:  # noqa: ANN401 - of any kind
    """What a worker does all its life; a fork has the variables given to it, and one chapter."""
    keep_apart(gently=settings is None)
    if settings is not None:
        settle(settings)
    with contextlib.suppress(EOFError, OSError):  # the run is over
        while (task := line.recv()) is not None:
            line.send(_made(make, bench, task, line))


def _made(make: Make, bench: Any, task: Any, line: Connection) -> Any:  # noqa: ANN401 - of any kind
    def tell(cell: int) -> None:
        line.send(cell)

    try:
        return make(bench, task, tell)
    except Exception as error:  # noqa: BLE001 - the run decides what to make of it
        return error
