"""Processes for chapters: forked from one that has imported the libraries, or started afresh.

The fork server is multiprocessing's own. A process of the run's ends with the run, and all that it
has started with it, however the run ends.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass
from multiprocessing import forkserver
from typing import TYPE_CHECKING, Any, NoReturn

from is248.base.calls import KEEP_VARIABLE
from is248.edition.kernels import first_variables, own_folder, variables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import BaseContext
    from multiprocessing.process import BaseProcess
    from pathlib import Path

EXPORTS = ("is248.edition.chapter_files", "is248.edition.edition_files")
"""What is needed to export chapters that are not run, and a year of them."""

LEAN = (
    "pandas",
    "is248.chapter.context",
    "is248.show.plots",
    "is248.show.svg_renderer",
    *EXPORTS,
    "pypdfium2",
    "is248.edition.warm_engine",
    "papermill",
    "pyarrow.dataset",
    "pyarrow.pandas_compat",
    "ipykernel.debugger",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.extensions.storemagic",
    "traitlets.config.argcomplete_config",
    "tornado.platform.asyncio",
    "pygments.styles.default",
    "pandas.io.formats.html",
    "sqlite3",
    "is248.edition.readied",
)
"""What all chapters import in the end, and what runs them; not the drawing backend, which must find
its kernel running."""

WARM = (*LEAN, "scipy.optimize", "scipy.stats", "sklearn.utils.validation")
"""With what most chapters import, and a single one perhaps not. All rest on what is imported here:
packages that few want are left to those."""

ONE_THREAD = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
"""Keeps Arrow's allocator from starting a thread at import, which no fork would have."""

SAFE_PATH = {"PYTHONSAFEPATH": "1"}
"""Keeps a file in the current folder from hiding a package."""

PATIENCE = 10.0
"""Seconds that a process gets to end its kernel before it is ended itself."""


def can_fork() -> bool:
    """Whether forks of a process with large libraries are safe here.

    Apple's frameworks end a forked process that touches them, and Windows has no forks.
    """
    return hasattr(os, "fork") and sys.platform != "darwin"


@contextlib.contextmanager
def fork_server(
    modules: Sequence[str] = WARM, keep: Path | None = None, texts: Iterable[Path] = ()
) -> Iterator[BaseContext | None]:
    """A fork server at work.

    Args:
        modules: What it imports.
        keep: Folder for the compiled code that tells what it calls; None for code that does not.
        texts: YAML files that many chapters read: they are taken apart once. Who reads them reads
            the file all the same, and takes what was found in the same text.

    Yields:
        The context of its processes; None where processes cannot be forked.
    """
    if not can_fork():
        yield None
        return
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["is248.edition.warm"])
    place = own_folder()
    told = "\n".join([str(os.getpid()), str(place), *modules, *map(str, texts)])
    kept = {KEEP_VARIABLE: str(keep) if keep else None}
    first = {**first_variables(), **ONE_THREAD, **SAFE_PATH, **kept}
    first["IS248_WARM"] = told
    server: Any = forkserver._forkserver  # its end has no other name
    _stop(server, place)
    with variables(first):
        forkserver.ensure_running()
    try:
        yield context
    finally:
        _stop(server, place)


def _stop(server: Any, place: Path) -> None:  # noqa: ANN401 - multiprocessing has no name for it
    """Stop the server, and let it know that we did: not that we have died."""
    from is248.edition.warm import OVER

    over = place / OVER
    over.touch()
    server._stop()
    over.unlink()


class Died(Exception):  # noqa: N818 - no fault of ours
    """A process ended before it had told what it was to tell."""


@dataclass
class Worker:
    """The run's side of a process."""

    process: BaseProcess
    line: Connection
    forked: bool
    task: Any = None
    since: float = 0.0

    @classmethod
    def started(cls, context: BaseContext, make: Callable[..., Any], bench: Any) -> Worker:  # noqa: ANN401
        """Start a process: for one task in a fork, for any number where it is started afresh.

        Args:
            context: How it is started.
            make: Given the bench, a task and a function that tells, gives what is wanted.
            bench: What from.

        Raises:
            Died: There is no fork server any more.
        """
        ours, theirs = context.Pipe()
        forked = context.get_start_method() != "spawn"
        arguments = (make, theirs, dict(os.environ) if forked else None)
        process = context.Process(target=_work, args=arguments, daemon=True)  # type: ignore[attr-defined]
        try:
            process.start()
        except (OSError, EOFError) as error:
            raise Died from error
        theirs.close()
        # not an argument: what does not fit into a pipe would be written for ever to a dead process
        with contextlib.suppress(OSError):
            ours.send(bench)
        return cls(process, ours, forked)

    def begin(self, task: Any) -> None:  # noqa: ANN401 - of any kind
        """Give it a task; if it is dead, that will be heard."""
        self.task, self.since = task, time.perf_counter()
        with contextlib.suppress(OSError):
            self.line.send(task)

    def heard(self) -> Any:  # noqa: ANN401 - of any kind
        """What it tells.

        Raises:
            Died: It has ended.
            Exception: What it could not make anything of.
        """
        try:
            message = self.line.recv()
        except (EOFError, OSError) as error:
            self.process.join()
            raise Died from error
        if isinstance(message, Exception):
            raise message
        return message

    def dismiss(self, *, at_once: bool) -> None:
        """Ask it to end."""
        with contextlib.suppress(OSError):
            self.line.send(None)
        if at_once:
            self.process.terminate()

    def gone(self) -> None:
        """See to it that it has ended, a fork with all that its chapter has left behind."""
        if self.forked and self.process.pid:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:  # it has no group of its own yet, or has ended
                self.process.kill()
        self.process.join(PATIENCE)
        self.process.kill()
        self.process.join()
        self.line.close()


