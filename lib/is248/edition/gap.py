"""One gap of a year, and what the checks for gaps are given."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.edition.notebook_calls import notebook_calls
from is248.survey.codebook import has_codebook, load_codebook

if TYPE_CHECKING:
    from collections.abc import Iterable

    from is248.base.paths import Project
    from is248.edition.notebook_calls import Calls
    from is248.survey.codebook import Codebook
    from is248.year.params import Chapter, YearParams


SHOWN = 5
"""Names that a gap lists before the rest is only counted."""


@dataclass(frozen=True)
class Gap:
    """Something that a year lacks.

    Attributes:
        about: What it concerns, in one or two Norwegian words.
        words: What is wrong, and where.
        mend: What to do; empty where the words say it.
        stops: Whether the year cannot be built with it.
    """

    about: str
    words: str
    mend: str = ""
    stops: bool = False


@dataclass(frozen=True)
class YearInput:
    """A year whose gaps are sought.

    Attributes:
        project: The project.
        params: The choices of the year.
        themes: The chapters that are wanted; all when empty.
    """

    project: Project
    params: YearParams
    themes: tuple[str, ...] = ()

    @property
    def year(self) -> int:
        """The reporting year."""
        return self.params.year

    @property
    def chapters(self) -> list[Chapter]:
        """The chapters that are wanted."""
        return [one for one in self.params.chapters if not self.themes or one.theme in self.themes]

    @cached_property
    def calls(self) -> list[tuple[Chapter, Calls]]:
        """Chapters and what their notebooks ask for, but those that cannot be read."""
        found = []
        for chapter in self.chapters:
            with contextlib.suppress(UserError):
                found.append((chapter, notebook_calls(self.project, chapter.theme)))
        return found

    @property
    def book(self) -> Codebook | None:
        """The codebook of the year; None when there is none.

        Raises:
            DataError: It cannot be read.
        """
        if not has_codebook(self.year, self.project):
            return None
        return load_codebook(self.year, self.project)


def listed(names: Iterable[str]) -> str:
    """The first names, and how many more there are."""
    known = list(names)
    more = f" og {len(known) - SHOWN} til" if len(known) > SHOWN else ""
    return ", ".join(known[:SHOWN]) + more
