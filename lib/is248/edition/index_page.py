"""The first page of a version: its chapters, what changed, and what it was made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping  # noqa: TC003 - used in dataclass fields
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from is248.edition.pages import and_list, render
from is248.year.params import YearParams  # noqa: TC001 - used in dataclass fields

if TYPE_CHECKING:
    from is248.edition.document import Document

_MONTHS = "januar februar mars april mai juni juli august september oktober november desember"


@dataclass(frozen=True)
class ChapterEntry:
    """A chapter on the index page.

    Attributes:
        chapter: Number and title as a reader sees them.
        html: Link to its page.
        pdf: Link to its PDF, or None.
        notebook: Link to its notebook, or None.
        xlsx: Link to its tables, or None.
        items: Its tables and figures as (label, title, anchor).
    """

    chapter: str
    html: str
    pdf: str | None = None
    notebook: str | None = None
    xlsx: str | None = None
    items: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class IndexPage:
    """The first page of a version.

    Attributes:
        year: The choices of the year.
        version: ``v3``, or ``utkast``.
        chapters: The chapters in order.
        report: Link to all chapters in one PDF, or None.
        results: Link to every number shown, or None.
        manifest: Link to the record of inputs and outputs, or None.
        municipalities: Link to the page that finds a municipality, or None.
        questions: Link to the page of the year's questions, or None.
        audit: Link to the page that holds print beside ours, or None.
        audit_pdf: Link to the same as PDF.
        provenance: What it was made of: label → text.
        changes: (item label, row, column, old, new) since the last version; None in the first.
        previous: The version that ``changes`` is measured from; one before ``version`` if empty.
        failures: What could not be made, one sentence each.
        unsaved: The sentence on inputs that are not saved in git; empty when all are.
    """

    year: YearParams
    version: str
    chapters: tuple[ChapterEntry, ...]
    report: str | None = "report.pdf"
    results: str | None = "results.csv"
    manifest: str | None = "manifest.json"
    municipalities: str | None = "municipalities.html"
    questions: str | None = None
    audit: str | None = None
    audit_pdf: str = "audit.pdf"
    provenance: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[tuple[str, str, str, str, str], ...] | None = None
    previous: str = ""
    failures: tuple[str, ...] = ()
    unsaved: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether this is not a numbered version."""
        return not re.fullmatch(r"v\d+", self.version)

    @property
    def before(self) -> str:
        """Name of the version before this one."""
        number = re.fullmatch(r"v(\d+)", self.version)
        return self.previous or (f"v{int(number.group(1)) - 1}" if number else "forrige utgave")


def index_html(index: IndexPage) -> str:
    """The first page of a version.

    Args:
        index: What stands on it.

    Returns:
        The page; everything is readable without JavaScript, which only adds the search field.
    """
    day = index.year.edition_date
    return render(
        "index.html.j2",
        script="filter_items.js",
        index=index,
        edition=f"{day.day}. {_MONTHS.split()[day.month - 1]} {day.year}",
        counts=[_counts(entry.items) for entry in index.chapters],
        total=_counts([item for entry in index.chapters for item in entry.items]),
    )


def chapter_entry(document: Document) -> ChapterEntry:
    """The chapter on the index page, with links to the places its formats have in outputs/."""
    slug = document.chapter.slug
    return ChapterEntry(
        chapter=document.chapter.heading,
        html=f"chapters/{slug}.html",
        pdf=f"chapters/{slug}.pdf",
        notebook=f"chapters/{slug}.ipynb",
        xlsx=f"tables/{slug}.xlsx",
        items=item_entries(document),
    )


def item_entries(document: Document) -> tuple[tuple[str, str, str], ...]:
    """The tables and figures of a chapter as (label, title, anchor)."""
    return tuple(
        (document.labels[bundle["id"]], bundle["title"], bundle["id"])
        for bundle in document.items
        if bundle["kind"] != "text"
    )


def _counts(items: Iterable[tuple[str, str, str]]) -> str:
    """How many tables and figures: "14 tabeller og 6 figurer"."""
    kinds = [anchor.split("-")[0] for _, _, anchor in items]
    names = {"table": ("tabell", "tabeller"), "figure": ("figur", "figurer")}
    found = [(kinds.count(kind), words) for kind, words in names.items()]
    return and_list([f"{n} {words[n != 1]}" for n, words in found if n]) or "ingen tabeller"
