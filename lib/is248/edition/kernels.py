"""Kernels for Papermill: forks of the nursery where there is one, else started afresh.

Where the system has sockets in the file system, kernels talk through them: two runs at once cannot
take each other's ports, and nobody else on the machine can connect.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from is248.edition.nursery import LAUNCHER, Forked, fits_socket

if TYPE_CHECKING:
    from jupyter_client.connect import KernelConnectionInfo


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
        if os.name == "posix" and fits_socket(self.scratch / "kernel-ipc-5"):
            self.transport = "ipc"
            self.connection_file = str(self.scratch / "kernel.json")
        self.provisioner = _Provisioner(
            kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
        )
        self.provisioner.nursery = self.nursery


def manager_class(scratch: Path, nursery: Path | None) -> type[KernelManager]:
    """The managers of one run: nbclient wants a class, and makes the manager itself."""
    return type("RunKernelManager", (KernelManager,), {"scratch": scratch, "nursery": nursery})
