"""Run one notebook: a fresh kernel, Papermill, and a failure that says where it happened."""

from __future__ import annotations

import contextlib
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from is248.base.observed import begin, observed, package
from is248.edition.importable import imported
from is248.edition.kernels import SEEN, environment, manager_class, own_folder
from is248.edition.normalise import CellWarning, nbformat, normalised, reader_cells, warnings_of
from is248.year.labels import load_labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from is248.base.observed import Seen
    from is248.base.paths import Project
    from is248.edition.parameters import Notebook, Value
    from is248.year.params import Chapter

    Outputs = Sequence[tuple[int | None, list[dict[str, Any]]]]
    """Of each code cell in order: its count, and what it showed."""

KERNEL_NAME = "python3"
START_TIMEOUT = 120
"""Seconds that a kernel may need to start on a busy machine."""

QUIET = ["--IPKernelApp.log_level=50"]
"""Keeps the kernel's own log off the screen; what cells write is caught elsewhere."""


@dataclass(frozen=True)
class Setting:
    """What a run has around it beside the project.

    Attributes:
        results: The results of the other chapters, for one that is built from them.
        warm: Whether this process is the run's own and has no other kernel; else one is started.
        drawn: Whether figures are drawn; not where only numbers are wanted.
    """

    results: Path | None = None
    warm: bool = False
    drawn: bool = True


ALONE = Setting()


class OnCell(Protocol):
    """Called when a cell starts, with its number (from 1)."""

    def __call__(self, cell: int) -> None:
        """Tell that a cell starts."""


@dataclass(frozen=True)
class ChapterFailure:
    """Why a chapter could not be made.

    Attributes:
        chapter: The chapter.
        cell: Number of the cell (from 1, as a reader counts); None when no cell is to blame.
        line: First line of the cell.
        ename: Kind of the error.
        message: First line of the error's message.
        ran: Whether its notebook was run and written, so that there is something to look at.
    """

    chapter: Chapter
    cell: int | None
    line: str
    ename: str
    message: str
    ran: bool = True


@dataclass(frozen=True)
class Executed:
    """A notebook that was run.

    Attributes:
        notebook: Ready to publish; of a failed chapter, with its traceback.
        warnings: What its cells wrote to stderr.
        seconds: How long the run took.
        failure: Why it stopped, if it did.
        cells: What its code cells showed, as they showed it; None when it is not known.
        seen: What it read and called.
    """

    notebook: nbformat.NotebookNode
    warnings: tuple[CellWarning, ...]
    seconds: float
    failure: ChapterFailure | None = None
    cells: Outputs | None = None
    seen: tuple[Seen, ...] = ()


def execute(
    project: Project,
    chapter: Chapter,
    notebook: Notebook,
    parameters: Mapping[str, Value],
    on_cell: OnCell | None = None,
    *,
    setting: Setting = ALONE,
) -> Executed:
    """Run a notebook from top to bottom in a kernel of its own.

    Args:
        project: The project; its folder is the kernel's working folder.
        chapter: The chapter that the notebook makes.
        notebook: What is known of the notebook.
        parameters: All that it is given, ``year`` among them.
        on_cell: Called when a cell starts.
        setting: What the run has around it.

    Returns:
        The notebook, also when a cell failed.
    """
    start = time.perf_counter()
    watch = _Watch(notebook.at, on_cell)
    with (
        _scratch() as scratch,
        # what only numbers are wanted of is not kept by what it read
        environment(project, scratch, setting.results, observed=setting.drawn, drawn=setting.drawn),
    ):
        engine = _warm() if setting.warm else _ordinary(scratch)
        source, output = _read(project.notebook(chapter.theme)), scratch / "run.ipynb"
        raw, error = _run(
            source,
            output,
            cwd=project.root,
            parameters=dict(parameters),
            on_cell_start=watch,
            **engine,
        )
        cells = _shown(raw)  # told of too
        if setting.warm:
            for name in imported():
                package(name)
        seen = observed(scratch / SEEN, project.root)
    failure = _failure(chapter, raw, watch, error) if error else None
    clean = _clean(project, chapter, raw, parameters, failed=failure is not None)
    seconds = time.perf_counter() - start
    return Executed(clean, warnings_of(raw), seconds, failure, cells, tuple(seen))