def in_fork(forks: BaseContext, function: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401
    """What a function gives that is called in a fork.

    Args:
        forks: The fork server's context.
        function: The function.
        *arguments: Its arguments.

    Raises:
        Died: The fork ended before.
    """
    return in_forks(forks, [function], *arguments)[0]


def in_forks(
    forks: BaseContext, functions: Sequence[Callable[..., Any]], *arguments: Any
) -> list[Any]:
    """What functions give that are called each in a fork of its own, all at once.

    Args:
        forks: The fork server's context.
        functions: The functions.
        *arguments: The arguments of each.

    Raises:
        Died: A fork ended before.
    """
    workers: list[Worker] = []
    try:
        for function in functions:
            workers.append(Worker.started(forks, _call, function))
            workers[-1].begin(arguments)
        return [worker.heard() for worker in workers]
    finally:
        for worker in workers:
            worker.gone()


def apart(function: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401
    """What a function gives that is called in a fork of this process, or here if there can be none.

    The memory that it takes is given back when it is done.

    Args:
        function: The function.
        *arguments: Its arguments.
    """
    with beside(function, *arguments) as made:
        return made()


@contextlib.contextmanager
def beside(function: Callable[..., Any], *arguments: Any) -> Iterator[Callable[[], Any]]:
    """The same while something else is done here.

    Args:
        function: The function.
        *arguments: Its arguments.

    Yields:
        What waits for it, and gives what it gives.
    """
    worker: Worker | None = None
    with contextlib.suppress(Died):
        if can_fork():
            worker = Worker.started(multiprocessing.get_context("fork"), _call, function)
            worker.begin(arguments)

    def made() -> Any:  # noqa: ANN401 - of any kind
        with contextlib.suppress(Died):
            if worker:
                return worker.heard()
        return function(*arguments)

    try:
        yield made
    finally:
        if worker:
            worker.gone()


def _call(function: Callable[..., Any], arguments: Sequence[Any], _: object) -> Any:  # noqa: ANN401
    return function(*arguments)


def _work(make: Callable[..., Any], line: Connection, settings: Mapping[str, str] | None) -> None:
    """What a worker does all its life; a fork has variables given to it."""
    keep_apart(gently=settings is None)
    if settings is not None:
        settle(settings)
    with contextlib.suppress(EOFError, OSError):  # the run is over
        bench = line.recv()
        while (task := line.recv()) is not None:
            try:
                line.send(make(bench, task, line.send))
            except Exception as error:  # noqa: BLE001 - the run decides what to make of it
                line.send(error)


def settle(variables: Mapping[str, str]) -> None:
    """Make a fork a process of its own.

    Args:
        variables: All its environment variables.
    """
    from is248.edition.warm import PATH

    os.environ.clear()
    os.environ.update(variables)
    time.tzset()
    sys.path[:], sys.argv = PATH, ["ipykernel_launcher"]
    multiprocessing.current_process().daemon = False  # a cell may start processes of its own
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()  # else all forks would draw the same


def keep_apart(*, gently: bool = True) -> None:
    """An interrupt at the terminal is for the run, which ends us; and we end with it.

    Args:
        gently: Whether there is something to clean up; else all that we have started ends at once.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave if gently else signal.SIG_DFL)
    if hasattr(os, "setsid"):
        os.setsid()
    threading.Thread(target=_follow_parent, args=(gently,), daemon=True).start()


def _leave(*_: object) -> NoReturn:
    """Leave by the way of all clean-up: the kernel and its folder go, and nothing is said of it."""
    logging.disable()
    sys.exit(128 + signal.SIGTERM)


def _follow_parent(gently: bool) -> None:
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()
    if not gently:
        os.killpg(0, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)
