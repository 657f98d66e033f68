"""A static site of the editions of several years: copied, led from one to another, told of.

It is made of what is published alone: the files that a version's manifest lists, each with the
checksum that it has there. Nothing else of outputs/ or of the project comes into it, and the clock
is not asked.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import zipfile
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.base.exchange import STAGED, exchange, recover, remove, said
from is248.base.locks import taken
from is248.edition.chapter_files import write
from is248.edition.edition_pages import INDEX
from is248.edition.sheet_index import FOLDER as SHEETS
from is248.edition.sheet_index import sheet_index_html, units_with_sheet
from is248.edition.shell import YEAR_SWITCH
from is248.edition.site_editions import checked_files, editions_of
from is248.edition.site_feed import FEED, ROBOTS, SITEMAP, feed_xml, robots_txt, sitemap_xml
from is248.edition.site_pages import (
    LATEST,
    PACKED,
    Entry,
    SiteEdition,
    SitePage,
    Surroundings,
    front_page,
    gone_html,
    is_packed,
    missing_page,
    redirect_html,
    site_page_html,
    year_switch,
)
from is248.edition.version_list import versions_html
from is248.edition.versions import PATIENCE, VERSIONS, Shelf

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from is248.base.paths import Project

SITE = "site"
LOCK = ".site.lock"
NOT_FOUND = "404.html"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can tell: that of every file in one."""
_RIGHTS = 0o644 << 16

_BASE = re.compile(r"https?://[^\s/?#]+(?:/[^\s?#]*)?")


@dataclass(frozen=True)
class Wanted:
    """What a site is made of.

    Attributes:
        years: The reporting years.
        base: Its address, with a slash at its end; empty where it is not known.
        all_versions: Whether old versions are in it, and not their addresses alone.
        sheets: Whether municipal sheets are in it where they have been made.
    """

    years: tuple[int, ...]
    base: str = ""
    all_versions: bool = False
    sheets: bool = True


@dataclass(frozen=True)
class SiteResult:
    """What was made.

    Attributes:
        folder: Where the site is.
        editions: The versions that it keeps an address of.
        files: How many files it has.
        bytes: How large they are together.
    """

    folder: Path
    editions: tuple[SiteEdition, ...]
    files: int
    bytes: int


def read_base(text: str | None) -> str:
    """The address of a site as given, with a slash at its end.

    Raises:
        UserError: It is no address of the web.
    """
    if not text:
        return ""
    if not _BASE.fullmatch(text):
        raise UserError(
            f"«{text}» er ingen nettadresse. Gi den slik: --base-url https://eksempel.no/rapport/"
        )
    return text.rstrip("/") + "/"


def make_site(project: Project, wanted: Wanted) -> SiteResult:
    """Gather the editions of some years in ``outputs/site``.

    Args:
        project: The project.
        wanted: What it is made of.

    Returns:
        What was made; the same editions give the same bytes.

    Raises:
        UserError: A year has no edition, a file of one is not as it was published, or the site
            cannot be written; what was there stands.
    """
    target = project.outputs / SITE
    years = [
        editions_of(project, year, all_versions=wanted.all_versions)
        for year in sorted(set(wanted.years))
    ]
    staged = target.with_name(f"{STAGED}{SITE}-{os.getpid()}")
    with said(project.relative(target)), _alone(project.outputs / LOCK):
        recover(target)
        try:
            staged.mkdir()
            _Making(project, wanted, years, staged).write()
            sizes = [path.stat().st_size for path in staged.rglob("*") if path.is_file()]
            exchange(staged, target)
        finally:
            remove(staged)
    return SiteResult(target, tuple(chain.from_iterable(years)), len(sizes), sum(sizes))


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """The right to make the site.

    Raises:
        UserError: Another process has it.
    """
    with lock.open("a+", encoding="utf-8") as file:
        if not taken(file, PATIENCE):
            raise UserError("En annen kjøring lager nettstedet nå. Vent til den er ferdig.")
        yield


