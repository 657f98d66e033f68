"""What the form asks, topic by topic (table 1.2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.errors import DataError
from is248.base.keys import TOTAL

if TYPE_CHECKING:
    from is248.survey.codebook import Codebook, Variable

_QUESTION = re.compile(r"[1-9]\d*\.\d+")


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
        (topic_of(variable, codebook), match[0], len(variable.columns))
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


def topic_of(variable: Variable, codebook: Codebook) -> str:
    """The topic of the form that a variable belongs to: that of the number before the point.

    Raises:
        DataError: The codebook has no such topic.
    """
    topics, at = list(codebook.topics), int(variable.number.partition(".")[0])
    if not 1 <= at <= len(topics):
        raise DataError(
            f"Kodeboken har ikke noe tema {at} («{variable.id}»). Før det under topics."
        )
    return topics[at - 1]
