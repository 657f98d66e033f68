"""``is248 sheets 2016``: a page and a PDF for every municipality and district."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.cli.commands import say
from is248.cli.report_command import DASK_OR_JOBS
from is248.edition.plan import read_year
from is248.edition.progress import duration
from is248.edition.workbench import read_jobs

if TYPE_CHECKING:
    import argparse

    from is248.base.paths import Project

UNIT_HELP = "bare arket for denne koden, som utkast; kan gjentas"
JOBS_HELP = "ark som lages samtidig; vanligvis så mange som maskinen har kjerner"
DASK_HELP = "lag arkene på denne klyngen i stedet, tcp://maskin:8786"
DIRTY_HELP = "lag arkene selv om filer ikke er lagret i git; det står på hvert ark"
STEP = 50
"""Sheets between two lines on how far it has come."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Year, units, jobs."""
    parser.add_argument("year", metavar="ÅR")
    parser.add_argument("--unit", metavar="KODE", action="append", help=UNIT_HELP)
    parser.add_argument("--jobs", metavar="N", help=JOBS_HELP)
    parser.add_argument("--dask", metavar="ADRESSE", help=DASK_HELP)
    parser.add_argument("--dirty", action="store_true", help=DIRTY_HELP)


def run(options: argparse.Namespace, project: Project) -> int:
    """Make the sheets, and say where they are."""
    if options.dask and options.jobs:
        raise UserError(DASK_OR_JOBS)
    from is248.edition.executors import on_dask
    from is248.edition.sheets import make_sheets

    start = time.monotonic()

    def told(done: int, of: int) -> None:
        if done % STEP == 0 and done < of:
            gone = time.monotonic() - start
            left = duration(gone / done * (of - done))
            say([f"{done} av {of} ark etter {duration(gone)}, om lag {left} igjen"])

    def told_line(text: str) -> None:
        say([text])

    done = make_sheets(
        project,
        read_year(options.year, project),
        options.unit or (),
        jobs=read_jobs(options.jobs),
        cluster=on_dask(options.dask, told_line) if options.dask else None,
        dirty=options.dirty,
        told=told,
        waiting=told_line,
    )
    where = project.relative(done.folder)
    index = project.relative(done.folder.parent / "index.html")
    made = f"{done.count} ark, hvert som side og som PDF, på {duration(time.monotonic() - start)}"
    endings = {
        "new": f"Ny versjon: {where}/ ({made}). Finn dem fra {index}",
        "unchanged": f"Ingen endringer: {done.count} ark står i {where}/. Finn dem fra {index}",
        "draft": f"Utkast, ikke en versjon: {where}/ ({made})",
    }
    say([endings[done.status]])
    return 0
