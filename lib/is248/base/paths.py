"""Where things are: the one place that knows the folders of the compendium."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from is248.base.errors import UserError

ROOT_VARIABLE = "IS248_ROOT"
"""Environment variable that names the project folder; it wins over the current folder."""

RESULTS_VARIABLE = "IS248_RESULTS"
"""Environment variable that names the results.csv of the other chapters, for one built from them.

The file is there while the chapter's notebook runs and only then; its place is never published.
"""

PARTED, CHAPTERS = ("thresholds", "quality"), "chapters"
"""Choices of a year whose own fields are told one by one; those of chapters by their themes."""

REVISIONS = "revisions"
"""Folder in params/: why the versions of a year were made, apart from what they are made with."""

UNDRAWN_VARIABLE = "IS248_UNDRAWN"
"""Environment variable of runs that only want numbers: figures have all but their drawing."""


@dataclass(frozen=True)
class Project:
    """The folders of one compendium.

    Attributes:
        root: The folder that holds params/, data/, notebooks/ and outputs/.
    """

    root: Path

    @property
    def params(self) -> Path:
        """Choices per year and the labels."""
        return self.root / "params"

    @property
    def data(self) -> Path:
        """Published figures, municipal register and survey answers."""
        return self.root / "data"

    @property
    def notebooks(self) -> Path:
        """One notebook per theme."""
        return self.root / "notebooks"

    @property
    def outputs(self) -> Path:
        """Built years; never in git."""
        return self.root / "outputs"

    @property
    def workspace(self) -> Path:
        """Working copies of the notebooks; never in git, and nothing is published from them."""
        return self.root / "workspace"

    def notebook(self, theme: str) -> Path:
        """The notebook of a theme."""
        return self.notebooks / f"{theme}.ipynb"

    def relative(self, path: Path) -> str:
        """A path as the user knows it: below the project folder, with forward slashes."""
        return path.relative_to(self.root).as_posix()


def _is_project(folder: Path) -> bool:
    return (folder / "params").is_dir() and (folder / "notebooks").is_dir()


def find_project(start: Path | None = None) -> Project:
    """Find the project folder.

    The order is: the variable ``IS248_ROOT``, the current folder or one above it, the folder that
    the package was installed from.

    Args:
        start: Folder to search upwards from; the current one when not given.

    Returns:
        The project.

    Raises:
        UserError: No such folder was found.
    """
    if named := os.environ.get(ROOT_VARIABLE):
        candidates = [Path(named).resolve()]
    else:
        here = (start or Path.cwd()).resolve()
        candidates = [here, *here.parents, Path(__file__).resolve().parents[3]]
    for folder in candidates:
        if _is_project(folder):
            return Project(folder)
    raise UserError(
        f"Fant ikke prosjektmappen (med params/ og notebooks/) i {candidates[0]} eller over den. "
        f"Stå i prosjektmappen, eller sett {ROOT_VARIABLE} til den."
    )