def replayed(
    project: Project, chapter: Chapter, parameters: Mapping[str, Value], cells: Outputs
) -> Executed:
    """A notebook as if it had been run, with what its code cells showed when they were.

    Args:
        project: The project.
        chapter: The chapter that the notebook makes.
        parameters: All that it was given.
        cells: What its code cells showed.

    Returns:
        The same as :func:`execute` for the notebook's prose of now.
    """
    start = time.perf_counter()
    raw = _read(project.notebook(chapter.theme))
    code = (cell for cell in raw["cells"] if cell["cell_type"] == "code")
    for cell, (count, outputs) in zip(code, cells, strict=True):
        cell["execution_count"], cell["outputs"] = count, outputs
    clean = _clean(project, chapter, raw, parameters, failed=False)
    return Executed(clean, warnings_of(raw), time.perf_counter() - start, None, cells)


def _shown(raw: nbformat.NotebookNode) -> Outputs:
    code = (cell for cell in reader_cells(raw) if cell["cell_type"] == "code")
    return [(cell["execution_count"], cell["outputs"]) for cell in code]


def _clean(
    project: Project,
    chapter: Chapter,
    raw: nbformat.NotebookNode,
    parameters: Mapping[str, Value],
    *,
    failed: bool,
) -> nbformat.NotebookNode:
    """The notebook as it is published."""
    about = {"year": parameters["year"], "theme": chapter.theme, "parameters": dict(parameters)}
    city = load_labels(project, int(parameters["year"])).city_name
    return normalised(raw, parameters, about, city=city, keep_stderr=failed)


@contextlib.contextmanager
def _scratch() -> Iterator[Path]:
    """A folder for a run's own files; it is taken away even if we are killed."""
    with tempfile.TemporaryDirectory(
        prefix="is248-", dir=own_folder(), ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


def _warm() -> dict[str, Any]:
    """What Papermill is told for a run in this process."""
    from is248.edition.warm_engine import NAME

    begin()  # what was called before anybody looked counts too
    return {"engine_name": NAME}


def _ordinary(scratch: Path) -> dict[str, Any]:
    """What Papermill is told for a run by a kernel that it starts."""
    return {
        "extra_arguments": QUIET,
        "kernel_manager_class": manager_class(scratch),
        "shutdown_kernel": "immediate",
    }


class _Watch:
    """Follows the cells of a run; Papermill counts its own injected cell, the reader does not."""

    def __init__(self, parameters_at: int, on_cell: OnCell | None) -> None:
        self.parameters_at = parameters_at
        self.on_cell = on_cell
        self.cell = 0

    def __call__(self, *, cell_index: int, **_: object) -> None:
        self.cell = cell_index + 1 if cell_index <= self.parameters_at else cell_index
        if self.on_cell:
            self.on_cell(self.cell)


def _run(
    source: nbformat.NotebookNode, output: Path, **settings: Any
) -> tuple[nbformat.NotebookNode, Exception | None]:
    """The notebook after the run, and what stopped it."""
    import papermill

    try:
        done = papermill.execute_notebook(
            source,
            # Papermill reads braces in a path as fields to fill in
            str(output).replace("{", "{{").replace("}", "}}"),
            kernel_name=KERNEL_NAME,
            progress_bar=False,
            request_save_on_cell_execute=False,
            start_timeout=START_TIMEOUT,
            **settings,
        )
    except Exception as error:  # noqa: BLE001 - one failing chapter must not stop the others
        return _read(output) if output.exists() else source, error
    return done, None


def _read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call, no-any-return]


def _failure(
    chapter: Chapter, raw: Mapping[str, Any], watch: _Watch, error: Exception
) -> ChapterFailure:
    cells = reader_cells(raw)
    for number, cell in enumerate(cells, start=1):
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                return _failed_cell(chapter, cells, number, output["ename"], output["evalue"])
    if not watch.cell:
        return ChapterFailure(chapter, None, "", type(error).__name__, first_line(str(error)))
    return _failed_cell(chapter, cells, watch.cell, type(error).__name__, str(error))


def _failed_cell(
    chapter: Chapter, cells: list[dict[str, Any]], number: int, ename: str, message: str
) -> ChapterFailure:
    line = first_line("".join(cells[number - 1]["source"]))
    return ChapterFailure(chapter, number, line, ename, first_line(message))


def first_line(text: str) -> str:
    """The first line of a text that holds something."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")
