"""A chapter on the screen while it is written: each saving gives a new page in the browser.

This process only watches, serves and tells. Cells run in others (:mod:`preview_warm`), so that
nothing that a cell does can end the preview. Nothing is written below outputs/ or anywhere else in
the project, but for prepared answers, which a build would have made too.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from is248.edition.preview_cells import whole_notebook
from is248.edition.preview_words import Fails, Runs, Saved, Shows

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from is248.edition.preview_server import Board
    from is248.edition.preview_warm import Plain, Warm
    from is248.edition.preview_watch import Kind, Watch

BETWEEN_LOOKS = 0.1
"""Seconds between looks at the files."""

PATIENCE = 2.0
"""Seconds that a notebook may be half written before it is told."""

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass
class Preview:
    """Follows a chapter until the user ends it.

    Attributes:
        board: What browsers are shown.
        warm: Where chapters are run.
        watch: What tells of changes.
        say: Tells the terminal a line.
    """

    board: Board
    warm: Warm | Plain
    watch: Watch
    say: Callable[[str], None]
    _line: Connection | None = None
    _number: int = 0
    _waiting: set[Kind] = field(default_factory=set)
    _half_since: float = 0.0
    _new_to: int | None = None

    def run(self) -> None:
        """Follow it for ever."""
        self._waiting = {"code", "notebook"}
        while True:
            self._look()
            if self._line is None:
                time.sleep(BETWEEN_LOOKS)
            elif wait([self._line], BETWEEN_LOOKS):
                self._hear()

    # ---- what the files say ---------------------------------------------------------------------

    def _look(self) -> None:
        """Have the chapter made anew when something has changed and stands still."""
        changed = self.watch.changed()
        self._waiting |= changed
        if self._waiting and not changed - {"notebook"}:
            self._save()

    def _save(self) -> None:
        notebook = whole_notebook(self.watch.notebook)
        if notebook is None:
            self._wait_for_notebook()
            return
        kinds, self._waiting, self._half_since = self._waiting, set(), 0.0
        is_stale = not self.warm.subject.forks and kinds != {"notebook"}
        if "code" in kinds or self._line is None or is_stale:
            self._line = self.warm.stage()
        self._number, self._new_to = self._number + 1, None
        cells = notebook["cells"]
        saved = Saved(self._number, cells, "inputs" in kinds, "page" in kinds)
        try:
            self._line.send(saved)
        except OSError:
            self._lost()
        self.board.tell("runs", "Lager siden …")

    def _wait_for_notebook(self) -> None:
        now = time.monotonic()
        self._half_since = self._half_since or now
        if now - self._half_since > PATIENCE:
            name = self.watch.project.relative(self.watch.notebook)
            self.board.tell("fails", f"{name} mangler eller er ikke en hel notatbok ennå.")
            self._half_since = now + 3600.0  # once is enough

    # ---- what the stage says --------------------------------------------------------------------

    def _hear(self) -> None:
        assert self._line
        try:
            word = self._line.recv()
        except (EOFError, OSError):
            self._lost()
            return
        if isinstance(word, str):
            self._line = None  # code that is mended gets a new stage
            self._fail("Koden i lib/ kan ikke lastes.", word)
        elif word.number != self._number:
            return  # of a saving that is the last no more
        elif isinstance(word, Runs):
            self.board.tell("runs", f"Kjører celle {word.cell} av {word.cells} …{self._so_far}")
        elif isinstance(word, Shows):
            self._show(word)
        elif isinstance(word, Fails):
            self._fail(word.words, word.trace)

    @property
    def _so_far(self) -> str:
        """What of the page is new, where not all of it is."""
        if self._new_to is None:
            return ""
        return f" Siden er ny til og med celle {self._new_to}, resten er fra forrige kjøring."

    def _show(self, word: Shows) -> None:
        self._new_to = word.new_to
        if word.new_to is not None:
            self.board.tell("runs", f"Kjører resten …{self._so_far}", html=word.made.html)
            return
        self.watch.read = word.read
        how = f"kjørt fra celle {word.ran}" if word.ran else "ingen celler kjørt"
        seconds = f"{word.seconds:.1f}".replace(".", ",")
        words = f"Oppdatert {time.strftime('%H:%M:%S')} – {how}, {seconds} s."
        warnings = " ".join(f"Advarsel i {line}." for line in word.made.warnings)
        self.board.tell("shown", f"{words} {warnings}".strip(), html=word.made.html)
        self.say(words)

    def _fail(self, words: str, trace: str = "") -> None:
        self.watch.read = frozenset()  # what mends it may be anywhere
        self.board.tell("fails", words, _ANSI.sub("", trace))
        self.say(words)

    def _lost(self) -> None:
        """The stage has ended by itself; the next saving gets another."""
        self._line = None
        self._fail("Prosessen som lager siden, ble avsluttet. Lagre en gang til.")
