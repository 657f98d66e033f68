"""Sentences whose every number is bound to a value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Any, Literal

from is248.display.bundle import Part, TextBundle, check_id
from is248.display.mime import mimebundle
from is248.errors import DisplayError

if TYPE_CHECKING:
    from collections.abc import Iterator

REFERENCE = re.compile(r"\[@([a-z0-9-]+)\]")
"""A reference to an item in a sentence or in Markdown: ``[@table-fte-by-size]``."""


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
        self.id = check_id(id, "text")
        self.template = " ".join(template.split())
        self.role = role
        self.basis = basis
        self.values = values
        self._check()

    def _check(self) -> None:
        named = {name for _, name, _, _ in Formatter().parse(self.template) if name is not None}
        if named != set(self.values):
            odd = sorted(named ^ set(self.values))
            raise DisplayError(f"{self.id}: names without value or values without name: {odd}")
        literal = "".join(text for text, *_ in Formatter().parse(self.template))
        if re.search(r"\d", REFERENCE.sub("", literal)):
            raise DisplayError(f"{self.id}: a digit stands in the template; bind it to a value")

    def noted(self, *_texts: str) -> Text:
        """The same paragraph: what stands in a table's place has no notes of its own."""
        return self

    def parts(self) -> list[Part]:
        """The paragraph as literal text, values and references, in order."""
        found: list[Part] = []
        for literal, name, _, _ in Formatter().parse(self.template):
            found.extend(split_references(literal))
            if name is not None:
                found.append(_value_part(name, self.values[name]))
        return found

    def bundle(self) -> TextBundle:
        """The JSON bundle."""
        return {
            "schema": 1,
            "kind": "text",
            "id": self.id,
            "role": self.role,
            "parts": self.parts(),
            "basis": self.basis,
        }

    def __str__(self) -> str:
        """The paragraph as a reader sees it."""
        return "".join(part["text"] for part in self.parts())

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return mimebundle(self.bundle())


def _value_part(name: str, bound: Bound) -> Part:
    return {
        "kind": "value",
        "name": name,
        "value": bound.value,
        "text": bound.text,
        "unit": bound.unit,
    }
