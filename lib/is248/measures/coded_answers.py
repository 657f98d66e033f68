"""Codes of open questions, in counts and in words for a sentence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from is248.measures import outcomes as questions
from is248.measures.lookup import answered, has

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.survey.answers import Answers
    from is248.survey.codebook import Variable


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


def kinds_with(units: pd.DataFrame, name: str, code: str) -> dict[str, float]:
    """How many municipalities and districts gave an answer, in words with codes or by choice.

    Args:
        units: Answers beside the register, the city as districts.
        name: An open question with codes, or a single choice.
        code: The code or answer.

    Returns:
        ``municipality`` and ``district`` → units; NaN when nobody answered.
    """
    kinds = ("municipality", "district")
    column = f"{name}__codes" if f"{name}__codes" in units.columns else name
    if not has(units, column):
        return dict.fromkeys(kinds, math.nan)
    given = units[column].astype("object").map(lambda text: code in str(text).split(";"), "ignore")
    counts = units.loc[given.eq(True), "kind"].value_counts()
    return {kind: float(counts.get(kind, 0)) for kind in kinds}


def beside(units: pd.DataFrame, asked: Mapping[str, Variable]) -> pd.DataFrame:
    """The codes of several open questions side by side.

    Args:
        units: One row per unit that was asked.
        asked: Key → open question with codes; at least one, all with the codes of the first or
            some of them.

    Returns:
        One row per code, index named by the first question: ``<key>_n`` answers with the code and
        ``<key>_pct`` of all coded answers to that question; missing where it does not have the
        code. The shares of a question may sum to more than 100.
    """
    frames = [questions.codes(units, one).add_prefix(f"{key}_") for key, one in asked.items()]
    first = next(iter(asked.values()))
    return pd.concat(frames, axis=1).reindex(list(first.categories)).rename_axis(first.id)
