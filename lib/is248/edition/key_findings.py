"""Key findings: the first sentences of the paragraphs that are marked as such, by stated rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from is248.base.basis import weakest
from is248.edition.blocks import BulletList, Heading, Inline, Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from is248.edition.blocks import Block
    from is248.show.bundle import Bundle, Part, TextBundle

MOST = 5
"""Most readers read no more than the first few points."""

RANK = ("change", "difference", "share")
"""What changed stands first, then what differs, then how many."""

TITLE, ANCHOR = "Hovedfunn", "hovedfunn"
_END = re.compile(r"(?<=[.!?]) ")


def key_findings(bundles: Iterable[Bundle]) -> list[TextBundle]:
    """The paragraphs whose first sentences are the key findings of a chapter, ranked.

    Args:
        bundles: The items of the chapter, in order.

    Returns:
        At most :data:`MOST`: by kind, then in the order of the chapter.
    """
    told = [b for b in bundles if b["kind"] == "text" and b.get("key") and b["parts"]]
    return sorted(told, key=lambda bundle: RANK.index(bundle["key"]))[:MOST]


def opening(bundle: TextBundle) -> list[Part]:
    """The first sentence of a paragraph."""
    found: list[Part] = []
    for part in bundle["parts"]:
        text, *more = _END.split(part["text"], maxsplit=1) if part["kind"] == "text" else (
            part["text"],
        )  # fmt: skip
        found.append({**part, "text": text})
        if more:
            break
    return found


def finding_of(bundle: TextBundle) -> tuple[str, str]:
    """A key finding in words, and the weakest of what its values rest on."""
    parts = opening(bundle)
    values = [part["basis"] for part in parts if part["kind"] == "value"]
    return "".join(part["text"] for part in parts), weakest(values, bundle["basis"])


def with_findings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a chapter with its key findings before the first section.

    Args:
        blocks: What follows the chapter's own heading.
    """
    found = key_findings(block.bundle for block in blocks if isinstance(block, Item))
    at = next((n for n, block in enumerate(blocks) if isinstance(block, Heading)), len(blocks))
    if not found:
        return [*blocks]
    points = tuple(tuple(_inline(part) for part in opening(bundle)) for bundle in found)
    opened: list[Block] = [Heading(2, ANCHOR, (Inline("text", TITLE),)), BulletList(points)]
    return [*blocks[:at], *opened, *blocks[at:]]


def _inline(part: Part) -> Inline:
    if part["kind"] == "reference":
        return Inline("reference", part["text"], part["target"])
    return Inline("text", part["text"])
