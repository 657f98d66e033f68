"""The folder of a year that never leaves the institution, and the key of the answer ids.

``data/survey/<year>/restricted/`` holds the key and the accepted codings. The folder carries its
own ``.gitignore``, so nothing in it is committed by mistake.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
from typing import TYPE_CHECKING

from is248.base.errors import DataError
from is248.base.paths import Project, find_project
from is248.survey.places import survey_folder

if TYPE_CHECKING:
    from pathlib import Path

    from is248.survey.answers import Answers

KEY_FILE = "answer_ids.key"
SYNTHETIC_KEY = b"IS-24/8 synthetic answers"
"""Open on purpose: answers that nobody gave reveal nobody, and everybody gets the same ids."""

LETTERS = "bcdfghjkmnpqrstvwxz"
"""No vowels (no words), no digits (no spreadsheet reads a number or a date), no l."""

LENGTH, GROUP = 12, 4
_KEY = re.compile(r"[0-9a-f]{64}")


def restricted_folder(year: int, project: Project | None = None) -> Path:
    """The restricted folder of a year; not made here."""
    return survey_folder(year, project) / "restricted"


def make_restricted(year: int, project: Project | None = None) -> Path:
    """The restricted folder of a year, made with its own ``.gitignore`` where it is missing."""
    folder = restricted_folder(year, project)
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    return folder


def answer_id(key: bytes, year: int, variable: str, unit: str) -> str:
    """The id of an answer: the same each time, and no way back to the unit without the key.

    Year and question are part of it, so that the answers of one municipality cannot be put
    together across questions or years.

    Args:
        key: The secret of the year.
        year: Reporting year.
        variable: The open question.
        unit: Key of the unit in the register.

    Returns:
        Twelve consonants in three groups, ``bcdf-ghjk-mnpq``.
    """
    words = "\x1f".join((str(year), variable, unit)).encode()
    rest = int.from_bytes(hmac.new(key, words, "sha256").digest(), "big")
    letters = []
    for _ in range(LENGTH):
        rest, at = divmod(rest, len(LETTERS))
        letters.append(LETTERS[at])
    return "-".join("".join(letters[i : i + GROUP]) for i in range(0, LENGTH, GROUP))


def id_key(answers: Answers, project: Project | None = None, *, create: bool = False) -> bytes:
    """The key of the answer ids.

    Args:
        answers: The answers of the year; synthetic ones have an open key.
        project: The project; found when not given.
        create: Whether to make the key when the year has none.

    Returns:
        The key.

    Raises:
        DataError: The key is missing or damaged.
    """
    if answers.synthetic:
        return SYNTHETIC_KEY
    project, year = project or find_project(), answers.codebook.year
    path = restricted_folder(year, project) / KEY_FILE
    if create and not path.exists():
        make_restricted(year, project)
        _write_once(path, secrets.token_hex(32))
    return _read_key(path, project)


def _write_once(path: Path, text: str) -> None:
    """Write a file that only its owner can read; one that exists is never overwritten."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text + "\n")


def _read_key(path: Path, project: Project) -> bytes:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise DataError(
            f"Mangler {project.relative(path)}, nøkkelen til svar-ID-ene. Uten den kjennes ingen "
            "kodet fil igjen: hent den fra sikkerhetskopien, eller eksporter på nytt."
        ) from None
    if not _KEY.fullmatch(text):
        raise DataError(
            f"{project.relative(path)} er skadet: ventet 64 tegn 0–9 og a–f. Hent den fra "
            "sikkerhetskopien."
        )
    return bytes.fromhex(text)
