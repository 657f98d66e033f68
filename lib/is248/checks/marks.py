"""The decisions that go with some answers, and the units that changed how they report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.paths import Project, find_project
from is248.survey.decisions import Decisions, load_decisions, load_drawn
from is248.survey.places import survey_folder

if TYPE_CHECKING:
    from is248.survey.answers import Answers


def decisions_of(answers: Answers, project: Project | None = None) -> Decisions:
    """The decisions of a year, and with synthetic answers the marks that were drawn with them.

    The drawn marks lie in a file of their own, which is read for synthetic answers alone: one
    that is left lying when real answers take their place does no harm.

    Args:
        answers: The answers of a year.
        project: The project; found when not given.

    Returns:
        Decisions from ``decisions.yml``; after them, for units without one, the drawn marks.
    """
    project = project or find_project()
    folder = survey_folder(answers.codebook.year, project)
    known = load_decisions(folder)
    if not answers.synthetic:
        return known
    decided = {change.unit for change in known.changes}
    drawn = [mark for mark in load_drawn(folder).changes if mark.unit not in decided]
    return known.model_copy(update={"changes": (*known.changes, *drawn)})


def changed_practice(decisions: Decisions) -> list[str]:
    """Units that changed how they report staff, whichever sum or field of it was asked about.

    Another practice with kroner or choices moves no FTE, and leaves the unit in the real change.
    """
    found = {
        c.unit for c in decisions.changes
        if c.decision == "changed_practice" and c.variable.startswith("fte_")
    }  # fmt: skip
    return sorted(found)
