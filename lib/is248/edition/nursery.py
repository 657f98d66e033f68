"""A fork server of kernels: what chapters import is imported once, each chapter is a fresh fork.

Starting a kernel and importing pandas, matplotlib and statsmodels takes seconds of work; a fork of
a process that has done so takes hundredths of one. A fork shares nothing with its sisters: what a
chapter changes, no other chapter sees. No chapter's code and no data are read before the fork.

A kernel lives as long as the socket to the process that asked for it: however that process ends,
its kernel ends with it. The nursery in turn lives as long as the run that started it: workers may
hold its lifeline a little longer, and while it imports it looks at none, so the system tells it.

Run as ``python -m is248.edition.nursery FOLDER RUN LISTENER LIFELINE MODULE...``: the folder of the
run's own files, which is taken away at the end, the run, and the numbers of two inherited files.
"""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import gc
import importlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from is248.base import calls, observed
from is248.base.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LAUNCHER = "ipykernel_launcher"
KERNEL = ("ipykernel.kernelapp", "ipykernel.zmqshell")
"""What every kernel imports; not the drawing backend, which must find its kernel running."""

LONGEST_ORDER = 1 << 22
PATIENCE = 0.4
"""Seconds that kernels get to end with the processes that asked for them."""

TELL_OF_PARENT = 1
"""The request, in Linux, for a signal when the process that started this one ends."""

BETWEEN_LOOKS = 1.0
"""Seconds between looks for kernels that have ended."""


LONGEST_SOCKET = 100
"""Bytes in the name of a socket in the file system; systems allow 103 or 107."""

BELOW = "is248-12345678/is248-12345678/kernel-ipc-5"
"""A socket of a chapter's kernel below the folder that :func:`room` gives."""


def room(below: str = BELOW) -> str:
    """Where a run makes the folder of its own files: as usual, unless sockets do not fit there.

    Sockets in the file system are in folders that only the user can enter; ports are open to all
    users of the machine, and serve only where a system has no such sockets.

    Args:
        below: The longest path of a socket below it.

    Returns:
        A folder for temporary files.

    Raises:
        UserError: No folder for temporary files has a name that is short enough.
    """
    places = (tempfile.gettempdir(), os.environ.get("XDG_RUNTIME_DIR"), "/tmp", "/var/tmp")  # noqa: S108
    fitting = (place for place in places if place and _has_room(Path(place), below))
    if found := next(fitting, tempfile.gettempdir() if os.name != "posix" else None):
        return found
    raise UserError(
        "Mappen for midlertidige filer har for langt navn til at kjernene kan snakke sammen der. "
        "Sett TMPDIR til en mappe med kort navn."
    )


def _has_room(place: Path, below: str) -> bool:
    return fits_socket(place / below) and os.access(place, os.W_OK | os.X_OK)


def fits_socket(path: Path) -> bool:
    """Whether a path can name a socket."""
    return len(os.fsencode(path)) <= LONGEST_SOCKET


def can_fork() -> bool:
    """Whether forks of a process with large libraries are safe here.

    Apple's frameworks end a forked process that touches them, and Windows has no forks.
    """
    return hasattr(os, "fork") and sys.platform != "darwin"


@contextlib.contextmanager
def nursery(
    place: Path, modules: Iterable[str], environment: Mapping[str, str]
) -> Iterator[Path | None]:
    """A nursery at work.

    Args:
        place: A folder for its socket and for the files of runs.
        modules: What kernels will import.
        environment: The variables that count before the first import.

    Yields:
        The socket; None where processes cannot be forked.
    """
    path = place / "nursery"
    if not can_fork() or not fits_socket(path):
        yield None
        return
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(64)
        lifeline, ours = os.pipe()
        process = _started(place, [listener.fileno(), lifeline], modules, environment)
    os.close(lifeline)
    try:
        yield path
    finally:
        os.close(ours)
        process.wait()


def _started(
    place: Path, files: list[int], modules: Iterable[str], environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", __name__, str(place), *map(str, (os.getpid(), *files)), *modules],
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
        pass_fds=files,
        start_new_session=True,  # an interrupt at the terminal is for the run, which ends us
    )


def main() -> None:
    """Serve until the run that started us is over."""
    place, run, listener, lifeline, *modules = sys.argv[1:]
    kernels: set[int] = set()
    try:
        _end_with(int(run))
        _prepare(modules)
        with socket.socket(fileno=int(listener)) as waiting:
            _serve(waiting, int(lifeline), kernels)
    finally:
        _end_kernels(kernels)
        shutil.rmtree(place, ignore_errors=True)  # the run may have been killed


