"""Sentences whose every number is bound to a value."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from string import Formatter
from typing import TYPE_CHECKING, Any, Literal

from is248.base.errors import DisplayError
from is248.base.numbers import MISSING
from is248.show.bundle import Key, Part, Place, Role, TextBundle, check_id
from is248.show.jupyter_html import mimebundle
from is248.show.number_words import one_way

if TYPE_CHECKING:
    from collections.abc import Iterator

REFERENCE = re.compile(r"\[@([a-z0-9-]+)\]")
"""A reference to an item in a sentence or in Markdown: ``[@table-fte-by-size]``."""

_SENTENCE = re.compile(r"(?<=[.!?]) ")
"""Where one sentence ends and the next begins."""

_CLAUSE = re.compile(r"\[\[(.*?)\]\]")
"""A clause that goes alone."""


@dataclass(frozen=True)
class Bound:
    """A value and the words that stand for it in a sentence.

    Attributes:
        value: The raw value; a number, or a name when words are bound.
        text: What the reader sees.
        unit: Unit in Norwegian; empty for names and years.
        basis: What the value rests on; that of its paragraph when empty.
    """

    value: float | int | str | None
    text: str
    unit: str = ""
    basis: str = ""

    def on(self, basis: str) -> Bound:
        """The same value, resting on something."""
        return replace(self, basis=basis)

    @property
    def missing(self) -> bool:
        """Whether a dash stands for it: there is no such number."""
        return self.text.startswith(MISSING)


def split_references(text: str) -> Iterator[Part]:
    """Text cut at its references."""
    last = 0
    for match in REFERENCE.finditer(text):
        if match.start() > last:
            yield {"kind": "text", "text": text[last : match.start()]}
        yield {"kind": "reference", "target": match.group(1), "text": match.group(0)}
        last = match.end()
    if last < len(text):
        yield {"kind": "text", "text": text[last:]}


FIXED = frozenset({"params", "register"})
"""Bases of values that are known whatever was answered."""


class Text:
    """A paragraph of the report: a template and its values.

    A clause in double brackets, ``"{n} har en plan[[, {m} har ingen]]."``, goes when one of its
    values cannot be told; a sentence goes with its values, and one without values goes with the
    sentence that it belongs to.

    Args:
        id: ``text-`` and words, unique in the chapter.
        template: Norwegian text with ``{name}`` where a value goes and ``[@item-id]`` where an
            item is named. It holds no digit of its own.
        role: ``finding``, or ``caution`` for a reservation set apart from the findings.
        basis: What the numbers rest on, where a value does not say.
        key: What kind of key finding its first sentence is; empty for none.
        place: ``page``, or ``audit`` for what is computed only to be compared with print.
        **values: One :class:`Bound` per name in the template.

    Raises:
        DisplayError: The template holds a digit, or names and values do not match.
    """

    def __init__(
        self, id: str, template: str, *, role: Role = "finding",
        basis: str = "printed", key: Key | Literal[""] = "", place: Place = "page",
        **values: Bound,
    ) -> None:  # fmt: skip
        self.id = check_id(id, "text")
        self.template = " ".join(template.split())
        self.role, self.basis, self.key, self.place = role, basis, key, place
        self.values = {name: _based(bound, basis) for name, bound in values.items()}
        self.untold: dict[str, Bound] = {}
        self.chapter = ""
        self._check()

    def _check(self) -> None:
        named = set(_names(self.template))
        if named != set(self.values):
            odd = sorted(named ^ set(self.values))
            raise DisplayError(f"{self.id}: names without value or values without name: {odd}")
        literal = "".join(text for text, *_ in Formatter().parse(self.template))
        if re.search(r"\d", REFERENCE.sub("", literal)):
            raise DisplayError(f"{self.id}: a digit stands in the template; bind it to a value")

    def bound(self, _name: str, _spec: str) -> Bound:
        """A value of what the paragraph stands for: it was not asked, so there is none."""
        return Bound(None, MISSING)

    def names(self) -> list[str]:
        """It stands for what has no names."""
        return []

    def noted(self, *_texts: str) -> Text:
        """The same paragraph: what stands in a table's place has no notes of its own."""
        return self

    def where(self, _column: str, _at_least: float) -> Text:
        """The same paragraph: what stands in a table's place has no rows."""
        return self

    def told(self, *silent: str) -> Text | None:
        """The paragraph without the clauses and sentences that cannot be told.

        A value cannot be told when it is missing, since nobody was asked, or rests on what is not
        told of. It stays among :attr:`untold`, for results.csv and the comparison with print.

        Args:
            *silent: Bases of which nothing is told.

        Returns:
            The same paragraph when all can be told; without sentences when none can; None when all
            values are missing.
        """
        odd = {n for n, bound in self.values.items() if bound.missing or bound.basis in silent}
        if not odd:
            return self
        aside = {n for n, bound in self.values.items() if bound.basis in FIXED}
        template = _told(self.template, odd, aside)
        kept = {name: self.values[name] for name in _names(template)}
        quiet = any(b.basis in silent and not b.missing for b in self.values.values())
        if self.values and not kept and not quiet:
            return None
        opens = odd.isdisjoint(_names(_SENTENCE.split(_cut(self.template, odd))[0]))
        shorter = Text(
            self.id, template, role=self.role, basis=self.basis, place=self.place,
            key=self.key if kept and opens else "", **kept,
        )  # fmt: skip
        shorter.untold = {name: b for name, b in self.values.items() if name not in kept}
        return shorter

    def parts(self) -> list[Part]:
        """The paragraph as literal text, values and references, in order."""
        found: list[Part] = []
        for literal, name, _, _ in Formatter().parse(_plain(self.template)):
            found.extend(split_references(literal))
            if name is not None:
                found.append(_value_part(name, self.values[name]))
        return one_way(found)

    def bundle(self) -> TextBundle:
        """The JSON bundle."""
        bundle: TextBundle = {
            "schema": 1, "kind": "text", "id": self.id, "role": self.role,
            "parts": self.parts(), "basis": self.basis,
        }  # fmt: skip
        if self.untold:
            bundle["untold"] = [_value_part(name, bound) for name, bound in self.untold.items()]
        if self.key:
            bundle["key"] = self.key
        if self.chapter:
            bundle["chapter"] = self.chapter
        if self.place != "page":
            bundle["place"] = self.place
        return bundle

    def __str__(self) -> str:
        """The paragraph as a reader sees it."""
        return "".join(part["text"] for part in self.parts())

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return mimebundle(self.bundle())


