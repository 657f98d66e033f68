"""The pages that readers find things by: municipalities, questions, glossary and search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.edition.chapter_files import write
from is248.edition.edition_pages import GLOSSARY, MUNICIPALITIES, QUALITY, QUESTIONS, SEARCH
from is248.edition.finder_page import FINDER_TABLE, finder, finder_html, place_groups
from is248.edition.kept_files import NOTHING_KEPT, KeptFiles
from is248.edition.questions_page import beside, question_entries, question_group, questions_html
from is248.edition.search_index import chapter_groups, document_group
from is248.edition.search_page import search_html, term_group
from is248.edition.sheet_index import units_with_sheet
from is248.edition.terms import glossary_html
from is248.edition.unit_areas import unit_areas
from is248.survey.codebook import load_codebook
from is248.year.glossary import load_glossary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from is248.base.paths import Project
    from is248.edition.document import Document
    from is248.edition.plan import Plan
    from is248.edition.search_index import Group
    from is248.edition.shell import Shell


def write_finding(
    project: Project,
    plan: Plan,
    documents: Sequence[Document],
    folder: Path,
    shell: Shell,
    *,
    quality: Document | None = None,
    kept: KeptFiles = NOTHING_KEPT,
) -> None:
    """Write the pages that readers find things by.

    Args:
        project: The project.
        plan: What was done.
        documents: The chapters.
        folder: Where they are.
        shell: What surrounds the pages; it names those that the edition has.
        quality: What the page on quality is made of, where the edition has one.
        kept: Where what was counted of the answers may be.

    Raises:
        DocumentError: A page cannot be made.
        OSError: A file could not be written.
    """
    groups = [*chapter_groups(documents), *_places(project, plan, documents, folder, shell)]
    if quality:
        groups.append(document_group(quality, QUALITY.file, set()))
    if shell.has(QUESTIONS.key):
        groups.append(_questions(project, documents, folder, shell, kept))
    if shell.has(GLOSSARY.key):
        terms = load_glossary(project)
        write(folder / GLOSSARY.file, glossary_html(shell, terms))
        groups.append(term_group(terms))
    write(folder / SEARCH.file, search_html(shell, groups))


def _places(
    project: Project, plan: Plan, documents: Sequence[Document], folder: Path, shell: Shell
) -> Iterator[Group]:
    """Write the page that finds a municipality; what the search finds of it."""
    year = plan.year.year
    for appendix in documents:
        if FINDER_TABLE in appendix.labels:
            named = units_with_sheet(year, project) if plan.draft is None else None
            found = finder(appendix, named, unit_areas(year, project))
            page = finder_html(found, shell, f"chapters/{appendix.chapter.slug}.html")
            write(folder / MUNICIPALITIES.file, page)
            yield from place_groups(found)


def _questions(
    project: Project, documents: Sequence[Document], folder: Path, shell: Shell, kept: KeptFiles
) -> Group:
    """Write the page of questions; what the search finds of it."""
    year = shell.year.year
    known = beside(year, project, kept)
    entries = question_entries(load_codebook(year, project), documents, known)
    page = questions_html(shell, entries, synthetic=known.synthetic)
    write(folder / QUESTIONS.file, page)
    return question_group(entries)