@dataclass(frozen=True)
class _Making:
    """A site in its staging folder.

    Attributes:
        project: The project.
        wanted: What it is made of.
        years: The versions of each year, oldest first.
        folder: Where it is made.
    """

    project: Project
    wanted: Wanted
    years: Sequence[Sequence[SiteEdition]]
    folder: Path

    @property
    def newest(self) -> list[SiteEdition]:
        """The newest edition of each year."""
        return [editions[-1] for editions in self.years]

    def write(self) -> None:
        """Write all of it."""
        base, feed = self.wanted.base, FEED if self.wanted.base else ""
        front = front_page(self.newest, feed)
        self._page(INDEX.file, front)
        for editions in self.years:
            self._year(editions)
        home = Entry(base + INDEX.file, front.title)
        self._page(NOT_FOUND, missing_page(home.href), home)
        write(self.folder / ROBOTS, robots_txt(base))
        if base:
            write(self.folder / FEED, feed_xml([*chain.from_iterable(self.years)], base))
            write(self.folder / SITEMAP, sitemap_xml(self._shown(), base))

    def _page(self, name: str, page: SitePage, home: Entry | None = None) -> None:
        write(self.folder / name, site_page_html(page, home))

    def _year(self, editions: Sequence[SiteEdition]) -> None:
        """The versions of a year, the page that lists them, and the way to the newest."""
        newest = editions[-1]
        year = newest.year.year
        for edition in editions:
            if edition.is_kept:
                self._edition(edition)
            else:
                for page in edition.pages:
                    place = self.folder / edition.folder / page
                    write(place, gone_html(edition, newest, page, self.wanted.base))
        self._versions(newest)
        self._redirect(f"{year}/{INDEX.file}", f"{year}/{VERSIONS}", newest)
        for page in newest.pages:
            self._redirect(f"{year}/{LATEST}/{page}", f"{newest.folder}/{page}", newest)
        self._sheets(year)

    def _versions(self, newest: SiteEdition) -> None:
        year = newest.year.year
        where = f"{year}/{VERSIONS}"
        shelf = Shelf(self.project.outputs / str(year))
        text = versions_html(shelf, newest.year, newest.number)
        switch = year_switch(where, year, self.newest, lambda e: f"{e.year.year}/{VERSIONS}")
        write(self.folder / where, text.replace(YEAR_SWITCH, switch, 1))

    def _redirect(self, where: str, target: str, newest: SiteEdition) -> None:
        title = f"{newest.year.title} {newest.year.year}"
        write(self.folder / where, redirect_html(where, target, title, self.wanted.base))

    def _edition(self, edition: SiteEdition) -> None:
        source = self.project.outputs / edition.folder
        around = Surroundings(edition, self.newest, self.wanted.base)
        for name in edition.files:
            target = self.folder / edition.folder / name
            if name.endswith(".html"):
                write(target, around.rewritten(name, (source / name).read_text(encoding="utf-8")))
            elif is_packed(name):
                pack(source / name, target.with_name(target.name + PACKED))
            else:
                copy(source / name, target)

    def _sheets(self, year: int) -> None:
        """Municipal sheets where they have been made; else the page that finds them says so."""
        shelf = Shelf(self.project.outputs / str(year) / SHEETS)
        number = shelf.latest() if self.wanted.sheets and shelf.folder.is_dir() else None
        if number:
            source = shelf.version(number)
            for name in checked_files(source):
                copy(source / name, self.folder / str(year) / SHEETS / source.name / name)
        if units_with_sheet(year, self.project):
            page = sheet_index_html(year, self.project, f"v{number}" if number else "")
            write(self.folder / str(year) / SHEETS / INDEX.file, page)

    def _shown(self) -> dict[str, dt.date | None]:
        """The pages that search engines should show: the front pages and the newest editions."""
        found: dict[str, dt.date | None] = {INDEX.file: max(one.date for one in self.newest)}
        for one in self.newest:
            found[f"{one.year.year}/{VERSIONS}"] = one.date
            found |= {f"{one.folder}/{page}": one.date for page in one.pages}
        return found


def pack(source: Path, target: Path) -> None:
    """Pack a file alone, with nothing in it that depends on when or where."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as book:
        entry = zipfile.ZipInfo(source.name, _EPOCH)
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _RIGHTS
        book.writestr(entry, source.read_bytes(), compresslevel=9)


def copy(source: Path, target: Path) -> None:
    """Copy a file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
