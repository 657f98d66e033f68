"""Numbers of a chapter's tables and figures, and the references that name them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from is248.edition.blocks import (
    BulletList,
    DocumentError,
    Heading,
    Inline,
    Item,
    Paragraph,
    place_of,
)
from is248.show.paragraph import REFERENCE
from is248.year.params import SHEET

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from is248.edition.blocks import Block
    from is248.show.bundle import Bundle, Note, Part, Place
    from is248.year.params import Chapter

KIND_NAMES: Mapping[str, str] = {"table": "Tabell", "figure": "Figur"}
_ELSEWHERE: Mapping[Place, str] = {
    "page": "",
    "workbook": " i arbeidsboken",
    "audit": " blant tallene for sammenligning",
}
_PRINTED = re.compile(r"(?:table|figure)-([0-9]+\.[0-9]+)")


def item_labels(bundles: list[Bundle], chapter: Chapter) -> dict[str, str]:
    """Labels of tables and figures.

    An item that answers to a printed one has its number. In a chapter with printed items the
    others are lettered ("Tabell 4.A"), so that no number of the print is taken; else all are
    numbered in order. Those on the page come first, then those that stand elsewhere.
    """
    prefix = _prefix(chapter)
    lettered = any(_PRINTED.fullmatch(item) for item in chapter.printed.values())
    counts = {"table": 0, "figure": 0, "text": 0}
    labels: dict[str, str] = {}
    for bundle in sorted(bundles, key=lambda one: place_of(one) != "page"):
        item, kind = bundle["id"], bundle["kind"]
        if item in labels:
            raise DocumentError(f"the id {item!r} stands twice in {chapter.theme}")
        printed = _PRINTED.fullmatch(chapter.printed.get(item, ""))
        counts[kind] += 0 if printed else 1
        mark = _letters(counts[kind]) if lettered else str(counts[kind])
        number = printed.group(1) if printed else f"{prefix}.{mark}".lstrip(".")
        labels[item] = f"{KIND_NAMES[kind]} {number}" if kind in KIND_NAMES else ""
    return labels


def _prefix(chapter: Chapter) -> str:
    """The chapter's number; "S" of a summary (sammendrag), "V" of an appendix, none of a sheet."""
    if chapter.theme == SHEET:
        return ""
    if chapter.number is not None:
        return str(chapter.number)
    return "S" if chapter.built_from_others else "V"


def _letters(number: int) -> str:
    """1 → A, 26 → Z, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class References:
    """The names by which text calls the items of a chapter.

    Args:
        bundles: The items.
        labels: Item id → label.
    """

    def __init__(self, bundles: Iterable[Bundle], labels: Mapping[str, str]) -> None:
        self._places = {bundle["id"]: place_of(bundle) for bundle in bundles}
        self._labels = labels

    def name(self, target: str) -> str:
        """The label, and where the item is if not on the page.

        Raises:
            DocumentError: The chapter has no such table or figure.
        """
        if not self._labels.get(target):
            raise DocumentError(f"[@{target}] names no table or figure of the chapter")
        return f"{self._labels[target]}{_ELSEWHERE[self._places[target]]}"

    def resolved(self, block: Block, chapter: Chapter) -> Block:
        """A block with its references, and the item in it, named."""
        if isinstance(block, Item):
            return Item(self._labelled(block.bundle, chapter), block.cell)
        if isinstance(block, Heading):
            return Heading(block.level, block.anchor, self._named(block.content))
        if isinstance(block, Paragraph):
            return Paragraph(self._named(block.content))
        if isinstance(block, BulletList):
            return BulletList(tuple(self._named(p) for p in block.points), block.ordered)
        return block

    def _kind(self, target: str) -> Literal["reference", "text"]:
        """What is not on the page cannot be linked to."""
        return "reference" if self._places[target] == "page" else "text"

    def _named(self, content: tuple[Inline, ...]) -> tuple[Inline, ...]:
        return tuple(
            Inline(self._kind(i.target), name, i.target)
            if i.kind == "reference" and (name := self.name(i.target))
            else Inline(i.kind, i.text, i.target, self._named(i.children))
            for i in content
        )

    def _labelled(self, bundle: Bundle, chapter: Chapter) -> Bundle:
        if bundle["kind"] == "text":
            return {**bundle, "parts": [self._named_part(part) for part in bundle["parts"]]}
        notes: list[Note] = [
            {"mark": note["mark"], "text": self._named_in(note["text"])} for note in bundle["notes"]
        ]
        label, answers = self._labels[bundle["id"]], chapter.printed.get(bundle["id"])
        if bundle["kind"] == "table":
            return {**bundle, "label": label, "answers": answers, "notes": notes}
        return {**bundle, "label": label, "answers": answers, "notes": notes}

    def _named_part(self, part: Part) -> Part:
        if part["kind"] != "reference":
            return part
        name = self.name(part["target"])
        return {**part, "kind": self._kind(part["target"]), "text": name}

    def _named_in(self, text: str) -> str:
        return REFERENCE.sub(lambda match: self.name(match.group(1)), text)
