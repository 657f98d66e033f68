"""The oldest process of a preview: it has imported the libraries, and forks stages of today's code.

Libraries take seconds to import and do not change; our own code takes half a second. So when code
has changed the stage goes, and a fork of this process imports ours anew.

Run as ``python -m is248.edition.preview_warm LINE``, the number of an inherited socket.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import traceback
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, NoReturn

from is248.edition.forks import ONE_THREAD, SAFE_PATH, WARM
from is248.edition.kernels import first_variables, variables

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess
    from types import ModuleType

    from is248.edition.preview_words import Subject

OURS = "is248"
FIRST = ("is248.edition.preview_stage", "is248.edition.warm_engine", "pyarrow.parquet")
"""Modules that are imported once for the libraries that they import."""

PATIENCE = 0.5
"""Seconds that a stage gets to end its kernel."""

VARIABLE = "IS248_WARM"
"""Environment variable for :mod:`is248.edition.warm`, which is not imported here."""

LOG = "log"
"""File of the preview's own in which its processes tell of their own faults."""


# ---- in the preview -----------------------------------------------------------------------------


@dataclass
class Warm:
    """The preview's side.

    Attributes:
        subject: What is previewed.
    """

    subject: Subject
    line: Connection | None = None
    _ours: socket.socket | None = field(default=None, init=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def stage(self) -> Connection:
        """A new stage in the place of the old one: the line to it."""
        if self._process is None or self._process.poll() is not None:
            self._start()
        assert self._ours
        if self.line:
            self.line.close()
        self.line, theirs = Pipe()
        socket.send_fds(self._ours, [b"s"], [theirs.fileno()])
        theirs.close()
        self.line.send(self.subject)
        return self.line

    def _start(self) -> None:
        self._ours, theirs = socket.socketpair()
        place = self.subject.scratch
        libraries = [*FIRST, *(name for name in WARM if not name.startswith(OURS))]
        told = "\n".join([str(os.getpid()), str(place), *libraries])
        first = {**first_variables(), **ONE_THREAD, **SAFE_PATH, VARIABLE: told}
        with theirs, (place / LOG).open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", __name__, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **first},
                pass_fds=[theirs.fileno()],
            )

    def end(self) -> None:
        """End all its processes."""
        if self._process:
            self._process.kill()
            self._process.wait()


@dataclass
class Plain:
    """The same where processes cannot be forked: each stage is started afresh.

    Attributes:
        subject: What is previewed.
    """

    subject: Subject
    line: Connection | None = None
    _process: BaseProcess | None = field(default=None, init=False)

    def stage(self) -> Connection:
        """A new stage in the place of the old one: the line to it."""
        from is248.edition.preview_stage import be_plain_stage

        self.end()
        self.line, theirs = Pipe()
        context = multiprocessing.get_context("spawn")
        self._process = context.Process(target=be_plain_stage, args=(theirs,), daemon=True)
        with variables(first_variables()):
            self._process.start()
        theirs.close()
        self.line.send(self.subject)
        return self.line

    def end(self) -> None:
        """End it, by the way of all clean-up, in which its kernel ends."""
        if self._process:
            self._process.terminate()
            self._process.join(PATIENCE)
            self._process.kill()
        if self.line:
            self.line.close()


# ---- in the process itself ----------------------------------------------------------------------


def main() -> None:
    """Import what does not change, and fork stages until the preview is over."""
    importlib.import_module(f"{OURS}.edition.warm")
    chain = importlib.import_module(f"{OURS}.edition.preview_chain")
    chain.take_in_orphans()
    with socket.socket(fileno=int(sys.argv[1])) as asked:
        _serve(asked, chain)


def _serve(asked: socket.socket, chain: ModuleType) -> None:
    stage = 0
    while True:
        _, files, _, _ = socket.recv_fds(asked, 1, 1)
        if not files:
            return
        if stage:
            os.kill(stage, signal.SIGKILL)
        stage = chain.forked()
        if stage == 0:
            asked.close()
            _become_stage(Connection(files[0]))
        os.close(files[0])
        chain.bury()


def _become_stage(line: Connection) -> NoReturn:
    """Import our own code anew, and be a stage."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for name in [name for name in sys.modules if f"{name}.".startswith(f"{OURS}.")]:
        del sys.modules[name]
    importlib.invalidate_caches()
    try:
        importlib.import_module(f"{OURS}.edition.preview_stage").be_stage(line)
    except BaseException:  # noqa: BLE001 - shown to the one who writes
        with contextlib.suppress(OSError):
            line.send(traceback.format_exc())
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
