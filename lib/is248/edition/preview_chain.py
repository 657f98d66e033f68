"""A chapter's run as a chain of processes: each older one holds the state before a later cell.

Where the run has taken a while since the last one stayed behind, the process forks: the younger one
goes on, the older one stays. When a cell is changed, the last process that stayed before it forks
again and goes on with the new cells; those after it are ended. Each is ended by the system when the
one that it came from ends, so that none is ever left.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import sys
import time
import traceback
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle, send_handle
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from is248.edition.preview_cells import Code, first_changed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Shown = tuple[int, list[dict[str, Any]]]
"""Of a piece of code: its count, and what it showed."""

SHORTEST = 0.25
"""Processor seconds of a run that are not worth a process that holds them, some 20 MB."""

SHARE = 0.1
"""Part of the run so far that is not worth one either: a long run has not more than some dozens."""

TELL_OF_PARENT = 1
"""The request, in Linux, for a signal when the process that this one came from ends."""

TAKE_IN_ORPHANS = 36
"""The request, in Linux, to be the parent of processes below that lose theirs."""


class Kernel(Protocol):
    """Runs code, each piece with what those before it left."""

    def run_cell(self, source: str) -> Any:  # noqa: ANN401 - a cell of nbformat's
        """Run a piece; the cell with its count and its outputs, the last an error if it failed."""

    def forked(self) -> None:
        """Share nothing with the process that this one was forked from."""


@dataclass(frozen=True)
class Begun:
    """A piece of code begins."""

    at: int


@dataclass(frozen=True)
class Done:
    """A piece of code has ended."""

    shown: Shown
    well: bool


@dataclass(frozen=True)
class Stays:
    """A process stays with the state before a piece of code; its line follows."""

    at: int


Word = Begun | Done | Stays


def end_with(parent: int) -> None:
    """Let the system end this process when the one that it came from ends.

    Args:
        parent: The one that it came from.
    """
    _ask_system(TELL_OF_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def take_in_orphans() -> None:
    """Become the parent of processes below this one that lose theirs; :func:`bury` lets them go."""
    _ask_system(TAKE_IN_ORPHANS, 1)


def bury() -> None:
    """Let go of processes below this one that have ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _ask_system(what: int, value: int) -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(what, value)


def forked() -> int:
    """Fork, with a child that does not outlive us; 0 in the child."""
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        end_with(parent)
    return child


# ---- in the processes of the chain --------------------------------------------------------------


def be_chain(line: Connection, kernel: Callable[[], Kernel]) -> NoReturn:
    """Be the first of a chain, to its end.

    Args:
        line: Where it is told what to run.
        kernel: Makes what runs code.
    """
    try:
        made, at, child, waiting = kernel(), 0, 0, line
        while True:
            codes, teller = _stay(waiting, child)
            made.forked()
            at, waiting, child = _go_on(made, at, codes, teller)
    except Exception:  # noqa: BLE001 - told where the preview's own faults are
        traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(1)


def _stay(line: Connection, child: int) -> tuple[Sequence[Code], Connection]:
    """Hold a state; what returns is a fork that has been told to go on from it."""
    gc.freeze()  # a collection in a fork would copy every page
    while True:
        try:
            codes = line.recv()
            told_to = recv_handle(line)
        except (EOFError, OSError):
            os._exit(0)
        if child:
            _end(child)
        child = forked()
        if child == 0:
            line.close()
            return codes, Connection(told_to)
        os.close(told_to)


