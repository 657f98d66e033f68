"""Jobs on any executor: processes of this machine, or the workers of a dask cluster.

Both are given the same function (:func:`is248.edition.workplace.run_job`) and give back what was
made as it comes. A worker that is lost costs nothing but time: its job is done elsewhere.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import time
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from is248.base.errors import UserError
from is248.edition.workplace import CELLS, digest, run_job, setup_here, unlike

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    Made = Generator[tuple[bytes, bytes | UserError]]
    Heard = Callable[[str, int], None]
    """Told the sum of a job, and which of its cells begins."""

    Runner = Callable[[Sequence[bytes], bytes, Heard], Made]
    """Of jobs and a pack yields each job as it is done, with what was made, or why it was not."""

PATIENCE = 0.5
"""Seconds that workers get to leave by the way of all clean-up when the user stops a run."""

CONNECT, FIRST_WORKER = 10, 120
"""Seconds to reach a scheduler, and for its first worker to be there."""

DIED = "Prosessen som kjørte det, ble stoppet to ganger; ofte er det for lite minne."

NAMED = 4
"""Workers that a line names."""


def unheard(_job: str, _cell: int) -> None:
    """Nobody listens to which cell begins."""


# ---- processes of this machine ------------------------------------------------------------------


def in_processes(workers: int) -> Runner:
    """A runner on processes of this machine.

    Args:
        workers: How many there are.
    """

    def runner(jobs: Sequence[bytes], pack: bytes, _heard: Heard = unheard) -> Made:
        lost: list[bytes] = []
        yield from _pooled(jobs, pack, min(workers, len(jobs)), lost)
        for job in lost:  # each alone: the next to lose its process has itself to blame
            again: list[bytes] = []
            yield from _pooled([job], pack, 1, again)
            yield from ((job, UserError(DIED)) for job in again)

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
                    made = _result(future)
                    yield under_way.pop(future), made
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


def on_dask(address: str, told: Callable[[str], None] = lambda _: None) -> Runner:
    """A runner on the workers of a dask cluster.

    Args:
        address: The scheduler's, ``tcp://host:8786``.
        told: Called with a sentence on the workers that it has.

    Raises:
        UserError: dask is not installed, or the address is none.
    """
    if find_spec("distributed") is None:  # before anything else is done
        raise UserError(
            "dask er ikke installert. Installer det med «pip install is248[dask]», eller kjør på "
            "denne maskinen med --jobs."
        )
    if "://" not in address:
        raise UserError(f"«{address}» er ingen adresse som tcp://maskin:8786.")
    return partial(_on_cluster, address, told)


def _on_cluster(
    address: str,
    told: Callable[[str], None],
    jobs: Sequence[bytes],
    pack: bytes,
    heard: Heard = unheard,
) -> Made:
    if not jobs:
        return
    from distributed import as_completed

    with _client(address) as client:
        setups = client.run(setup_here, on_error="return")
        check_workers(setups)
        told(f"Klyngen har {_workers(sorted(setups))}.")
        client.subscribe_topic(CELLS, lambda event: heard(*event[1]))
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


def _workers(addresses: Sequence[str]) -> str:
    more = len(addresses) - NAMED
    rest = f" og {more} til" if more > 0 else ""
    count = "én arbeider" if len(addresses) == 1 else f"{len(addresses)} arbeidere"
    return f"{count}: {', '.join(addresses[:NAMED])}{rest}"


def _result(future: Any) -> bytes | UserError:  # noqa: ANN401 - of either executor; dask has no types
    try:
        made: bytes = future.result()
    except UserError as error:
        return error
    except BrokenProcessPool:
        raise
    except Exception as error:  # noqa: BLE001 - the cluster gave this up; others go on
        return UserError(f"Klyngen ga opp kjøringen ({type(error).__name__}): {error}")
    return made


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
