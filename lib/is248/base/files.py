"""Files as inputs: which of a folder count, and their checksums."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOT_INPUT = frozenset({"__pycache__", "prepared"})
"""Folders without inputs: compiled code, and data that is built from other data."""

JITTER = 20_000_000
"""Nanoseconds by which the clock of a file system may lag."""


def sha256(path: Path) -> str:
    """Checksum of a file's bytes, as 64 hexadecimal digits.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_input(name: str) -> bool:
    """Whether a file or folder of this name counts: hidden ones and editors' copies do not."""
    return not (name.startswith(".") or name.endswith("~") or name in NOT_INPUT)


def files_below(folder: Path) -> Iterator[Path]:
    """Files of a folder in a fixed order, without hidden ones and editors' copies."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.is_dir() and is_input(path.name):
            yield from files_below(path)
        elif is_input(path.name):
            yield path