def _end(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _go_on(
    kernel: Kernel, at: int, codes: Sequence[Code], teller: Connection
) -> tuple[int, Connection, int]:
    """Run code from a place on; returns where this process stays, its line, and who goes on."""
    spent, since = 0.0, time.process_time()
    while at < len(codes):
        lately = time.process_time() - since
        if lately > max(SHORTEST, SHARE * spent):
            line, child = _left_behind(at, teller)
            if child:
                teller.close()
                return at, line, child
            kernel.forked()
            spent, since = spent + lately, time.process_time()  # a fork's begins at nought
        teller.send(Begun(at))
        cell = kernel.run_cell(codes[at].source)
        well = not any(output["output_type"] == "error" for output in cell["outputs"])
        teller.send(Done((cell["execution_count"] or 0, cell["outputs"]), well))
        if not well and not codes[at].may_fail:
            os._exit(0)
        at += 1
    line, theirs = Pipe()
    _tell_stays(at, teller, theirs)
    teller.close()
    return at, line, 0


def _left_behind(at: int, teller: Connection) -> tuple[Connection, int]:
    """Fork before a piece of code: the line of the older process, and the younger; 0 in that."""
    line, theirs = Pipe()
    child = forked()
    if child == 0:
        line.close()
        _tell_stays(at, teller, theirs)
    else:
        theirs.close()
    return line, child


def _tell_stays(at: int, teller: Connection, theirs: Connection) -> None:
    teller.send(Stays(at))
    send_handle(teller, theirs.fileno(), None)
    theirs.close()


# ---- in the process that leads them -------------------------------------------------------------


@dataclass
class Chain:
    """A chain, led from the process that its first comes from.

    Attributes:
        kernel: Makes what runs code, in the first process of the chain.
        codes: What it was asked to run last.
        shown: What was shown so far, of each piece of code in order.
        line: Where the one that runs now tells of it; None when none does.
        began: The first piece of code that was run for the last asking.
    """

    kernel: Callable[[], Kernel]
    codes: Sequence[Code] = ()
    shown: list[Shown] = field(default_factory=list)
    line: Connection | None = None
    began: int = 0
    _stayed: list[tuple[int, Connection]] = field(default_factory=list)
    _failed: bool = False
    _first: int = 0

    @property
    def failed(self) -> bool:
        """Whether the run ended in the midst of the code."""
        return self._failed

    def ask(self, codes: Sequence[Code]) -> bool:
        """Have code run, from the first piece on that is not as before.

        Args:
            codes: All code of the chapter.

        Returns:
            Whether anything is run; not where the last run has shown all of it.
        """
        same = first_changed(self.codes, codes)
        is_same = same == len(codes) == len(self.codes)
        kept = min(same, len(self.shown) - self._failed)
        self.codes = codes
        if is_same and (self.line or self._failed):
            self.began = self.began if self.line else len(codes)
            return self.line is not None
        if kept == len(codes) and not self.line:
            self.shown, self._failed, self.began = self.shown[:kept], False, kept
            return False
        self._run_from(kept)
        return True

    def _run_from(self, kept: int) -> None:
        if not self._stayed:
            self._begin()
        while self._stayed[-1][0] > kept:
            self._stayed.pop()[1].close()
        self.began, line = self._stayed[-1]
        self.shown, self._failed = self.shown[: self.began], False
        self.stop()
        self.line, theirs = Pipe()
        try:
            line.send(self.codes)
            send_handle(line, theirs.fileno(), None)
        except OSError:  # it died, which will be heard at once
            self.forget()
        theirs.close()

    def _begin(self) -> None:
        ours, theirs = Pipe()
        self._first = forked()
        if self._first == 0:
            ours.close()
            be_chain(theirs, self.kernel)
        theirs.close()
        self._stayed = [(0, ours)]

    def heard(self) -> int | None:
        """Take in what the one that runs tells; the piece of code that begins, if one does."""
        assert self.line
        try:
            word: Word = self.line.recv()
            if isinstance(word, Stays):
                self._stayed.append((word.at, Connection(recv_handle(self.line))))
        except (EOFError, OSError):
            self._ended()
            return None
        if isinstance(word, Done):
            self.shown.append(word.shown)
            self._failed = not word.well and not self.codes[len(self.shown) - 1].may_fail
        return word.at if isinstance(word, Begun) else None

    def _ended(self) -> None:
        """The one that ran has ended or stays; one that died in a cell has failed in it."""
        self.stop()
        if len(self.shown) < len(self.codes) and not self._failed:
            self.shown.append((0, []))
            self._failed = True

    def stop(self) -> None:
        """Hear no more of the run; what it has shown is kept."""
        if self.line:
            self.line.close()
        self.line = None

    def forget(self) -> None:
        """End all of the chain; the next asking begins anew."""
        for _, line in self._stayed:
            line.close()
        if self._first:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._first, signal.SIGKILL)
        self.stop()
        self.codes, self.shown = (), []
        self._stayed, self._failed, self._first = [], False, 0
