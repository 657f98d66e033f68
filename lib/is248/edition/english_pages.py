"""The English pages of an edition: summary and questions of the form, and the summary as PDF."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

from is248.edition.blocks import Heading, Paragraph
from is248.edition.chapter_files import write
from is248.edition.citation import Issue
from is248.edition.edition_pages import ENGLISH, QUESTIONS, EditionPage
from is248.edition.english_edition import EnglishEdition, english_edition
from is248.edition.english_paper import summary_source
from is248.edition.english_summary import ChapterFindings
from is248.edition.figure_markup import inline_svg
from is248.edition.kept_files import NOTHING_KEPT, KeptFiles
from is248.edition.pages import Section, render
from is248.edition.pdf_export import compile_book, published
from is248.edition.questions_page import beside
from is248.show.jupyter_html import grid_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from is248.base.paths import Project
    from is248.edition.document import Document
    from is248.edition.english_summary import EnglishBlock
    from is248.edition.plan import Plan
    from is248.show.bundle import Bundle, Note

SUMMARY_PDF = "summary.en.pdf"
ENGLISH_QUESTIONS = EditionPage("questions.en", "questions.en.html", "The questions of the form")


def english_files(edition: EnglishEdition) -> dict[str, str]:
    """The English files of an edition: name → content, of the PDF its source.

    Args:
        edition: What they say.

    Returns:
        Summary as page and as source of its PDF, and the questions where there are any.
    """
    files = {ENGLISH.file: summary_html(edition), SUMMARY_PDF: summary_source(edition)}
    return files | ({ENGLISH_QUESTIONS.file: questions_html(edition)} if edition.themes else {})


def write_english(
    project: Project,
    plan: Plan,
    documents: Sequence[Document],
    folder: Path,
    version: str,
    *,
    kept: KeptFiles = NOTHING_KEPT,
) -> None:
    """Write the English files of a run that has pages in English.

    Args:
        project: The project.
        plan: The run.
        documents: The chapters.
        folder: Where they are.
        version: Name of the version.
        kept: Where they may be, made of the same before, for a version of any name.

    Raises:
        UserError: A translation is missing; the message names file and key.
        DocumentError: The PDF cannot be set.
    """
    if ENGLISH.lang not in plan.languages:
        return
    issue = Issue(plan.year, version)
    known, unsaved = beside(plan.year.year, project, kept), bool(plan.inputs.unsaved)

    def made() -> bytes:
        name = issue.standing_in.version
        said = english_edition(project, plan.year, documents, name, known, unsaved=unsaved)
        return json.dumps(english_files(said)).encode()

    of = (kept.all, repr(known), str(unsaved), issue.standing_in.version, *map(_taken, documents))
    files: dict[str, str] = json.loads(issue.told_in(kept.made("english", of, made).decode()))
    date = plan.year.edition_date
    for name, content in files.items():
        is_pdf = name == SUMMARY_PDF
        made_of = published(content, date, kept, compiled=compile_book) if is_pdf else content
        write(folder / name, made_of)


def _taken(document: Document) -> str:
    """All that is said in English of a chapter: of one built from the others its prose as well."""
    prose = repr(document.blocks) if document.chapter.built_from_others else ""
    return json.dumps([document.shown, prose])


def summary_html(edition: EnglishEdition) -> str:
    """The summary as a page."""
    sections = [*_sections(edition.blocks), Section(2, "rests", "What the numbers rest on")]
    sections += [Section(2, "glossary", "Glossary")] if edition.terms else []
    markup = [_markup(block, edition) for block in edition.blocks]
    return _page(edition, "summary.en.html.j2", ENGLISH, edition.norwegian, sections, markup=markup)


def questions_html(edition: EnglishEdition) -> str:
    """The questions of the form as a page."""
    sections = [Section(2, f"theme_{n}", title) for n, title in enumerate(edition.themes, start=1)]
    count = sum(map(len, edition.themes.values()))
    return _page(
        edition, "questions.en.html.j2", ENGLISH_QUESTIONS, QUESTIONS.file, sections, count=count
    )


def _page(
    edition: EnglishEdition,
    template: str,
    page: EditionPage,
    norwegian: str,
    sections: Sequence[Section],
    **content: object,
) -> str:
    pages = [ENGLISH, *([ENGLISH_QUESTIONS] if edition.themes else [])]
    return render(
        template, "tables.js", edition=edition, here=page, norwegian=norwegian, pages=pages,
        sections=sections, **content,
    )  # fmt: skip


def _sections(blocks: Iterable[EnglishBlock]) -> Iterator[Section]:
    for block in blocks:
        if isinstance(block, ChapterFindings):
            yield Section(2, block.theme, block.title)
        elif isinstance(block, Heading):
            yield Section(block.level, block.anchor, block.text)


def _markup(block: EnglishBlock, edition: EnglishEdition) -> Markup:
    """A block that is no chapter's findings, which the template shows itself."""
    if isinstance(block, ChapterFindings):
        return Markup()
    if isinstance(block, Heading):
        return Markup('<h2 id="{}">{}</h2>').format(block.anchor, block.text)
    if isinstance(block, Paragraph):
        return Markup("<p>{}</p>").format(block.content[0].text)
    return Markup(_item(block.bundle, edition))  # noqa: S704 - escaped where it is made


def _item(bundle: Bundle, edition: EnglishEdition) -> str:
    if bundle["kind"] == "text":
        note = ' role="note"' if bundle["role"] == "caution" else ""
        said = escape("".join(part["text"] for part in bundle["parts"]))
        return f'<p class="{bundle["role"]}" id="{bundle["id"]}"{note}>{said}</p>'
    label, tag = bundle.get("label", ""), edition.tag(bundle)
    marked = f' <span class="tag">{tag}</span>' if tag else ""
    caption = f'<span class="label">{escape(label)}</span> {escape(bundle["title"])}{marked}'
    name = f"{label}: {bundle['title']}"
    notes = "".join(f"<li>{escape(_note(note))}</li>" for note in bundle["notes"])
    foot = f'<ul class="notes">{notes}</ul>' if notes else ""
    foot += f'<p class="source">{escape(edition.foot(bundle))}</p>'
    if bundle["kind"] == "table":
        grid = grid_html(bundle, caption, name)
        return f'<div class="item table" id="{bundle["id"]}">{grid}{foot}</div>'
    behind = escape(f"The numbers behind {label[:1].lower()}{label[1:]}")
    return (
        f'<figure class="item" id="{bundle["id"]}"><figcaption>{caption}</figcaption>'
        f'<div class="card" role="region" tabindex="0" aria-label="{escape(name)}">'
        f'<p class="sideways" aria-hidden="true">The figure scrolls sideways</p>'
        f"{inline_svg(bundle)}</div>{foot}<details><summary>{behind}</summary>"
        f"{grid_html(bundle, behind, behind)}</details></figure>"
    )


def _note(note: Note) -> str:
    return f"{note['mark']} {note['text']}" if note["mark"] else note["text"]
