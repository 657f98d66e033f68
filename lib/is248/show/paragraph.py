"""Sentences whose every number is bound to a value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Any, Literal

from is248.base.errors import DisplayError
from is248.base.numbers import MISSING
from is248.show.bundle import Part, TextBundle, check_id
from is248.show.jupyter_html import mimebundle
from is248.show.number_words import one_way

if TYPE_CHECKING:
    from collections.abc import Iterator

REFERENCE = re.compile(r"\[@([a-z0-9-]+)\]")
"""A reference to an item in a sentence or in Markdown: ``[@table-fte-by-size]``."""

_SENTENCE = re.compile(r"(?<=[.!?]) ")
"""Where one sentence ends and the next begins."""


@dataclass(frozen=True)
class Bound:
    """A value and the words that stand for it in a sentence.

    Attributes:
        value: The raw value; a number, or a name when words are bound.
        text: What the reader sees.
        unit: Unit in Norwegian; empty for names and years.
    """

    value: float | int | str | None
    text: str
    unit: str = ""

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


class Text:
    """A paragraph of the report: a template and its values.

    Args:
        id: ``text-`` and words, unique in the chapter.
        template: Norwegian text with ``{name}`` where a value goes and ``[@item-id]`` where an
            item is named. It holds no digit of its own.
        role: ``finding``, or ``caution`` for a reservation set apart from the findings.
        basis: What the numbers rest on.
        **values: One :class:`Bound` per name in the template.

    Raises:
        DisplayError: The template holds a digit, or names and values do not match.
    """

    def __init__(
        self,
        id: str,
        template: str,
        *,
        role: Literal["finding", "caution"] = "finding",
        basis: str = "table",
        **values: Bound,
    ) -> None:
        self.untold: tuple[str, ...] = ()
        self.id = check_id(id, "text")
        self.template = " ".join(template.split())
        self.role = role
        self.basis = basis
        self.values = values
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

    def told(self) -> Text | None:
        """The paragraph without the sentences whose number is missing.

        A number is missing when nobody was asked. Sentences without numbers belong to the others.

        Returns:
            The same paragraph when nothing is missing; None when no sentence with a number is left.
        """
        missing = {name for name, bound in self.values.items() if bound.missing}
        if not missing:
            return self
        kept = [s for s in _SENTENCE.split(self.template) if missing.isdisjoint(_names(s))]
        template = " ".join(kept)
        values = {name: self.values[name] for name in _names(template)}
        if not values:
            return None
        shorter = Text(self.id, template, role=self.role, basis=self.basis, **values)
        shorter.untold = tuple(name for name in self.values if name not in values)
        return shorter

    def parts(self) -> list[Part]:
        """The paragraph as literal text, values and references, in order."""
        found: list[Part] = []
        for literal, name, _, _ in Formatter().parse(self.template):
            found.extend(split_references(literal))
            if name is not None:
                found.append(_value_part(name, self.values[name]))
        return one_way(found)

    def bundle(self) -> TextBundle:
        """The JSON bundle."""
        bundle: TextBundle = {
            "schema": 1,
            "kind": "text",
            "id": self.id,
            "role": self.role,
            "parts": self.parts(),
            "basis": self.basis,
        }
        return {**bundle, "untold": list(self.untold)} if self.untold else bundle

    def __str__(self) -> str:
        """The paragraph as a reader sees it."""
        return "".join(part["text"] for part in self.parts())

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return mimebundle(self.bundle())


def _names(template: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(template) if name is not None]


def _value_part(name: str, bound: Bound) -> Part:
    return {
        "kind": "value",
        "name": name,
        "value": bound.value,
        "text": bound.text,
        "unit": bound.unit,
    }
