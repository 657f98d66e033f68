"""What a chapter is made of between the notebook and its formats: headings, prose, code, items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from is248.show.bundle import Bundle, FigureBundle, Place, TableBundle

_KINDS_IN_WORDS = {"table": "tabeller", "figure": "figurer"}


class DocumentError(ValueError):
    """A notebook cannot be published as it is: an id twice, a reference to nothing."""


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


@dataclass(frozen=True)
class InWorkbook:
    """The tables and figures of a section that stand in the workbook only."""

    bundles: tuple[TableBundle | FigureBundle, ...]

    @property
    def words(self) -> str:
        """What they are: "Flere tabeller"."""
        kinds = {bundle["kind"] for bundle in self.bundles}
        named = [words for kind, words in _KINDS_IN_WORDS.items() if kind in kinds]
        return f"Flere {' og '.join(named)}"


Block = Heading | Paragraph | BulletList | Code | Item | InWorkbook


def plain(content: tuple[Inline, ...]) -> str:
    """Inline content as plain text."""
    return "".join(plain(i.children) if i.children else i.text for i in content)


def place_of(bundle: Bundle) -> Place:
    """Where an item stands."""
    return bundle.get("place", "page")
