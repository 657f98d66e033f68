"""Words of headers and questions, so that two ways to write the same thing look alike."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Sequence

Matrix = npt.NDArray[np.float64]

_LETTERS = str.maketrans({"å": "a", "æ": "a", "ø": "o", "ö": "o", "ä": "a", "ß": "s"})
_DOUBLE = re.compile("aa|ae|oe")
_TAG = re.compile(r"<[^<>]{1,80}>")
_WORD = re.compile(r"[a-z]+|[0-9]+")
_STOP = frozenset(
    "og i a er en et av til for med om det de den som pa ved har hvor hva hvordan mange mye kan "
    "bruker the of and in to oppgi angi velg kryss sett svar her dere vi".split()
) - {"bruker"}
"""Words that say nothing of which question it is; folded."""

_ALIKE = 0.75
"""Least likeness of two spellings of a word."""

_PREFIX = 0.9
"""Likeness of a word and the start of it: «rus» and «rusarbeid», or a word that was cut."""

_SHORTEST = 3
_OFTEN = 5
"""Texts that share a word which is part of how the file writes its questions."""

_NUMBER = re.compile(
    r"(?:sp[øo]?r?s?m?(?:[åa]l)?|sp|q|nr|pkt|punkt)?[\s._-]*"
    r"(?P<topic>[0-9]{1,2})[._-](?P<question>[0-9]{1,2}|k)(?P<part>[a-zæøå]?)"
    r"(?P<more>(?:(?:[._-]|\s(?=koder\b))[0-9a-zæøå]+)?)(?![0-9a-zæøå])[\s.:)]*",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\s*[0-9]{1,3}[.):]\s+")
_SEPARATORS = re.compile(r"[^0-9a-zæøå]+")


@lru_cache(maxsize=1 << 14)
def folded(text: str) -> str:
    """A text without capitals, marks and the ways to write å, æ and ø; words a space apart."""
    plain = _DOUBLE.sub(_first, _TAG.sub(" ", text).casefold().translate(_LETTERS))
    plain = unicodedata.normalize("NFKD", plain)
    return " ".join(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def _first(found: re.Match[str]) -> str:
    return found[0][0]


def words(text: str) -> tuple[str, ...]:
    """The words of a text that tell which question it is."""
    return tuple(word for word in folded(text).split() if word not in _STOP)


def question_number(text: str) -> tuple[str, str]:
    """A question's number at the start of a header, and what follows it.

    Args:
        text: "3.2", "spm. 3.2", "spm_3_2a", "Q3_2", "8.1_3", "3.2 Hvor mange ...".

    Returns:
        The number in one way of writing ("3.2", "3.2a", "8.1.3"; empty when there is none), and the
        rest of the text. A place in the file ("12. ") is no number of the form.
    """
    found = _NUMBER.match(text)
    if not found:
        return "", _PLACE.sub("", text)
    number = f"{found['topic']}.{found['question']}{found['part']}{found['more']}"
    return number_key(number), text[found.end() :]


def number_key(number: str) -> str:
    """A number in one way of writing: "18.2a-annet" is "18.2a.annet"."""
    return _SEPARATORS.sub(".", number.casefold())


@dataclass(frozen=True)
class Bags:
    """Texts as words with weights.

    Attributes:
        texts: Words of each text.
        vocabulary: All words.
        weights: One row per text, one column per word: how much the word tells, 0 where it is not.
    """

    texts: tuple[tuple[str, ...], ...]
    vocabulary: tuple[str, ...]
    weights: Matrix


def bags(texts: Sequence[Sequence[str]]) -> Bags:
    """Weigh words by how few of the texts have them."""
    count = Counter(word for text in texts for word in set(text))
    vocabulary = tuple(count)
    place = {word: at for at, word in enumerate(vocabulary)}
    weights = np.zeros((len(texts), len(vocabulary)))
    for row, text in enumerate(texts):
        for word in set(text):
            weights[row, place[word]] = np.log1p(len(texts) / count[word])
    return Bags(tuple(map(tuple, texts)), vocabulary, weights)


def coverage(theirs: Bags, ours: Bags) -> tuple[Matrix, Matrix, Matrix]:
    """How much of each text of one side is found in each of the other.

    Args:
        theirs: Their texts.
        ours: Our texts.

    Returns:
        Share of our words in theirs, and of their words in ours; and 1 where nothing in theirs is
        strange, which is a word that few of their texts have and nothing in ours is like, else 0.
        A row for each of theirs.
    """
    alike = _likeness(theirs.vocabulary, ours.vocabulary)
    in_ours = _best(ours, alike.T)
    of_ours = _best(theirs, alike) @ ours.weights.T
    of_theirs = theirs.weights @ in_ours.T
    rare = (theirs.weights > 0) & ((theirs.weights > 0).sum(axis=0) < _OFTEN)
    strange = rare.astype(float) @ (in_ours == 0).astype(float).T
    return (
        of_ours / np.maximum(ours.weights.sum(axis=1), 1e-9)[None, :],
        of_theirs / np.maximum(theirs.weights.sum(axis=1), 1e-9)[:, None],
        (strange == 0).astype(float),
    )


def _best(side: Bags, alike: Matrix) -> Matrix:
    """For each text of one side, how well it holds each word of the other."""
    best = np.zeros((len(side.texts), alike.shape[1]))
    for row, weights in enumerate(side.weights):
        if (there := np.flatnonzero(weights)).size:
            best[row] = alike[there].max(axis=0)
    return best


def _likeness(theirs: Sequence[str], ours: Sequence[str]) -> Matrix:
    if not theirs or not ours:
        return np.zeros((len(theirs), len(ours)))
    alike = process.cdist(theirs, ours, scorer=fuzz.ratio, dtype=np.float32) / 100
    alike = np.where(alike < _ALIKE, 0, (1 + alike) / 2)  # a slip of the pen says little
    for at, near in _prefixes(theirs, ours):
        alike[at, near] = max(alike[at, near], _PREFIX)
    for near, at in _prefixes(ours, theirs):
        alike[at, near] = max(alike[at, near], _PREFIX)
    return alike.astype(np.float64)


def _prefixes(short: Sequence[str], long: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of words of which the first begins the second."""
    place = {word: at for at, word in enumerate(short)}
    return [
        (place[word[:length]], at)
        for at, word in enumerate(long)
        for length in range(_SHORTEST, len(word))
        if word[:length] in place
    ]
