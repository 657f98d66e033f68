"""The page that searches the whole edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from is248.edition.edition_pages import GLOSSARY, SEARCH
from is248.edition.pages import render
from is248.edition.search_index import Entry, Group, index_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from is248.edition.shell import Shell
    from is248.year.glossary import Glossary, Term


def search_html(shell: Shell, groups: Iterable[Group]) -> str:
    """The page that searches an edition.

    Args:
        shell: What surrounds the page.
        groups: What it finds.

    Returns:
        The page with its index; without JavaScript it leads to the other pages.
    """
    index = Markup(index_json(groups))  # noqa: S704 - a script of data; no "<" stands in it
    return render("search.html.j2", "search.js", shell=shell, here=SEARCH.key, up="", index=index)


def term_group(glossary: Glossary) -> Group:
    """The terms as the search finds them."""
    return Group(GLOSSARY.title, GLOSSARY.file, tuple(map(_found, glossary.terms)))


def _found(term: Term) -> Entry:
    words = "; ".join((*term.forms, *term.also))
    return Entry("term", term.key, term.term, text=term.says, also=words)
