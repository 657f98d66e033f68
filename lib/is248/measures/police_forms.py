"""Crosses on cooperation with the police as classes that exclude one another, as in print."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from is248.stats.choices import exclusive

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.survey.answers import Answers

POLICE = "police_cooperation"
POLICE_FORM = "police_form"
"""The question on the police as one class per unit, see :func:`with_police_form`."""

_FORMS: Mapping[str, str] = {
    "slt": "SLT-modellen",
    "regular_meetings": "Faste møter og avtaler, uten SLT",
    "single_cases": "Bare i enkeltsaker",
    "single_cases_and_other": "I enkeltsaker og på annen måte",
    "no": "Ikke samarbeid",
    "other": "Bare på annen måte",
    "outside": "Både «nei» og «annet»",
}
_PRECEDENCE: Mapping[str, tuple[str, ...]] = {
    "slt": ("slt",),
    "regular_meetings": ("regular_meetings",),
    "single_cases_and_other": ("single_cases", "other"),
    "single_cases": ("single_cases",),
    "outside": ("no", "other"),
    "no": ("no",),
    "other": ("other",),
}


def with_police_form(answers: Answers) -> Answers:
    """The answers with the crosses on the police as a single choice beside them.

    Args:
        answers: The prepared answers.

    Returns:
        The same answers with a variable and column :data:`POLICE_FORM`: the first class that fits.
        SLT counts whatever else is crossed, regular meetings before single cases, single cases with
        something else before single cases alone. "No" together with "other" fits none of the
        printed classes and is one of its own. Unchanged in a year without the question.
    """
    known = {variable.id: variable for variable in answers.codebook.variables}
    if POLICE not in known or POLICE_FORM in known:
        return answers
    crosses = known[POLICE]
    needed = {form: [f"{POLICE}__{code}" for code in codes] for form, codes in _PRECEDENCE.items()}
    forms = exclusive(answers.values, needed, options=crosses.columns)
    changes = {"id": POLICE_FORM, "type": "single", "categories": _FORMS}
    single = crosses.model_copy(update={**changes, "label": "Form for samarbeid med politiet"})
    variables = (*answers.codebook.variables, single)
    return dataclasses.replace(
        answers,
        values=answers.values.assign(**{POLICE_FORM: forms.astype("string")}),
        codebook=answers.codebook.model_copy(update={"variables": variables}),
    )


def upper_limit(size_class: str) -> int:
    """The number of inhabitants that a size class ends at.

    Args:
        size_class: Key of a class with an end: "<2000" or "2000-5000".
    """
    return int(re.findall(r"\d+", size_class)[-1])
