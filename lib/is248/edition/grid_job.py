"""A run of a grid: what is asked of a worker, and the numbers and sentences that come back."""

from __future__ import annotations

import gzip
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from is248.edition.parameters import YEAR, read_notebook
from is248.edition.workplace import SHARES, digest, job_of
from is248.printed.verdicts import Result
from is248.year.year_choices import with_choices

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from is248.base.paths import Project
    from is248.edition.document import Document
    from is248.edition.execute import OnCell
    from is248.edition.grid_plan import Grid, Run


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


def variant_job(grid: Grid, run: Run, pack: bytes) -> bytes:
    """The job of a run; the same run of the same pack has the same."""
    own = {key: value for key, value in run.parameters.items() if key not in run.choices}
    chosen = {key: run.parameters[key] for key in run.choices}
    told = {"theme": grid.theme, "parameters": own, "choices": chosen, "repeat": run.repeat}
    return job_of("variant", pack, **told, **{SHARES: grid.shares})


def failed(words: str, seconds: float = 0.0) -> bytes:
    """The result of a run that came to nothing."""
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


def make_there(place: tuple[Project, bool], job: Mapping[str, Any], on_cell: OnCell) -> bytes:
    """Run a variant where its pack is; what :func:`read_outcome` reads.

    Args:
        place: The project, and whether this process is the run's own.
        job: What is run; see :func:`variant_job`.
        on_cell: Called when a cell starts.
    """
    from is248.edition.execute import Setting, execute
    from is248.edition.plan import Task
    from is248.edition.workbench import Built, failure_text
    from is248.year.params import load_year

    (project, warm), start = place, time.perf_counter()
    if choices := job["choices"]:
        name = digest(json.dumps(choices, sort_keys=True).encode())[:16]
        folder = project.root.with_name(f"{project.root.name}-{name}")
        project = with_choices(project, job["parameters"][YEAR], choices, folder)
    year = load_year(job["parameters"][YEAR], project)
    task = Task(year.chapter(job["theme"]), read_notebook(project, job["theme"]), job["parameters"])
    setting = Setting(None, warm, drawn=False)
    done = execute(project, task.chapter, task.notebook, task.parameters, on_cell, setting=setting)
    seconds = time.perf_counter() - start
    if done.failure:
        words = failure_text(Built(task, seconds, (), failure=done.failure))
        return failed(words, seconds)
    from is248.edition.audit import with_print_notes
    from is248.edition.document import document_from_notebook
    from is248.edition.results import results_of

    document = document_from_notebook(done.notebook, year, task.chapter, task.parameters)
    document = with_print_notes(project, document, tuple(results_of(document)))
    rows = [list(vars(result).values()) for result in results_of(document)]
    told = dict(_sentences(document))
    seconds = time.perf_counter() - start
    return _packed({"seconds": seconds, "failure": "", "results": rows, "sentences": told})


def _sentences(document: Document) -> Iterator[tuple[str, str]]:
    for bundle in document.items:
        if bundle["kind"] == "text" and bundle["parts"]:
            yield bundle["id"], "".join(part["text"] for part in bundle["parts"])
