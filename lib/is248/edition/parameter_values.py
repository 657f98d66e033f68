"""Values of parameters, checked against what the year knows before the first cell runs."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from is248.base.errors import UserError, suggestion
from is248.register.municipalities import GROUPINGS
from is248.survey.codebook import has_codebook, load_codebook
from is248.year.params import load_labels

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
        _check_grouping(str(values[BY]), project)
    if QUESTION in values and has_codebook(year, project):
        known = [variable.id for variable in load_codebook(year, project).variables]
        if values[QUESTION] not in known:
            near = suggestion(str(values[QUESTION]), known)
            raise UserError(f"Kodeboken for {year} har ikke «{values[QUESTION]}».{near}")


def _check_grouping(by: str, project: Project) -> None:
    if by in GROUPINGS:
        return
    categories = load_labels(project).categories
    words = {name: categories[name].label if name in categories else name for name in GROUPINGS}
    told = {name: f"«{name}» ({label.lower()})" for name, label in words.items()}
    called = {text: name for name, label in words.items() for text in (name, label.lower())}
    near = difflib.get_close_matches(by.lower(), called, n=3, cutoff=0.5)
    hints = list(dict.fromkeys(told[called[text]] for text in near))
    if hints:
        raise UserError(f"«{by}» er ingen inndeling; mente du {' eller '.join(hints)}?")
    raise UserError(f"«{by}» er ingen inndeling; kjente er {', '.join(told.values())}.")
