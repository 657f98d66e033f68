"""Kernels and their environment: nothing of the user's own set-up may colour a result.

Where the system has sockets in the file system, kernels talk through them, in a folder that only
the user can enter: two runs at once cannot take each other's ports, and nobody else can connect.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from is248.base.observed import VARIABLE as OBSERVED_VARIABLE
from is248.base.paths import RESULTS_VARIABLE, ROOT_VARIABLE, UNDRAWN_VARIABLE
from is248.edition.nursery import LAUNCHER, Forked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jupyter_client.connect import KernelConnectionInfo

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


def first_variables() -> dict[str, str]:
    """The variables that count before the first import."""
    return {**FIXED_ENVIRONMENT, "MATPLOTLIBRC": _stock_matplotlibrc()}


def _stock_matplotlibrc() -> str:
    spec = importlib.util.find_spec("matplotlib")
    assert spec is not None
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "mpl-data" / "matplotlibrc")


@contextlib.contextmanager
def environment(
    project: Project,
    scratch: Path,
    results: Path | None,
    *,
    observed: bool = False,
    drawn: bool = True,
) -> Iterator[None]:
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
    before = {key: os.environ.get(key) for key in wanted}
    _set(wanted)
    try:
        yield
    finally:
        _set(before)


def _set(variables: Mapping[str, str | None]) -> None:
    for key, value in variables.items():
        if value is None:
            os.environ.pop(key, None)
        else:
            os.environ[key] = value


class _Provisioner(LocalProvisioner):
    """Gets its kernel from the nursery."""

    nursery: Path | None = None

    async def launch_kernel(
        self,
        cmd: list[str],
        **kwargs: Any,
    ) -> KernelConnectionInfo:
        """Fork a kernel; start one as usual when that cannot be done."""
        process = self._forked(cmd, kwargs)
        if process is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = process  # type: ignore[assignment]
        self.pid = self.pgid = process.pid
        self.cwd = kwargs.get("cwd", Path.cwd())
        return self.connection_info

    def _forked(self, cmd: list[str], kwargs: dict[str, Any]) -> Forked | None:
        if self.nursery is None or LAUNCHER not in cmd:
            return None
        arguments = cmd[cmd.index(LAUNCHER) + 1 :]
        try:
            return Forked(self.nursery, arguments, kwargs["env"], kwargs.get("cwd", Path.cwd()))
        except OSError:
            return None


class KernelManager(AsyncKernelManager):
    """Manages the kernel of one run.

    Attributes:
        scratch: A folder for the run's own files.
        nursery: The nursery's socket; None to start a kernel afresh.
    """

    scratch: Path
    nursery: Path | None = None

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        if os.name == "posix":
            self.transport = "ipc"
            self.connection_file = str(self.scratch / "kernel.json")
        self.provisioner = _Provisioner(
            kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
        )
        self.provisioner.nursery = self.nursery


def manager_class(scratch: Path, nursery: Path | None) -> type[KernelManager]:
    """The managers of one run: nbclient wants a class, and makes the manager itself."""
    return type("RunKernelManager", (KernelManager,), {"scratch": scratch, "nursery": nursery})
