"""Follows every link of a folder of pages, to see what leads nowhere, leaves it or is loaded."""

import posixpath
from urllib.parse import unquote, urlsplit

from helpers.pages import Page

REFRESH = "url="


def links(page):
    """What a page leads to or loads: (tag, address)."""
    for tag, attrs, _ in page.elements:
        for name in ("href", "xlink:href", "src"):
            if attrs.get(name) is not None:
                yield tag, attrs[name]
        if tag == "meta" and attrs.get("http-equiv") == "refresh":
            yield tag, attrs["content"].partition(REFRESH)[2]


def faults(folder, base=""):
    """Each link that is not as it must be: (page, address, why)."""
    pages = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*.html")}
    read = {name: Page(path.read_text(encoding="utf-8")) for name, path in pages.items()}
    ids = {
        name: {attrs["id"] for _, attrs, _ in page.elements if "id" in attrs}
        for name, page in read.items()
    }
    return [
        (name, address, why)
        for name, page in sorted(read.items())
        for tag, address in links(page)
        if (why := _fault(folder, name, tag, _without(base, name, address), ids))
    ]


def _without(base, name, address):
    """An address of the site itself as a link from the page."""
    if not base or not address.startswith(base):
        return address
    path = address.removeprefix(base)
    return "../" * name.count("/") + path + ("index.html" if path.endswith("/") or not path else "")


def _fault(folder, name, tag, address, ids):
    parts = urlsplit(address)
    if parts.scheme == "data":
        return ""
    if parts.scheme in {"http", "https", "mailto"}:
        return "" if tag == "a" else "loads from outside"
    if parts.scheme or parts.netloc or address.startswith("/"):
        return "absolute"
    here = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
    return _missing(folder, name if not parts.path else here, parts.fragment, ids)


def _missing(folder, path, fragment, ids):
    if path.startswith(".."):
        return "leaves the site"
    if not (folder / path).is_file():
        return "no such file"
    if fragment and path in ids and unquote(fragment) not in ids[path]:
        return "no such id"
    return ""
