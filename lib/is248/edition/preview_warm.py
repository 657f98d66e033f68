"""The oldest process of a preview: it has imported the libraries, and forks stages of today's code.

Libraries take seconds to import and do not change; our own code takes half a second. So when code
has changed the stage goes, and a fork of this process imports ours anew.

Run as ``python -m is248.edition.preview_warm FOLDER PARENT LINE``: the folder of the preview's own
files, which is taken away at the end, the preview's process, and the number of an inherited socket.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import importlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import traceback
import warnings
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from types import SimpleNamespace
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    from is248.edition.preview_words import Subject

LIBRARIES = (
    "is248.edition.preview_stage",
    "ipykernel.zmqshell",
    "pyarrow.parquet",
    "matplotlib.figure",
    "scipy.stats",
    "statsmodels.discrete.discrete_model",
    "statsmodels.robust.robust_linear_model",
    "statsmodels.miscmodels.ordinal_model",
    "firthmodels",
)
"""What is imported once; our own modules among it for the libraries that they import."""

OURS = "is248"
LOG = "log"
"""File of the preview's own in which its processes tell of their own faults."""


# ---- in the preview -----------------------------------------------------------------------------


@dataclass
class Warm:
    """The preview's side.

    Attributes:
        subject: What is previewed.
        environment: The variables that count before the first import.
    """

    subject: Subject
    environment: dict[str, str]
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
        with theirs, (place / LOG).open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", __name__, str(place), str(os.getpid()), str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # an interrupt at the terminal is for the preview
            )

    def end(self) -> None:
        """End all its processes."""
        if self._process:
            self._process.kill()
            self._process.wait()


# ---- in the process itself ----------------------------------------------------------------------


def main() -> None:
    """Import what does not change, and fork stages until the preview is over."""
    place, preview, line = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    chain = importlib.import_module(f"{OURS}.edition.preview_chain")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        chain.take_in_orphans()
        chain.end_with(preview, signal.SIGTERM)
        _import_libraries()
        with socket.socket(fileno=line) as asked:
            _serve(asked, chain)
    finally:
        shutil.rmtree(place, ignore_errors=True)  # the preview may have been killed


def _import_libraries() -> None:
    vars(builtins)["get_ipython"] = lambda: SimpleNamespace(kernel=None)
    _import(["pandas"])  # looks for a kernel when it is imported, and cuts tables short without one
    del vars(builtins)["get_ipython"]
    _import(LIBRARIES)
    # of libraries, idle, and gone in a fork; Python tells of them from 3.12 on
    warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
    gc.freeze()


def _import(names: Iterable[str]) -> None:
    for name in names:
        with contextlib.suppress(Exception):  # the cell that uses it will say what is wrong
            importlib.import_module(name)


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
