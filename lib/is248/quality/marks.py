"""The decisions that go with some answers, and the units that changed how they report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.paths import Project, find_project
from is248.survey.decisions import Change, Decisions, load_decisions
from is248.survey.places import survey_folder

if TYPE_CHECKING:
    from is248.survey.answers import Answers

MARKED_YEAR = 2016
"""The year whose report tells how many units changed their practice."""

DRAWN = "Syntetisk: trukket blant kommunene, slik at den trykte reelle endringen kommer ut."


def decisions_of(answers: Answers, project: Project | None = None) -> Decisions:
    """The decisions of a year, and with synthetic answers the marks that were drawn with them.

    The marks that belong to synthetic answers are in no file: a file could be left lying when real
    answers take their place.

    Args:
        answers: The answers of a year.
        project: The project; found when not given.

    Returns:
        Decisions from ``decisions.yml``; after them, for units without one, the drawn marks.
    """
    project = project or find_project()
    known = load_decisions(survey_folder(answers.codebook.year, project))
    if not answers.synthetic:
        return known
    decided = {change.unit for change in known.changes}
    drawn = [mark for mark in _drawn(answers, project) if mark.unit not in decided]
    return known.model_copy(update={"changes": (*known.changes, *drawn)})


def changed_practice(decisions: Decisions) -> list[str]:
    """Units that changed how they report, whatever the question was about."""
    found = {c.unit for c in decisions.changes if c.decision == "changed_practice"}
    return sorted(found)


def _drawn(answers: Answers, project: Project) -> list[Change]:
    from is248.params import load_year
    from is248.synthetic.fte_2015 import changed_practice as draw
    from is248.synthetic.units import answering_units

    if answers.codebook.year != MARKED_YEAR:
        return []
    date = load_year(answers.codebook.year, project).edition_date
    return [
        Change(
            unit=unit,
            variable="fte_adult_measure",
            decision="changed_practice",
            reason=DRAWN,
            who="kompendiet",
            date=date,
        )
        for unit in draw(answering_units(project))
    ]