def _end_with(run: int) -> None:
    """End when the run does, by the way of all clean-up."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with contextlib.suppress(OSError, AttributeError):  # not Linux: the lifeline tells, later
        ctypes.CDLL(None).prctl(TELL_OF_PARENT, signal.SIGTERM)
    if os.getppid() != run:
        sys.exit()


def _prepare(modules: Iterable[str]) -> None:
    """Import what kernels will want."""
    _forget_current_folder()
    if (keep := os.environ.get(calls.KEEP_VARIABLE)) and not sys.dont_write_bytecode:
        calls.install(keep)
    with _as_in_a_kernel():
        _import(["pandas"])
    _import([*KERNEL, *modules])
    # of libraries, idle, and gone in a fork; Python tells of them from 3.12 on
    warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
    gc.freeze()  # a collection in a fork would copy every page


def _forget_current_folder() -> None:
    """As ipykernel's launcher: a file in the current folder must not hide a package."""
    if sys.path[0] == "" or Path(sys.path[0]) == Path.cwd():
        del sys.path[0]


@contextlib.contextmanager
def _as_in_a_kernel() -> Iterator[None]:
    """Pandas looks for a kernel when it is imported, and cuts wide tables shorter without one."""
    vars(builtins)["get_ipython"] = lambda: SimpleNamespace(kernel=None)
    try:
        yield
    finally:
        del vars(builtins)["get_ipython"]


def _import(modules: Iterable[str]) -> None:
    for name in modules:
        with contextlib.suppress(Exception):  # the chapter itself will say what is wrong with it
            importlib.import_module(name)


def _serve(listener: socket.socket, lifeline: int, kernels: set[int]) -> None:
    files = [listener.fileno(), lifeline]
    ready: list[int] = []
    while lifeline not in ready:
        ready, _, _ = select.select(files, [], [], BETWEEN_LOOKS)
        if listener.fileno() in ready:
            kernels.add(_forked(listener, lifeline))
        _reap(kernels)


def _forked(listener: socket.socket, lifeline: int) -> int:
    line, _ = listener.accept()
    with line:
        kernel = os.fork()
        if kernel == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            listener.close()
            os.close(lifeline)
            _become_kernel(line)
    return kernel


def _reap(kernels: set[int]) -> None:
    """Let go of kernels that have ended, so that their time counts as ours."""
    for kernel in list(kernels):
        if os.waitpid(kernel, os.WNOHANG)[0]:
            kernels.remove(kernel)


def _become_kernel(line: socket.socket) -> None:
    """Read what is wanted, say who we are, and be a kernel to the end."""
    try:
        with line.makefile("rb") as file:
            order = json.loads(file.readline(LONGEST_ORDER))
        _settle(order)
        threading.Thread(target=_die_with, args=(line,), daemon=True).start()
        line.sendall(b"%d\n" % os.getpid())
        from ipykernel import kernelapp

        kernelapp.launch_new_instance()
    finally:
        os._exit(1)


def _settle(order: Mapping[str, Any]) -> None:
    os.setsid()
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    os.chdir(order["folder"])
    observed.begin()
    sys.argv = [LAUNCHER, *order["arguments"]]


def _die_with(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.recv(1)
    os.killpg(0, signal.SIGKILL)  # with all that the chapter may have started


def _end_kernels(kernels: set[int]) -> None:
    """They end with the processes that asked for them, which end with the run; or now."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # we are on our way
    end = time.monotonic() + PATIENCE
    while kernels and time.monotonic() < end:
        time.sleep(BETWEEN_LOOKS / 50)
        _reap(kernels)
    for kernel in kernels:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(kernel, signal.SIGKILL)


class Forked:
    """A kernel from the nursery, with what jupyter_client asks of a process.

    Args:
        place: The nursery's socket.
        arguments: Arguments of the kernel.
        environment: All its environment variables.
        folder: Its working folder.

    Raises:
        OSError: The nursery is no more.
    """

    stdin = stdout = stderr = None

    def __init__(
        self, place: Path, arguments: list[str], environment: Mapping[str, str], folder: Path
    ) -> None:
        order = {"arguments": arguments, "environment": dict(environment), "folder": str(folder)}
        self._line = socket.socket(socket.AF_UNIX)
        try:
            self._line.connect(str(place))
            self._line.sendall(json.dumps(order).encode() + b"\n")
            with self._line.makefile("rb") as file:
                answer = file.readline()
            if not answer:
                raise ConnectionResetError
        except OSError:
            self._line.close()
            raise
        self.pid = int(answer)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """None while it lives."""
        if self.returncode is None:
            try:
                if self._line.recv(1, socket.MSG_DONTWAIT) == b"":
                    self._ended()
            except BlockingIOError:
                pass
            except OSError:
                self._ended()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        if self.poll() is None:
            select.select([self._line], [], [], timeout)
        if self.poll() is None:
            raise subprocess.TimeoutExpired(LAUNCHER, timeout or 0)
        return self.returncode or 0

    def _ended(self) -> None:
        self.returncode = 1
        self._line.close()

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


if __name__ == "__main__":
    main()
