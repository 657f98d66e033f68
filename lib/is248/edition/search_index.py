"""What the search of an edition finds: prose, tables, figures, questions, terms and places.

The texts are put into the page as they are; its script folds and stems them and what is asked with
the same few lines, so that the two can never disagree. See docs/decisions/0033.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from is248.base.invisible import all_visible
from is248.edition.blocks import (
    BulletList,
    Heading,
    InWorkbook,
    Item,
    Paragraph,
    plain,
)
from is248.edition.key_findings import TITLE as FINDINGS
from is248.show.invented import tagged_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from is248.edition.document import Document
    from is248.show.bundle import FigureBundle, TableBundle

Kind = Literal["chapter", "section", "sentence", "table", "figure", "question", "term", "place"]

KINDS: tuple[Kind, ...] = (
    "chapter", "section", "sentence", "table", "figure", "question", "term", "place",
)  # fmt: skip
"""In the order in which the script numbers them."""

_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Entry:
    """What is found, once.

    Attributes:
        kind: What it is.
        anchor: Where it stands on its page.
        title: Caption, heading, question, term or name; empty for a sentence.
        label: What stands before the title: "Tabell 4.2", a question's number, a county.
        text: Prose, notes, or what a term means.
        words: Labels of rows and columns.
        also: Words that find it and are not shown.
    """

    kind: Kind
    anchor: str
    title: str = ""
    label: str = ""
    text: str = ""
    words: tuple[str, ...] = ()
    also: str = ""


@dataclass(frozen=True)
class Group:
    """The entries of one page, shown below its title.

    Attributes:
        title: The page's title.
        href: Link to it from the search page.
        entries: What it holds.
    """

    title: str
    href: str
    entries: tuple[Entry, ...] = field(default=())


def chapter_groups(documents: Iterable[Document]) -> Iterator[Group]:
    """What the chapters hold; a sentence that stands in several is found where it is first."""
    seen: set[str] = set()
    for document in documents:
        yield document_group(document, f"chapters/{document.chapter.slug}.html", seen)


def document_group(document: Document, href: str, seen: set[str]) -> Group:
    """What a page made of a document holds.

    Args:
        document: The document.
        href: Link to its page from the search page.
        seen: Sentences found elsewhere; those of the page are added.
    """
    found = (entry for entry in _entries(document) if _is_new(entry, seen))
    return Group(document.chapter.heading, href, tuple(found))


def _is_new(entry: Entry, seen: set[str]) -> bool:
    known = entry.kind == "sentence" and entry.text in seen
    seen.add(entry.text)
    return not known


def _entries(document: Document) -> Iterator[Entry]:
    """Sections with their prose, bound sentences, tables and figures, in order."""
    heading, prose = None, list[str]()
    for block in document.told:
        if isinstance(block, Heading):
            yield from _section(heading, prose)
            heading, prose = block, []
        elif isinstance(block, Paragraph):
            prose.append(plain(block.content))
        elif isinstance(block, BulletList):
            prose += [plain(point) for point in block.points]
        elif isinstance(block, InWorkbook):
            yield from map(_shown, block.bundles)
        elif isinstance(block, Item):
            yield _item(block)
    yield from _section(heading, prose)


def _section(heading: Heading | None, prose: list[str]) -> Iterator[Entry]:
    """A heading with the prose below it; key findings are found as sentences."""
    if heading and heading.text != FINDINGS and (prose or heading.level == 1):
        kind: Kind = "chapter" if heading.level == 1 else "section"
        yield Entry(kind, heading.anchor, heading.text, text=" ".join(prose))


def _item(item: Item) -> Entry:
    bundle = item.bundle
    if bundle["kind"] == "text":
        told = "".join(part["text"] for part in bundle["parts"])
        return Entry("sentence", bundle["id"], text=told)
    return _shown(bundle)


def _shown(bundle: TableBundle | FigureBundle) -> Entry:
    """A table or figure; its questions find it, and so do the labels of its rows and columns."""
    grid = bundle["grid"]
    columns = [text for column in grid["columns"] for text in (column["span"], column["label"])]
    labels = [grid["stub"], *columns, *(row["label"] for row in grid["rows"])]
    asked = [f"{question['number']} {question['label']}" for question in bundle["questions"]]
    return Entry(
        bundle["kind"], bundle["id"], tagged_title(bundle), bundle.get("label", ""),
        " ".join(note["text"] for note in bundle["notes"]),
        tuple(dict.fromkeys(text for text in labels if text and _LETTER.search(text))),
        " ".join(asked),
    )  # fmt: skip


def index_json(groups: Iterable[Group]) -> str:
    """The index as the page's script reads it, safe inside a script element.

    Args:
        groups: What is found.

    Returns:
        JSON with ``groups`` (title, link), ``labels`` (each once) and ``entries`` (number of group
        and of kind, anchor, title, label, text, numbers of labels, other words).
    """
    named, labels, entries = list[list[str]](), dict[str, int](), list[list[object]]()
    for number, group in enumerate(groups):
        named.append([group.title, group.href])
        for entry in group.entries:
            words = [labels.setdefault(word, len(labels)) for word in entry.words]
            entries.append(
                [number, KINDS.index(entry.kind), entry.anchor, entry.title, entry.label,
                 entry.text, words, entry.also]
            )  # fmt: skip
    content = {"groups": named, "labels": [*labels], "entries": entries}
    text = json.dumps(all_visible(content), ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
