"""A chapter's run where processes cannot be forked: all of it each time, by an ordinary kernel.

It is asked and answers as :class:`preview_chain.Chain`, but runs before it answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from is248.edition.execute import Setting, execute
from is248.edition.preview_cells import Code, first_changed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from is248.edition.execute import OnCell
    from is248.edition.plan import Task
    from is248.edition.preview_chain import Shown
    from is248.edition.preview_words import Subject


@dataclass
class Whole:
    """Runs of whole chapters.

    Attributes:
        subject: What is previewed.
        task: Gives what is to be run.
        on_cell: Called when a cell starts.
        codes: What it was asked to run last.
        shown: What was shown, of each piece of code in order up to one that failed.
        began: The first piece of code that was run for the last asking.
        failed: Whether the run ended in the midst of the code.
        read: What the run read of data, below the project.
    """

    subject: Subject
    task: Callable[[], Task]
    on_cell: OnCell
    codes: Sequence[Code] = ()
    shown: list[Shown] = field(default_factory=list)
    began: int = 0
    failed: bool = False
    read: frozenset[str] = frozenset()
    line: None = None

    def ask(self, codes: Sequence[Code]) -> bool:
        """Have code run, if it is not as before; it has been when this returns.

        Args:
            codes: All code of the chapter.

        Returns:
            False: nothing runs any more.
        """
        is_same = first_changed(self.codes, codes) == len(codes) == len(self.codes)
        self.codes, self.began = codes, len(codes) if is_same else 0
        if not is_same:
            self._run()
        return False

    def _run(self) -> None:
        task, results = self.task(), self.subject.results
        setting = Setting(results if results.exists() else None)
        project = self.subject.project
        done = execute(
            project, task.chapter, task.notebook, task.parameters, self.on_cell, setting=setting
        )
        self.read = frozenset(s.path for s in done.seen if s.kind in {"read", "there", "list"})
        outputs = iter(done.cells or ())
        shown = [next(outputs, (0, [])) if code.cell else (0, []) for code in self.codes]
        self.failed = done.failure is not None
        stopped = done.failure.cell if done.failure else None
        at = next((at for at, code in enumerate(self.codes) if code.cell == stopped), 0)
        self.shown = [(count or 0, out) for count, out in shown[: at + 1 if self.failed else None]]

    def heard(self) -> None:
        """Nothing is told between."""

    def stop(self) -> None:
        """Nothing runs."""

    def forget(self) -> None:
        """Run anew when asked."""
        self.codes = ()
