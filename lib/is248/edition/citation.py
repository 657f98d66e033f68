"""How a chapter, a table or a figure is cited: in words, in BibTeX and in RIS."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.base.invisible import visible
from is248.edition.imprint import norwegian_date
from is248.edition.versions import is_version
from is248.show.invented import tagged_title
from is248.year.params import YearParams  # noqa: TC001 - used in dataclass fields

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from is248.show.bundle import FigureBundle, TableBundle
    from is248.year.params import Chapter

STAND_IN = 790416253
"""Number that stands in for any version's, in what is kept from one version to the next."""

DRAFT = "Utkast, ikke en publisert utgave"

_LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}


@dataclass(frozen=True)
class Issue:
    """An edition as it is cited.

    Attributes:
        year: The choices of the year.
        version: ``v3``, or the word for a draft.
    """

    year: YearParams
    version: str

    @property
    def is_draft(self) -> bool:
        """Whether it is not a numbered version, and so has no address that stands."""
        return not is_version(self.version)

    @property
    def date(self) -> dt.date:
        """When it was published, as params say: its revision's date, or else the edition's."""
        known = self.year.revision(self.version)
        return (known and known.date) or self.year.edition_date

    @property
    def standing_in(self) -> Issue:
        """The same of a version that stands in for any of its date; a draft is itself."""
        if self.is_draft:
            return self
        known = self.year.revision(self.version)
        others = (known.model_copy(update={"version": STAND_IN}),) if known else ()
        return Issue(self.year.model_copy(update={"revisions": others}), f"v{STAND_IN}")

    def told_in(self, page: str) -> str:
        """A page made for :attr:`standing_in`, with the name of this version in it."""
        return page.replace(f"v{STAND_IN}", self.version)

    @property
    def book(self) -> str:
        """The report that it is an edition of."""
        return f"{self.year.title} {self.year.year}"

    @property
    def words(self) -> str:
        """Which edition it is: "Utgave v3, 21. november 2026"."""
        edition = DRAFT if self.is_draft else f"{self.year.edition_word} {self.version}"
        return f"{edition}, {norwegian_date(self.date)}"

    def address(self, chapter: Chapter, item: str = "") -> str:
        """Where a chapter or an item of it stands, below outputs/ or the site; none in a draft."""
        if self.is_draft:
            return ""
        place = f"#{item}" if item else ""
        return f"{self.year.year}/{self.version}/chapters/{chapter.slug}.html{place}"


@dataclass(frozen=True)
class Citation:
    """What is cited.

    Attributes:
        issue: The edition.
        chapter: The chapter, or the one that the item is in.
        item: Id of the table or figure; empty for a chapter.
        title: Its title, with label and what is said of invented numbers.
    """

    issue: Issue
    chapter: Chapter
    item: str
    title: str

    @property
    def key(self) -> str:
        """A key that no other thing of any edition has."""
        name = re.sub(r"[^a-z0-9]+", "-", self.issue.version)
        words = ("is248", str(self.issue.year.year), name, self.chapter.slug, self.item)
        return "-".join(filter(None, words))

    @property
    def text(self) -> str:
        """The citation as a paragraph."""
        issue, title = self.issue, self.title.rstrip(".")
        place = f", kapittel {visible(self.chapter.heading)}" if self.item else ""
        where = f" {address}" if (address := issue.address(self.chapter, self.item)) else ""
        return (
            f"{issue.year.publisher} ({issue.date.year}). {title}. "
            f"I: {issue.book}{place}. {issue.words}.{where}"
        )

    @property
    def bibtex(self) -> str:
        """The citation as an entry of BibTeX."""
        fields = {
            "author": f"{{{_latex(self.issue.year.publisher)}}}",
            "title": f"{{{_latex(self.title)}}}",
            **{name: _latex(text) for name, text in self._fields()},
        }
        lines = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items() if text)
        return f"@incollection{{{self.key},\n{lines}}}\n"

    def _fields(self) -> Iterable[tuple[str, str]]:
        issue, number = self.issue, self.chapter.number
        yield "booktitle", issue.book
        yield "chapter", "" if number is None else str(number)
        yield "publisher", issue.year.publisher
        yield "year", str(issue.date.year)
        yield "month", str(issue.date.month)
        yield "note", issue.words
        yield "howpublished", issue.address(self.chapter, self.item)

    @property
    def ris(self) -> str:
        """The citation as a record of RIS."""
        issue = self.issue
        fields = (
            ("TY", "CHAP"), ("ID", self.key), ("AU", issue.year.publisher), ("TI", self.title),
            ("T2", issue.book), ("PY", str(issue.date.year)),
            ("DA", f"{issue.date:%Y/%m/%d}"), ("PB", issue.year.publisher),
            ("ET", issue.version), ("N1", issue.words), ("LA", "nb"),
            ("M1", issue.address(self.chapter, self.item)),
        )  # fmt: skip
        return "".join(f"{tag}  - {text}\n" for tag, text in fields if text) + "ER  - \n"


def chapter_citation(issue: Issue, chapter: Chapter) -> Citation:
    """How a chapter is cited."""
    return Citation(issue, chapter, "", visible(chapter.heading))


def item_citation(issue: Issue, chapter: Chapter, bundle: TableBundle | FigureBundle) -> Citation:
    """How a table or figure of a chapter is cited."""
    label, title = bundle.get("label"), tagged_title(bundle)
    return Citation(issue, chapter, bundle["id"], f"{label}: {title}" if label else title)


def _latex(text: str) -> str:
    return "".join(_LATEX.get(sign, sign) for sign in text)
