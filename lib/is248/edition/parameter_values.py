"""Values of parameters, checked against what the year knows before the first cell runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.errors import UserError, suggestion, suggestion_of_label
from is248.register.municipalities import GROUPINGS
from is248.survey.codebook import has_codebook, load_codebook
from is248.year.labels import load_labels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.base.paths import Project
    from is248.edition.parameters import Value

BY = "by"
QUESTION = "question"


def check_values(values: Mapping[str, Value], year: int, project: Project) -> None:
    """Check the parameters whose values the year knows: a grouping, and a question.

    Args:
        values: Parameter → value, those of the user before the notebook's own.
        year: The reporting year.
        project: The project.

    Raises:
        UserError: A value is unknown; the message names the near ones.
    """
    if BY in values:
        _check_grouping(str(values[BY]), year, project)
    if QUESTION in values and has_codebook(year, project):
        known = [variable.id for variable in load_codebook(year, project).variables]
        if values[QUESTION] not in known:
            near = suggestion(str(values[QUESTION]), known)
            raise UserError(f"Kodeboken for {year} har ikke «{values[QUESTION]}».{near}")


def _check_grouping(by: str, year: int, project: Project) -> None:
    labels = load_labels(project, year)
    known = {name: labels.categories[name].label for name in GROUPINGS if name in labels.categories}
    if by not in known:
        raise UserError(f"«{by}» er ingen inndeling.{suggestion_of_label(by, known)}")
