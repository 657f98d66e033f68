"""One chapter between the notebook and its formats.

The only place that decides what of a notebook is published, and where. HTML, PDF, Excel and
results.csv all read the :class:`Document` made here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence  # noqa: TC003 - used in dataclass fields
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import mistune

from is248.base.invisible import visible
from is248.edition.blocks import (
    Block,
    BulletList,
    Code,
    DocumentError,
    Heading,
    Inline,
    InWorkbook,
    Item,
    Paragraph,
    place_of,
    plain,
)
from is248.edition.key_findings import with_findings
from is248.edition.numbering import References, item_labels
from is248.show.bundle import MIME, Bundle, FigureBundle, TableBundle
from is248.show.paragraph import split_references
from is248.year.params import Chapter, YearParams  # noqa: TC001 - used in dataclass fields

HIDDEN_TAGS = frozenset({"parameters", "injected-parameters", "setup", "explore"})
"""Cells with one of these tags are not published: neither code nor output."""

_markdown = mistune.create_markdown(renderer=None)


@dataclass(frozen=True)
class Document:
    """One chapter, ready for any format.

    Attributes:
        year: The choices of the year.
        chapter: Its number and title.
        blocks: Content in order; the first is the level-1 heading.
        labels: Item id → label ("Tabell 4.2").
        parameters: What the notebook was run with.
    """

    year: YearParams
    chapter: Chapter
    blocks: tuple[Block, ...]
    labels: Mapping[str, str]
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def told(self) -> list[Block]:
        """The blocks as a reader meets them: a sentence that repeats the last one is told once.

        A question that was not asked leaves the same words in the place of each table and figure.
        A paragraph without words is not met at all, and what has its place in the workbook is
        named at the end of its section.
        """
        found, last = list[Block](), ""
        for block in _gathered(self.blocks):
            words = _words(block)
            if not words or words != last:
                found.append(block)
            last = last if isinstance(block, Code) else words
        return found

    @cached_property
    def shown(self) -> str:
        """Sum over all that its tables, figures and sentences hold, and how they are called."""
        content = json.dumps([self.chapter.theme, dict(self.labels), self.items])
        return hashlib.sha256(content.encode()).hexdigest()

    @property
    def headings(self) -> list[Heading]:
        """Headings below the chapter's own, for a table of contents."""
        return [b for b in self.blocks if isinstance(b, Heading) and b.level > 1]

    @property
    def items(self) -> list[Bundle]:
        """Tables, figures and sentences in order."""
        return [block.bundle for block in self.blocks if isinstance(block, Item)]


