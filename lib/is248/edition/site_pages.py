"""The pages that a site has beside those of its editions, and what it adds to theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from is248.edition.edition_pages import INDEX
from is248.edition.pages import render
from is248.edition.shell import YEAR_SWITCH
from is248.edition.typst_source import norwegian_date

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from is248.year.params import YearParams

LATEST = "latest"
PACKED = ".zip"
"""Ends the name of a notebook that is packed."""

_CHAPTER = re.compile(r"chapters/(?:[0-9]+-)?([a-z][a-z0-9_]*)\.html")
_NOTEBOOK = re.compile(r'href="([^":]+\.ipynb)"')
_NOTEBOOK_WORDS = "(.ipynb)"


@dataclass(frozen=True)
class SiteEdition:
    """A version of a year on the site.

    Attributes:
        year: The choices of the year.
        number: The version's number.
        date: When it was published, as params say.
        files: Its files, as its manifest lists them; none where only its address is kept.
        mark: Its checksum, which no other version has.
        remarks: What to think of before it is put on the web.
    """

    year: YearParams
    number: int
    date: dt.date
    files: tuple[str, ...] = ()
    mark: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """Why it was made."""
        return "Første utgave." if self.number == 1 else "Ny utgave."

    @property
    def name(self) -> str:
        """What pages call it."""
        return f"v{self.number}"

    @property
    def folder(self) -> str:
        """Where it is on the site, for good."""
        return f"{self.year.year}/{self.name}"

    @property
    def pages(self) -> list[str]:
        """Its pages."""
        return [name for name in self.files if name.endswith(".html")]

    def like(self, page: str) -> str:
        """The page that is like one of another edition: the chapter of its theme, or of its name.

        Args:
            page: Path below the other edition.

        Returns:
            Path below this one; empty where it has no such page.
        """
        themes = {theme_of(one): one for one in self.pages}
        return themes.get(theme_of(page), "")


def theme_of(page: str) -> str:
    """What a page is about in any year: the theme of a chapter, or the name of another page."""
    found = _CHAPTER.fullmatch(page)
    return f"chapters/{found[1]}" if found else page


@dataclass(frozen=True)
class Surroundings:
    """What a page of an edition leads to on the site.

    Attributes:
        edition: The edition of the page.
        newest: The newest edition of each year, in the order of the years.
        base: Address of the site; empty where it is not known.
    """

    edition: SiteEdition
    newest: Sequence[SiteEdition]
    base: str

    def rewritten(self, page: str, text: str) -> str:
        """A page of an edition as it stands on the site.

        The year switch and, on an old version, the word that a newer stands come into its masthead;
        links to notebooks lead to packed ones. Style and scripts are not touched, so the policy of
        the page holds.

        Args:
            page: Its path below the edition.
            text: The page as the edition has it.
        """
        added = self._switch(page) + self._outdated(page)
        if YEAR_SWITCH in text:
            led = text.replace(YEAR_SWITCH, added, 1)
        else:  # an edition from before the switch
            led = text.replace("</header>", f"{added}</header>", 1)
        return with_packed_notebooks(led.replace("</head>", f"{self._canonical(page)}</head>", 1))

    def _canonical(self, page: str) -> str:
        """Where search engines should send those who find the page of an old version."""
        if not self.base or self._own == self.edition:
            return ""
        target = f"{self.base}{self._own.folder}/{self._own.like(page) or INDEX.file}"
        return f'<link rel="canonical" href="{escape(target)}">\n'

    @property
    def _own(self) -> SiteEdition:
        """The newest edition of the year of the page."""
        return next(one for one in self.newest if one.year.year == self.edition.year.year)

    def _switch(self, page: str) -> str:
        """Links to the same page of every year."""
        links = "".join(f"<li>{self._year(one, page)}</li>" for one in self.newest)
        front = _up(page, 2) + INDEX.file
        home = f'<li><a href="{front}">Alle år</a></li>'
        return f'<nav class="years" aria-label="Rapporteringsår"><ul>{home}{links}</ul></nav>'

    def _year(self, other: SiteEdition, page: str) -> str:
        number = other.year.year
        if number == self.edition.year.year:
            return f'<a href="#hovedinnhold_" aria-current="true">{number}</a>'
        like = other.like(page)
        words = "" if like else '<span class="hidden">, forsiden: siden finnes ikke her</span>'
        return f'<a href="{_up(page, 2)}{other.folder}/{like or INDEX.file}">{number}{words}</a>'

    def _outdated(self, page: str) -> str:
        newest = self._own
        if newest == self.edition:
            return ""
        target = f"{_up(page, 1)}{newest.name}/{newest.like(page) or INDEX.file}"
        return (
            f'<p class="outdated" role="note">Dette er utgave {self.edition.name}. '
            f'<a href="{escape(target)}">Utgave {newest.name} er nyere</a>.</p>'
        )


def _up(page: str, more: int) -> str:
    """The way from a page of an edition to the folder so many levels above the edition."""
    return "../" * (page.count("/") + more)


def with_packed_notebooks(text: str) -> str:
    """A page whose links to notebooks lead to packed ones and say so."""
    packed = _NOTEBOOK.sub(rf'href="\1{PACKED}"', text)
    return packed if packed == text else packed.replace(_NOTEBOOK_WORDS, f"(.ipynb{PACKED})")


@dataclass(frozen=True)
class Entry:
    """A link on a page of the site, with a line about it."""

    href: str
    text: str
    about: str = ""


@dataclass(frozen=True)
class SitePage:
    """A page of the site.

    Attributes:
        title: Its heading.
        lead: Paragraphs below it.
        entries: Links below these.
        feed: Link to the feed of versions; empty on a site without one.
    """

    title: str
    lead: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    feed: str = ""


def site_page_html(page: SitePage, home: Entry | None = None) -> str:
    """A page of the site.

    Args:
        page: What stands on it.
        home: The link to the front page; None on that page itself.
    """
    return render("site.html.j2", page=page, home=home)


def redirect_html(target: str, canonical: str, title: str) -> str:
    """A page that leads on to another, at once and with what stands after "#".

    Args:
        target: Relative link to the other.
        canonical: Its permanent address; relative on a site that does not know its own.
        title: What it is called.
    """
    return render(
        "redirect.html.j2", "redirect.js", target=target, canonical=canonical, title=title
    )


def front_page(newest: Iterable[SiteEdition], feed: str) -> SitePage:
    """The first page of the site: its years, newest first."""
    editions = sorted(newest, key=lambda one: -one.year.year)
    titles = dict.fromkeys(one.year.title for one in editions)
    return SitePage(
        title=" · ".join(titles),
        lead=("Velg et rapporteringsår. Adressen til hver utgave er fast.",),
        entries=tuple(_of_year(one) for one in editions),
        feed=feed,
    )


def _of_year(edition: SiteEdition) -> Entry:
    what = f"{edition.year.edition_word} {edition.name}, {norwegian_date(edition.date)}."
    about = f"{what} {edition.year.demonstration_line}".strip()
    return Entry(f"{edition.year.year}/{LATEST}/{INDEX.file}", str(edition.year.year), about)


def year_page(editions: Sequence[SiteEdition], feed: str) -> SitePage:
    """The versions of a year with their permanent addresses, newest first."""
    known, newest = [*reversed(editions)], editions[-1]
    return SitePage(
        title=f"{newest.year.title} {newest.year.year}: alle utgaver",
        lead=("Nyeste utgave står først. En gammel utgave blir aldri endret.",),
        entries=tuple(
            Entry(f"{one.name}/{INDEX.file}", f"Utgave {one.name}", _about(one, newest))
            for one in known
        ),
        feed=feed,
    )


def _about(one: SiteEdition, newest: SiteEdition) -> str:
    state = "nyeste" if one.number == newest.number else "erstattet av en nyere"
    kept = "" if one.files else ". Filene ligger ikke på dette nettstedet"
    return f"{norwegian_date(one.date)}, {state}{kept}."


def gone_page(edition: SiteEdition, newest: SiteEdition) -> SitePage:
    """What stands at the address of a version whose files are not on the site."""
    return SitePage(
        title=f"{edition.year.title} {edition.year.year}, utgave {edition.name}",
        lead=("Filene i denne utgaven ligger ikke på nettstedet. En nyere har tatt over.",),
        entries=(
            Entry(f"../{newest.name}/{INDEX.file}", f"Utgave {newest.name}", "Den nyeste."),
            Entry(f"../{INDEX.file}", "Alle utgaver for dette året"),
        ),
    )


def missing_page(front: str) -> SitePage:
    """What is shown for an address without a page."""
    return SitePage(
        title="Siden finnes ikke",
        lead=(
            "Adressen er feil, eller siden er flyttet. Se om årstallet og utgaven i adressen er "
            "riktige.",
        ),
        entries=(Entry(front, "Til forsiden", "Alle år og utgaver."),),
    )
