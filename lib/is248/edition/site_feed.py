"""What a site tells machines: the feed of versions, the list of its pages, who may read them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from is248.edition.site_pages import SiteEdition

FEED = "feed.xml"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"

_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def feed_xml(editions: Sequence[SiteEdition], base: str) -> str:
    """The feed of versions in Atom (RFC 4287), newest first.

    Args:
        editions: Every version whose address the site keeps.
        base: Address of the site, with a slash at its end.

    Returns:
        The feed. The id of a version follows from its content and not from where the site is.
    """
    known = sorted(editions, key=lambda one: (one.date, one.year.year, one.number), reverse=True)
    titles = " · ".join(dict.fromkeys(one.year.title for one in known))
    publishers = dict.fromkeys(one.year.publisher for one in known)
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "nb"})
    _text(feed, "id", _id(f"feed {titles}"))
    _text(feed, "title", f"{titles}: nye utgaver")
    _text(feed, "updated", _moment(max(one.date for one in known)))
    for publisher in publishers:
        _text(ET.SubElement(feed, "author"), "name", publisher)
    ET.SubElement(
        feed, "link", {"rel": "self", "type": "application/atom+xml", "href": base + FEED}
    )
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": base})
    for edition in known:
        _entry(feed, edition, base)
    return _written(feed)


def _entry(feed: ET.Element, edition: SiteEdition, base: str) -> None:
    entry = ET.SubElement(feed, "entry")
    year = edition.year
    _text(entry, "id", _id(f"{edition.folder} {edition.mark}"))
    _text(entry, "title", f"{year.title} {year.dated_mark}, utgave {edition.name}")
    _text(entry, "updated", _moment(edition.date))
    _link(entry, "alternate", "text/html", f"{base}{edition.folder}/")
    _text(entry, "summary", edition.reason)


def _link(parent: ET.Element, rel: str, kind: str, href: str) -> None:
    ET.SubElement(parent, "link", {"rel": rel, "type": kind, "href": href})


def _id(what: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"is248 {what}").urn


def _moment(date: dt.date) -> str:
    return f"{date.isoformat()}T00:00:00Z"


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text


def _written(root: ET.Element) -> str:
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def sitemap_xml(pages: Mapping[str, dt.date | None], base: str) -> str:
    """The pages that search engines should show (sitemaps.org).

    Args:
        pages: Path below the site → when it was last changed, where that is known.
        base: Address of the site, with a slash at its end.
    """
    root = ET.Element("urlset", {"xmlns": _SITEMAP})
    for page, date in sorted(pages.items()):
        url = ET.SubElement(root, "url")
        _text(url, "loc", base + page.removesuffix("index.html"))
        if date:
            _text(url, "lastmod", date.isoformat())
    return _written(root)


def robots_txt(base: str) -> str:
    """Who may read what: everybody everything; where the list of pages is, when that is known."""
    return "User-agent: *\nAllow: /\n" + (f"Sitemap: {base}{SITEMAP}\n" if base else "")
