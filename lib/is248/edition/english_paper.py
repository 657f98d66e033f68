"""The English summary as PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.edition.blocks import Heading, Paragraph
from is248.edition.edition_pages import ENGLISH
from is248.edition.english_summary import ChapterFindings
from is248.edition.typst_source import Source, assembled, call, string, table_call
from is248.show.invented import shown_svg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from is248.edition.english_edition import EnglishEdition
    from is248.edition.english_summary import EnglishBlock
    from is248.show.bundle import Bundle

LICENCE = (
    "Text, tables and figures may be used freely when the source is given, under the licence "
    "Creative Commons Attribution 4.0 International (CC BY 4.0)."
)
INVENTED = "a demonstration with invented answers"
NORWEGIAN = "The edition is in Norwegian. This summary is made of the same numbers."


def summary_source(edition: EnglishEdition) -> str:
    """Typst source of the summary, in need of no other file.

    It has the same words, tables and figures as the page.
    """
    year = edition.year
    about = f"{year.title} {year.year}"
    running = f"{about} – {INVENTED}" if edition.demonstration else about
    facts = (edition.demonstration, edition.unsaved, f"{year.publisher}. {edition.dated}.",
             NORWEGIAN, LICENCE)  # fmt: skip
    blocks = [
        call("masthead", running, year.publisher),
        call("imprint", *filter(None, facts)),
        call("chapter", "summary#", f"{ENGLISH.title}: {about}"),
        *(source for block in edition.blocks for source in _sources(block, edition)),
        *_definitions("What the numbers rest on", "rests", edition.bases_used),
        *_definitions("Glossary", "glossary", [(t.en.term, t.en.says) for t in edition.terms]),
    ]
    return assembled(
        year, f"{ENGLISH.title} – {about}", blocks, lang="en", region="GB", running=running
    )


def _definitions(title: str, anchor: str, terms: Sequence[tuple[str, str]]) -> Iterator[Source]:
    if terms:
        yield call("section", 2, f"summary#{anchor}", title)
        yield call("points", *(_definition(*term) for term in terms))


def _definition(term: str, says: str) -> Source:
    return call("run", call("strong", f"{term[:1].upper()}{term[1:]}: "), says)


def _sources(block: EnglishBlock, edition: EnglishEdition) -> Iterator[Source]:
    if isinstance(block, ChapterFindings):
        yield call("section", 2, f"summary#{block.theme}", block.title)
        said = ("".join(part["text"] for part in one["parts"]) for one in block.findings)
        yield call("points", *(call("run", words) for words in said))
    elif isinstance(block, Heading):
        yield call("section", 2, f"summary#{block.anchor}", block.text)
    elif isinstance(block, Paragraph):
        yield call("para", block.content[0].text)
    else:
        yield _item(block.bundle, edition)


def _item(bundle: Bundle, edition: EnglishEdition) -> Source:
    if bundle["kind"] == "text":
        words = "".join(part["text"] for part in bundle["parts"])
        return call("caution" if bundle["role"] == "caution" else "para", words)
    if bundle["kind"] == "table":
        return table_call(bundle, "summary", edition.tag(bundle), edition.foot(bundle))
    return call(
        "drawing",
        f"summary.{bundle['id']}",
        caption_label=bundle.get("label", ""),
        title=bundle["title"],
        tag=edition.tag(bundle),
        svg=string(shown_svg(bundle)),
        alt=edition.alt(bundle),
        width=Source(f"{bundle['width_mm']}mm"),
        notes=[(note["mark"], note["text"]) for note in bundle["notes"]],
        source=edition.foot(bundle),
    )
