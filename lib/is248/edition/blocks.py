"""What a chapter consists of, whatever format shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from is248.show.bundle import Bundle  # noqa: TC001 - used in dataclass fields


@dataclass(frozen=True)
class Inline:
    """A run of text.

    Attributes:
        kind: text, strong, emphasis, code, link, reference or break.
        text: What is shown (for a reference its label).
        target: Address of a link, or item id of a reference.
        children: Content of strong, emphasis and link.
    """

    kind: Literal["text", "strong", "emphasis", "code", "link", "reference", "break"]
    text: str = ""
    target: str = ""
    children: tuple[Inline, ...] = ()


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the chapter, ``anchor`` is unique in the chapter."""

    level: int
    anchor: str
    content: tuple[Inline, ...]

    @property
    def text(self) -> str:
        """The heading as plain text."""
        return plain(self.content)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of static prose."""

    content: tuple[Inline, ...]


@dataclass(frozen=True)
class BulletList:
    """A list; every point is a run of text."""

    points: tuple[tuple[Inline, ...], ...]
    ordered: bool = False


@dataclass(frozen=True)
class Code:
    """The source of a code cell and its number in the notebook (from 1)."""

    source: str
    cell: int


@dataclass(frozen=True)
class Item:
    """A table, figure or bound sentence, numbered.

    Attributes:
        bundle: The JSON bundle; tables and figures carry ``label`` and ``answers``.
        cell: Number of the cell that made it (from 1).
    """

    bundle: Bundle
    cell: int


Block = Heading | Paragraph | BulletList | Code | Item


def plain(content: tuple[Inline, ...]) -> str:
    """Inline content as plain text."""
    return "".join(plain(i.children) if i.children else i.text for i in content)
