"""The pages that a site has beside those of its editions, and what it adds to theirs."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from is248.edition.edition_pages import INDEX
from is248.edition.imprint import norwegian_date
from is248.edition.pages import render
from is248.edition.results import RESULTS
from is248.edition.shell import YEAR_SWITCH
from is248.edition.versions import VERSIONS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from is248.year.params import YearParams

LATEST = "latest"
PACKED = ".zip"
"""Ends the name of a file that is packed."""

_CHAPTER = re.compile(r"chapters/(?:[0-9]+-)?([a-z][a-z0-9_]*)\.html")
_TO_PACKED = re.compile(
    rf'(<a [^>]*href="(?:[^":]+\.ipynb|(?:\.\./)*{re.escape(RESULTS)}))("[^>]*>.*?)</a>', re.S
)


@dataclass(frozen=True)
class SiteEdition:
    """A version of a year on the site.

    Attributes:
        year: The choices of the year.
        number: The version's number.
        date: When it was published, as params say.
        reason: Why it was made.
        files: Its files, as its manifest lists them.
        mark: Its checksum, which no other version has.
        is_kept: Whether its files are on the site, and not its addresses alone.
        foundation: The sentence on what its numbers rest on.
        remarks: What to think of before it is put on the web.
    """

    year: YearParams
    number: int
    date: dt.date
    reason: str
    files: tuple[str, ...]
    mark: str
    is_kept: bool
    foundation: str = ""
    remarks: tuple[str, ...] = ()

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

    def same(self, page: str) -> str:
        """The page that is the same as one of another edition: of its theme, or of its name.

        Args:
            page: Path below the other edition.

        Returns:
            Path below the site; empty where it has no such page.
        """
        found = {theme_of(one): one for one in self.pages}.get(theme_of(page))
        return f"{self.folder}/{found}" if found else ""

    def nearest(self, page: str) -> str:
        """The same page, or else the first one."""
        return self.same(page) or f"{self.folder}/{INDEX.file}"


class _Words(NamedTuple):
    """What the site says on the pages of an edition, in one language."""

    years: str
    all_years: str
    not_there: str
    this_is: str
    newer: str


_NORWEGIAN = _Words(
    "Rapporteringsår", "Alle år", "forsiden: siden finnes ikke her", "Dette er utgave {}.",
    "Utgave {} er nyere",
)  # fmt: skip
_ENGLISH = _Words(
    "Reporting years", "All years", "the first page: there is no such page", "This is edition {}.",
    "Edition {} is newer",
)  # fmt: skip


def words_of(page: str) -> _Words:
    """What is said on a page, in its language."""
    return _ENGLISH if page.endswith(".en.html") else _NORWEGIAN


def theme_of(page: str) -> str:
    """What a page is about in any year: the theme of a chapter, or the name of another page."""
    found = _CHAPTER.fullmatch(page)
    return f"chapters/{found[1]}" if found else page


def year_switch(
    where: str, year: int, newest: Iterable[SiteEdition], same: Callable[[SiteEdition], str]
) -> str:
    """Links from a page to the same page of every year.

    Args:
        where: The page, below the site.
        year: Its year.
        newest: The newest edition of each year, in the order of the years.
        same: What is the same page of an edition, below the site; empty where there is none.
    """
    said = words_of(where)
    links = [f'<li><a href="{relative(where, INDEX.file)}">{said.all_years}</a></li>']
    for one in newest:
        number, target = one.year.year, same(one)
        if number == year:
            link = f'<a href="#hovedinnhold_" aria-current="true">{number}</a>'
        else:
            gone = "" if target else f'<span class="hidden">, {said.not_there}</span>'
            href = relative(where, target or f"{one.folder}/{INDEX.file}")
            link = f'<a href="{escape(href)}">{number}{gone}</a>'
        links.append(f"<li>{link}</li>")
    return f'<nav class="years" aria-label="{said.years}"><ul>{"".join(links)}</ul></nav>'


def relative(where: str, target: str) -> str:
    """The link from one page of the site to another."""
    return posixpath.relpath(target, posixpath.dirname(where) or ".")


@dataclass(frozen=True)
class Surroundings:
    """What the pages of an edition lead to on the site.

    Attributes:
        edition: The edition.
        newest: The newest edition of each year, in the order of the years.
        base: Address of the site; empty where it is not known.
    """

    edition: SiteEdition
    newest: Sequence[SiteEdition]
    base: str

    def rewritten(self, page: str, text: str) -> str:
        """A page of the edition as it stands on the site.

        The year switch and, on an old version, the word that a newer stands come into its masthead;
        links to notebooks and to results.csv lead to packed ones. Style and scripts are not
        touched, so the policy of the page holds.

        Args:
            page: Its path below the edition.
            text: The page as the edition has it.
        """
        where = f"{self.edition.folder}/{page}"
        switch = year_switch(where, self.edition.year.year, self.newest, lambda e: e.same(page))
        added = switch + self._outdated(where, page)
        if YEAR_SWITCH in text:
            led = text.replace(YEAR_SWITCH, added, 1)
        else:  # an edition from before the switch
            led = text.replace("</header>", f"{added}</header>", 1)
        return with_packed_links(led.replace("</head>", f"{self._canonical(page)}</head>", 1))

    @property
    def _own(self) -> SiteEdition:
        """The newest edition of the same year."""
        return next(one for one in self.newest if one.year.year == self.edition.year.year)

    def _outdated(self, where: str, page: str) -> str:
        newest = self._own
        if newest == self.edition:
            return ""
        said, href = words_of(page), escape(relative(where, newest.nearest(page)))
        return (
            f'<p class="outdated" role="note">{said.this_is.format(self.edition.name)} '
            f'<a href="{href}">{said.newer.format(newest.name)}</a>.</p>'
        )

    def _canonical(self, page: str) -> str:
        """Where search engines should send those who find the page of an old version."""
        if not self.base or self._own == self.edition:
            return ""
        return f'<link rel="canonical" href="{escape(self.base + self._own.nearest(page))}">\n'


def is_packed(name: str) -> bool:
    """Whether a file of an edition is packed on the site: each saves at least three quarters."""
    return name.endswith(".ipynb") or name == RESULTS


def with_packed_links(text: str) -> str:
    """A page whose links to what is packed lead there and say so."""
    return _TO_PACKED.sub(rf"\1{PACKED}\2 (zip)</a>", text)


@dataclass(frozen=True)
class Entry:
    """A link on a page of the site, with lines about it and links to more of it."""

    href: str
    text: str
    about: tuple[str, ...] = ()
    more: tuple[Entry, ...] = ()


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


def redirect_html(where: str, target: str, title: str, base: str) -> str:
    """A page that leads on to another, at once and with what stands after "#".

    Args:
        where: The page, below the site.
        target: The other, below the site.
        title: What it is called.
        base: Address of the site; empty where it is not known.
    """
    link = relative(where, target)
    return render(
        "moved.html.j2", "redirect.js", ahead=True, title=title,
        words="Siden du leter etter, ligger på", target=link, link="sin faste adresse",
        canonical=base + target if base else link,
    )  # fmt: skip


def gone_html(edition: SiteEdition, newest: SiteEdition, page: str, base: str) -> str:
    """What stands at the address of a page whose version is not on the site; it leads nobody on.

    Args:
        edition: The version.
        newest: The newest of its year.
        page: The page, below the version.
        base: Address of the site; empty where it is not known.
    """
    year, target = edition.year, newest.nearest(page)
    link = relative(f"{edition.folder}/{page}", target)
    return render(
        "moved.html.j2", ahead=False, title=f"{year.title} {year.year}, utgave {edition.name}",
        words="Filene i denne utgaven ligger ikke på nettstedet. En nyere har tatt over:",
        target=link, link=f"utgave {newest.name}", canonical=base + target if base else link,
    )  # fmt: skip


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
    year = edition.year
    what = f"{year.edition_word} {edition.name}, {norwegian_date(edition.date)}."
    about = tuple(filter(None, (what, year.demonstration_line or edition.foundation)))
    newest = f"{year.year}/{LATEST}/{INDEX.file}"
    more = Entry(f"{year.year}/{VERSIONS}", f"Alle utgaver for {year.year}")
    return Entry(newest, str(year.year), about, (more,))


def missing_page(front: str) -> SitePage:
    """What is shown for an address without a page."""
    return SitePage(
        title="Siden finnes ikke",
        lead=(
            "Adressen er feil, eller siden er flyttet. Se om årstallet og utgaven i adressen er "
            "riktige.",
        ),
        entries=(Entry(front, "Til forsiden", ("Alle år og utgaver.",)),),
    )
