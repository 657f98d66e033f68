"""Whole numbers in words, and one way of writing counts within a sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from is248.show.bundle import Part

NUMBER_WORDS = (
    "ingen", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv",
)  # fmt: skip
"""Whole numbers up to twelve are written as words in running text."""

_SPELT = re.compile(rf"\b({'|'.join(NUMBER_WORDS[2:])})\b(\s)", re.IGNORECASE)
_ASIDE = re.compile(r"\([^)]*\)|«[^»]*»")
_MEASURES = (
    r"prosent|%|årsverk|kroner|millioner|tusen|poeng|år\b|innbyggere|voksne|kvartilbredder|uker"
    r"|ganger|eller flere"
)
_NAMED = ("per", "under", "fra", "over", "til", "=", "uke", "forløp", "tabell", "figur")
_AFTER = "".join(rf"(?<!{word}\s)" for word in (*_NAMED, r"\d"))
_COUNT = re.compile(
    rf"(?<![\w,.–−]){_AFTER}(\d{{1,3}}(?:\s\d{{3}})*)"
    rf"(?![\w,–]|\.\d|\s\d{{3}}|\s?(?:{_MEASURES})"
    rf"|(?:,?\s(?:og|til|mot|eller))?\s[\d,]+\s(?:{_MEASURES}))"
)
_END = re.compile(r"[.!?] ")


def one_way(parts: list[Part]) -> list[Part]:
    """A paragraph whose sentences write counts one way each, and begin with a capital letter.

    Where a count above twelve stands in a sentence, its other bound counts are digits too; one is
    always a word.

    Args:
        parts: Its pieces, in order.
    """
    return _joined(part for sentence in _sentences(parts) for part in _begun(_digits(sentence)))


def _sentences(parts: list[Part]) -> Iterator[list[Part]]:
    sentence: list[Part] = []
    for part in parts:
        rest = part["text"]
        while part["kind"] == "text" and (end := _END.search(rest)):
            yield [*sentence, {"kind": "text", "text": rest[: end.end()]}]
            sentence, rest = [], rest[end.end() :]
        if rest:
            sentence.append({**part, "text": rest})
    yield sentence


def _digits(sentence: list[Part]) -> list[Part]:
    """The same sentence, its counts in digits where one is above twelve."""
    said = _ASIDE.sub("", "".join(part["text"] for part in sentence))
    counts = (int(re.sub(r"\s", "", found)) for found in _COUNT.findall(said))
    if max(counts, default=0) < len(NUMBER_WORDS):
        return sentence
    return [{**part, "text": _in_digits(part)} for part in sentence]


def _in_digits(part: Part) -> str:
    if part["kind"] != "value" or not isinstance(part["value"], int | float):
        return part["text"]
    return _SPELT.sub(
        lambda m: f"{NUMBER_WORDS.index(m.group(1).lower())}\u00a0", f"{part['text']} "
    )[:-1]


def _begun(sentence: list[Part]) -> list[Part]:
    """The same sentence; a value that begins it has a capital letter."""
    if not sentence or sentence[0]["kind"] != "value" or sentence[0]["unit"] == "p":
        return sentence
    text = sentence[0]["text"]
    return [{**sentence[0], "text": text[:1].upper() + text[1:]}, *sentence[1:]]


def _joined(parts: Iterable[Part]) -> list[Part]:
    """The same pieces, literal text in one piece again."""
    found: list[Part] = []
    for part in parts:
        if found and found[-1]["kind"] == part["kind"] == "text":
            found[-1]["text"] += part["text"]
        else:
            found.append(part)
    return found