def _gathered(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks that stand on the page; a line at the end of a section names the others."""
    waiting: list[TableBundle | FigureBundle] = []
    for block in blocks:
        if isinstance(block, Heading) and waiting:
            yield InWorkbook(tuple(waiting))
            waiting = []
        if not isinstance(block, Item) or _is_shown(block.bundle):
            yield block
        elif block.bundle["kind"] != "text" and place_of(block.bundle) == "workbook":
            waiting.append(block.bundle)
    if waiting:
        yield InWorkbook(tuple(waiting))


def _is_shown(bundle: Bundle) -> bool:
    """Whether a bundle stands on the page: it has its place there, and something to tell."""
    silent = bundle["kind"] == "text" and not bundle["parts"]
    return place_of(bundle) == "page" and not silent


def _words(block: Block) -> str:
    """The words of a bound sentence; of any other block none."""
    if isinstance(block, Item) and block.bundle["kind"] == "text":
        return "".join(part["text"] for part in block.bundle["parts"])
    return ""


def document_from_notebook(
    notebook: Mapping[str, Any],
    year: YearParams,
    chapter: Chapter,
    parameters: Mapping[str, Any] | None = None,
) -> Document:
    """Make the document of an executed notebook.

    Args:
        notebook: The notebook as JSON (format 4).
        year: The choices of the year.
        chapter: The chapter that it is in this year.
        parameters: What it was run with.

    Returns:
        The chapter, numbered and with its references resolved.

    Raises:
        DocumentError: An id stands twice or a reference names no item.
    """
    raw = with_findings(list(_raw_blocks(notebook)))
    bundles = [block.bundle for block in raw if isinstance(block, Item)]
    labels = item_labels(bundles, chapter)
    references = References(bundles, labels)
    title = Heading(1, chapter.theme, (Inline("text", chapter.heading),))
    body = tuple(references.resolved(block, chapter) for block in _unique_anchors(raw))
    return Document(year, chapter, (title, *body), labels, parameters or {})


def _raw_blocks(notebook: Mapping[str, Any]) -> Iterator[Block]:
    for number, cell in enumerate(notebook["cells"], start=1):
        if HIDDEN_TAGS & set(cell["metadata"].get("tags", [])):
            continue
        source = visible("".join(cell["source"]))
        if cell["cell_type"] == "markdown":
            yield from _markdown_blocks(source)
        elif cell["cell_type"] == "code" and source.strip():
            yield Code(source, number)
            for output in cell["outputs"]:
                if bundle := output.get("data", {}).get(MIME):
                    if heading := bundle.get("chapter"):
                        yield Heading(2, slug(heading), (Inline("text", heading),))
                    yield Item(bundle, number)


def _markdown_blocks(source: str) -> Iterator[Block]:
    tokens: Any = _markdown(source)
    for token in tokens:
        if token["type"] == "heading" and token["attrs"]["level"] > 1:
            content = tuple(_inlines(token["children"]))
            yield Heading(token["attrs"]["level"], slug(plain(content)), content)
        elif token["type"] == "paragraph":
            yield Paragraph(tuple(_inlines(token["children"])))
        elif token["type"] == "list":
            points = tuple(tuple(_point(item)) for item in token["children"])
            yield BulletList(points, bool(token["attrs"].get("ordered")))
        elif token["type"] not in {"blank_line", "heading"}:
            raise DocumentError(
                f"Markdown of the kind {token['type']!r} is not published; use headings, "
                "paragraphs and lists, and display objects for everything else"
            )


def _point(item: Mapping[str, Any]) -> Iterator[Inline]:
    for child in item["children"]:
        yield from _inlines(child.get("children", []))


def _inlines(tokens: list[dict[str, Any]]) -> Iterator[Inline]:
    for token in _joined(tokens):
        kind = token["type"]
        if kind == "text":
            yield from _text_and_references(token["raw"])
        elif kind in {"strong", "emphasis"}:
            yield Inline(kind, children=tuple(_inlines(token["children"])))
        elif kind == "link":
            content = tuple(_inlines(token["children"]))
            yield Inline("link", target=token["attrs"]["url"], children=content)
        elif kind == "codespan":
            yield Inline("code", token["raw"])
        elif kind in {"softbreak", "linebreak"}:
            yield Inline("text", " ")
        else:
            raise DocumentError(f"Markdown of the kind {kind!r} is not published")


def _joined(tokens: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Neighbouring text tokens as one: the parser cuts text at every bracket."""
    waiting = ""
    for token in tokens:
        if token["type"] == "text":
            waiting += token["raw"]
            continue
        if waiting:
            yield {"type": "text", "raw": waiting}
            waiting = ""
        yield token
    if waiting:
        yield {"type": "text", "raw": waiting}


def _text_and_references(text: str) -> Iterator[Inline]:
    for part in split_references(text):
        if part["kind"] == "reference":
            yield Inline("reference", part["text"], part["target"])
        else:
            yield Inline("text", part["text"])


def slug(text: str) -> str:
    """The anchor of a heading: "Hva skjemaet spør om" is ``hva-skjemaet-spor-om``."""
    folded = text.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-") or "del"


def _unique_anchors(blocks: list[Block]) -> Iterator[Block]:
    seen: dict[str, int] = {}
    for block in blocks:
        if isinstance(block, Heading):
            seen[block.anchor] = seen.get(block.anchor, 0) + 1
            suffix = f"-{seen[block.anchor]}" if seen[block.anchor] > 1 else ""
            yield Heading(block.level, block.anchor + suffix, block.content)
        else:
            yield block
