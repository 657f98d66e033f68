"""``is248 grid 2016``: a chapter with every combination of parameters, on one machine or many."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.cli.commands import say, warn
from is248.cli.report_command import DASK_OR_JOBS
from is248.edition.plan import read_year
from is248.edition.progress import duration
from is248.edition.workbench import read_jobs

if TYPE_CHECKING:
    import argparse

    from is248.base.paths import Project
    from is248.edition.grid_job import Outcome
    from is248.edition.grid_plan import Run

STOPPED = 130
MOST_TOLD = 3
CHAPTER_HELP = "kapittelet som kjøres"
PARAMETER_HELP = (
    "en parameter og verdiene den skal ha, by=county,hf_area; også valg i params: alpha=0.05,0.10, "
    "oslo=one,districts, few=5,10; kan gjentas"
)
REPEAT_HELP = "kjør hver variant så mange ganger, og si fra hvis noe blir annerledes"
JOBS_HELP = "kjøringer om gangen her; vanligvis så mange som maskinen har kjerner"
DASK_HELP = "kjør på denne klyngen i stedet, tcp://maskin:8786"
FRESH_HELP = "kjør alt, også det som er kjørt av det samme før"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Year, chapter, values, where."""
    parser.add_argument("year", metavar="ÅR")
    parser.add_argument("--chapter", metavar="TEMA", required=True, help=CHAPTER_HELP)
    parser.add_argument("-p", metavar="NAVN=A,B", action="append", help=PARAMETER_HELP)
    parser.add_argument("--repeat", metavar="N", default="1", help=REPEAT_HELP)
    parser.add_argument("--jobs", metavar="N", help=JOBS_HELP)
    parser.add_argument("--dask", metavar="ADRESSE", help=DASK_HELP)
    parser.add_argument("--fresh", action="store_true", help=FRESH_HELP)


def run(options: argparse.Namespace, project: Project) -> int:
    """Run the grid, gather what came of it, and say where it is."""
    from is248.edition.executors import in_processes, on_dask
    from is248.edition.grid_page import PAGE, grid_html
    from is248.edition.grid_plan import make_grid
    from is248.edition.grid_results import (
        RESULTS,
        RUNS,
        disagreeing,
        missing,
        results_parquet,
        runs_csv,
        write_grid,
    )
    from is248.edition.grid_run import run_grid
    from is248.edition.store_room import MOST_MEGABYTES, clear
    from is248.survey.freshness import ensure_all

    if options.dask and options.jobs:
        raise UserError(DASK_OR_JOBS)
    year = read_year(options.year, project)
    grid = make_grid(project, year, options.chapter, options.p or [], _repeats(options.repeat))
    runner = (
        on_dask(options.dask, lambda text: say([text]))
        if options.dask
        else in_processes(read_jobs(options.jobs))
    )
    ensure_all(year, project)
    teller = _Teller(len(grid.runs))
    outcomes, stopped = run_grid(project, grid, runner, teller, fresh=options.fresh)
    if not outcomes:
        warn(["Stoppet før noen kjøring var ferdig. Ingenting er skrevet."])
        return STOPPED
    files: dict[str, str | bytes] = {
        RUNS: runs_csv(grid, outcomes),
        RESULTS: results_parquet(grid, outcomes),
        PAGE: grid_html(grid, outcomes),
    }
    where = project.relative(write_grid(project, grid, files))
    clear(project, MOST_MEGABYTES * 1_000_000)
    lost, unlike = missing(grid, outcomes), disagreeing(grid, outcomes)
    warn(
        f"Gjentakelse {one.repeat} ble annerledes: {', '.join(at[:MOST_TOLD])}"
        for one, at in unlike
    )
    if stopped:
        warn([f"Stoppet. Det som var ferdig, står i {where}/. Samme kommando kjører resten."])
        return STOPPED
    say([f"{len(grid.runs) - len(lost)} av {len(grid.runs)} kjøringer: {where}/{PAGE}"])
    return 1 if lost or unlike else 0


def _repeats(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not int(text):
        raise UserError(f"«{text}» er ikke et helt tall fra 1; --repeat sier hvor mange ganger.")
    return int(text)


class _Teller:
    """Says how far a grid has come: at most once a second, and each failure as it comes."""

    def __init__(self, count: int) -> None:
        self._count, self._done = count, 0
        self._start = self._last = time.monotonic()

    def __call__(self, run: Run, outcome: Outcome) -> None:
        self._done += 1
        now = time.monotonic()
        if outcome.failure:
            warn([f"Kjøring {run.number} ({_words(run)}): {outcome.failure}"])
        if now - self._last >= 1 or self._done == self._count:
            self._last = now
            left = (now - self._start) / self._done * (self._count - self._done)
            rest = f", om lag {duration(left)} igjen" if left else ""
            say([f"{self._done} av {self._count} etter {duration(now - self._start)}{rest}"])


def _words(run: Run) -> str:
    words = (f"{key}={value}" for key, value in run.parameters.items())
    return ", ".join([*words, f"gang {run.repeat}"])
