"""A run of a chapter as a function from bytes to bytes: what is submitted to any executor.

The job says what is run; the pack holds all that it is run from, notebook, params, data and
prepared answers, and what was installed where it was made. Both are known by their sums. A worker
needs is248 and nothing else: no folder is shared. It unpacks a pack once, keeps one fork server,
and both are gone when the process is, however it ends.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import json
import multiprocessing
import platform
import threading
import time
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING, Any

from is248.base.errors import UserError
from is248.base.files import files_below, sha256
from is248.base.paths import Project
from is248.edition.installed import installed
from is248.edition.manifest import PACKAGE
from is248.edition.parameters import YEAR, read_notebook
from is248.printed.verdicts import Result
from is248.survey.places import PREPARED_FILES, all_prepared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from is248.edition.document import Document
    from is248.edition.grid_plan import Grid, Run

SETUP = "setup.json"
CODE = "lib/is248/"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a pack: the same files give the same bytes."""

SHOWN = 3
"""Packages that a message names."""


@dataclass(frozen=True)
class Outcome:
    """What came of a job.

    Attributes:
        seconds: How long it took.
        failure: Why there are no results; empty when there are.
        results: Every number shown.
        sentences: Item id → the words of the sentence.
    """

    seconds: float
    failure: str = ""
    results: tuple[Result, ...] = ()
    sentences: Mapping[str, str] | None = None


# ---- where the grid is made ---------------------------------------------------------------------


def pack_of(project: Project, grid: Grid) -> bytes:
    """All that the runs of a grid are made from, as one archive.

    Args:
        project: The project, its answers prepared.
        grid: The grid.
    """
    named = (name for name in grid.plan.inputs.files if not name.startswith(CODE))
    files = {name: project.root / name for name in named} | _prepared(project)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(SETUP, EPOCH), json.dumps(setup_here()))
        for name, path in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _prepared(project: Project) -> dict[str, Path]:
    folder = all_prepared(project)
    files = [
        *folder.glob("*.inputs.json"),
        *(p for n in PREPARED_FILES for p in folder.glob(f"*/{n}")),
    ]
    return {project.relative(path): path for path in files}


def job_of(grid: Grid, run: Run, pack: bytes) -> bytes:
    """The description of a run; the same run of the same pack has the same."""
    content = {
        "theme": grid.theme,
        "parameters": dict(run.parameters),
        "repeat": run.repeat,
        "pack": digest(pack),
    }
    return json.dumps(content, sort_keys=True).encode()


def digest(data: bytes) -> str:
    """What a job or a pack is known by."""
    return hashlib.sha256(data).hexdigest()


@lru_cache(maxsize=1)
def setup_here() -> dict[str, str]:
    """What must be the same wherever a grid is run: Python, system, the code, all packages."""
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


def failed(words: str, seconds: float = 0.0) -> bytes:
    """The result of a job that came to nothing."""
    return _packed({"seconds": seconds, "failure": words, "results": [], "sentences": {}})


def read_outcome(data: bytes) -> Outcome:
    """What a job gave.

    Raises:
        ValueError: These are not the bytes of a result.
        OSError: They are damaged.
    """
    content = json.loads(gzip.decompress(data))
    results = tuple(Result(*row) for row in content["results"])
    return Outcome(content["seconds"], content["failure"], results, content["sentences"])


def _packed(content: Mapping[str, Any]) -> bytes:
    return gzip.compress(json.dumps(content).encode(), compresslevel=1, mtime=0)


# ---- where it is run ----------------------------------------------------------------------------


def run_job(job: bytes, pack: bytes) -> bytes:
    """Run a chapter once.

    Args:
        job: What is run; see :func:`job_of`.
        pack: What it is run from; see :func:`pack_of`.

    Returns:
        The results, or why there are none; see :func:`read_outcome`.
    """
    start = time.perf_counter()
    with _ONE_AT_A_TIME:  # a run sets variables and the folder of its process
        try:
            return _packed(_made(json.loads(job), pack, start))
        except Exception as error:  # noqa: BLE001 - one run must not stop the others
            words = (
                str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"
            )
            return failed(words, time.perf_counter() - start)


_ONE_AT_A_TIME = threading.Lock()


def _made(job: Mapping[str, Any], pack: bytes, start: float) -> dict[str, Any]:
    from is248.edition.forks import Died, in_fork

    place = _workplace()
    project = place.project(job["pack"], pack)
    with contextlib.suppress(Died):  # an ordinary kernel will tell the cell that is to blame
        if place.forks:
            made: dict[str, Any] = in_fork(place.forks, _run, project, job, start, True)
            return made
    return _run(project, job, start, warm=False)


def _run(project: Project, job: Mapping[str, Any], start: float, warm: bool) -> dict[str, Any]:
    """Run a job in a project; in this very process, if it is a fork made for it."""
    from is248.edition.execute import Setting, execute
    from is248.edition.plan import Task
    from is248.edition.workbench import Built, failure_text
    from is248.year.params import load_year

    year = load_year(job["parameters"][YEAR], project)
    task = Task(year.chapter(job["theme"]), read_notebook(project, job["theme"]), job["parameters"])
    setting = Setting(None, warm, drawn=False)
    done = execute(project, task.chapter, task.notebook, task.parameters, setting=setting)
    seconds = time.perf_counter() - start
    if done.failure:
        words = failure_text(Built(task, seconds, (), failure=done.failure))
        return {"seconds": seconds, "failure": words, "results": [], "sentences": {}}
    from is248.edition.audit import with_print_notes
    from is248.edition.document import document_from_notebook
    from is248.edition.results import results_of

    document = document_from_notebook(done.notebook, year, task.chapter, task.parameters)
    document = with_print_notes(project, document, tuple(results_of(document)))
    rows = [list(vars(result).values()) for result in results_of(document)]
    told = dict(_sentences(document))
    return {
        "seconds": time.perf_counter() - start,
        "failure": "",
        "results": rows,
        "sentences": told,
    }


def _sentences(document: Document) -> Iterator[tuple[str, str]]:
    for bundle in document.items:
        if bundle["kind"] == "text" and bundle["parts"]:
            yield bundle["id"], "".join(part["text"] for part in bundle["parts"])


class _Workplace:
    """What a process that runs jobs has all its life."""

    def __init__(self) -> None:
        from is248.edition.forks import fork_server
        from is248.edition.kernels import own_folder

        with contextlib.suppress(AssertionError):  # workers of dask are daemons: without children
            multiprocessing.current_process().daemon = False
        left = contextlib.ExitStack()
        self.place = own_folder()
        self.forks = left.enter_context(fork_server())
        Finalize(None, left.close, exitpriority=10)

    def project(self, name: str, pack: bytes) -> Project:
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
