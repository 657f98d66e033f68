"""The runs of a grid on any executor.

A finished run is kept in the store under its job's sum, which names all that it was made
from: the same grid again, or one that was stopped, runs only what is missing.
"""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.base.exchange import write_whole
from is248.edition.executors import unheard
from is248.edition.grid_job import Outcome, failed, read_outcome, variant_job
from is248.edition.run_store import FOLDER, RUN_ENDING, RUNS
from is248.edition.workplace import digest, pack_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from is248.base.paths import Project
    from is248.edition.executors import Runner
    from is248.edition.grid_plan import Grid, Run


def run_grid(
    project: Project,
    grid: Grid,
    runner: Runner,
    told: Callable[[Run, Outcome], None],
    *,
    fresh: bool = False,
) -> tuple[dict[int, Outcome], bool]:
    """Run a grid, until it is done or the user stops it.

    Args:
        project: The project, its answers prepared.
        grid: The grid.
        runner: Where it is run.
        told: Called with each run that has ended.
        fresh: Whether runs that are kept are run again.

    Returns:
        Number of the run → what came of it, and whether the user stopped it.
    """
    pack, done = pack_of(project, grid.plan.inputs.files), dict[int, Outcome]()
    runs = {variant_job(grid, run, pack): run for run in grid.runs}

    def end(job: bytes, outcome: Outcome) -> None:
        done[runs[job].number] = outcome
        told(runs[job], outcome)

    try:
        left = [job for job in runs if fresh or not _taken(project, job, partial(end, job))]
        with contextlib.closing(runner(left, pack, unheard)) as made:
            for job, given in made:
                data = failed(str(given)) if isinstance(given, UserError) else given
                outcome = read_outcome(data)
                if not outcome.failure:
                    _keep(project, job, data)
                end(job, outcome)
    except KeyboardInterrupt:
        return done, True
    return done, False


def _place(project: Project, job: bytes) -> Path:
    return project.outputs / FOLDER / RUNS / f"grid-{digest(job)}{RUN_ENDING}"


def _keep(project: Project, job: bytes, data: bytes) -> None:
    path = _place(project, job)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)


def _taken(project: Project, job: bytes, end: Callable[[Outcome], None]) -> bool:
    """Whether a run of the same is kept; one that is damaged is run again."""
    try:
        outcome = read_outcome(_place(project, job).read_bytes())
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        return False
    end(outcome)
    return True
