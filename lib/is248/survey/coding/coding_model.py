"""What the coding of one open question consists of."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping  # noqa: TC003 - pydantic needs it at run time
from dataclasses import dataclass

from pydantic import Field

from is248.survey.records import Record

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
