"""Codes of open questions, in counts and in words for a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.measures import outcomes as questions
from is248.measures.lookup import answered, has

if TYPE_CHECKING:
    from is248.survey.answers import Answers


def quoted_codes(answers: Answers, name: str) -> pd.Series[int]:
    """How many answers to an open question have each code, by label in quotation marks.

    Args:
        answers: The prepared answers.
        name: An open question with codes.

    Returns:
        «Label» → number of answers, the most frequent first; only codes that occur, so empty when
        nothing is coded or the year does not ask the question.
    """
    variables = [v for v in answers.codebook.variables if v.id == name]
    if not variables or not coded_n(answers.values, name):
        return pd.Series(dtype="int64")
    counts = questions.codes(answers.values, variables[0])["n"].astype("int64")
    named = counts[counts > 0].sort_values(ascending=False, kind="stable")
    labels = variables[0].categories
    return named.rename(index={code: f"«{label}»" for code, label in labels.items()})


def coded_n(units: pd.DataFrame, name: str) -> int:
    """How many units have a coded answer to an open question; none when it is not asked."""
    column = f"{name}__codes"
    return int(answered(units, column)) if has(units, column) else 0


def code_counts(units: pd.DataFrame, name: str) -> dict[str, int]:
    """How many of some units have each code of an open question; codes nobody has are left out."""
    column = f"{name}__codes"
    if column not in units.columns:
        return {}
    parts = units[column].dropna().astype("str").str.split(";").explode()
    return {str(code): int(n) for code, n in parts.value_counts().items()}
