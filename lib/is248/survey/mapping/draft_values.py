"""What the cells of a column may mean: whether they fit a question, and their value → our code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence  # noqa: TC003 - dataclasses name them
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from rapidfuzz import fuzz, process

from is248.survey.mapping.draft_presets import lexicon, simple, status_words
from is248.survey.mapping.draft_words import folded

if TYPE_CHECKING:
    from is248.survey.mapping.draft_targets import Target

_MOST = 200
"""Different texts of a column that are looked at; the most common ones."""

_NUMBER = re.compile(
    r"[-\u2212]?(?:[0-9]{1,3}(?:[ \u00a0\u2009\u202f.][0-9]{3})+|[0-9]+)(?:[.,][0-9]+)?"
)
_POINT = re.compile(r"[-\u2212]?[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})")
_COMMA = re.compile(r"[-\u2212]?[0-9 ]+,[0-9]+")
_LEADING = re.compile(r"\(?[0-9]{1,2}\)?\s*[.:)=\u2013-]?\s+(?=\D)")
_SEPARATORS = (";", "|", "\n", " / ", ",")
_NEAR, _APART = 85, 8
"""Least likeness of a mistyped label, and how much less like the next one is."""

_SAMPLE, _SOME = 25, 0.3
"""Cells by which a mark between choices is found, and share that it must explain."""

_WORD, _FEW = 30, 6
"""Letters of an answer that was chosen, and most different ones of a question."""

_CUT = 8
"""Least letters of a label that was cut."""

CERTAIN, LIKELY, ORDER, YES_NO, UNKNOWN = 1.0, 0.85, 0.6, 0.7, 0.57
"""How sure values are: told by the file; mistyped; by the order of the categories; 1 and 0 for yes
and no; some are not understood."""

_MISSING_CODES = frozenset({"97", "98", "99", "-1", "-9", "-97", "-98", "-99", "998", "999"})


@dataclass(frozen=True)
class Seen:
    """The cells of a column.

    Attributes:
        texts: Different texts → how often.
        labels: Value → its label, where the file has labels.
    """

    texts: Mapping[str, int]
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def filled(self) -> int:
        """Cells that hold something."""
        return sum(self.texts.values())

    @property
    def all_values(self) -> list[str]:
        """What is written, and what the file has a label for."""
        return list({**self.texts, **self.labels})

    @property
    def examples(self) -> tuple[str, ...]:
        """The three most common texts."""
        return tuple(list(self.texts)[:3])


@dataclass(frozen=True)
class Reading:
    """What the cells of a column mean as answers to a question.

    Attributes:
        fit: Share of filled cells that can be an answer; 1 where nothing is filled.
        sure: How sure the values are.
        values: Their value → our code or status, where they differ.
        separator: Mark between choices in one cell.
        crossed: Whether anything written is a cross.
        unknown: Values that are not understood.
        order: Whether codes were taken in the order of the categories.
        blanked: Reasons for no answer that the question has no code for, taken as empty cells.
    """

    fit: float = 1.0
    sure: float = CERTAIN
    values: Mapping[str, str] = field(default_factory=dict)
    separator: str = ""
    crossed: bool = False
    unknown: tuple[str, ...] = ()
    order: bool = False
    blanked: tuple[str, ...] = ()


def seen(cells: Sequence[str], labels: Mapping[str, str]) -> Seen:
    """Count the texts of a column, the most common first."""
    count = Counter(cell for cell in cells if cell)
    return Seen(dict(count.most_common(_MOST)), labels)


def decimal_mark(columns: Sequence[Seen]) -> Literal["", ",", "."]:
    """The decimal mark of a file; empty when both or none are used."""
    texts = [text for column in columns for text in column.texts]
    point = any(_POINT.fullmatch(text) for text in texts)
    comma = any(_COMMA.fullmatch(text) for text in texts)
    return "." if point and not comma else "," if comma and not point else ""


def reading(column: Seen, target: Target) -> Reading:
    """What the cells of a column mean as answers to a question."""
    readers = {
        "number": _number, "choice": _choice, "cross": _cross,
        "codes": _joined, "joined": _joined, "text": _text,
    }  # fmt: skip
    return _with_known_reasons(readers[target.kind](column, target), target)


def _with_known_reasons(read: Reading, target: Target) -> Reading:
    """Reasons for no answer that the question has no code for are proposed as empty cells."""
    known = {*target.options, *target.variable.missing.values(), "blank", "0", "1"}
    blanked = tuple(text for text, code in read.values.items() if code not in known)
    if not blanked:
        return read
    values = {**read.values, **dict.fromkeys(blanked, "blank")}
    return replace(read, values=values, blanked=blanked, sure=min(read.sure, LIKELY))


def _number(column: Seen, target: Target) -> Reading:
    values, unknown = {}, []
    for text in column.texts:
        word = column.labels.get(text, text)
        if text in target.variable.missing or (word == text and _NUMBER.fullmatch(text)):
            continue
        status = _status(word)
        if status:
            values[text] = status
        elif not _NUMBER.fullmatch(text):
            unknown.append(text)
    return _read(column, values, unknown)


def _text(column: Seen, target: Target) -> Reading:
    """A text is neither a number, nor the codes of its own question, nor a word of a few."""
    if not column.filled:
        return Reading()
    if target.options and _joined(column, target).fit > _SOME:
        return Reading(fit=_SOME)
    short = all(len(text) <= _WORD for text in column.texts)
    if short and column.filled > _SAMPLE and len(column.texts) <= _FEW:
        return Reading(fit=_SOME)
    numbers = sum(n for text, n in column.texts.items() if _NUMBER.fullmatch(text))
    return Reading(fit=1 - numbers / column.filled)


def _choice(column: Seen, target: Target) -> Reading:
    values, unknown, sure = _by_label(column, target)
    ordered = _in_order(unknown, target) if not column.labels else {}
    if ordered:
        known = values | ordered
        yes_no = len(target.options) == 2 and _yes_no(target)  # noqa: PLR2004 - yes and no
        return Reading(1.0, YES_NO if yes_no else ORDER, known, order=True)
    return _read(column, values, unknown, sure)


def _by_label(column: Seen, target: Target) -> tuple[dict[str, str], list[str], float]:
    """Values that the file itself explains; those that it does not; how sure."""
    choices = tuple(target.options.items())
    values, unknown, sure = {}, [], CERTAIN
    for text in column.all_values:
        word = column.labels.get(text, text)
        if (text in target.options or text in target.variable.missing) and word == text:
            continue
        code, how = _code(word, choices)
        if code:
            values[text], sure = code, min(sure, how)
        elif text in column.texts:
            unknown.append(text)
    return values, unknown, sure


@lru_cache(maxsize=1 << 15)
def _code(word: str, choices: tuple[tuple[str, str], ...]) -> tuple[str, float]:
    """The code or status that a word means among choices, and how sure; empty when none."""
    labels = _labels(choices)
    for text in (word, _LEADING.sub("", word)):
        plain = folded(text)
        found = text if text in labels.values() else labels.get(plain) or _status(text)
        found = found or _yes_or_no(plain, labels)
        if found:
            return found, CERTAIN
    return _near(folded(word), labels), LIKELY


@lru_cache(maxsize=1 << 10)
def _labels(choices: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {folded(label): code for code, label in choices}


def _near(text: str, labels: Mapping[str, str]) -> str:
    """The code of a label that was mistyped or cut, where only one is near."""
    if not any(map(str.isalpha, text)):
        return ""
    cut = [code for label, code in labels.items() if len(text) >= _CUT and label.startswith(text)]
    if len(cut) == 1:
        return cut[0]
    near = process.extract(
        text, list(labels), scorer=fuzz.ratio, limit=2, score_cutoff=_NEAR - _APART
    )
    if not near or near[0][1] < _NEAR or (len(near) > 1 and near[0][1] - near[1][1] < _APART):
        return ""
    return labels[near[0][0]]


def _in_order(unknown: Sequence[str], target: Target) -> dict[str, str]:
    """Codes 1 to n, or 0 to n − 1, in the order of the categories."""
    numbers = [text for text in unknown if text not in _MISSING_CODES]
    codes = list(target.options)
    if not numbers or len(numbers) < len(unknown) or not all(map(str.isdecimal, numbers)):
        return {}
    first = 0 if "0" in numbers else 1
    if _yes_no(target) and first == 0:
        codes = [_yes_no(target)[1], _yes_no(target)[0], *codes[2:]]
    if any(not first <= int(text) < first + len(codes) for text in numbers):
        return {}
    return {str(at): code for at, code in enumerate(codes, start=first)}


def _yes_no(target: Target) -> tuple[str, ...]:
    """The codes of yes and no, where the question has both."""
    labels = _labels(tuple(target.options.items()))
    return (labels["ja"], labels["nei"]) if {"ja", "nei"} <= labels.keys() else ()


def _yes_or_no(plain: str, labels: Mapping[str, str]) -> str:
    said = "ja" if plain in lexicon().affirmed else "nei" if plain in lexicon().denied else ""
    return labels[said] if said and {"ja", "nei"} <= labels.keys() else ""


def _cross(column: Seen, target: Target) -> Reading:
    """A column of one option: 1 and 0, ja and nei, or the words of the option."""
    code, label = next(iter(target.options.items()))
    own = {folded(label), folded(code)}
    values, unknown = {}, []
    for text in column.all_values:
        found = _mark(column.labels.get(text, text), own)
        if found and found != text:
            values[text] = found
        elif not found and text in column.texts:
            unknown.append(text)
    if unknown == ["2"] and "1" in column.texts:
        values, unknown = {**values, "2": "0"}, []
        return Reading(1.0, YES_NO, values, order=True)
    unchosen = "0" in {values.get(text, text) for text in column.texts}
    read = _read(column, values, unknown)
    if unchosen or unknown:
        return read
    return Reading(read.fit, read.sure, crossed=True)


def _mark(word: str, own: set[str]) -> str:
    plain = folded(word)
    if plain in own or folded(_LEADING.sub("", word)) in own or simple(word) in lexicon().crossed:
        return "1"
    return "0" if simple(word) in lexicon().uncrossed else _status(word)


def _joined(column: Seen, target: Target) -> Reading:
    """All choices in one cell, between the mark that explains most of them."""
    few = Seen(dict(list(column.texts.items())[:_SAMPLE]))
    fits = {mark: _split(few, target, mark).fit for mark in _SEPARATORS}
    mark = max(fits, key=lambda each: fits[each])
    best = _split(column if fits[mark] > _SOME else few, target, mark)
    if any(mark.strip() and mark.strip() in label for label in target.options.values()):
        return replace(best, sure=min(best.sure, LIKELY))
    return best


def _split(column: Seen, target: Target, mark: str) -> Reading:
    choices = tuple(target.options.items())
    values: dict[str, str] = {}
    unknown: dict[str, None] = {}
    good, sure = 0, CERTAIN
    for text, count in column.texts.items():
        found = {part: _code(part, choices) for part in _parts(text, mark, target)}
        good += count * all(code for code, _ in found.values())
        unknown |= dict.fromkeys(part for part, (code, _) in found.items() if not code)
        values |= {part: code for part, (code, _) in found.items() if code and code != part}
        sure = min([sure, *(how for code, how in found.values() if code)])
    fit = good / column.filled if column.filled else 1.0
    return Reading(fit, UNKNOWN if unknown else sure, values, mark, unknown=tuple(unknown))


def _parts(text: str, mark: str, target: Target) -> list[str]:
    """The choices of a cell; a label that holds the mark itself is one."""
    held = [label for label in target.options.values() if mark in label and label in text]
    found = []
    for label in sorted(held, key=len, reverse=True):
        if label in text:
            found.append(label)
            text = text.replace(label, "", 1)
    return [*found, *(part.strip() for part in text.split(mark) if part.strip())]


def _status(word: str) -> str:
    return status_words().get(folded(word) or word, "")


def _read(
    column: Seen, values: dict[str, str], unknown: list[str], sure: float = CERTAIN
) -> Reading:
    wrong = sum(column.texts[text] for text in unknown)
    fit = 1 - wrong / column.filled if column.filled else 1.0
    return Reading(fit, UNKNOWN if unknown else sure, values, unknown=tuple(unknown))
