"""What the form asks, topic by topic (table 1.2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.survey.codebook import Codebook, Variable

_QUESTION = re.compile(r"[1-9]\d*\.\d+")
TOPICS: Mapping[str, str] = {
    "care_pathways": "pathways",
    "individual_plan": "individual_plan",
    "children_and_youth": "children",
    "specialist_services": "specialist_services",
    "police_cooperation": "police",
    "user_involvement": "user_involvement",
    "housing": "housing",
    "private_care_purchases": "private_purchase",
    "crisis_teams": "psychosocial_follow_up",
    "outreach": "outreach",
    "work_measures": "work_measures",
    "substance_use_plan": "escalation_plan",
    "refugees": "refugees",
    "suicide_and_overdose_followup": "suicide",
    "competence_centres": "competence_centres",
    "data_basis": "respondent",
}
"""Theme of a chapter → topic of the form, in the order of the form."""


def form_content(codebook: Codebook) -> pd.DataFrame:
    """Questions and variables of the form.

    Args:
        codebook: The questions of a year.

    Returns:
        One row per topic of the form and a row ``total``, index ``form_topic``: ``questions_n``
        (numbered questions; the parts of one, follow-ups and comment fields are not counted) and
        ``variables_n`` (columns of the answers, each reporting form its own). The choice of
        reporting form stands before the numbered questions and is left out.
    """
    rows = [
        (topic_of(variable), match[0], len(variable.columns))
        for variable in codebook.variables
        if (match := _QUESTION.match(variable.number))
    ]
    frame = pd.DataFrame(rows, columns=["form_topic", "question", "columns"])
    grouped = frame.groupby("form_topic", sort=False)
    found = pd.DataFrame(
        {"questions_n": grouped["question"].nunique(), "variables_n": grouped["columns"].sum()}
    )
    found.loc[TOTAL] = found.sum()
    return found


def topic_of(variable: Variable) -> str:
    """The topic of the form that a variable belongs to."""
    if variable.chapter != "fte_national":
        return TOPICS[variable.chapter]
    measure = re.match(r"fte_(adult|child)_measure", variable.id)
    return f"fte_{measure[1]}" if measure else "education"
