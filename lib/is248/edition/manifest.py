"""What a version is made of: the commit, the inputs and their fingerprint, its manifest.

The git commit is not part of the fingerprint: a commit that changes no input makes no new version.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from is248 import __version__
from is248.base.errors import UserError
from is248.base.files import files_below, is_input, sha256
from is248.base.paths import REVISIONS
from is248.edition.installed_before import installed_here

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from is248.base.paths import Project
    from is248.edition.parameters import Value
    from is248.year.params import YearParams

INPUTS = ("notebooks", "params", "data", "lib/is248")
"""Folders that an edition is made from, as git knows them."""

BY_YEAR = ("exceptions", REVISIONS)
"""Folders of params/ with a file or folder a year; all else is of every year."""

GIT_TIMEOUT = 10
"""Seconds that git may take."""

SILENT = "ukjent, for git svarer ikke"
"""Stands for the names of the files when there is a repository that git cannot read."""

SHOWN = 3
"""Files that a sentence names."""


def commit(project: Project) -> str | None:
    """The commit that the project stands at; None outside git and before the first commit."""
    return _git(project, "rev-parse", "HEAD") or None


def unsaved(project: Project) -> tuple[str, ...]:
    """Inputs that differ from the commit, were added or are gone, sorted; none outside git.

    Args:
        project: The project; in a repository when its root is the root of one.

    Returns:
        Paths below the root; :data:`SILENT` alone when git cannot tell.
    """
    if not _in_git(project):
        return ()
    words = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", *INPUTS)
    said = _git(project, *words)
    if said is None:
        return (SILENT,)
    paths = (line[3:] for line in said.split("\0") if line)
    return tuple(sorted(path for path in paths if is_input(path.rpartition("/")[2])))


def unsaved_words(files: Sequence[str]) -> str:
    """The sentence that an edition made from such files carries; empty without any."""
    return f"Bygget av filer som ikke er lagret i git: {_named(files)}." if files else ""


def refuse_unsaved(files: Sequence[str]) -> None:
    """Refuse to make a version of files that are not saved.

    Raises:
        UserError: There are any.
    """
    if files:
        raise UserError(
            f"Ikke lagret i git: {_named(files)}. En utgave bygges av det som er lagret: lagre med "
            "«git commit», eller gi --dirty, og det står på forsiden. Et utkast (--chapter, -p) "
            "kan bygges uansett."
        )


def _named(files: Sequence[str]) -> str:
    more = f" og {len(files) - SHOWN} til" if len(files) > SHOWN else ""
    return ", ".join(files[:SHOWN]) + more


def _in_git(project: Project) -> bool:
    return (project.root / ".git").exists()


def _git(project: Project, *words: str) -> str | None:
    if not _in_git(project):
        return None
    try:
        done = subprocess.run(  # noqa: S603 - fixed words
            ["git", "-C", str(project.root), *words],  # noqa: S607 - git is where the user has it
            capture_output=True,
            timeout=GIT_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace").rstrip("\n") if done.returncode == 0 else None


PACKAGE = Path(__file__).resolve().parents[1]
"""The installed sources of is248; they need not lie in the project."""


@dataclass(frozen=True)
class Inputs:
    """What a version is made from.

    Attributes:
        files: Path as the user knows it → sha256.
        packages: Package → installed version and sum, see :func:`installed`.
        python: Python's minor version.
        parameters: What was given to notebooks beside the year.
        unsaved: Inputs that differ from the commit: an edition that says so is another one.
    """

    files: Mapping[str, str]
    packages: Mapping[str, str]
    python: str
    parameters: Mapping[str, Value]
    unsaved: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """One sum over all of it."""
        parts: list[object] = [
            sorted(self.files.items()),
            sorted(self.packages.items()),
            self.python,
        ]
        parts += [sorted(self.parameters.items()), *([self.unsaved] if self.unsaved else [])]
        text = json.dumps(parts, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


def read_inputs(
    project: Project,
    year: int,
    themes: Iterable[str],
    parameters: Mapping[str, Value],
    packages: Mapping[str, str] | None = None,
) -> Inputs:
    """Sum up the inputs of a year.

    Args:
        project: The project.
        year: The reporting year.
        themes: The chapters that are made.
        parameters: What is given to notebooks beside the year.
        packages: What is installed, where that is known; looked up when not given.

    Returns:
        The inputs as they are now.
    """
    files = {name: sha256(path) for name, path in _input_files(project, year, themes)}
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    packages = installed_here(project) if packages is None else packages
    return Inputs(files, packages, python, dict(parameters), unsaved(project))


def _input_files(project: Project, year: int, themes: Iterable[str]) -> Iterator[tuple[str, Path]]:
    for path in files_below(project.data):
        yield f"data/{path.relative_to(project.data).as_posix()}", path
    # a series is of all years: another year's borders and breaks are in it
    for path in files_below(project.params):
        place = path.relative_to(project.params)
        if place.parts[0] not in BY_YEAR or str(year) in {place.parts[1], place.stem}:
            yield f"params/{place.as_posix()}", path
    for theme in themes:
        yield f"notebooks/{theme}.ipynb", project.notebook(theme)
    for path in files_below(PACKAGE):
        if path.suffix != ".pyc":
            yield f"lib/is248/{path.relative_to(PACKAGE).as_posix()}", path


NAME = "manifest.json"
RUN_LOG = "run_log.json"
OUTSIDE = frozenset({NAME, RUN_LOG})
"""Files of a version that the manifest does not list."""


def manifest_of(
    folder: Path,
    year: YearParams,
    version: int | None,
    inputs: Inputs,
    commit: str | None,
) -> dict[str, Any]:
    """The manifest of a built folder.

    Args:
        folder: The folder, complete but for the manifest.
        year: The choices of the year.
        version: Its number; None for a draft.
        inputs: What it was made from.
        commit: What the sources stand at; None when it is not known.

    Returns:
        The manifest as JSON.
    """
    own: dict[str, Any] = {"own_files": list(year.own_files)} if year.own_files else {}
    if version and (told := year.revision(f"v{version}")):
        own["revision"] = told.model_dump(mode="json")
    return own | {
        "schema": 1,
        "year": year.year,
        "version": version,
        "title": year.title,
        "fingerprint": inputs.fingerprint,
        "parameters": dict(inputs.parameters),
        "inputs": dict(inputs.files),
        "outputs": listed(folder),
        "code": {"is248": __version__, "commit": commit, "unsaved": list(inputs.unsaved)},
        "packages": dict(inputs.packages),
        "python": inputs.python,
        "seed": None,
    }


def listed(folder: Path) -> dict[str, dict[str, Any]]:
    """The files of a version: path below it → sha256 and size."""
    return {
        path.relative_to(folder).as_posix(): {
            "sha256": sha256(path),
            "bytes": path.stat().st_size,
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in OUTSIDE and not path.name.startswith(".")
    }


def json_text(content: Mapping[str, Any]) -> str:
    """JSON as it is written to a file: sorted keys, readable."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a version; None when it is missing or cannot be read."""
    return read_json(folder / NAME)


def read_json(path: Path) -> dict[str, Any] | None:
    """A JSON object from a file; None when it is missing or is no such thing."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def differences(folder: Path) -> list[str]:
    """Files of a version that are not as its manifest says.

    Args:
        folder: The folder of the version.

    Returns:
        Paths that were changed, added or taken away; the manifest itself when it is missing.
    """
    content = read_manifest(folder)
    if content is None or not isinstance(content.get("outputs"), dict):
        return [NAME]
    return unlike(content["outputs"], listed(folder))


def unlike(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Paths that two lists of files do not agree on."""
    return sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
