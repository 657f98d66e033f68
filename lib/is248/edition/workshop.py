"""Where chapters are made: in this process, or by several that get their kernels from a nursery."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from is248.base.calls import KEEP_VARIABLE
from is248.edition.kernels import first_variables
from is248.edition.nursery import nursery, room
from is248.edition.run_store import COMPILED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from is248.edition.plan import Task
    from is248.edition.progress import Progress
    from is248.edition.workbench import Bench, Built

WARM = (
    "is248.chapter.context",
    "is248.show.plots",
    "matplotlib.backends.backend_svg",
    "scipy.stats",
    "statsmodels.discrete.discrete_model",
    "statsmodels.robust.robust_linear_model",
    "statsmodels.miscmodels.ordinal_model",
    "firthmodels",
)
"""What most chapters import in the end; a kernel from the nursery has it from the start."""


class Workshop(Protocol):
    """Makes chapters."""

    def make(self, tasks: Sequence[Task]) -> list[Built]:
        """Make chapters, in any order; also those that fail are given back."""


class Here:
    """Makes chapters one after another in this process.

    Args:
        bench: Where chapters are made.
        progress: Follows the run.
    """

    def __init__(self, bench: Bench, progress: Progress) -> None:
        self._bench = bench
        self._progress = progress

    def make(self, tasks: Sequence[Task]) -> list[Built]:
        """Make chapters."""
        return [self._made(task) for task in tasks]

    def _made(self, task: Task) -> Built:
        from is248.edition.chapter_files import build_chapter

        chapter = task.chapter
        self._progress.chapter(chapter, task.notebook.cells)
        built = build_chapter(self._bench, task, lambda cell: self._progress.cell(chapter, cell))
        self._progress.chapter_done(chapter, built.seconds, failed=built.failure is not None)
        return built


@contextlib.contextmanager
def workshop(
    bench: Bench, jobs: int, progress: Progress, *, warm: bool = True
) -> Iterator[Workshop]:
    """A place to make chapters.

    Args:
        bench: What chapters are made from.
        jobs: How many processes make them; 0 for this process.
        progress: Follows the run.
        warm: Whether kernels are wanted; not where all runs are kept.

    Yields:
        The workshop; afterwards all that it started is gone.
    """
    if not jobs:
        yield Here(bench, progress)
        return
    with (
        tempfile.TemporaryDirectory(
            prefix="is248-", dir=room(), ignore_cleanup_errors=True
        ) as place,
        _kernels(Path(place), bench, warm=warm) as kernels,
    ):
        from is248.edition.pool import pool  # heavy: while the nursery imports its share

        with pool(replace(bench, nursery=kernels), jobs, progress) as workers:
            yield workers


@contextlib.contextmanager
def _kernels(place: Path, bench: Bench, *, warm: bool) -> Iterator[Path | None]:
    if not warm:
        yield None
        return
    telling = {KEEP_VARIABLE: str(bench.store.folder / COMPILED)} if bench.store else {}
    with nursery(place, WARM, {**first_variables(), **telling}) as kernels:
        yield kernels
