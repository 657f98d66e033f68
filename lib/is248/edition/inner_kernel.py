"""IPython's kernel in this process, without sockets and without threads.

It is ipykernel's own application, kernel and shell: what a cell shows, and how, is theirs. Only the
ways in and out are ours. A request is a coroutine in the caller's event loop, as it is in the
kernel's own; what the kernel sends is put in a queue at once, by whoever sends it. As nothing is
left to a thread, the process may be forked between any two cells (:meth:`InnerKernel.forked`).

What C code and other processes write to the files 1 and 2 is caught in a file without a name, and
joins what Python writes in the order in which it was written.

A process has one kernel in its life: IPython takes over its display hook, its streams and more.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
import threading
import time
from collections import deque
from contextvars import copy_context
from queue import Empty
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import zmq
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from traitlets import Any as AnyTrait

from is248.edition.normalise import nbformat

if TYPE_CHECKING:
    from collections.abc import Iterator

ARGUMENTS = ["--IPKernelApp.log_level=50", "--HistoryManager.hist_file=:memory:"]
"""As nbclient starts a kernel, and its own log off the screen."""

MOST_UNSENT = 1 << 20
"""Characters of a stream that wait for the next display or the end of the cell."""

STANDARD_FILES = {"stdout": 1, "stderr": 2}
BETWEEN_LOOKS = 0.01


class _Way:
    """A way of the kernel out, with what ipykernel asks of a socket."""

    def __init__(self, session: Any) -> None:  # noqa: ANN401 - Jupyter has no types
        self._session = session
        self.waiting: deque[dict[str, Any]] = deque()
        self.held: deque[dict[str, Any]] | None = None

    def send_multipart(self, parts: list[bytes], *_: object, **__: object) -> None:
        """Take a message."""
        _, frames = self._session.feed_identities([*map(bytes, parts)])
        queue = self.waiting if self.held is None else self.held
        queue.append(self._session.deserialize(frames))

    def flush(self, *_: object) -> None:
        """All is sent at once."""

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """The next message, as nbclient asks for it."""
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while not self.waiting:
            if time.monotonic() >= end or (timeout is not None and self.held is not None):
                raise Empty
            await asyncio.sleep(BETWEEN_LOOKS)
        return self.waiting.popleft()

    def hold(self) -> None:
        """Keep what comes from now on back."""
        self.held = deque()

    def release(self) -> None:
        """Let what was kept back go."""
        self.waiting += self.held or ()
        self.held = None


class _AtOnce(IOPubThread):  # type: ignore[misc]
    """Sends in the thread that writes: this one is never started, and no event wakes it."""

    def _setup_event_pipe(self) -> None:
        pass


class Stream(OutStream):  # type: ignore[misc]
    """Standard output or error of the cells, with what is written below Python."""

    def __init__(self, session: Any, pub_thread: IOPubThread, name: str, **settings: Any) -> None:  # noqa: ANN401
        super().__init__(session, pub_thread, name, **{**settings, "watchfd": False})
        self._unsent = 0
        self._original_stdstream_copy = os.dup(STANDARD_FILES[name])
        self.catch()

    def catch(self) -> None:
        """Catch what is written to the file from now on."""
        with tempfile.TemporaryFile() as file:
            os.dup2(file.fileno(), STANDARD_FILES[self.name])
        self._read = 0

    def let_go(self) -> None:
        """Give the file back."""
        os.dup2(self._original_stdstream_copy, STANDARD_FILES[self.name])

    def write(self, string: str) -> int | None:
        """Write; a process that a cell has forked has only the file in common with us."""
        if not self._is_master_process():
            return os.write(STANDARD_FILES[self.name], string.encode())
        self._take_caught()
        return self._add(string)

    def _take_caught(self) -> None:
        file = STANDARD_FILES[self.name]
        with self._buffer_lock:
            size = os.fstat(file).st_size
            while self._read < size:
                data = os.pread(file, min(size - self._read, MOST_UNSENT), self._read)
                self._read += len(data)
                self._add(data.decode(errors="replace"))

    def _add(self, string: str) -> int | None:
        count: int | None = super().write(string)
        self._unsent += len(string)
        if self._unsent > MOST_UNSENT:
            self._send()
        return count

    def _schedule_flush(self) -> None:
        """What is written is sent before the next display and at the end of the cell."""

    def _flush(self) -> None:
        self._take_caught()
        self._send()

    def _send(self) -> None:
        self._unsent = 0
        super()._flush()


class _Kernel(IPythonKernel):  # type: ignore[misc]
    shell_stream = AnyTrait()
    _supports_kernel_subshells = False

    def _abort_queues(self, *_: object) -> None:
        """Nobody asks for a cell before the one before it has ended."""


class _App(IPKernelApp):  # type: ignore[misc]
    """A kernel's application with neither files nor sockets for others to find it by."""

    def _nothing(self, *_: object) -> None:
        pass

    init_connection_file = init_poller = init_heartbeat = _nothing
    write_connection_file = log_connection_info = init_signal = _nothing

    def init_sockets(self) -> None:
        self.configure_tornado_logger()
        self.shell_way, self.display_way = _Way(self.session), _Way(self.session)
        self.iopub_thread = _AtOnce(self.display_way)
        self.iopub_socket = self.iopub_thread.background_socket

    def init_kernel(self) -> None:
        self.kernel = _Kernel.instance(
            parent=self,
            session=self.session,
            shell_stream=self.shell_way,
            shell_channel_thread=SimpleNamespace(parent_thread=threading.main_thread()),
            iopub_thread=self.iopub_thread,
            iopub_socket=self.iopub_socket,
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count


class InnerKernel:
    """A kernel in this process: what nbclient asks of a kernel's manager and of its client.

    It has the main thread's signals while a cell runs, as a kernel has.

    Args:
        timeout: Seconds after which a cell is interrupted; None for never.
    """

    allow_stdin = False
    has_kernel = True

    def __init__(self, timeout: float | None = None) -> None:
        self._timeout = timeout
        self._app = _App.instance(outstream_class=f"{__name__}.Stream", capture_fd_output=True)
        self._app.initialize([*ARGUMENTS])
        self._kernel = self._app.kernel
        self._kernel.shell.exit_now = False
        self.shell_channel: _Way = self._app.shell_way
        self.iopub_channel: _Way = self._app.display_way
        self._session = self._app.session
        self._context = copy_context()
        self._notebook: Any = None

    # ---- cells without Papermill ----------------------------------------------------------------

    def run_cell(self, source: str) -> nbformat.NotebookNode:
        """Run a cell after those that were run before.

        Args:
            source: The cell.

        Returns:
            The cell with its count and its outputs, the last of them an error if it failed.
        """
        if self._notebook is None:
            empty = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
            self._notebook = NotebookClient(empty, km=cast("Any", self), allow_errors=True)
            self._notebook.kc = self
        cells = self._notebook.nb.cells
        cells.append(nbformat.v4.new_code_cell(source))  # type: ignore[no-untyped-call]
        return cast("nbformat.NotebookNode", self._notebook.execute_cell(cells[-1], len(cells) - 1))

    def forked(self) -> None:
        """See to it that a fork of the process shares nothing with the one that it comes from.

        To be called in the fork, before any cell.
        """
        from jupyter_core.utils import _loop

        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        _loop.set(loop)
        self._session.pid = os.getpid()
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, Stream):
                stream._master_pid = os.getpid()  # ipykernel's own idea of a fork
                stream.catch()

    def close(self) -> None:
        """Give the process its streams back."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, Stream):
                stream.flush()
                stream.let_go()
        self._app.reset_io()

    # ---- what nbclient asks of a client ---------------------------------------------------------

    async def execute(self, code: str, **content: Any) -> str:
        """Run a cell to its end; what it sends waits to be read."""
        if not self.is_alive():  # after exit()
            raise DeadKernelError("Kernel died")
        loop = asyncio.get_running_loop()
        self._kernel.io_loop = SimpleNamespace(
            add_callback=loop.call_soon_threadsafe, call_later=lambda *_: None
        )
        message = self._session.msg(
            "execute_request",
            {
                "code": code,
                "silent": False,
                "user_expressions": {},
                "allow_stdin": False,
                **content,
            },
        )
        parts = [*map(zmq.Message, self._session.serialize(message))]
        with self._interrupted_late():
            await loop.create_task(self._kernel.dispatch_shell(parts), context=self._context)
        return str(message["header"]["msg_id"])

    @contextlib.contextmanager
    def _interrupted_late(self) -> Iterator[None]:
        """Interrupt the cell in time; nbclient decides whether what comes then is to be seen."""
        if not self._timeout:
            yield
            return

        def late(*_: object) -> None:
            for way in (self.shell_channel, self.iopub_channel):
                if way.held is None:
                    way.hold()
            os.kill(os.getpid(), signal.SIGINT)

        before = signal.signal(signal.SIGALRM, late)
        signal.setitimer(signal.ITIMER_REAL, self._timeout, 1)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def kernel_info(self) -> str:
        """Ask for what the kernel is; the answer waits already."""
        message = self._session.msg("kernel_info_request")
        self._session.send(
            self.shell_channel, "kernel_info_reply", self._kernel.kernel_info, parent=message
        )
        return str(message["header"]["msg_id"])

    def is_alive(self) -> bool:
        """Whether no cell has asked the kernel to leave."""
        return not self._kernel.shell.exit_now

    # ---- what nbclient asks of a manager --------------------------------------------------------

    def client(self) -> InnerKernel:
        """Itself."""
        return self

    def start_channels(self) -> None:
        """They are there."""

    def wait_for_ready(self, **_: object) -> None:
        """It is."""

    def interrupt_kernel(self) -> None:
        """Let an interrupt that nbclient wants be seen."""
        self.shell_channel.release()
        self.iopub_channel.release()
