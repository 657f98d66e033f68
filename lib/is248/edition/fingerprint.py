"""What a version is made from: every input with its checksum, summed up in one fingerprint.

The git commit is not part of it: a commit that changes no input makes no new version.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from is248.base.files import files_below, sha256
from is248.edition.git_state import unsaved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from is248.base.paths import Project
    from is248.edition.parameters import Value

PACKAGE = Path(__file__).resolve().parents[1]
"""The installed sources of is248; they need not lie in the project."""

PACKAGES = (
    "ipykernel",
    "ipython",
    "jinja2",
    "matplotlib",
    "mistune",
    "nbclient",
    "nbconvert",
    "nbformat",
    "numpy",
    "pandas",
    "papermill",
    "pikepdf",
    "pydantic",
    "pygments",
    "pyyaml",
    "scipy",
    "seaborn",
    "statsmodels",
    "typst",
    "xlsxwriter",
)
"""Packages that can change a number or a page."""


@dataclass(frozen=True)
class Inputs:
    """What a version is made from.

    Attributes:
        files: Path as the user knows it → sha256.
        packages: Package → installed version; None when it is not installed.
        python: Python's minor version.
        parameters: What was given to notebooks beside the year.
        unsaved: Inputs that differ from the commit: an edition that says so is another one.
    """

    files: Mapping[str, str]
    packages: Mapping[str, str | None]
    python: str
    parameters: Mapping[str, Value]
    unsaved: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """One sum over all of it."""
        parts = [sorted(self.files.items()), sorted(self.packages.items()), self.python]
        parts += [sorted(self.parameters.items()), *([self.unsaved] if self.unsaved else [])]
        text = json.dumps(parts, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


def read_inputs(
    project: Project, year: int, themes: Iterable[str], parameters: Mapping[str, Value]
) -> Inputs:
    """Sum up the inputs of a year.

    Args:
        project: The project.
        year: The reporting year.
        themes: The chapters that are made.
        parameters: What is given to notebooks beside the year.

    Returns:
        The inputs as they are now.
    """
    files = {name: sha256(path) for name, path in _input_files(project, year, themes)}
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Inputs(files, installed(), python, dict(parameters), unsaved(project))


def installed() -> dict[str, str | None]:
    """The versions of the packages that matter."""
    return {name: _version(name) for name in PACKAGES}


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _input_files(project: Project, year: int, themes: Iterable[str]) -> Iterator[tuple[str, Path]]:
    for path in files_below(project.data):
        yield f"data/{path.relative_to(project.data).as_posix()}", path
    for name in (f"{year}.yml", "labels.yml"):
        yield f"params/{name}", project.params / name
    for path in sorted((project.params / "exceptions" / str(year)).glob("*.yml")):
        yield f"params/exceptions/{year}/{path.name}", path
    for theme in themes:
        yield f"notebooks/{theme}.ipynb", project.notebook(theme)
    for path in files_below(PACKAGE):
        if path.suffix != ".pyc":
            yield f"lib/is248/{path.relative_to(PACKAGE).as_posix()}", path
