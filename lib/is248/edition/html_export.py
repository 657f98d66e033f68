"""Chapters as HTML pages."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, TypedDict

from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from is248.edition.blocks import (
    BulletList,
    Code,
    DocumentError,
    Heading,
    Inline,
    InWorkbook,
    Item,
    Paragraph,
)
from is248.edition.edition_pages import GLOSSARY, QUESTIONS
from is248.edition.figure_markup import figure_markup
from is248.edition.pages import (
    and_list,
    item_entries,
    render,
)
from is248.edition.take_along import Taken, numbers_of, take_along, take_chapter
from is248.edition.terms import with_terms
from is248.show.invented import bases_of, tagged_title
from is248.show.jupyter_html import item_html
from is248.year.glossary import Glossary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from is248.edition.blocks import Block
    from is248.edition.document import Document
    from is248.edition.shell import Shell
    from is248.show.bundle import FigureBundle, TableBundle

SECTION, DEEPEST_IN_CONTENTS = 2, 3

CHAPTER_SCRIPTS = ("tables.js", "figure_values.js", "terms.js", "take.js")
"""Scripts of a chapter's page; each capability adds its own."""

_ADDRESS = re.compile(r"(?:https?://|mailto:|#|(?![a-z][a-z0-9+.-]*:))", re.I)


class Links(TypedDict, total=False):
    """Relative links of a chapter page; what is not given has the place it has in outputs/.

    A format that was not made is None. ``up`` leads to where the index is; ``what`` is the word for
    the page.
    """

    up: str
    pdf: str | None
    pdf_name: str
    xlsx: str | None
    notebook: str | None
    questions: str
    what: str


def chapter_html(
    document: Document,
    shell: Shell,
    links: Links | None = None,
    bases: Mapping[str, str] | None = None,
    *,
    glossary: Glossary | None = None,
    taken: Taken | None = None,
) -> str:
    """The page of a chapter.

    Args:
        document: The chapter.
        shell: What surrounds it.
        links: Links to its other formats.
        bases: Name of each basis as a reader sees it; a key without name is shown as it is.
        glossary: Terms that are explained where they first stand.
        taken: What can be taken along; nothing when not given.

    Returns:
        The page.
    """
    slug, given = document.chapter.slug, links or {}
    up = given.get("up", "../")
    all_links: dict[str, Any] = {
        "up": up,
        "pdf": f"{slug}.pdf",
        "pdf_name": "Kapitlet som PDF",
        "xlsx": f"{up}tables/{slug}.xlsx",
        "notebook": f"{slug}.ipynb",
        "questions": f"{up}{QUESTIONS.file}" if shell.has(QUESTIONS.key) else "",
        "what": "kapitlet",
    } | dict(given)
    blocks = _blocks(document, bases or {}, all_links, taken)
    words = f"{up}{GLOSSARY.file}" if shell.has(GLOSSARY.key) else ""
    return render(
        "chapter.html.j2",
        *CHAPTER_SCRIPTS,
        shell=shell,
        here=document.chapter.theme,
        up=up,
        document=document,
        links=all_links,
        taken=take_chapter(taken),
        body=Markup("\n").join(with_terms(blocks, glossary or Glossary(), words)),
        sections=_contents(document),
        listed=item_entries(document),
        crumb=document.chapter.heading,
    )


def _blocks(
    document: Document, bases: Mapping[str, str], links: Mapping[str, Any], taken: Taken | None
) -> Iterator[Markup]:
    """The blocks below the chapter's heading; the code of a section stands at its end."""
    waiting: list[Code] = []
    for block in _stepwise(document.told[1:]):
        if isinstance(block, Code):
            waiting.append(block)
            continue
        if isinstance(block, Heading) and block.level == SECTION:
            yield _codes(waiting)
            waiting = []
        yield _block(block, bases, links, taken)
    yield _codes(waiting)


