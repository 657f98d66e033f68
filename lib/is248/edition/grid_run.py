"""The runs of a grid on any executor: processes of this machine, or the workers of a dask cluster.

Both are given the same function (:func:`is248.edition.grid_job.run_job`) and give back results as
they come. A finished run is kept in the store under its job's sum, which names all that it was made
from: the same grid again, or one that was stopped, runs only what is missing.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import TYPE_CHECKING, Any

from is248.base.errors import UserError
from is248.base.exchange import write_whole
from is248.edition.grid_job import (
    Outcome,
    digest,
    failed,
    job_of,
    pack_of,
    read_outcome,
    run_job,
    setup_here,
    unlike,
)
from is248.edition.run_store import FOLDER, RUN_ENDING, RUNS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from pathlib import Path

    from is248.base.paths import Project
    from is248.edition.grid_plan import Grid, Run

    Made = Generator[tuple[bytes, bytes]]
    Runner = Callable[[Sequence[bytes], bytes], Made]
    """Given jobs and a pack, yields each job and its result as they are done."""

PATIENCE = 0.5
"""Seconds that workers get to leave by the way of all clean-up when the user stops a grid."""

CONNECT, FIRST_WORKER = 10, 120
"""Seconds to reach a scheduler, and for its first worker to be there."""

DIED = "Prosessen som kjørte det, ble stoppet to ganger; ofte er det for lite minne."


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
    pack, done = pack_of(project, grid), dict[int, Outcome]()
    runs = {job_of(grid, run, pack): run for run in grid.runs}

    def end(job: bytes, outcome: Outcome) -> None:
        done[runs[job].number] = outcome
        told(runs[job], outcome)

    try:
        left = [job for job in runs if fresh or not _taken(project, job, partial(end, job))]
        with contextlib.closing(runner(left, pack)) if left else contextlib.nullcontext(()) as made:
            for job, data in made:
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


# ---- processes of this machine ------------------------------------------------------------------


def in_processes(workers: int) -> Runner:
    """A runner on processes of this machine.

    Args:
        workers: How many there are.
    """

    def runner(jobs: Sequence[bytes], pack: bytes) -> Made:
        lost: list[bytes] = []
        yield from _pooled(jobs, pack, min(workers, len(jobs)), lost)
        for job in lost:  # each alone: the next to lose its process has itself to blame
            again: list[bytes] = []
            yield from _pooled([job], pack, 1, again)
            yield from ((job, failed(DIED)) for job in again)

    return runner


def _pooled(jobs: Sequence[bytes], pack: bytes, workers: int, lost: list[bytes]) -> Made:
    """Run jobs; those under way when a process died are put with the lost."""
    waiting = deque(jobs)
    while waiting:
        under_way: dict[Future[bytes], bytes] = {}
        with contextlib.suppress(BrokenProcessPool), _executor(workers) as pool:
            while waiting or under_way:
                while waiting and len(under_way) < workers:
                    future = pool.submit(run_job, waiting[0], pack)
                    under_way[future] = waiting.popleft()
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    data = future.result()
                    yield under_way.pop(future), data
        lost += under_way.values()


@contextlib.contextmanager
def _executor(workers: int) -> Iterator[ProcessPoolExecutor]:
    from is248.edition.forks import keep_apart

    others = multiprocessing.active_children()
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), keep_apart)
    try:
        yield pool
        pool.shutdown()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        ours = [one for one in multiprocessing.active_children() if one not in others]
        for process in ours:
            process.terminate()
        end = time.monotonic() + PATIENCE
        for process in ours:
            process.join(max(end - time.monotonic(), 0))
            process.kill()
        raise


# ---- a dask cluster -----------------------------------------------------------------------------


def on_dask(address: str) -> Runner:
    """A runner on the workers of a dask cluster.

    Args:
        address: The scheduler's, ``tcp://host:8786``.

    Raises:
        UserError: dask is not installed, or the address is none.
    """
    try:
        import distributed  # noqa: F401 - before anything else is done
    except ImportError:
        raise UserError(
            "dask er ikke installert. Installer det med «pip install is248[dask]», eller kjør på "
            "denne maskinen med --jobs."
        ) from None
    if "://" not in address:
        raise UserError(f"«{address}» er ingen adresse som tcp://maskin:8786.")
    return partial(_on_cluster, address)


def _on_cluster(address: str, jobs: Sequence[bytes], pack: bytes) -> Made:
    from distributed import as_completed

    with _client(address) as client:
        check_workers(client.run(setup_here, on_error="return"))
        # a task and not scattered data: it is made again when the worker that held it is lost
        inputs = client.submit(bytes, pack, key=f"is248-pack-{digest(pack)}")
        futures = {
            client.submit(run_job, job, inputs, key=f"is248-run-{digest(job)}"): job for job in jobs
        }
        try:
            for future in as_completed(futures, loop=client.loop):
                yield futures[future], _result(future)
        finally:
            client.cancel([future for future in futures if not future.done()])


def _result(future: Any) -> bytes:  # noqa: ANN401 - dask has no types
    try:
        data: bytes = future.result()
    except Exception as error:  # noqa: BLE001 - the cluster gave this run up; others go on
        return failed(f"Klyngen ga opp kjøringen ({type(error).__name__}): {error}")
    return data


@contextlib.contextmanager
def _client(address: str) -> Iterator[Any]:
    from distributed import Client

    try:
        client = Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise UserError(f"Når ikke klyngen på {address}. Er den startet (make cluster)?") from error
    try:
        client.wait_for_workers(1, timeout=FIRST_WORKER)
        yield client
    except TimeoutError as error:
        raise UserError(f"Klyngen på {address} har ingen arbeidere.") from error
    finally:
        client.close(timeout=1)


def check_workers(setups: dict[str, Any]) -> None:
    """See to it that all workers have what is installed here.

    Args:
        setups: Address of the worker → what it has, or the fault in asking it.

    Raises:
        UserError: One has not; the message says which, what was expected and what is there.
    """
    for worker, found in sorted(setups.items()):
        if isinstance(found, BaseException):
            raise UserError(f"Arbeideren {worker} kan ikke bruke is248: {found}.") from found
        if words := unlike(setup_here(), found):
            raise UserError(
                f"Arbeideren {worker} har noe annet installert enn denne maskinen. {words}. "
                "Installer av samme requirements.lock og samme versjon av is248 på begge."
            )
