"""What a run says while it works: a live display on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from is248.base.invisible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.year.params import Chapter

HURRIED = 60
"""Seconds from which times are given in minutes."""


class Progress:
    """Follows a run, in which several chapters may be under way at once; this one says nothing."""

    def told(self, text: str) -> None:
        """Something to know, such as whom the run waits for."""

    def started(
        self, chapters: Sequence[Chapter], expected: Mapping[str, float], jobs: int
    ) -> None:
        """The run begins.

        Args:
            chapters: All that will be made.
            expected: Theme → seconds in the last run, as far as known.
            jobs: How many are made at once.
        """

    def chapter(self, chapter: Chapter, cells: int) -> None:
        """A chapter begins."""

    def cell(self, chapter: Chapter, cell: int) -> None:
        """A cell of a chapter begins."""

    def chapter_done(self, chapter: Chapter, seconds: float, *, failed: bool) -> None:
        """A chapter has ended."""

    def step(self, text: str) -> None:
        """Work on the year as a whole begins."""

    def stopped(self) -> None:
        """The run has ended, well or not."""


class Plain(Progress):
    """One line when a chapter begins and one when it ends."""

    def __init__(self) -> None:
        self._places: dict[str, str] = {}
        self._count = 0

    def told(self, text: str) -> None:
        """Say it."""
        _line(text)

    def started(
        self, chapters: Sequence[Chapter], expected: Mapping[str, float], jobs: int
    ) -> None:
        """Say how many chapters there are, and how long they took the last time."""
        self._count = len(chapters)
        left = Clock({c.theme: expected.get(c.theme) for c in chapters}, jobs).left({})
        several = f", {jobs} om gangen" if jobs > 1 else ""
        last = f" Det tar om lag {duration(left)}." if left else ""
        words = "kapittel" if self._count == 1 else "kapitler"
        _line(f"{self._count} {words}{several}.{last}")

    def chapter(self, chapter: Chapter, cells: int) -> None:
        """Say which chapter begins."""
        number = len(self._places) + 1
        self._places[chapter.theme] = f"[{number}/{self._count}] {chapter.heading}"
        _line(f"{self._places[chapter.theme]}: {cells} celler")

    def chapter_done(self, chapter: Chapter, seconds: float, *, failed: bool) -> None:
        """Say how it went."""
        how = "stoppet" if failed else "ferdig"
        _line(f"{self._places[chapter.theme]}: {how} etter {duration(seconds)}")

    def step(self, text: str) -> None:
        """Say what is done."""
        _line(text)


class Live(Progress):
    """A bar for the run, and one for each chapter under way: cell, time gone, time left."""

    def __init__(self) -> None:
        from rich import progress as rich

        self.bar: Any = rich.Progress(
            rich.TextColumn("{task.description}"),
            rich.BarColumn(bar_width=24),
            rich.TextColumn("{task.fields[place]}"),
            rich.TimeElapsedColumn(),
            rich.TextColumn("{task.fields[left]}"),
            transient=True,
        )
        self._whole: Any = None
        self._rows: dict[str, Any] = {}
        self._shares: dict[str, float] = {}
        self._clock = Clock({}, 1)
        self._count = 0

    def told(self, text: str) -> None:
        """Leave a line; it stands above the bars."""
        _line(text)

    def started(
        self, chapters: Sequence[Chapter], expected: Mapping[str, float], jobs: int
    ) -> None:
        """Show the bar."""
        self._count = len(chapters)
        self._clock = Clock({c.theme: expected.get(c.theme) for c in chapters}, jobs)
        self._whole = self.bar.add_task("Starter", total=self._count, place="", left="")
        self.bar.start()

    def chapter(self, chapter: Chapter, cells: int) -> None:
        """Show the chapter."""
        self._clock.begin(chapter.theme)
        place, total = f"celle 0 av {cells}", max(cells, 1)
        row = self.bar.add_task(visible(chapter.heading), total=total, place=place, left="")
        self._rows[chapter.theme] = row
        self._show()

    def cell(self, chapter: Chapter, cell: int) -> None:
        """Show the cell."""
        row = self._rows[chapter.theme]
        total = self.bar.tasks[self.bar.task_ids.index(row)].total
        self.bar.update(row, completed=cell, place=f"celle {cell} av {total:.0f}")
        self._shares[chapter.theme] = cell / total
        self._show()

    def _show(self) -> None:
        left = self._clock.left(self._shares)
        self.bar.update(
            self._whole,
            description="I alt",
            completed=self._clock.done + sum(self._shares.values()),
            place=f"{self._clock.done} av {self._count}",
            left=f"om lag {duration(max(left, 1))} igjen" if left is not None else "",
        )

    def chapter_done(self, chapter: Chapter, seconds: float, *, failed: bool) -> None:
        """Leave a line about the chapter above the bars."""
        self._clock.end(chapter.theme, seconds)
        self.bar.remove_task(self._rows.pop(chapter.theme))
        self._shares.pop(chapter.theme, None)
        how = "stoppet" if failed else "ferdig"
        line = visible(f"{chapter.heading}: {how} etter {duration(seconds)}")
        self.bar.console.print(line, markup=False)
        self._show()

    def step(self, text: str) -> None:
        """Show the step in the place of the chapters."""
        self.bar.update(
            self._whole, description=text, place="", left="", completed=self._clock.done
        )

    def stopped(self) -> None:
        """Take the bars away."""
        self.bar.stop()


class Clock:
    """Estimates the time left from the last run.

    Args:
        expected: Theme → seconds in the last run, or None when it is not known.
        jobs: How many chapters are made at once.
    """

    def __init__(self, expected: Mapping[str, float | None], jobs: int) -> None:
        self._expected = dict(expected)
        self._jobs = jobs
        self._began: dict[str, float] = {}
        self._taken: list[tuple[float, float]] = []
        self.done = 0

    def begin(self, theme: str) -> None:
        """A chapter begins."""
        self._began[theme] = time.monotonic()

    def end(self, theme: str, seconds: float) -> None:
        """A chapter has ended."""
        if guess := self._expected.pop(theme, None):
            self._taken.append((seconds, guess))
        self._began.pop(theme, None)
        self.done += 1

    def left(self, shares: Mapping[str, float]) -> float | None:
        """Seconds left.

        Args:
            shares: Theme → share of its cells that is behind, of chapters under way.

        Returns:
            The estimate; None when it is not known how long a chapter takes.
        """
        if not self._expected or any(guess is None for guess in self._expected.values()):
            return None
        rests = [
            self._rest(theme, guess or 0.0, shares.get(theme, 0.0))
            for theme, guess in self._expected.items()
        ]
        # no chapter is shared between hands
        return max(sum(rests) / self._jobs, *rests)

    def _rest(self, theme: str, guess: float, share: float) -> float:
        # this machine may be busier than in the last run
        pace = sum(t for t, _ in self._taken) / sum(g for _, g in self._taken) if self._taken else 1
        if theme not in self._began:
            return guess * pace
        gone = time.monotonic() - self._began[theme]
        return max(guess * pace - gone, guess * pace * (1 - share) / 2)


def duration(seconds: float) -> str:
    """A time in words: "8 s", "2 min 5 s"."""
    whole = max(round(seconds), 0)
    if whole < HURRIED:
        return f"{whole} s" if whole or not seconds else "under 1 s"
    return f"{whole // 60} min {whole % 60} s"


def for_terminal() -> Progress:
    """The display that suits where the output goes."""
    return Live() if sys.stdout.isatty() else Plain()


def _line(text: str) -> None:
    print(visible(text), flush=True)
