"""Codings of open answers: the texts, what they were coded as, and where both are kept.

``data/survey/<year>/restricted/`` holds the key and the accepted codings. The folder carries its
own ``.gitignore``, so nothing in it is committed by mistake.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import unicodedata
from collections.abc import Mapping  # noqa: TC003 - pydantic needs it at run time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import yaml
from pydantic import Field

from is248.base.data_files import data_folder, read_rows
from is248.base.errors import DataError, suggestion
from is248.base.exchange import private_folder, said, write_whole
from is248.base.paths import Project, find_project
from is248.base.yaml_files import read_model
from is248.survey.places import survey_folder
from is248.survey.records import Record
from is248.year.labels import load_labels
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from is248.survey.answers import Answers
    from is248.survey.codebook import Variable

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
    private_folder(folder)
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


CODE = re.compile(r"[0-9a-zæøå][0-9a-zæøå_-]*")
"""A code: letters, digits, hyphen and underscore; capitals are read as small letters."""

SEPARATOR = ";"
"""Between the codes of an answer."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


class Code(Record):
    """One code of the list.

    Attributes:
        code: What the coder types.
        label: What a table shows.
        theme: Theme that it belongs to; empty when it stands alone.
        sub_theme: Part of the theme; empty when the theme is not divided.
        description: When the code is used.
    """

    code: str = Field(pattern=f"^{CODE.pattern}$")
    label: str = Field(min_length=1)
    theme: str = ""
    sub_theme: str = ""
    description: str = ""


class CodedAnswer(Record):
    """The codes of one answer, and the checksum of the text that they were given to."""

    codes: tuple[str, ...] = Field(min_length=1)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Coding(Record):
    """An accepted coding: every answer coded, every code in the list.

    Attributes:
        year: Reporting year.
        variable: The open question.
        synthetic: Whether nobody gave the answers.
        codes: The code list, in its own order.
        answers: Answer id → its codes.
    """

    year: int
    variable: str
    synthetic: bool
    codes: tuple[Code, ...]
    answers: Mapping[str, CodedAnswer]


@dataclass(frozen=True)
class OpenAnswer:
    """One text as a coder sees it: no municipality, no key of the register.

    Attributes:
        id: Stable id that does not tell the unit.
        size_class: Size class of the unit, as a reader sees it.
        text: The text, see :func:`canonical`.
        codes: Codes that the prepared answers hold already.
    """

    id: str
    size_class: str
    text: str
    codes: tuple[str, ...] = ()


def canonical(text: str) -> str:
    """A text in the one form that is shown, compared and summed.

    A spreadsheet changes line ends and drops control characters; they carry no meaning.
    """
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return _CONTROL.sub("", "\n".join(line.rstrip() for line in lines)).strip()


def text_sum(text: str) -> str:
    """The sha256 of a text in its canonical form."""
    return hashlib.sha256(canonical(text).encode()).hexdigest()


def split_codes(text: str) -> list[str]:
    """The codes in a cell: «3; 7», one per line, or with commas; capitals do not matter."""
    return [part.strip().casefold() for part in re.split(r"[;,\n]", text) if part.strip()]


def open_answers(
    answers: Answers, variable: str, project: Project | None = None, *, create_key: bool = False
) -> list[OpenAnswer]:
    """The answers to an open question that hold a text.

    Args:
        answers: The prepared answers.
        variable: Id of the question.
        project: The project; found when not given.
        create_key: Whether to make the key of the ids when the year has none.

    Returns:
        Sorted by id: the order of the register would tell who wrote what.

    Raises:
        DataError: No such open question, or a unit without a size class.
    """
    project = project or find_project()
    question = open_question(answers, variable)
    sizes = size_classes(answers.codebook.year, project)
    ids = answer_ids(answers, question.id, project, create_key=create_key)
    found = [
        OpenAnswer(ids[unit], _size(sizes, unit), text, codes)
        for unit, text, codes in _texts(answers, question)
    ]
    return sorted(found, key=lambda answer: answer.id)


def answer_ids(
    answers: Answers, variable: str, project: Project | None = None, *, create_key: bool = False
) -> dict[str, str]:
    """Unit → answer id, for every unit of the year; never to be written to a file."""
    key = id_key(answers, project, create=create_key)
    year = answers.codebook.year
    return {str(unit): answer_id(key, year, variable, str(unit)) for unit in answers.values.index}


def open_question(answers: Answers, variable: str) -> Variable:
    """An open question of the codebook.

    Raises:
        DataError: The year does not ask it, or it is not open.
    """
    question = answers.codebook.variable(variable)
    if question.type != "open":
        known = [v.id for v in answers.codebook.variables if v.type == "open"]
        raise DataError(
            f"«{variable}» er ikke et åpent spørsmål i {answers.codebook.year}."
            + suggestion(variable, known)
        )
    return question


def size_classes(year: int, project: Project) -> dict[str, str]:
    """Unit → size class as a reader sees it."""
    labels = load_labels(project, year).category("size_class").values
    rows = read_rows(
        data_folder(project, "municipalities"), load_year(year, project).register_files.units
    )
    shown = {key: value.label for key, value in labels.items()}
    return {row["code"]: shown.get(row["size_class"], row["size_class"]) for row in rows}


def _size(sizes: dict[str, str], unit: str) -> str:
    if unit not in sizes:
        raise DataError(f"Enheten {unit} står ikke i registeret (data/municipalities).")
    return sizes[unit]


def _texts(answers: Answers, question: Variable) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Unit, text and the codes it has; an answer without a text is none."""
    codes = f"{question.id}__codes"
    held = {} if codes not in answers.values else answers.values[codes].fillna("").to_dict()
    for unit, value in answers.values[question.id].items():
        if text := "" if pd.isna(value) else canonical(str(value)):
            yield str(unit), text, tuple(split_codes(str(held.get(unit, ""))))


def coding_path(year: int, variable: str, project: Project | None = None) -> Path:
    """Where the coding of a question is kept."""
    return restricted_folder(year, project) / "coding" / f"{variable}.yml"


def save_coding(coding: Coding, project: Project | None = None) -> Path:
    """Keep an accepted coding; one that was kept before is replaced in one step.

    Returns:
        The file.
    """
    make_restricted(coding.year, project)
    path = coding_path(coding.year, coding.variable, project)
    private_folder(path.parent)
    content = yaml.safe_dump(coding.model_dump(mode="json"), allow_unicode=True, sort_keys=False)
    with said(path.name):
        write_whole(path, content, private=True)
    return path


def load_coding(year: int, variable: str, project: Project | None = None) -> Coding:
    """Read the coding of a question.

    Raises:
        DataError: The question is not coded, or the file is not as it must be.
    """
    project = project or find_project()
    path = coding_path(year, variable, project)
    try:
        return read_model(path, Coding, project.relative(path))
    except FileNotFoundError:
        raise DataError(
            f"«{variable}» er ikke kodet for {year}. Kjør «is248 coding export {year} {variable} "
            f"FIL», kod svarene, og kjør «is248 coding import {year} {variable} FIL»."
        ) from None
