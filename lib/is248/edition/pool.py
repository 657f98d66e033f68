"""Chapters made by several processes at once.

The run itself makes no chapter: Papermill changes the folder and the environment of its process. A
worker ends with the run, and its kernel with it, however the run ends; a worker that dies is the
failure of its chapter and nothing more.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from is248.edition.chapter_files import build_chapter
from is248.edition.execute import ChapterFailure
from is248.edition.nursery import can_fork
from is248.edition.workbench import Bench, Built

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.process import BaseProcess

    from is248.edition.plan import Task
    from is248.edition.progress import Progress

Message = int | Built | Exception
"""From a worker: a cell begins, a chapter has ended, or a fault that ends the run."""

KILLED = 9
"""The signal that cannot be refused; Windows has no name for it."""

PATIENCE = 10.0
"""Seconds that a worker gets to end its kernel before it is ended itself."""


@contextlib.contextmanager
def pool(bench: Bench, jobs: int, progress: Progress) -> Iterator[Pool]:
    """Workers that make chapters.

    Args:
        bench: What chapters are made from.
        jobs: How many are made at once.
        progress: Follows the run.

    Yields:
        The pool; afterwards its workers are gone.
    """
    made = Pool(bench, jobs, progress)
    at_once = True
    try:
        yield made
        at_once = False
    finally:
        made.close(at_once=at_once)


class Pool:
    """Workers that make chapters; see :func:`pool`."""

    def __init__(self, bench: Bench, jobs: int, progress: Progress) -> None:
        self._bench = bench
        self._progress = progress
        self.workers = [_started(bench) for _ in range(jobs)]

    def close(self, *, at_once: bool) -> None:
        """End the workers, in the midst of a chapter if need be."""
        for worker in self.workers:
            worker.dismiss(at_once=at_once)
        for worker in self.workers:
            worker.gone()

    def make(self, tasks: Sequence[Task]) -> list[Built]:
        """Make chapters.

        Args:
            tasks: The chapters, in the order in which they are begun.

        Returns:
            The chapters in the order in which they were done, also those that failed.

        Raises:
            Exception: What a worker could not make a chapter's failure of, such as a full disk.
        """
        waiting, built = deque(tasks), list[Built]()
        while waiting or self._busy():
            for at, worker in enumerate(self.workers):
                if waiting and worker.task is None:
                    self._begin(at, waiting.popleft())
            built += self._heard()
        return built

    def _busy(self) -> dict[Connection, _Worker]:
        return {worker.line: worker for worker in self.workers if worker.task}

    def _begin(self, at: int, task: Task) -> None:
        if not self.workers[at].process.is_alive():
            self.workers[at] = _started(self._bench)
        self._progress.chapter(task.chapter, task.notebook.cells)
        self.workers[at].begin(task)

    def _heard(self) -> Iterator[Built]:
        """Wait for something to be told, and pass it on."""
        busy = self._busy()
        for line in wait(list(busy)):
            worker = busy[line]  # type: ignore[index]
            task, message = worker.task, worker.heard()
            assert task
            if isinstance(message, Exception):
                raise message
            if isinstance(message, int):
                self._progress.cell(task.chapter, message)
            else:
                failed = message.failure is not None
                self._progress.chapter_done(task.chapter, message.seconds, failed=failed)
                yield message


@dataclass
class _Worker:
    """The run's side of a worker."""

    process: BaseProcess
    line: Connection
    task: Task | None = None
    since: float = 0.0

    def begin(self, task: Task) -> None:
        """Give it a chapter; if it is dead, that will be heard."""
        self.task, self.since = task, time.perf_counter()
        with contextlib.suppress(OSError):
            self.line.send(task)

    def heard(self) -> Message:
        """What it tells; its death is told as the failure of its chapter."""
        try:
            message: Message = self.line.recv()
        except (EOFError, OSError):
            message = self._died()
        if isinstance(message, Built):
            self.task = None
        return message

    def _died(self) -> Built:
        self.process.join()
        assert self.task
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
        """See to it that it has ended."""
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


def _started(bench: Bench) -> _Worker:
    # a fork has all imports from the start, but carries over only the thread that forks
    context = multiprocessing.get_context("fork" if can_fork() and has_one_thread() else "spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(bench, theirs), daemon=True)  # type: ignore[attr-defined]
    process.start()
    theirs.close()
    return _Worker(process, ours)


def has_one_thread() -> bool:
    """Whether this process has a single thread, those of compiled libraries counted."""
    try:
        return len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return False


def _work(bench: Bench, line: Connection) -> None:
    """What a worker does all its life."""
    keep_apart()
    with contextlib.suppress(EOFError, OSError):  # the run is over
        while (task := line.recv()) is not None:
            line.send(_made(bench, task, line))


def _made(bench: Bench, task: Task, line: Connection) -> Built | Exception:
    def tell(cell: int) -> None:
        line.send(cell)

    try:
        return build_chapter(bench, task, tell)
    except Exception as error:  # noqa: BLE001 - the run decides what to make of it
        return error


def keep_apart() -> None:
    """An interrupt at the terminal is for the run, which ends us; and we end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    if hasattr(os, "setsid"):
        os.setsid()
    threading.Thread(target=_follow_parent, daemon=True).start()


def _leave(*_: object) -> NoReturn:
    """Leave by the way of all clean-up: the kernel and its folder go."""
    sys.exit(128 + signal.SIGTERM)


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)
