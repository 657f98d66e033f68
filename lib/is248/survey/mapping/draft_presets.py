"""Survey systems whose files are known by their shape, and the words that mean no answer."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - pydantic needs it at run time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from is248.base.yaml_files import read_model
from is248.survey.codebook import Status  # noqa: TC001 - pydantic needs it at run time
from is248.survey.mapping.draft_words import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FILE = Path(__file__).with_name("draft_presets.yml")
_ENOUGH = 2
"""Headers of a preset that a file must have."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Preset(_Strict):
    """How the files of one survey system are known.

    Attributes:
        marks: Headers that tell it.
        metadata: Headers of columns that are no questions.
        numbered: The same, with ``_1``, ``_2`` and so on behind.
    """

    marks: tuple[str, ...]
    metadata: tuple[str, ...]
    numbered: tuple[str, ...] = ()


class Lexicon(_Strict):
    """All of ``draft_presets.yml``.

    Attributes:
        presets: Name of a survey system → how its files are known.
        common: Headers of columns that are no questions, in files of any system.
        statuses: Status → words that mean it.
        crossed: What a cell of one option holds when it is chosen.
        uncrossed: What it holds when it is not.
        affirmed: Words for yes.
        denied: Words for no.
        totals: How a row begins that holds no unit.
    """

    presets: Mapping[str, Preset]
    common: tuple[str, ...]
    statuses: Mapping[Status, tuple[str, ...]]
    crossed: tuple[str, ...]
    uncrossed: tuple[str, ...]
    affirmed: tuple[str, ...]
    denied: tuple[str, ...]
    totals: tuple[str, ...]


@cache
def lexicon() -> Lexicon:
    """The words, read once."""
    return read_model(_FILE, Lexicon, _FILE.name)


def recognised(headers: Iterable[str]) -> str:
    """The survey system that a file comes from; empty when none is recognised."""
    there = {simple(header) for header in headers}
    found = {name: len(there & set(preset.marks)) for name, preset in lexicon().presets.items()}
    name = max(found, key=lambda known: found[known])
    return name if found[name] >= _ENOUGH else ""


def metadata(headers: Sequence[str], preset: str) -> list[bool]:
    """Whether each column is none of the questions by its header."""
    known = set(lexicon().common)
    numbered: tuple[str, ...] = ()
    if preset:
        known |= set(lexicon().presets[preset].metadata)
        numbered = lexicon().presets[preset].numbered
    return [
        simple(header) in known or simple(header).rstrip("0123456789").rstrip("_") in numbered
        for header in headers
    ]


@cache
def status_words() -> dict[str, Status]:
    """Folded word → why there is no answer; marks without letters stand as they are."""
    return {
        folded(word) or word: status
        for status, words in lexicon().statuses.items()
        for word in words
    }


def simple(text: str) -> str:
    """A word without capitals and spaces around."""
    return " ".join(text.casefold().split())
