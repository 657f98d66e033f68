"""Tables of the chapters on follow-up, competence centres and expectations.

Some chapters, also those on work and refugees, count a missing answer as a no, since a municipality
without an offer often leaves the question. The rule is applied in one place, :func:`missing_as_no`,
before anything is counted: a district in silence has no offer, and the city answers as most of its
districts after that.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.measures.outcomes import asked
from is248.register.municipalities import count_oslo
from is248.stats.proportions import wilson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.survey.answers import Answers
    from is248.survey.codebook import Variable

_NO = "no"
_PERCENT = 100.0


def missing_as_no(answers: Answers, register: pd.DataFrame, *names: str) -> Answers:
    """The answers with a missing answer read as a no.

    Args:
        answers: The prepared answers.
        register: The municipal register.
        *names: Questions: single choices with the answer "no", or multiple choices. One that the
            year does not ask, or that nobody answered, is left as it is.

    Returns:
        The answers with a row for every municipality and district of Oslo (not its agencies, which
        are not asked). No other question changes.
    """
    counted = count_oslo(register, "districts")
    units = counted.index[counted["counted"]]
    known = {variable.id: variable for variable in answers.codebook.variables}
    values = answers.values.reindex(answers.values.index.union(units).rename("unit"))
    for name in names:
        if name in known and asked(answers.values, known[name]):
            for column in known[name].columns:
                blank = 0 if known[name].type == "multiple" else _NO
                rest = values.loc[units, column].fillna(blank)
                values.loc[units, column] = rest
    return replace(answers, values=values)


def yes_no_summary(units: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Yes and no of several questions, with those that gave no answer.

    Args:
        units: One row per unit that was asked.
        columns: Prefix of our columns → the question, a single choice of "yes" and "no".

    Returns:
        Rows ``yes``, ``no``, ``answered``, ``no_answer`` and ``total``, index ``answer_status``;
        per prefix ``<prefix>_n`` and ``<prefix>_pct``: the first three of those that answered, the
        last two of all units. NaN where nobody answered; empty without questions.
    """
    if not columns:
        return pd.DataFrame()
    parts = [_yes_no(units[column].astype("object"), prefix) for prefix, column in columns.items()]
    return pd.concat(parts, axis=1).rename_axis("answer_status")


def answers_of_all(units: pd.DataFrame, variable: Variable, base: int) -> pd.DataFrame:
    """Every answer to a single choice as a share of a stated number of units.

    Args:
        units: One row per unit.
        variable: The question.
        base: Units that the per cent are of; those without an answer may be among them.

    Returns:
        One row per category, index named by the variable: ``n`` the base, ``count``, ``pct`` and
        Wilson limits.
    """
    counts = units[variable.id].value_counts().reindex(list(variable.categories), fill_value=0)
    limits = [wilson(int(count), base) for count in counts]
    frame = pd.DataFrame({"n": base, "count": counts.astype("Int64")}, index=counts.index)
    frame["pct"] = counts.astype("float64") / base * _PERCENT
    frame["low_pct"] = [low * _PERCENT for low, _ in limits]
    frame["high_pct"] = [high * _PERCENT for _, high in limits]
    return frame.rename_axis(variable.id)


def in_sentence(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels such as "Under 2 000" or "Bydeler i Oslo" as inside a sentence: first letter small."""
    return {key: label[:1].lower() + label[1:] for key, label in labels.items()}


def _yes_no(answers: pd.Series[str], prefix: str) -> pd.DataFrame:
    yes, no = int((answers == "yes").sum()), int((answers == _NO).sum())
    answered, every = int(answers.notna().sum()), len(answers)
    counts = {"yes": yes, "no": no, "answered": answered, "no_answer": every - answered}
    frame = pd.DataFrame({f"{prefix}_n": pd.Series(counts | {TOTAL: every}, dtype="float64")})
    bases = pd.Series([answered] * 3 + [every] * 2, index=frame.index, dtype="float64")
    frame[f"{prefix}_pct"] = frame[f"{prefix}_n"] / bases.where(bases > 0) * _PERCENT
    return frame if answered else frame * math.nan
