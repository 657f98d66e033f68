"""What the processes of a preview tell each other."""

from __future__ import annotations

from collections.abc import (
    Mapping,  # noqa: TC003 - used in dataclass fields
    Sequence,  # noqa: TC003 - used in dataclass fields
)
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - used in dataclass fields
from typing import Any

from is248.base.paths import Project  # noqa: TC001 - used in dataclass fields
from is248.edition.parameters import Value  # noqa: TC001 - used in dataclass fields


@dataclass(frozen=True)
class Subject:
    """What is previewed.

    Attributes:
        project: The project.
        year: The reporting year.
        theme: The chapter.
        given: Notebook parameters that replace the defaults.
        scratch: A folder for files of the preview's own.
        forks: Whether cells are run in forks, from the first changed one on; else whole chapters by
            ordinary kernels.
    """

    project: Project
    year: int
    theme: str
    given: Mapping[str, Value]
    scratch: Path
    forks: bool = True

    @property
    def results(self) -> Path:
        """Results of the other chapters, for one that is built from them."""
        return self.scratch / "results.csv"


@dataclass(frozen=True)
class Made:
    """A page.

    Attributes:
        html: The page.
        warnings: What its cells wrote to stderr, a line each.
    """

    html: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Saved:
    """To the stage: the notebook's cells as they are now.

    Attributes:
        number: Which saving it is.
        cells: The cells.
        inputs: Whether params or data have changed.
        page: Whether what makes pages has changed.
    """

    number: int
    cells: Sequence[dict[str, Any]]
    inputs: bool = False
    page: bool = False


@dataclass(frozen=True)
class Runs:
    """From the stage: a cell begins."""

    number: int
    cell: int
    cells: int


@dataclass(frozen=True)
class Shows:
    """From the stage: a page.

    Attributes:
        number: Of which saving.
        made: The page.
        ran: Number of the first cell that was run; None when none was.
        seconds: How long it took.
        read: What the chapter reads of data, below the project.
        new_to: Number of the cell up to which the page is new, while those after it have not been
            run; None when all of it is.
    """

    number: int
    made: Made
    ran: int | None
    seconds: float
    read: frozenset[str]
    new_to: int | None = None


@dataclass(frozen=True)
class Fails:
    """From the stage: there is no page.

    Attributes:
        number: Of which saving.
        words: What is wrong, in a sentence.
        trace: The traceback; empty where it says nothing to the user.
        cell: Number of the cell that failed; None when none is to blame.
    """

    number: int
    words: str
    trace: str = ""
    cell: int | None = None
