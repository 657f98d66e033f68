"""An edition as a book, in Typst: cover, imprint, contents, lists of tables and figures, chapters.

A volume of another content, such as the audit, is made in the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.edition.blocks import Item
from is248.edition.imprint import LICENCE, notice, ways_to_check
from is248.edition.typst_source import Source, assembled, call, chapter_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from is248.edition.citation import Issue
    from is248.edition.document import Document

LISTS = {"table": ("Tabeller", "table"), "figure": ("Figurer", "image")}
"""Kind of an item → heading of the list of such, and what Typst calls them."""


def book_source(
    documents: Sequence[Document], issue: Issue, unsaved: str = "", volume: str = ""
) -> str:
    """Typst source of a book: every chapter on a new page after the front matter.

    Args:
        documents: The chapters in order; all of one year.
        issue: The edition.
        unsaved: What the cover says of inputs that are not saved; empty when all are.
        volume: Title of the volume, where it is not the report itself.

    Returns:
        Source text that needs no other file.
    """
    blocks = [
        *_front(documents, issue, unsaved, volume),
        call("contents", "Innhold", [[title, Source(kind)] for title, kind in _lists(documents)]),
    ]
    for number, document in enumerate(documents):
        if number:
            blocks.append(call("pagebreak"))
        blocks += chapter_blocks(document)
    return assembled(issue.year, _title(issue, volume), blocks)


def front_source(documents: Sequence[Document], issue: Issue, unsaved: str, volume: str) -> str:
    """Typst source of the first two pages of a book alone, as :func:`book_source` has them."""
    return assembled(issue.year, _title(issue, volume), _front(documents, issue, unsaved, volume))


def _title(issue: Issue, volume: str) -> str:
    return f"{volume} – {issue.book}" if volume else issue.book


def _front(documents: Sequence[Document], issue: Issue, unsaved: str, volume: str) -> list[Source]:
    told = notice(documents, unsaved, "Dette bindet" if volume else "Denne utgaven")
    return [_cover(issue, told, volume), _imprint(issue, told, volume)]


def _cover(issue: Issue, told: Sequence[str], volume: str) -> Source:
    year = issue.year
    return call(
        "cover",
        title=year.title,
        year=str(year.year),
        volume=volume,
        publisher=year.publisher,
        edition=_edition(issue),
        facts=list(told),
    )


def _edition(issue: Issue) -> str:
    """Which edition it is; a draft of a demonstration says both."""
    year = issue.year
    both = year.demonstration and issue.is_draft
    return f"{year.edition_word}. {issue.words}" if both else issue.words


def _imprint(issue: Issue, told: Sequence[str], volume: str) -> Source:
    return call("imprint-page", issue.book, list(_facts(issue, told, volume)))


def _facts(issue: Issue, told: Sequence[str], volume: str) -> Iterator[list[str]]:
    """Name and words of each fact of the imprint."""
    year = issue.year
    titled = f"{volume}. {issue.book}" if volume else issue.book
    yield ["Utgiver", year.publisher]
    yield ["Utgave", f"{_edition(issue)}."]
    for name, number in (("ISBN", year.isbn), ("ISSN", year.issn)):
        if number:
            yield [name, number]
    yield ["Hva tallene bygger på", " ".join(told)]
    yield ["Slik siteres den", f"{year.publisher} ({issue.date.year}). {titled}. {issue.words}."]
    compared_with = None if issue.is_draft else year.printed_report
    yield ["Slik etterprøves den", ways_to_check(compared_with)]
    yield ["Lisens", LICENCE]


def _lists(documents: Sequence[Document]) -> list[tuple[str, str]]:
    """The lists of what the chapters show: none of a kind that they do not."""
    told = (block for document in documents for block in document.told)
    kinds = {block.bundle["kind"] for block in told if isinstance(block, Item)}
    return [words for kind, words in LISTS.items() if kind in kinds]