def _based(bound: Bound, basis: str) -> Bound:
    return bound if bound.basis else bound.on(basis)


def _names(template: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(template) if name is not None]


def _cut(template: str, odd: set[str]) -> str:
    """A template without the clauses that name any of some values."""
    return _CLAUSE.sub(lambda one: one[1] if odd.isdisjoint(_names(one[1])) else "", template)


def _told(template: str, odd: set[str], aside: set[str]) -> str:
    """A template without the clauses and sentences that name any of some values.

    A sentence that names only what is known beforehand, such as a level, goes with its neighbour.
    """
    sentences = _SENTENCE.split(_cut(template, odd))
    stands = [odd.isdisjoint(n) if (n := {*_names(each)} - aside) else None for each in sentences]
    told = [_with_neighbour(stands, at) for at in range(len(sentences))]
    return " ".join(
        each for each, kept in zip(sentences, told, strict=True) if kept and re.search(r"\w", each)
    )


def _with_neighbour(stands: list[bool | None], at: int) -> bool:
    """Whether a sentence stands: one without values with the one before it, or else after it."""
    near = [*reversed(stands[: at + 1]), *stands[at:]]
    return next((known for known in near if known is not None), True)


def _plain(template: str) -> str:
    return _CLAUSE.sub(r"\1", template)


def _value_part(name: str, bound: Bound) -> Part:
    return {
        "kind": "value", "name": name, "value": None if bound.missing else bound.value,
        "text": bound.text, "unit": bound.unit, "basis": bound.basis,
    }  # fmt: skip
