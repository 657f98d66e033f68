"""Bound sentences in English: the same values in the words of another template.

Nothing is computed here. A value keeps what it is; the words that stand for it are translated with
their numbers taken out, and the numbers are put back as English writes them, with the decimals and
the rounding that the Norwegian reader sees.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING

from is248.base.numbers import MISSING, NBSP, unbroken
from is248.show.number_words import NUMBER_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from is248.show.bundle import Part
    from is248.year.translations import Translations

ENGLISH_WORDS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
"""English for each of :data:`NUMBER_WORDS`."""

_DIGITS = rf"\d{{1,3}}(?:{NBSP}\d{{3}})+(?:,\d+)?|\d+(?:,\d+)?"
_COUNTED = re.compile(rf"{_DIGITS}|\b(?:{'|'.join(NUMBER_WORDS[1:])}|ett)\b", re.IGNORECASE)
_WITH_NUMBER = re.compile(rf"(.+) \(({_DIGITS})\)")
_QUOTED = re.compile(r"«(.+?)»")
_REFERENCE = re.compile(r"\[@([a-z0-9-]+)\]")
CAUTION = "text-synthetic"
"""Id of the caution on answers that nobody gave, in any chapter."""

_OF_GROUPING = re.compile(r"\{(\w+?)_(first|small|last|large|groups|p|low|high|all|above|below)\}")
"""What a sentence on differences names: a grouping and what of it."""


def english_number(text: str) -> str:
    """A number as English writes it: ``"13 936"`` → ``"13,936"``, ``"6,1"`` → ``"6.1"``."""
    return text.replace(",", ".").replace(NBSP, ",")


def and_list(words: Sequence[str]) -> str:
    """Words in a row: "a, b and c"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def skeleton(text: str) -> tuple[str, list[str]]:
    """Words with ``#`` for their numbers, and the numbers in English.

    Example:
        >>> skeleton("økte med 6,1 prosent"), skeleton("to kommuner")
        (('økte med # prosent', ['6.1']), ('# kommuner', ['two']))
    """
    numbers: list[str] = []

    def taken(found: re.Match[str]) -> str:
        numbers.append(_number(found.group()))
        return "#"

    return _COUNTED.sub(taken, unbroken(text)).replace(NBSP, " "), numbers


def _number(text: str) -> str:
    if text[0].isdigit():
        return english_number(text)
    word = text.lower()
    return ENGLISH_WORDS[1 if word == "ett" else NUMBER_WORDS.index(word)]


def filled(pattern: str, numbers: Sequence[str]) -> str:
    """A pattern with its numbers; a figure and what it counts stay on one line."""
    pieces = pattern.split("#")
    text = pieces[0]
    for number, piece in zip(numbers, pieces[1:], strict=True):
        tied = number[-1].isdigit() and piece.startswith(" ")
        text += number + (NBSP + piece[1:] if tied else piece)
    return text


