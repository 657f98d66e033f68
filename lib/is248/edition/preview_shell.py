"""A chapter's cells run in this process, and what each shows, as a kernel would tell it.

The shell is ipykernel's own, nbclient's own code makes outputs of its messages; only the sockets
between them are left out, and with them the threads that would keep this process from forking.
"""

from __future__ import annotations

import io
import sys
import types
from typing import TYPE_CHECKING, Any

import nbformat
from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.session import Session
from nbclient import NotebookClient
from traitlets.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable

    Tell = Callable[[dict[str, Any]], None]


class CellShell:
    """Runs cells one after another; each sees what those before it left."""

    def __init__(self) -> None:
        self._client = NotebookClient(nbformat.v4.new_notebook())  # type: ignore[no-untyped-call]
        self._client.reset_execution_trackers()
        self._cells: list[Any] = self._client.nb.cells
        session = _Session(self._heard)
        config = Config({"HistoryManager": {"enabled": False}})
        shell: Any = ZMQInteractiveShell.instance(config=config, kernel=types.SimpleNamespace())
        for part in (shell.displayhook, shell.display_pub):
            part.session, part.pub_socket = session, None
        self._shell = shell
        sys.stdout = _Stream("stdout", session)
        sys.stderr = _Stream("stderr", session)

    def run(self, source: str) -> tuple[int, list[dict[str, Any]], bool]:
        """Run a cell.

        Args:
            source: Its code.

        Returns:
            Its count, what it showed, and whether it went well.
        """
        self._cells.append(nbformat.v4.new_code_cell(source))  # type: ignore[no-untyped-call]
        self._client.clear_before_next_output = False
        count: int = self._shell.execution_count
        result = self._shell.run_cell(source, store_history=True)
        sys.stdout.flush()
        sys.stderr.flush()
        return count, list(self._cells[-1].outputs), bool(result.success)

    def forked(self) -> None:
        """Nothing is shared."""

    def _heard(self, message: dict[str, Any]) -> None:
        self._client.process_message(message, self._cells[-1], len(self._cells) - 1)


class _Session(Session):
    """Hands over each message where a kernel would send it."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    def send(
        self, stream: Any, msg_or_type: Any, content: Any = None, *_: Any, **__: Any  # noqa: ANN401
    ) -> dict[str, Any]:
        """Tell the message."""
        known = isinstance(msg_or_type, dict)
        message: dict[str, Any] = msg_or_type if known else self.msg(msg_or_type, content)
        self._tell(message)
        return message


class _Stream(io.TextIOBase):
    """What cells print: told in one piece, before what is shown next."""

    def __init__(self, name: str, session: _Session) -> None:
        super().__init__()
        self._name, self._session = name, session
        self._waiting: list[str] = []

    def writable(self) -> bool:
        """It can be written to."""
        return True

    def write(self, text: str) -> int:
        """Keep a text until it is told."""
        self._waiting.append(text)
        return len(text)

    def flush(self) -> None:
        """Tell what is waiting."""
        if text := "".join(self._waiting):
            self._waiting.clear()
            self._session.send(None, "stream", {"name": self._name, "text": text})
