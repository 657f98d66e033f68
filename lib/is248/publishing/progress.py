"""What a run says while it works: a live display on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.params import Chapter

HURRIED = 60
"""Seconds from which times are given in minutes."""


class Progress(Protocol):
    """Follows a run."""

    def started(self, chapters: Sequence[Chapter], expected: Mapping[str, float]) -> None:
        """The run begins; ``expected`` is theme → seconds in the last run, as far as known."""

    def chapter(self, chapter: Chapter, cells: int) -> None:
        """A chapter begins."""

    def cell(self, cell: int) -> None:
        """A cell of the chapter begins."""

    def chapter_done(self, seconds: float, *, failed: bool) -> None:
        """The chapter has ended."""

    def step(self, text: str) -> None:
        """Work on the year as a whole begins."""

    def stopped(self) -> None:
        """The run has ended, well or not."""


class Silent:
    """Says nothing."""

    def started(self, chapters: Sequence[Chapter], expected: Mapping[str, float]) -> None:
        """Nothing."""

    def chapter(self, chapter: Chapter, cells: int) -> None:
        """Nothing."""

    def cell(self, cell: int) -> None:
        """Nothing."""

    def chapter_done(self, seconds: float, *, failed: bool) -> None:
        """Nothing."""

    def step(self, text: str) -> None:
        """Nothing."""

    def stopped(self) -> None:
        """Nothing."""


class Plain(Silent):
    """One line when a chapter begins and one when it ends."""

    def __init__(self) -> None:
        self._place = ""
        self._done = 0
        self._count = 0

    def started(self, chapters: Sequence[Chapter], expected: Mapping[str, float]) -> None:
        """Say how many chapters there are, and how long they took the last time."""
        self._count = len(chapters)
        known = [expected.get(chapter.theme) for chapter in chapters]
        seconds = sum(time for time in known if time)
        last = f" Sist tok det {duration(seconds)}." if seconds and all(known) else ""
        _line(f"{self._count} {'kapittel' if self._count == 1 else 'kapitler'}.{last}")

    def chapter(self, chapter: Chapter, cells: int) -> None:
        """Say which chapter begins."""
        self._done += 1
        self._place = f"[{self._done}/{self._count}] {chapter.heading}"
        _line(f"{self._place}: {cells} celler")

    def chapter_done(self, seconds: float, *, failed: bool) -> None:
        """Say how it went."""
        _line(f"{self._place}: {'stoppet' if failed else 'ferdig'} etter {duration(seconds)}")

    def step(self, text: str) -> None:
        """Say what is done."""
        _line(text)


class Live(Silent):
    """A bar with chapter, cell, time gone and time left."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self._bar: Any = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[place]}"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"),
            transient=True,
        )
        self._task: Any = None
        self._clock = Clock({})
        self._cells = 1
        self._place = ""

    def started(self, chapters: Sequence[Chapter], expected: Mapping[str, float]) -> None:
        """Show the bar."""
        self._clock = Clock({c.theme: expected.get(c.theme) for c in chapters})
        self._task = self._bar.add_task("Starter", total=len(chapters), place="", left="")
        self._bar.start()

    def chapter(self, chapter: Chapter, cells: int) -> None:
        """Show the chapter."""
        self._clock.begin(chapter.theme)
        self._cells, self._place = max(cells, 1), chapter.heading
        self._show(0)

    def cell(self, cell: int) -> None:
        """Show the cell."""
        self._show(cell)

    def _show(self, cell: int) -> None:
        left = self._clock.left(cell / self._cells)
        self._bar.update(
            self._task,
            description=self._place,
            completed=self._clock.done + cell / self._cells,
            place=f"celle {cell} av {self._cells}",
            left=f"om lag {duration(max(left, 1))} igjen" if left is not None else "",
        )

    def chapter_done(self, seconds: float, *, failed: bool) -> None:
        """Leave a line about the chapter above the bar."""
        self._clock.end(seconds)
        how = "stoppet" if failed else "ferdig"
        self._bar.console.print(f"{self._place}: {how} etter {duration(seconds)}", markup=False)

    def step(self, text: str) -> None:
        """Show the step in the place of the chapter."""
        self._bar.update(
            self._task, description=text, place="", left="", completed=self._clock.done
        )

    def stopped(self) -> None:
        """Take the bar away."""
        self._bar.stop()


class Clock:
    """Estimates the time left from the last run.

    Args:
        expected: Theme → seconds in the last run, or None when it is not known.
    """

    def __init__(self, expected: Mapping[str, float | None]) -> None:
        self._expected = dict(expected)
        self._now = ""
        self._start = 0.0
        self._taken: list[tuple[float, float]] = []
        self.done = 0

    def begin(self, theme: str) -> None:
        """A chapter begins."""
        self._now, self._start = theme, time.monotonic()

    def end(self, seconds: float) -> None:
        """The chapter has ended."""
        if guess := self._expected.pop(self._now, None):
            self._taken.append((seconds, guess))
        self._now = ""
        self.done += 1

    def left(self, share: float) -> float | None:
        """Seconds left, when this share of the chapter's cells is behind; None if unknown."""
        if not self._expected or any(guess is None for guess in self._expected.values()):
            return None
        guesses = {theme: guess or 0.0 for theme, guess in self._expected.items()}
        now = guesses.pop(self._now, 0.0)
        # this machine may be busier than in the last run
        pace = sum(t for t, _ in self._taken) / sum(g for _, g in self._taken) if self._taken else 1
        rest = max(now * pace - (time.monotonic() - self._start), now * pace * (1 - share) / 2)
        return rest + pace * sum(guesses.values())


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
    print(text, flush=True)
