"""What git knows of the project: the commit, and inputs that differ from it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.base.files import is_input

if TYPE_CHECKING:
    from collections.abc import Sequence

    from is248.base.paths import Project

INPUTS = ("notebooks", "params", "data", "lib/is248")
"""Folders that an edition is made from, as git knows them."""

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
