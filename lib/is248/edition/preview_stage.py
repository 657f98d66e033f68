"""Where a chapter that is being written is run and its page made, in a process of today's code.

It reads nothing of the project itself: what runs, and what makes pages, are forks of it, which go
when params or data have changed. When code has changed it goes as a whole, and comes anew.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import time
import traceback
from dataclasses import dataclass
from functools import cached_property
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

from is248.base import observed
from is248.base.errors import UserError
from is248.edition.forks import WARM, keep_apart, settle
from is248.edition.kernels import SEEN, environment
from is248.edition.preview_cells import code_of, first_changed
from is248.edition.preview_chain import Chain, bury, forked, take_in_orphans
from is248.edition.preview_pages import Pages
from is248.edition.preview_whole import Whole
from is248.edition.preview_words import Fails, Runs, Saved, Shows, Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from is248.edition.inner_kernel import InnerKernel
    from is248.edition.preview_cells import Code
    from is248.edition.preview_chain import Shown

    Node = dict[str, Any]

EARLY = 1.0
"""Seconds after which the changed cell is shown before those after it have been run."""

BETWEEN_BURIALS = 1.0
"""Seconds between looks for processes that have ended."""


@dataclass
class Stage:
    """Runs a chapter and makes its page, time and again.

    Attributes:
        subject: What is previewed.
        line: To the preview.
    """

    subject: Subject
    line: Connection
    _saved: Saved | None = None
    _since: float = 0.0
    _pages: Connection | None = None
    _whole: tuple[Sequence[Code], Sequence[Shown]] = ((), ())
    _early: bool = True

    @cached_property
    def _chain(self) -> Chain | Whole:
        if self.subject.forks:
            return Chain(self._kernel)
        return Whole(self.subject, lambda: self._here.task, self._tell_cell)

    @cached_property
    def _here(self) -> Pages:
        """What makes pages where nothing is forked."""
        return Pages(self.subject)

    def live(self) -> None:
        """Do as told, until the preview is over."""
        while True:
            running = self._chain.line
            ready = wait([self.line, *([running] if running else [])], BETWEEN_BURIALS)
            if self.line in ready:
                self._take(self.line.recv())
            elif running and running in ready:
                self._hear()
            if self._chain.line:
                self._show_early()
            if self.subject.forks:
                bury()

    def _take(self, saved: Saved) -> None:
        while self.line.poll():  # only the last saving counts
            later = self.line.recv()
            saved = Saved(
                later.number, later.cells, saved.inputs or later.inputs, saved.page or later.page
            )
        self._saved, self._since, self._early = saved, time.perf_counter(), False
        if saved.inputs:
            self._chain.forget()
        if saved.inputs or saved.page:
            self._forget_pages()
        given = self._asked("planned")
        if isinstance(given, Fails):
            self._chain.stop()
            self.line.send(given)
        elif not self._chain.ask(code_of(saved.cells, given)):
            self._finish()

    def _hear(self) -> None:
        if (at := self._chain.heard()) is not None:
            self._tell_runs(at)
        elif self._chain.line is None:
            self._finish()

    def _tell_runs(self, at: int) -> None:
        if cell := self._chain.codes[at].cell:
            self._tell_cell(cell)

    def _tell_cell(self, cell: int) -> None:
        assert self._saved
        self.line.send(Runs(self._saved.number, cell, len(self._saved.cells)))

    def _finish(self) -> None:
        assert self._saved
        number, chain = self._saved.number, self._chain
        if chain.failed:
            self.line.send(_failure(number, chain.codes[len(chain.shown) - 1], chain.shown[-1][1]))
            return
        self._whole = tuple(chain.codes), tuple(chain.shown)
        self._show(chain.shown)

    def _show_early(self) -> None:
        """Show what the changed cell gives when those after it take their time.

        What they showed the last time stands until they have been run, and the page says so.
        """
        before, shown = self._whole
        codes, done = self._chain.codes, len(self._chain.shown)
        takes_time = time.perf_counter() - self._since > EARLY and not self._early
        if takes_time and len(before) == len(codes) and done > first_changed(before, codes):
            self._early = True
            self._show([*self._chain.shown, *shown[done:]], codes[done - 1].cell)

    def _show(self, shown: Sequence[Shown], new_to: int | None = None) -> None:
        assert self._saved
        number, codes = self._saved.number, self._chain.codes
        of_cells = [one for one, code in zip(shown, codes, strict=True) if code.cell]
        made = self._asked("page", self._saved.cells, of_cells)
        if isinstance(made, Fails):
            if new_to is None:
                self.line.send(made)
            return
        ran = next((code.cell for code in codes[self._chain.began :] if code.cell), None)
        seconds = time.perf_counter() - self._since
        self.line.send(Shows(number, made, ran, seconds, self._read(), new_to))

    def _read(self) -> frozenset[str]:
        if isinstance(self._chain, Whole):
            return self._chain.read
        seen = observed.observed(self.subject.scratch / SEEN, self.subject.project.root)
        return frozenset(one.path for one in seen if one.kind in {"read", "there", "list"})

    # ---- the process that makes pages -----------------------------------------------------------

    def _asked(self, *words: object) -> Any:  # noqa: ANN401 - whatever was asked for
        """Ask the process that makes pages; what it cannot do is a failure."""
        assert self._saved
        found: Any = self._asked_fork(words) if self.subject.forks else _answer(self._here, words)
        return Fails(self._saved.number, *found) if isinstance(found, tuple) else found

    def _asked_fork(self, words: tuple[object, ...]) -> object:
        if self._pages is None:
            self._pages, theirs = Pipe()
            if forked() == 0:
                self._pages.close()
                _make_pages(self.subject, theirs)
            theirs.close()
        try:
            self._pages.send(words)
            return self._pages.recv()
        except (EOFError, OSError):
            self._forget_pages()
            return "Prosessen som lager siden, ble avsluttet. Lagre en gang til.", ""

    def _forget_pages(self) -> None:
        if self._pages:
            self._pages.close()
        self._pages = None

    # ---- the processes that run cells -----------------------------------------------------------

    def _kernel(self) -> InnerKernel:
        """What runs cells, in a process of its own with what a run has around it."""
        from is248.edition.inner_kernel import InnerKernel

        subject, scratch = self.subject, self.subject.scratch
        results = subject.results if subject.results.exists() else None
        with environment(subject.project, scratch, results, observed=True):
            variables = {**os.environ}
        settle(variables)
        os.chdir(subject.project.root)
        (scratch / SEEN).unlink(missing_ok=True)
        observed.begin()
        return InnerKernel()


def _failure(number: int, code: Code, outputs: Sequence[Node]) -> Fails:
    error = next((one for one in outputs if one["output_type"] == "error"), None)
    line = next((line.strip() for line in code.source.splitlines() if line.strip()), "")
    where = f"Celle {code.cell} stoppet: «{line}»." if code.cell else "Parametrene stoppet."
    if error is None:
        return Fails(number, f"{where} Prosessen ble avsluttet.", "", code.cell)
    words = f"{where} {error['ename']}: {error['evalue']}"
    return Fails(number, words, "\n".join(error["traceback"]), code.cell)


def _make_pages(subject: Subject, line: Connection) -> None:
    """Make pages until nobody asks."""
    pages = Pages(subject)
    while True:
        try:
            words = line.recv()
        except (EOFError, OSError):
            os._exit(0)
        line.send(_answer(pages, words))


def _answer(pages: Pages, words: tuple[Any, ...]) -> object:
    what, *given = words
    try:
        return getattr(pages, what)(*given)
    except UserError as error:
        return str(error), ""
    except Exception as error:  # noqa: BLE001 - shown to the one who writes
        return f"Siden kan ikke lages. {type(error).__name__}: {error}", traceback.format_exc()


def be_stage(line: Connection) -> None:
    """Be the stage, until the preview is over.

    Args:
        line: To the preview, which says first what is previewed.
    """
    take_in_orphans()
    for name in WARM:
        with contextlib.suppress(Exception):  # the cell that uses it will say what is wrong
            importlib.import_module(name)
    with contextlib.suppress(EOFError, OSError):
        Stage(line.recv(), line).live()


def be_plain_stage(line: Connection) -> None:
    """Be a stage in a process that was started afresh, where none can be forked.

    Args:
        line: As in :func:`be_stage`.
    """
    keep_apart()
    with contextlib.suppress(EOFError, OSError):
        Stage(line.recv(), line).live()
