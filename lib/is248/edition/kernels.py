"""The surroundings of a run, and ordinary kernels: nothing of the user's own may colour a result.

Where the system has sockets in the file system, kernels talk through them, in a folder that only
the user can enter: two runs at once cannot take each other's ports, and nobody else can connect.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import tempfile
from multiprocessing.util import get_temp_dir
from pathlib import Path
from typing import TYPE_CHECKING, Any

from is248.base.errors import UserError
from is248.base.observed import VARIABLE as OBSERVED_VARIABLE
from is248.base.paths import RESULTS_VARIABLE, ROOT_VARIABLE, UNDRAWN_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jupyter_client.manager import AsyncKernelManager

    from is248.base.paths import Project

SEEN = "seen"
"""File of a run's own in which it tells what it reads and calls."""

FIXED_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "OMP_NUM_THREADS": "1",  # sums in another order give other last digits
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}

LONGEST_SOCKET = 100
"""Bytes in the name of a socket in the file system; systems allow 103 or 107."""

BELOW = "pymp-12345678/is248-12345678/kernel-ipc-5"
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
    fits = len(os.fsencode(place / below)) <= LONGEST_SOCKET
    return fits and os.access(place, os.W_OK | os.X_OK)


def own_folder() -> Path:
    """The folder for what this run and the processes that it starts need; gone when it ends.

    It is multiprocessing's own, which has its sockets in it and tells its processes of it.
    """
    before, tempfile.tempdir = tempfile.tempdir, room()
    try:
        return Path(get_temp_dir())
    finally:
        tempfile.tempdir = before


def first_variables() -> dict[str, str]:
    """The variables that count before the first import."""
    return {**FIXED_ENVIRONMENT, "MATPLOTLIBRC": _stock_matplotlibrc()}


def _stock_matplotlibrc() -> str:
    spec = importlib.util.find_spec("matplotlib")
    assert spec is not None
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "mpl-data" / "matplotlibrc")


def environment(
    project: Project,
    scratch: Path,
    results: Path | None,
    *,
    observed: bool = False,
    drawn: bool = True,
) -> contextlib.AbstractContextManager[None]:
    """The variables of a run, and afterwards those that were.

    Args:
        project: The project.
        scratch: A folder for the run's own files.
        results: The results of the other chapters, for one that is built from them.
        observed: Whether the run tells what it reads and calls, in :data:`SEEN` of that folder.
        drawn: Whether figures are drawn; not where only numbers are wanted.
    """
    wanted = {
        **first_variables(),
        ROOT_VARIABLE: str(project.root),
        RESULTS_VARIABLE: str(results) if results else None,
        UNDRAWN_VARIABLE: None if drawn else "1",
        "IPYTHONDIR": str(scratch / "ipython"),
        OBSERVED_VARIABLE: str(scratch / SEEN) if observed else None,
    }
    return variables(wanted)


@contextlib.contextmanager
def variables(wanted: Mapping[str, str | None]) -> Iterator[None]:
    """Some environment variables, and afterwards those that were.

    Args:
        wanted: Name → value; None for a variable that is not to be there.
    """
    before = {key: os.environ.get(key) for key in wanted}
    _set(wanted)
    try:
        yield
    finally:
        _set(before)


def _set(wanted: Mapping[str, str | None]) -> None:
    for key, value in wanted.items():
        if value is None:
            os.environ.pop(key, None)
        else:
            os.environ[key] = value


def manager_class(scratch: Path) -> type[AsyncKernelManager]:
    """The managers of one run: nbclient wants a class, and makes the manager itself.

    Args:
        scratch: A folder for the run's own files.
    """
    from jupyter_client.manager import AsyncKernelManager

    class Manager(AsyncKernelManager):
        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            if os.name == "posix":
                self.transport = "ipc"
                self.connection_file = str(scratch / "kernel.json")

    return Manager