@dataclass(frozen=True)
class InEnglish:
    """Says in English what bundles say in Norwegian.

    Attributes:
        translations: Where the words are.
        names: Names of places, which stay as they are.
    """

    translations: Translations
    names: frozenset[str] = frozenset()

    def words(self, file: str, key: str, text: str) -> str:
        """Words with numbers in them: a caption, a source, a label."""
        pattern, numbers = skeleton(text)
        if not re.search(r"\w", pattern.replace("#", "")):
            return filled(pattern, numbers)
        return filled(self.translations.of(file, key, pattern), numbers)

    def label(self, file: str, key: str, text: str) -> str:
        """A label as it stands, its digits too."""
        return self.translations.of(file, key, text)

    def caption(self, theme: str, text: str) -> str:
        """A caption: what the item shows, and what follows that in captions of all chapters."""
        if quoted := _QUOTED.search(text):
            inside = f"‘{self._phrase(quoted[1])}’"
            return self.caption(theme, text.replace(quoted[0], "«»")).replace("«»", inside)
        pattern, numbers = skeleton(text)
        return filled(self._caption(theme, pattern), numbers)

    def _caption(self, theme: str, pattern: str) -> str:
        known = self.translations.known("captions", theme, pattern)
        if known is not None:
            return known
        endings = self.translations.pairs.get(("captions", "patterns"), {})
        for ending in sorted(endings, key=len, reverse=True):
            if pattern.endswith(ending):
                return self._caption(theme, pattern.removesuffix(ending)) + endings[ending]
        return self.translations.of("captions", theme, pattern)

    def sentence(self, theme: str, item: str, parts: Sequence[Part]) -> list[Part]:
        """A bound sentence: the English template with the same values.

        Args:
            theme: The chapter that says it.
            item: Id of the paragraph.
            parts: The sentence in Norwegian.
        """
        values = {part["name"]: part for part in parts if part["kind"] == "value"}
        return _begun(list(self._parts(self._template(theme, item, _template(parts)), values)))

    def _template(self, theme: str, item: str, template: str) -> str:
        key = "caution" if item == CAUTION else f"{theme}.{item}"
        if self.translations.known("findings", key, template) is None and (
            of := _OF_GROUPING.search(template)
        ):
            # recurs in every chapter, for every grouping
            general = _OF_GROUPING.sub(r"{by_\2}", template)
            if said := self.translations.known("findings", "differences", general):
                return said.replace("{by_", f"{{{of.group(1)}_")
        return self.translations.of("findings", key, template)

    def _parts(self, template: str, values: dict[str, Part]) -> Iterator[Part]:
        for literal, name, _, _ in Formatter().parse(template):
            for at, piece in enumerate(_REFERENCE.split(literal)):
                if at % 2:
                    yield {"kind": "reference", "target": piece, "text": f"[@{piece}]"}
                elif piece:
                    yield {"kind": "text", "text": piece}
            if name in values:
                yield {**values[name], "text": self.value(values[name])}

    def value(self, part: Part) -> str:
        """The words of a value."""
        if isinstance(part["value"], str) and part["value"]:
            return and_list([self.name(one) for one in part["value"].split("; ")])
        return self._phrase(part["text"])

    def name(self, text: str) -> str:
        """A name that is a result, perhaps with a number in brackets: "Oslo (21)"."""
        found = _WITH_NUMBER.fullmatch(text)
        name, number = found.groups() if found else (text, "")
        said = name if name in self.names else self._phrase(name)
        return f"{said} ({english_number(number)})" if number else said

    def _phrase(self, text: str) -> str:
        """Words for a value, by what they say; with the numbers as English writes them."""
        if quoted := _QUOTED.search(text):
            inside = f"‘{self._phrase(quoted[1])}’"
            return self._phrase(text.replace(quoted[0], "«»")).replace("«»", inside)
        pattern, numbers = skeleton(text)
        if text == MISSING or not re.search(r"\w", pattern.replace("#", "")):
            return filled(pattern, numbers)
        found = self._known(pattern) or self.translations.of("values", "", _lower(pattern))
        return filled(found, numbers)

    def _known(self, pattern: str) -> str | None:
        """What values or answers are called, with a small letter where the Norwegian has one."""
        for said in (pattern, _lower(pattern)):
            if found := self.translations.known("values", "", said):
                return found
        if exact := self.translations.anywhere("answers", pattern):
            return exact
        answer = self.translations.anywhere("answers", pattern[:1].upper() + pattern[1:])
        return answer and _lower(answer)


def _template(parts: Sequence[Part]) -> str:
    pieces = {"value": "{{{name}}}", "reference": "[@{target}]", "text": "{text}"}
    # a value's own braces are none of a template's
    return "".join(pieces[part["kind"]].format(**part) for part in parts)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _begun(parts: list[Part]) -> list[Part]:
    """The same sentence; a value that begins it has a capital letter."""
    if not parts or parts[0]["kind"] != "value":
        return parts
    text = parts[0]["text"]
    return [{**parts[0], "text": text[:1].upper() + text[1:]}, *parts[1:]]
