"""Work as a function from bytes to bytes: what is submitted to any executor, here or far away.

The job says what is made; the pack holds all that it is made from, notebooks, params, data and
prepared answers, and what was installed where it was made. Both are known by their sums. A worker
needs is248 and nothing else: no folder is shared. It unpacks a pack once and keeps one fork server;
both are gone when the process is, however it ends.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import io
import json
import multiprocessing
import platform
import sys
import threading
import zipfile
from functools import lru_cache, partial
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING, Any

from is248.base import shared_values
from is248.base.errors import UserError
from is248.base.files import files_below, sha256
from is248.base.paths import Project
from is248.edition.file_parts import DIVIDED
from is248.edition.forks import Died, Worker, fork_server
from is248.edition.installed import installed
from is248.edition.kernels import own_folder
from is248.edition.manifest import PACKAGE
from is248.edition.run_store import COMPILED
from is248.survey.places import PREPARED_FILES, all_prepared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from multiprocessing.context import BaseContext
    from pathlib import Path

    from is248.base.shared_values import Values

SETUP = "setup.json"
CODE = "lib/is248/"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a pack: the same files give the same bytes."""

SHOWN = 3
"""Packages that a message names."""

CELLS = "is248-cells"
"""Where a worker of a cluster tells which cell of which job begins."""

MAKERS = {"variant": "grid_job", "chapter": "far_chapters", "sheets": "far_sheets"}
"""What a job can ask for → the module whose ``make_there`` makes it."""

TELLING = frozenset({"chapter"})
"""Jobs whose maker must know which code was called."""

SHARES = "shares"
"""What a job says whose runs may take each other's values (:mod:`is248.base.shared_values`)."""

MOST_KNOWN = 4_000
"""Values of other runs that a process keeps, some 2 MB; the oldest go."""


# ---- where work is given out --------------------------------------------------------------------


def pack_of(project: Project, names: Iterable[str]) -> bytes:
    """Files of a project, its prepared answers and what is installed here, as one archive.

    Args:
        project: The project, its answers prepared.
        names: The files, below its root; those of is248 itself are left out.
    """
    named = {name: project.root / name for name in names if not name.startswith(CODE)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(SETUP, EPOCH), json.dumps(setup_here()))
        for name, path in sorted((named | _prepared(project)).items()):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _prepared(project: Project) -> dict[str, Path]:
    folder = all_prepared(project)
    files = [
        *folder.glob("*.inputs.json"),
        *(p for n in PREPARED_FILES for p in folder.glob(f"*/{n}")),
    ]
    return {project.relative(path): path for path in files}


def job_of(make: str, pack: bytes, **told: Any) -> bytes:
    """The description of a job; the same job of the same pack has the same.

    Args:
        make: What is made, one of :data:`MAKERS`.
        pack: What from.
        told: What its maker must know, as JSON.
    """
    return json.dumps({"make": make, "pack": digest(pack), **told}, sort_keys=True).encode()


def digest(data: bytes) -> str:
    """What a job or a pack is known by."""
    return hashlib.sha256(data).hexdigest()


@lru_cache(maxsize=1)
def setup_here() -> dict[str, str]:
    """What must be the same wherever work is done: Python, system, the code, all packages."""
    code = hashlib.sha256()
    for path in files_below(PACKAGE):
        if path.suffix != ".pyc":
            code.update(f"{path.relative_to(PACKAGE).as_posix()} {sha256(path)}\n".encode())
    system = f"{platform.system()} {platform.machine()}"
    own = {"Python": platform.python_version(), "system": system, "is248": code.hexdigest()[:12]}
    return own | installed()


def unlike(expected: Mapping[str, str], found: Mapping[str, str]) -> str:
    """What differs between two machines, in words; empty when nothing does."""
    names = [name for name in {**expected, **found} if expected.get(name) != found.get(name)]
    told = [
        f"{name}: ventet {expected.get(name, 'ingen')}, fant {found.get(name, 'ingen')}"
        for name in names[:SHOWN]
    ]
    more = [f"og {len(names) - SHOWN} til"] if len(names) > SHOWN else []
    return "; ".join([*told, *more])


# ---- where it is done ---------------------------------------------------------------------------


