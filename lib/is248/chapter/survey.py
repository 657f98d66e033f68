"""What a chapter on answers works with: a chapter context that knows the year's questions.

A question that the year does not ask, or that nobody answered, never breaks a page: tables, figures
and sentences about it become one line, "Ikke spurt i år".
"""

from __future__ import annotations

from dataclasses import dataclass

from is248.base.paths import find_project
from is248.chapter.answer_displays import GROUPINGS, AnswerDisplays
from is248.chapter.outcome_displays import OutcomeDisplays
from is248.chapter.shares import Shares
from is248.register.municipalities import load_units
from is248.show.plots import style
from is248.survey.freshness import load
from is248.survey.question_labels import load_chapter_labels
from is248.year.params import load_year

__all__ = ["GROUPINGS", "Shares", "SurveyChapter", "start_survey"]


@dataclass(kw_only=True)
class SurveyChapter(AnswerDisplays, OutcomeDisplays):
    """One chapter on answers while its notebook runs; see the classes that it is made of."""


def start_survey(theme: str, year: int) -> SurveyChapter:
    """Start a chapter on answers.

    Args:
        theme: Name of the notebook.
        year: Reporting year.

    Returns:
        The chapter's context; figures get the report's style.

    Raises:
        UserError: No such year or chapter, or the answers have not been prepared.
    """
    project = find_project()
    params = load_year(year, project)
    style.use()
    return SurveyChapter(
        project=project,
        params=params,
        chapter=params.chapter(theme),
        labels=load_chapter_labels(project, year),
        answers=load(year, project),
        register=load_units(year, project),
    )
