"""Translations into English: ``params/english/*.yml``.

A file holds mappings of Norwegian to English words below the key of what says them: chapter and
item, column, question. The Norwegian stands beside its translation, so that a sentence that has
been changed lacks a translation instead of having one that no longer says the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from is248.base.errors import DataError, UserError
from is248.year.params import read_params

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from is248.base.paths import Project

FOLDER = "english"
"""Folder of the translations below params/."""

ENGLISH = "en"

SHOWN = 12
"""Missing translations that a message names."""

_CLAUSE = re.compile(r"\[\[(.*?)\]\]")
_PLACEHOLDER = re.compile(r"\{\w*\}|\[@[a-z0-9-]+\]|#")

Pairs = dict[str, str]
"""Norwegian → English."""


@dataclass(frozen=True)
class Translations:
    """Norwegian → English, by file and key.

    Attributes:
        pairs: (file without ending, keys joined by points) → Norwegian → English.
        missing: What was asked for and not found: file, key and Norwegian words, in order.
    """

    pairs: Mapping[tuple[str, str], Pairs]
    missing: dict[tuple[str, str, str], None] = field(default_factory=dict, compare=False)

    def known(self, file: str, key: str, words: str) -> str | None:
        """A translation; None when there is none."""
        return self.pairs.get((file, key), {}).get(words)

    def of(self, file: str, key: str, words: str) -> str:
        """A translation; one that is missing is remembered, and the Norwegian words stand in.

        Args:
            file: Name of the file without ending.
            key: What says the words: ``housing.text-grant-shares``.
            words: The Norwegian words.
        """
        found = self.known(file, key, words)
        if found is None:
            self.missing[file, key, words] = None
        return words if found is None else found

    def anywhere(self, file: str, words: str) -> str | None:
        """A translation of words under whatever key of a file; None when there is none."""
        found = (pairs for (name, _), pairs in self.pairs.items() if name == file)
        return next((pairs[words] for pairs in found if words in pairs), None)

    def require_all(self, year: int) -> None:
        """Stop where a translation was asked for that nobody has given.

        Raises:
            UserError: There is one; the message names every file, key and text.
        """
        if not self.missing:
            return
        count, more = len(self.missing), len(self.missing) - SHOWN
        told = "én oversettelse" if count == 1 else f"{count} oversettelser"
        lines = [
            f"De engelske sidene for {year} mangler {told}. Skriv det engelske bak det norske "
            "under nøkkelen i filen, "
            f"eller ta «{ENGLISH}» ut av languages i params/{year}.yml:",
            *(_place(*one) for one in [*self.missing][:SHOWN]),
            *([f"  og {more} til"] if more > 0 else []),
        ]
        raise UserError("\n".join(lines))


def _place(file: str, key: str, words: str) -> str:
    return f"  params/{FOLDER}/{file}.yml{f', {key}' if key else ''}: «{words}»"


def load_translations(project: Project) -> Translations:
    """Read all translations.

    Args:
        project: The project.

    Returns:
        The translations, with nothing missing yet.

    Raises:
        DataError: A file is not as it must be, or a translation has other placeholders than the
            Norwegian words.
    """
    return Translations(_read(project))


@lru_cache(maxsize=2)
def _read(project: Project) -> dict[tuple[str, str], Pairs]:
    return {
        (path.stem, key): pairs
        for path in sorted((project.params / FOLDER).glob("*.yml"))
        for key, pairs in _leaves(read_params(path, project), (), project.relative(path))
    }


def _leaves(
    content: object, keys: tuple[str, ...], name: str
) -> Iterator[tuple[str, dict[str, str]]]:
    """The mappings of Norwegian to English in a file, with their keys."""
    if not isinstance(content, dict):
        raise DataError(f"{name}, {'.'.join(keys)}: skal ha linjer av formen «norsk: engelsk».")
    pairs = {str(nb): en for nb, en in content.items() if isinstance(en, str)}
    if pairs:
        key = ".".join(keys)
        yield key, {nb: en for one in pairs.items() for nb, en in _variants(*one, f"{name}, {key}")}
    for key, below in content.items():
        if not isinstance(below, str):
            yield from _leaves(below, (*keys, str(key)), name)


def _variants(nb: str, en: str, place: str) -> Iterator[tuple[str, str]]:
    """A pair with each choice of its clauses in double brackets: they may go, in both languages.

    Raises:
        DataError: Placeholders or clauses are not the same in both.
    """
    clauses = [_CLAUSE.findall(text) for text in (nb, en)]
    inside = [[sorted(set(_PLACEHOLDER.findall(one))) for one in found] for found in clauses]
    named = [sorted(set(_PLACEHOLDER.findall(text))) for text in (nb, en)]
    if named[0] != named[1] or inside[0] != inside[1] or nb.count("#") != en.count("#"):
        raise DataError(
            f"{place}: «{en}» må ha de samme plassholderne som «{nb}»: {', '.join(named[0])}."
        )
    for kept in product((True, False), repeat=len(clauses[0])):
        yield _with(nb, kept), _with(en, kept)


def _with(text: str, kept: tuple[bool, ...]) -> str:
    stays = iter(kept)
    return _CLAUSE.sub(lambda clause: clause[1] if next(stays) else "", text)
