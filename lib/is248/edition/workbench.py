"""What a chapter is made from, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.edition.results import RESULTS, Result

if TYPE_CHECKING:
    from pathlib import Path

    from is248.base.paths import Project
    from is248.edition.document import Document
    from is248.edition.execute import ChapterFailure
    from is248.edition.normalise import CellWarning
    from is248.edition.plan import Plan, Task


@dataclass(frozen=True)
class Built:
    """A chapter that was made, or could not be.

    Attributes:
        task: What was asked for.
        seconds: How long it took, run and export.
        warnings: What its cells wrote to stderr.
        document: The chapter; None when it failed.
        results: Every number shown in it.
        failure: Why it failed.
    """

    task: Task
    seconds: float
    warnings: tuple[CellWarning, ...]
    document: Document | None = None
    results: tuple[Result, ...] = ()
    failure: ChapterFailure | None = None


def failure_text(chapter: Built) -> str:
    """Why a chapter failed, in one sentence."""
    failure = chapter.failure
    assert failure
    name = f"Kapittelet «{failure.chapter.heading}» ({failure.chapter.theme})"
    what = f"{failure.ename}: {failure.message}" if failure.ename else failure.message
    if failure.cell is None:
        return f"{name} kunne ikke lages. {what}"
    return f"{name} stoppet i celle {failure.cell}, «{failure.line}». {what}"


@dataclass(frozen=True)
class Bench:
    """Where a chapter is made.

    Attributes:
        project: The project.
        plan: The run that the chapter is part of.
        folder: Where chapters/ and tables/ are written.
        version: Name of the version that is being made.
        nursery: Where chapters get their kernels from; None to start each afresh.
    """

    project: Project
    plan: Plan
    folder: Path
    version: str
    nursery: Path | None = None

    @property
    def others(self) -> Path:
        """The results of the other chapters; there when one that is built from them is made."""
        return self.folder / RESULTS
