"""What surrounds every page of an edition: its chapters and pages, and where a reader is.

It follows from the year and the plan alone, so that chapters made in any order and in any process
show the same sidebar.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from is248.edition.edition_pages import (
    AUDIT,
    ENGLISH,
    GLOSSARY,
    INDEX,
    MUNICIPALITIES,
    PAGES,
    QUALITY,
    QUESTIONS,
    EditionPage,
)

if TYPE_CHECKING:
    from is248.edition.plan import Plan
    from is248.year.params import YearParams

APPENDIX = "municipal_appendix"
"""The chapter that the page which finds a municipality is made of."""

YEAR_SWITCH = '<div class="years"></div>'
"""Stands once on every page, empty: a site that gathers several years fills it."""


class ChapterLink(NamedTuple):
    """A chapter as the sidebar names it: theme, number and title, file without its ending."""

    theme: str
    heading: str
    stem: str


@dataclass(frozen=True)
class Shell:
    """What surrounds a page.

    Attributes:
        year: The choices of the year.
        version: ``v3``, or ``utkast``; empty where a page belongs to no version.
        chapters: The chapters in order.
        pages: The other pages that the edition has, in order; the first is where "home" leads.
    """

    year: YearParams
    version: str
    chapters: tuple[ChapterLink, ...]
    pages: tuple[EditionPage, ...]

    def has(self, key: str) -> bool:
        """Whether the edition has a page."""
        return any(page.key == key for page in self.pages)

    def title(self, here: str) -> str:
        """What a page or chapter is called in the breadcrumb; empty for one without a place."""
        named = {page.key: page.title for page in (*PAGES, *self.pages)}
        return (named | {one.theme: one.heading for one in self.chapters}).get(here, "")

    def neighbours(self, here: str) -> tuple[ChapterLink | None, ChapterLink | None]:
        """The chapters before and after one; None where there is none."""
        themes = [chapter.theme for chapter in self.chapters]
        if here not in themes:
            return None, None
        padded = [None, *self.chapters, None]
        at = themes.index(here)
        return padded[at], padded[at + 2]


def shell_of(plan: Plan, version: str) -> Shell:
    """What surrounds the pages of a run.

    Args:
        plan: The run.
        version: Name of the version that is made.
    """
    chapters = (task.chapter for task in plan.tasks)
    links = tuple(ChapterLink(one.theme, one.heading, one.slug) for one in chapters)
    pages = tuple(page for page in PAGES if _is_made(page, plan))
    return Shell(plan.year, version, links, pages)


def bare_shell(year: YearParams, *pages: EditionPage) -> Shell:
    """What surrounds a page that is part of no edition.

    Args:
        year: The choices of the year.
        *pages: The pages that it can lead to, the first as "home".
    """
    return Shell(year, "", (), pages)


def failed_shell(plan: Plan, version: str) -> Shell:
    """What surrounds the index of a run that failed, whose chapters are listed on it."""
    return Shell(plan.year, version, (), (INDEX,))


def _is_made(page: EditionPage, plan: Plan) -> bool:
    """Whether a run makes a page; what is not named here stands in every edition."""
    year, files, whole = plan.year.year, plan.inputs.files, plan.draft is None
    every = len(plan.tasks) == len(plan.year.chapters)
    made = {
        MUNICIPALITIES: any(task.chapter.theme == APPENDIX for task in plan.tasks),
        QUESTIONS: every and f"data/survey/{year}/codebook.yml" in files,  # of all chapters' tables
        GLOSSARY: "params/glossary.yml" in files,
        QUALITY: whole,
        # a draft's Norwegian pages are the same whatever else was asked for
        ENGLISH: whole and ENGLISH.lang in plan.languages,
        AUDIT: whole and f"data/published/{year}/claims.csv" in files,
    }
    return made.get(page, True)
