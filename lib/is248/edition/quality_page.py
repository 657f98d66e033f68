"""What the numbers of an edition are worth, as a page after SSB's outline "Om statistikken".

Every number on it is bound to a value of the edition and stands in quality.csv too. What a chapter
tells already is taken as it stands there.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from is248.edition.blocks import Heading, Inline, Item
from is248.edition.chapter_files import write
from is248.edition.document import Document, slug
from is248.edition.edition_pages import QUALITY
from is248.edition.html_export import chapter_html
from is248.edition.quality_parts import INTRODUCTION, NUMBERS, OUTLINE
from is248.edition.quality_subject import Subject, corrected
from is248.edition.results import results_csv, results_of
from is248.survey.codebook import has_codebook, load_codebook
from is248.year.labels import load_labels
from is248.year.params import Chapter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from is248.base.paths import Project
    from is248.edition.blocks import Block
    from is248.edition.html_export import Links
    from is248.edition.quality_parts import Part
    from is248.edition.shell import Shell
    from is248.edition.workbench import Built
    from is248.printed.verdicts import Comparison


def quality_document(subject: Subject) -> Document:
    """The page of an edition.

    Args:
        subject: What it tells of.

    Returns:
        A document with a section for each part of the outline; what has nothing to say is left out.
    """
    page = Chapter(theme=QUALITY.key, title=QUALITY.title)
    blocks = [_heading(1, page.theme, page.title), *INTRODUCTION(subject)]
    for title, parts in OUTLINE.items():
        told = [*chain.from_iterable(_part(subject, *one) for one in parts.items())]
        blocks += [_heading(2, slug(title), title), *told] if told else []
    bundles = [block.bundle for block in blocks if isinstance(block, Item)]
    labels = {b["id"]: "" if b["kind"] == "text" else b.get("label", "") for b in bundles}
    return Document(subject.year, page, tuple(blocks), labels)


def _part(subject: Subject, title: str, part: Part) -> Iterator[Block]:
    """A part below its heading; nothing where there is nothing to say."""
    blocks = [*part(subject)]
    if blocks:
        yield from (_heading(3, slug(title), title), *blocks)


def _heading(level: int, anchor: str, text: str) -> Block:
    return Heading(level, anchor, (Inline("text", text),))


def quality_html(document: Document, shell: Shell, bases: Mapping[str, str]) -> str:
    """The page, to stand beside the index.

    Args:
        document: From :func:`quality_document`.
        shell: What surrounds it.
        bases: Name of each basis as a reader sees it.
    """
    links: Links = {"up": "", "pdf": None, "xlsx": None, "notebook": None, "what": "siden"}
    return chapter_html(document, shell, links, bases)


def write_quality(
    project: Project,
    built: Sequence[Built],
    folder: Path,
    *,
    shell: Shell,
    previous: str,
    comparison: Comparison,
) -> Document:
    """Write the page of an edition, and its numbers; what it is made of is given back.

    Args:
        project: The project.
        built: The chapters.
        folder: Where the edition is made.
        shell: What surrounds its pages.
        previous: Name of the version before it; empty in the first.
        comparison: The edition beside print.
    """
    year = shell.year.year
    documents = [one.document for one in built if one.document]
    results = [result for one in built for result in one.results]
    labels, changes = load_labels(project, year), corrected(project, year)
    book = load_codebook(year, project) if has_codebook(year, project) else None
    subject = Subject(shell, previous, documents, results, comparison, labels, book, changes)
    document = quality_document(subject)
    bases = {str(key): words for key, words in labels.basis.items()}
    write(folder / QUALITY.file, quality_html(document, shell, bases))
    write(folder / NUMBERS, results_csv(results_of(document)))
    return document
