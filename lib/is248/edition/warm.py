"""What the fork server does before it forks; without the variable, it does nothing.

No chapter's code and no data are read here but YAML texts, and there is one thread: a fork is as
fresh as a process that has been started, and has all that chapters import. What goes wrong with an
import or a text is left to the chapter, which will say so.
"""

from __future__ import annotations

import atexit
import builtins
import contextlib
import ctypes
import gc
import importlib
import os
import shutil
import signal
import sys
import time
from types import SimpleNamespace

from is248.base import calls

VARIABLE = "IS248_WARM"
"""Environment variable: the run's number, the folder of its own files, what to import, and files
to take apart."""

OVER = "over"
"""File in the folder of the run's own files that says that the run lives and wants us to end."""

TELL_OF_PARENT = 1
"""The request, in Linux, for a signal when the process that started this one ends."""

UNUSED = ("debugpy", "isoduration", "rfc3986_validator", "rfc3987_syntax")
"""What libraries import where it can be, for a debugger of cells and formats of JSON that nobody
asks for; a chapter can import it all the same."""

BETWEEN_COLLECTIONS = (50_000, 10, 10)
"""Objects, and rounds, between looks for garbage in forks, which live for seconds."""

PATIENCE = 0.5
"""Seconds that forks get to leave when the run has ended."""


def _prepare(run: int, place: str, modules: list[str]) -> None:
    gc.disable()  # what is imported stays, and to look at it again and again takes half a second
    os.setsid()  # an interrupt at the terminal is for the run, which ends us
    _end_with(run, place)
    if (keep := os.environ.get(calls.KEEP_VARIABLE)) and not sys.dont_write_bytecode:
        calls.install(keep)
    sys.modules.update(dict.fromkeys(UNUSED))  # type: ignore[arg-type]  # so Python is told
    if "pandas" in modules:  # it looks for a kernel, and cuts wide tables shorter without one
        vars(builtins)["get_ipython"] = lambda: SimpleNamespace(kernel=None)
        _import("pandas")
        del vars(builtins)["get_ipython"]
    for name in modules:
        _read(name) if os.path.isabs(name) else _import(name)  # noqa: PTH117
    for name in UNUSED:
        sys.modules.pop(name, None)
    gc.freeze()  # a collection in a fork would copy every page
    gc.enable()
    gc.set_threshold(*BETWEEN_COLLECTIONS)


def _import(name: str) -> None:
    with contextlib.suppress(Exception):
        importlib.import_module(name)


def _read(file: str) -> None:
    """Take a YAML file apart; who has the same text then knows what it holds."""
    from is248.base.yaml_files import read_yaml

    with contextlib.suppress(Exception), open(file, "rb") as stream:  # noqa: PTH123
        read_yaml(stream.read().decode())


def _end_with(run: int, place: str) -> None:
    """End when the run does, and take its folder away, which it may have had no time for."""
    ours = os.getpid()

    def end(*_: object) -> None:
        until = time.monotonic() + PATIENCE
        while os.getpid() == ours and os.path.exists(place) and time.monotonic() < until:  # noqa: PTH110
            shutil.rmtree(place, ignore_errors=True)
            time.sleep(PATIENCE / 50)
        os._exit(1)

    def leave() -> None:
        # the system tells of a dead parent a little later than its files are closed: do not ask it
        if not os.path.exists(os.path.join(place, OVER)):  # noqa: PTH110, PTH118
            end()
        os._exit(0)  # to take all modules down again would take as long as a fork

    atexit.register(leave)
    signal.signal(signal.SIGTERM, end)
    with contextlib.suppress(OSError, AttributeError):  # not Linux: its end of a pipe tells, later
        ctypes.CDLL(None).prctl(TELL_OF_PARENT, signal.SIGTERM)
    if os.getppid() != run:
        end()


if told := os.environ.pop(VARIABLE, None):
    _run, _place, *_modules = told.split("\n")
    _prepare(int(_run), _place, _modules)

PATH = [*sys.path]
"""Where modules are looked for: not where the run looks, which may have its own folder first."""
