"""Crosses on cooperation with the police as classes that exclude one another, as in print."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from is248.stats.choices import exclusive
from is248.survey.codebook import OutcomeSet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
}
_OUTSIDE = "outside"
"""Crosses that fit no form: an answer, and none of the forms."""
_PRECEDENCE: Mapping[str, tuple[str, ...]] = {
    "slt": ("slt",),
    "regular_meetings": ("regular_meetings",),
    "single_cases_and_other": ("single_cases", "other"),
    "single_cases": ("single_cases",),
    _OUTSIDE: ("no", "other"),
    "no": ("no",),
    "other": ("other",),
}
_CROSSES: Mapping[str, str] = {
    "slt": "slt", "regular_meetings": "=regular_meetings", "single_cases": "=single_cases",
    "single_cases_and_other": "=single_cases+other", "no": "=no", "other": "=other",
}  # fmt: skip
"""Form → the crosses that held margins know it by; crosses that fit no form are not among them."""
_OTHER = ("regular_meetings", "single_cases", "single_cases_and_other", "other")
_OUTCOMES = {
    "slt": OutcomeSet(codes=("slt",), label="Innført SLT-modellen"),
    "any_form": OutcomeSet(codes=tuple(_FORMS), label="Svar som passer i en form"),
    "another_form": OutcomeSet(codes=_OTHER, label="Samarbeid i en annen form enn SLT-modellen"),
    "without_slt": OutcomeSet(codes=("no", *_OTHER, _OUTSIDE), label="Uten SLT-modellen"),
}


def with_police_form(answers: Answers) -> Answers:
    """The answers with the crosses on the police as a single choice beside them.

    Args:
        answers: The prepared answers.

    Returns:
        The same answers with a variable and column :data:`POLICE_FORM`: the first class that fits.
        SLT counts whatever else is crossed, regular meetings before single cases, single cases with
        something else before single cases alone. "No" together with "other" fits no form: the unit
        has answered, and is in no category. Unchanged in a year without the question.
    """
    known = {variable.id: variable for variable in answers.codebook.variables}
    if POLICE not in known or POLICE_FORM in known:
        return answers
    crosses = known[POLICE]
    needed = {form: [f"{POLICE}__{code}" for code in codes] for form, codes in _PRECEDENCE.items()}
    forms = exclusive(answers.values, needed, options=crosses.columns)
    changes = {
        "id": POLICE_FORM, "type": "single", "categories": _FORMS, "outcomes": _OUTCOMES,
        "label": "Form for samarbeid med politiet",
        "title": "Kommuner etter form for samarbeid med politiet",
    }  # fmt: skip
    single = crosses.model_copy(update=changes)
    variables = (*answers.codebook.variables, single)
    return dataclasses.replace(
        answers,
        values=answers.values.assign(**{POLICE_FORM: forms.astype("string")}),
        codebook=answers.codebook.model_copy(update={"variables": variables}),
    )


def as_crosses(question: str, codes: Sequence[str]) -> tuple[str, list[str]]:
    """A question and codes as held margins name them: forms are told by the crosses behind them.

    Args:
        question: Its id.
        codes: The answers counted.
    """
    if question != POLICE_FORM:
        return question, [*codes]
    return POLICE, [_CROSSES[code] for code in codes if code in _CROSSES]


def upper_limit(size_class: str) -> int:
    """The number of inhabitants that a size class ends at.

    Args:
        size_class: Key of a class with an end: "<2000" or "2000-5000".
    """
    return int(re.findall(r"\d+", size_class)[-1])
