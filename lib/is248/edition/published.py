"""What was published: a log beside the versions; each of them adds a line before it stands.

A line holds the checksum of every file of its version, the manifest among them, and that of the
line before it: whoever changes a page and the manifest does not change the log, and whoever changes
a line must change all that follow. The last sum, noted elsewhere, vouches for all of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping  # noqa: TC003 - a dataclass names it
from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.base.exchange import write_whole
from is248.base.files import sha256
from is248.edition import manifest

if TYPE_CHECKING:
    from pathlib import Path

LOG = "published.jsonl"
START = "0" * 64
"""Stands for the sum of a line before the first."""


@dataclass(frozen=True)
class Published:
    """A version as it was published.

    Attributes:
        version: Its number.
        files: Path below it → sha256.
        after: Sum of the line before.
        sum: Sum of its own line.
    """

    version: int
    files: Mapping[str, str]
    after: str
    sum: str


def add(folder: Path, number: int, staged: Path) -> None:
    """Add a line on a version that is about to be put in its place.

    Args:
        folder: The folder of the year.
        number: The version's number.
        staged: The complete version.

    Raises:
        OSError: The log cannot be written; it stands as it was.
    """
    path = folder / LOG
    before = path.read_bytes() if path.exists() else b""
    record = {
        "version": number,
        "files": sums(staged),
        "after": _sum(before.splitlines()[-1]) if before else START,
    }
    line = json.dumps(record, ensure_ascii=False, sort_keys=True)
    write_whole(path, before + line.encode() + b"\n")


def sums(folder: Path) -> dict[str, str]:
    """The files of a version with those that its manifest does not list: path → sha256."""
    own = {name: sha256(folder / name) for name in manifest.OUTSIDE if (folder / name).is_file()}
    return own | {name: str(entry["sha256"]) for name, entry in manifest.listed(folder).items()}


def read(folder: Path) -> tuple[list[Published], int | None]:
    """The log of a year.

    Args:
        folder: The folder of the year.

    Returns:
        Its lines as far as they hang together, and the number (from 1) of the first one that does
        not follow from the line before it; None when all do.
    """
    path = folder / LOG
    found: list[Published] = []
    for line in path.read_bytes().splitlines() if path.exists() else []:
        entry = _entry(line)
        last = found[-1].sum if found else START
        if entry is None or entry.after != last:
            return found, len(found) + 1
        found.append(entry)
    return found, None


def _entry(line: bytes) -> Published | None:
    try:
        known = json.loads(line)
        version, files = int(known["version"]), dict(known["files"])
        return Published(version, files, known["after"], _sum(line))
    except (ValueError, KeyError, TypeError):
        return None


def _sum(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()
