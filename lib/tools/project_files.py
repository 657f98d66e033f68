"""Files of a project, drawn and changed."""

from __future__ import annotations

import random  # noqa: TC003 - kept beside the code
import re
from pathlib import Path  # noqa: TC003


def pick(project: Path, chance: random.Random, *patterns: str) -> Path:
    """A file of a project that has one of some patterns."""
    return chance.choice(sorted(path for one in patterns for path in project.glob(one)))


def text_of(path: Path) -> str:
    """What a file says."""
    return path.read_text(encoding="utf-8")


def put(path: Path, text: str) -> None:
    """Write a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def hit_of(text: str, chance: random.Random, wanted: str) -> re.Match[str] | None:
    """One of the places where a text has a pattern; None when there is none."""
    found = [*re.finditer(wanted, text, re.MULTILINE)]
    return chance.choice(found) if found else None