def run_job(job: bytes, pack: bytes) -> bytes:
    """Do a job.

    Args:
        job: What is made; see :func:`job_of`.
        pack: What from; see :func:`pack_of`.

    Returns:
        What its maker gives.

    Raises:
        UserError: It could not be made, whatever the reason: the message goes back over the wire.
    """
    with _ONE_AT_A_TIME:  # a run sets variables and the folder of its process
        try:
            told = json.loads(job)
            module = importlib.import_module(f"is248.edition.{MAKERS[told['make']]}")
            made: bytes = _workplace().made(module.make_there, told, pack, digest(job))
        except UserError:
            raise
        except Exception as error:
            raise UserError(f"{type(error).__name__}: {error}") from error
        return made


_ONE_AT_A_TIME = threading.Lock()


class _Workplace:
    """What a process that does jobs has all its life."""

    def __init__(self) -> None:
        process: Any = multiprocessing.current_process()
        with contextlib.suppress(AssertionError):  # workers of dask are daemons: without children
            process.daemon = False
        # a folder of its own, also where its parent has one: our fork server takes it along
        process._config.pop("tempdir", None)
        self._left = contextlib.ExitStack()
        self.place = own_folder()
        self._forks: BaseContext | None = None
        self._telling = False
        self._known: Values = {}
        Finalize(None, self._close, exitpriority=10)

    def _close(self) -> None:
        with contextlib.suppress(OSError):
            self._left.close()
        # the fork server ends with the thread that started it, and takes the folder along
        self.place.mkdir(exist_ok=True)

    def made(
        self, make: Callable[..., Any], told: Mapping[str, Any], pack: bytes, name: str
    ) -> Any:  # noqa: ANN401 - bytes, of any maker
        """What a job asks for, made in a fork of its own; in this process if that dies."""
        project = self._project(told["pack"], pack)
        with contextlib.suppress(Died):
            if forks := self._server(project, telling=told["make"] in TELLING):
                known = self._known if told.get(SHARES) else None
                worker = Worker.started(forks, partial(sharing, make), (project, known))
                return self._heard(worker, told, name)
        return make((project, False), told, lambda cell: _tell(name, cell))

    def _heard(self, worker: Worker, told: Mapping[str, Any], name: str) -> bytes:
        """What a fork makes; what it tells on the way is passed on or kept."""
        try:
            worker.begin(told)
            while not isinstance(message := worker.heard(), bytes):
                if isinstance(message, int):
                    _tell(name, message)
                else:
                    kept = [*self._known.items()][-MOST_KNOWN:]
                    self._known = dict(kept) | message
            made: bytes = message
            return made
        finally:
            worker.gone()

    def _server(self, project: Project, *, telling: bool) -> BaseContext | None:
        """The fork server, which has taken the texts of its first pack apart.

        Another one takes its place when code is to tell what it calls, or no longer.
        """
        if self._forks is None or self._telling != telling:
            self._left.close()
            texts = (path for path in files_below(project.root) if path.name in DIVIDED)
            server = fork_server(keep=self.place / COMPILED if telling else None, texts=texts)
            self._forks, self._telling = self._left.enter_context(server), telling
        return self._forks

    def _project(self, name: str, pack: bytes) -> Project:
        """The project that a pack holds."""
        root = self.place / name[:16]
        if not root.is_dir():
            self._unpack(name, pack, root)
        return Project(root)

    def _unpack(self, name: str, pack: bytes, root: Path) -> None:
        if digest(pack) != name:
            raise UserError("Det som kjøringen skal bygge på, kom ikke helt fram.")
        with zipfile.ZipFile(io.BytesIO(pack)) as archive:
            if words := unlike(json.loads(archive.read(SETUP)), setup_here()):
                raise UserError(f"Her er noe annet installert ({platform.node()}). {words}.")
            archive.extractall(root.with_suffix(".new"))
        root.with_suffix(".new").rename(root)


@lru_cache(maxsize=1)
def _workplace() -> _Workplace:
    return _Workplace()


def sharing(
    make: Callable[..., bytes],
    bench: tuple[Project, Values | None],
    told: Mapping[str, Any],
    tell: Callable[[Any], None],
) -> bytes:
    """What a maker makes in a fork, with values that others have made if it may take them.

    Args:
        make: The maker.
        bench: The project, and what others have made; None for a job that shares nothing.
        told: What is made.
        tell: Called with the number of each cell that starts, and with the values made anew.
    """
    project, known = bench
    if known is None:
        return make((project, True), told, tell)
    shared_values.begin(known)
    made = make((project, True), told, tell)
    tell(shared_values.made())
    return made


def _tell(job: str, cell: int) -> None:
    """Tell the cluster, if this is a worker of one, which cell begins."""
    if "distributed" in sys.modules:
        from distributed import get_worker

        with contextlib.suppress(ValueError):
            get_worker().log_event(CELLS, [job, cell])
