"""Terms explained where a chapter first uses them, and the page that lists them all.

What stands in a notebook is untouched: a published page gets a link to the glossary at the first
place of each term, which a script turns into a button that shows what the term means.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup

from is248.edition.edition_pages import GLOSSARY
from is248.edition.finder_page import alphabetical, first_letter
from is248.edition.pages import Section, render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from is248.edition.shell import Shell
    from is248.year.glossary import Glossary, Term

_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-z0-9]+)")

HEADERS = frozenset({"figcaption", "caption", "th"})
"""Where no link may stand; a term that first stands here is named in a line below the item."""

CLOSED = HEADERS | {
    "h1", "h2", "h3", "h4", "h5", "h6", "a", "button", "details", "td", "code", "pre", "svg",
}  # fmt: skip
"""Elements in which nothing is marked; what is folded is not where a reader meets a term first."""

_SOURCE = '<p class="source">'
"""What begins below every table and figure."""

_ENDINGS = "(?:en|et|a|er|ene|ens|ets|enes|s|n|t|r|ne)?"


class Terms:
    """The terms of a page, each explained once.

    Args:
        terms: What may be explained.
        href: Link from the page to the glossary.
    """

    def __init__(self, terms: Sequence[Term], href: str) -> None:
        self._known = {_folded(form): term for term in terms for form in term.spellings}
        self._pattern = _pattern([form for term in terms for form in term.spellings])
        self._href = href
        self._told: set[str] = set()

    def marked(self, block: Markup) -> Markup:
        """A block of the page with the terms that no block before it has."""
        out, closed, headers = list[str](), list[str](), list[str]()
        for piece in _TAG.split(block):
            if piece.startswith("<"):
                _follow(piece, closed)
                out.append(piece)
            elif not closed:
                out.append(self._in_text(piece))
            else:
                out.append(piece)
                headers += [piece] if HEADERS & set(closed) else []
        return Markup(self._below("".join(out), " | ".join(headers)))  # noqa: S704 - escaped before

    def _in_text(self, text: str) -> str:
        # the text is escaped already
        return self._pattern.sub(lambda one: self._link(Markup(one[0]), one["form"]), text)  # noqa: S704

    def _below(self, block: str, headers: str) -> str:
        """The block with a line that names the terms of its headers."""
        if _SOURCE not in block:
            return block
        forms = (found["form"] for found in self._pattern.finditer(headers))
        named = [link for form in forms if (link := self._link("", form))]
        if not named:
            return block
        words = f'<p class="words">Forklart i ordlisten: {", ".join(named)}.</p>'
        return block.replace(_SOURCE, words + _SOURCE, 1)

    def _link(self, text: str, form: str) -> str:
        """A term as a link at its first place, its name in place of no text; else the text."""
        term = self._known[_folded(form)]
        if term.key in self._told:
            return text
        self._told.add(term.key)
        return Markup('<a class="term" href="{}#{}" data-term="{}" data-says="{}">{}</a>').format(
            self._href, term.key, term.term, term.says, text or term.term
        )  # fmt: skip


def with_terms(blocks: Iterable[Markup], glossary: Glossary, href: str) -> Iterator[Markup]:
    """The blocks of a page with each term explained at its first place.

    Args:
        blocks: The blocks in order.
        glossary: The terms.
        href: Link from the page to the glossary; empty where there is none.
    """
    terms = Terms([term for term in glossary.terms if not term.listed], href)
    return map(terms.marked, blocks) if href and glossary.terms else iter(blocks)


def _follow(tag: str, closed: list[str]) -> None:
    """Keep account of the closed elements around what follows a tag."""
    name = _NAME.match(tag)
    if name is None or name[1] not in CLOSED or tag.endswith("/>"):
        return
    if tag.startswith("</"):
        closed.pop()
    else:
        closed.append(name[1])


def _folded(form: str) -> str:
    return form if _is_short(form) else form.casefold().replace("\u00a0", " ")


def _is_short(form: str) -> bool:
    """Whether a form is an abbreviation, matched as it is written: SE is one, se is not."""
    return form.upper() == form


def _pattern(forms: Sequence[str]) -> re.Pattern[str]:
    """The forms with their endings, the longest first; only whole words."""
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    either = "|".join(map(_spelt, ordered)) or r"(?!)"
    return re.compile(rf"(?<![\w-])(?P<form>{either}){_ENDINGS}(?![\w-])")


def _spelt(form: str) -> str:
    if _is_short(form):
        return re.escape(form)
    return f"(?i:{re.escape(form)})".replace("\\ ", "[ \u00a0]").replace("\\\u00a0", "[ \u00a0]")


def glossary_html(shell: Shell, glossary: Glossary) -> str:
    """The page of all terms, from A to Å.

    Args:
        shell: What surrounds the page.
        glossary: The terms.
    """
    terms = sorted(glossary.terms, key=lambda term: alphabetical(term.term))
    letters = [
        (letter, list(run)) for letter, run in groupby(terms, lambda t: first_letter(t.term))
    ]
    return render(
        "glossary.html.j2", shell=shell, here=GLOSSARY.key, up="",
        sections=[Section(2, f"bokstav_{letter}", letter) for letter, _ in letters],
        letters=letters,
    )  # fmt: skip