def _stepwise(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with no heading more than one level below the one before it."""
    level = 1
    for block in blocks:
        if isinstance(block, Heading):
            level = min(block.level, level + 1)
            yield Heading(level, block.anchor, block.content)
        else:
            yield block


def _contents(document: Document) -> list[Heading]:
    """Headings of the table of contents: sections and their parts."""
    headings = [b for b in _stepwise(document.headings) if isinstance(b, Heading)]
    return [heading for heading in headings if heading.level <= DEEPEST_IN_CONTENTS]


def _block(
    block: Block, bases: Mapping[str, str], links: Mapping[str, Any], taken: Taken | None
) -> Markup:
    if isinstance(block, Heading):
        tag = Markup("h{}").format(block.level)
        content = _inlines(block.content)
        heading = Markup('<{0} id="{1}">{2}</{0}>').format(tag, block.anchor, content)
        link = _permalink(block.anchor, f"Lenke til «{block.text}»")
        return Markup('<div class="headed">{} {}</div>').format(heading, link)
    if isinstance(block, Paragraph):
        return Markup("<p>{}</p>").format(_inlines(block.content))
    if isinstance(block, BulletList):
        return _list(block)
    if isinstance(block, InWorkbook):
        return _in_workbook(block, links["xlsx"], taken)
    assert isinstance(block, Item)
    return _item(block, bases, links["questions"], taken)


def _list(block: BulletList) -> Markup:
    points = Markup().join(Markup("<li>{}</li>").format(_inlines(p)) for p in block.points)
    tag = Markup("ol") if block.ordered else Markup("ul")
    return Markup("<{0}>{1}</{0}>").format(tag, points)


def _in_workbook(block: InWorkbook, xlsx: str | None, taken: Taken | None) -> Markup:
    """A list of what stands in the workbook only; each can be linked to."""
    named = Markup("").join(
        Markup('<li id="{}"><span class="label">{}</span> {}{}</li>').format(
            bundle["id"], bundle.get("label", ""), tagged_title(bundle), numbers_of(bundle, taken)
        )
        for bundle in block.bundles
    )
    book = Markup('<a href="{}">arbeidsboken</a>').format(xlsx) if xlsx else "arbeidsboken"
    words = Markup('<p class="elsewhere">{} i {}:</p>').format(block.words, book)
    return Markup('{}<ul class="elsewhere">{}</ul>').format(words, named)


def _item(item: Item, bases: Mapping[str, str], questions: str, taken: Taken | None) -> Markup:
    html = item_html(item.bundle, questions, figure_markup, linked=True)
    markup = Markup(html)  # noqa: S704 - escaped where it is made
    if item.bundle["kind"] == "text":
        link = _permalink(item.bundle["id"], "Lenke til avsnittet")
        return markup[: -len("</p>")] + link + Markup("</p>") if markup else markup
    origin = _origin(item.bundle, bases)
    stated = Markup('<p class="origin">{}</p>').format(origin) if origin else origin
    below = stated + take_along(item.bundle, taken)
    return Markup('<div class="block">{}{}</div>').format(markup, below) if below else markup


def _permalink(anchor: str, name: str) -> Markup:
    """The permanent link of a heading or sentence; its sign is drawn by the style."""
    return Markup('<a class="permalink" href="#{}" aria-label="{}"></a>').format(anchor, name)


def _origin(bundle: TableBundle | FigureBundle, bases: Mapping[str, str]) -> Markup:
    """What the numbers rest on."""
    named = and_list([bases.get(key, key) for key in bases_of(bundle) if key])
    return escape(f"Grunnlag: {named}." if named else "")


def _codes(cells: Sequence[Code]) -> Markup:
    """The code of a section behind one line; nothing where there is none."""
    if not cells:
        return Markup()
    first, last = cells[0].cell, cells[-1].cell
    return Markup(
        '<details class="code"><summary><span class="shut">Vis</span>'
        '<span class="open">Skjul</span> koden i denne delen ({})</summary>{}</details>'
    ).format(
        f"celle {first}" if first == last else f"celle {first}–{last}",
        Markup().join(map(_code, cells)),
    )


def _code(code: Code) -> Markup:
    # the id is on the content: following a link to it opens the details around it
    return Markup(
        '<pre id="celle_{0}" role="region" tabindex="0" aria-label="Koden i celle {0}" '
        'translate="no"><code>{1}</code></pre>'
    ).format(code.cell, _highlighted(code.source))


def _highlighted(source: str) -> Markup:
    return Markup(highlight(source, *_pygments()).rstrip("\n"))  # noqa: S704


@cache
def _pygments() -> tuple[PythonLexer, HtmlFormatter[str]]:
    """To make them takes a third of the time of what they do with a cell."""
    return PythonLexer(), HtmlFormatter(nowrap=True)


def _inlines(content: tuple[Inline, ...]) -> Markup:
    return Markup().join(_inline(inline) for inline in content)


def _inline(inline: Inline) -> Markup:
    inner = _inlines(inline.children) if inline.children else escape(inline.text)
    if inline.kind == "break":
        return Markup("<br>")
    if inline.kind in {"link", "reference"}:
        return Markup('<a href="{}">{}</a>').format(safe_address(inline), inner)
    tag = {"strong": "strong", "emphasis": "em", "code": "code"}.get(inline.kind)
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), inner) if tag else inner  # noqa: S704


def safe_address(inline: Inline) -> str:
    """Where a link goes.

    Raises:
        DocumentError: The address is of another kind than a page's may be.
    """
    if inline.kind == "reference":
        return f"#{inline.target}"
    if not _ADDRESS.match(inline.target):
        raise DocumentError(f"the link {inline.target!r} is neither a web address nor relative")
    return inline.target
