"""Sheets made by the workers of a cluster, some at a time: pages and PDFs come back."""

from __future__ import annotations

import pickle
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from is248.base.files import files_below
from is248.edition.chapter_files import write
from is248.edition.executors import unheard
from is248.edition.kernels import environment
from is248.edition.sheet_files import SheetBench
from is248.edition.workplace import job_of, pack_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from is248.base.paths import Project
    from is248.edition.execute import OnCell
    from is248.edition.executors import Runner

CHUNK = 24
"""Sheets of a job: what is read for the first of them serves the others."""


def made_far(
    bench: SheetBench, codes: Sequence[str], inputs: Iterable[str], runner: Runner
) -> Iterator[str]:
    """Make sheets on a cluster; their codes as they come.

    Args:
        bench: Where they are written.
        codes: The units.
        inputs: The files that sheets are made from.
        runner: The cluster.

    Raises:
        UserError: A sheet could not be made.
    """
    pack = pack_of(bench.project, inputs)
    told = {"year": bench.year, "index": bench.index, "unsaved": bench.unsaved}
    chunks = [codes[at : at + CHUNK] for at in range(0, len(codes), CHUNK)]
    jobs = {job_of("sheets", pack, codes=list(chunk), **told): chunk for chunk in chunks}
    for job, made in runner(list(jobs), pack, unheard):
        if isinstance(made, Exception):
            raise made
        for name, content in pickle.loads(made).items():  # noqa: S301 - of our own worker
            write(bench.folder / name, content)
        yield from jobs[job]


def make_there(place: tuple[Project, bool], job: Mapping[str, Any], _on_cell: OnCell) -> bytes:
    """Make some sheets where their pack is.

    Args:
        place: The project, and whether this process is a fork of its own.
        job: What is made; see :func:`made_far`.

    Returns:
        A pickle of the files by name.
    """
    project, _ = place
    with tempfile.TemporaryDirectory(dir=project.root.parent) as folder:
        bench = SheetBench(project, job["year"], Path(folder), job["index"], job["unsaved"])
        with environment(project, bench.folder, None):
            for code in job["codes"]:
                bench.make(code)
        made = {path.name: path.read_bytes() for path in files_below(bench.folder)}
    return pickle.dumps(made)
