"""Files and folders that are whole or not there: staged beside their place, flushed, renamed.

Whoever is killed on the way leaves what was there before, in its place or beside it, from where
:func:`recover` puts it back.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from typing import TYPE_CHECKING

from is248.base.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OLD = ".old-"
"""Begins the name of a folder that is being replaced."""

STAGED = ".staged-"
"""Begins the name of a folder that is not yet in its place; that of the place follows."""

OWNER_ONLY, OWNER_ONLY_FOLDER = 0o600, 0o700
ANYBODY = 0o666
"""Rights of a new file, before the user's own mask."""


@contextlib.contextmanager
def said(where: str) -> Iterator[None]:
    """Faults of the file system, while something is written, in one sentence.

    Raises:
        UserError: The disk is full, or the place cannot be written to.
    """
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise UserError(f"Det er ikke plass på disken til {where}. Frigjør plass.") from error
        raise UserError(
            f"Kan ikke skrive til {where}: {error.strerror or error}. Er det en mappe som du har "
            "lov til å skrive i?"
        ) from error


def private_folder(folder: Path) -> Path:
    """A folder that only its owner may look into, whatever the umask; an older one is narrowed."""
    folder.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    folder.chmod(OWNER_ONLY_FOLDER)
    return folder


def narrow(folder: Path) -> None:
    """Keep a folder, and all that is in it, for its owner's eyes only."""
    for path in folder.rglob("*"):
        path.chmod(OWNER_ONLY_FOLDER if path.is_dir() else OWNER_ONLY)
    folder.chmod(OWNER_ONLY_FOLDER)


def write_whole(path: Path, content: bytes | str, *, private: bool = False) -> None:
    """Write a file in one step; text is UTF-8 with line ends as they are.

    Args:
        path: The file; what is there is replaced.
        content: All of it.
        private: Whether only its owner may read it.

    Raises:
        OSError: It cannot be written; what was there stands.
    """
    data = content.encode() if isinstance(content, str) else content
    staged = path.with_name(f".{path.name}.{os.getpid()}")
    rights = OWNER_ONLY if private else ANYBODY
    try:
        with open(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, rights), "wb") as file:  # noqa: PTH123 - of a handle
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        staged.replace(path)
    finally:
        staged.unlink(missing_ok=True)


def exchange(staged: Path, target: Path) -> Path:
    """Put a complete folder in the place of another, or in an empty place.

    Args:
        staged: The folder, on the disk of the place.
        target: Its place; what stands there is taken away.

    Returns:
        The place.

    Raises:
        OSError: It cannot be moved; what was there stands.
    """
    flush(staged)
    target.parent.mkdir(parents=True, exist_ok=True)
    _put_back(target)
    old = _aside(target)
    if target.exists():
        target.rename(old)
    try:
        staged.rename(target)
    except OSError:
        _put_back(target)
        raise
    flush_folder(target.parent)
    remove(old)
    return target


def recover(target: Path) -> None:
    """Put back a folder that a killed run had moved aside, and clear away what it left lying."""
    for left in target.parent.glob(f"{STAGED}{target.name}-*"):
        remove(left)
    _put_back(target)


def _put_back(target: Path) -> None:
    old = _aside(target)
    if target.exists():
        remove(old)
    elif old.exists():
        old.rename(target)


def _aside(target: Path) -> Path:
    return target.with_name(f"{OLD}{target.name}")


def flush(folder: Path) -> None:
    """Make sure that all of a folder has reached the disk."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            flush_folder(path)
        else:
            with path.open("rb+") as file:
                os.fsync(file.fileno())
    flush_folder(folder)


def flush_folder(folder: Path) -> None:
    """Make sure that the names in a folder have reached the disk."""
    if os.name == "nt":  # folders cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Take away a file, a link or a folder with all that is in it, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
