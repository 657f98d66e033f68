"""Outreach: teams by type, either of two forms of outreach, and the ages that texts name."""

from __future__ import annotations

import dataclasses
import math
import re
from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.measures import outcomes as questions
from is248.measures.lookup import has
from is248.stats.proportions import proportions
from is248.stats.tidy import pick

if TYPE_CHECKING:
    from is248.survey.answers import Answers
    from is248.survey.codebook import Variable

EITHER = "outreach_either"
BOTH = ("outreach_workers", "outreach_teams")
_TEAM_COLUMNS = (
    "count", "pct", "low_pct", "high_pct", "specialist_n", "specialist_pct",
    "specialist_of_type_pct",
)  # fmt: skip
_AGES = re.compile(r"(?<!\d)(\d{1,2})\s*(?:-|\u2013|til|og)\s*(\d{1,2})(?=\s*år)")


def with_either(answers: Answers) -> Answers:
    """The answers with a question of whether there is either form of outreach.

    Args:
        answers: The prepared answers.

    Returns:
        The same answers with a variable and column :data:`EITHER`: "yes" where one of :data:`BOTH`
        is answered by yes; "no" when all that the year asks are answered and none by yes; else
        missing. Unchanged in a year without the questions.
    """
    variables = answers.codebook.variables
    known = [variable for variable in variables if variable.id in BOTH]
    if not known or EITHER in answers.values:
        return answers
    changes = {"id": EITHER, "label": "Utekontakter eller oppsøkende team", "outcomes": {}}
    book = {"variables": (*variables, known[-1].model_copy(update=changes))}
    asked = [v.id for v in known if has(answers.values, v.id)]
    found = _either(answers.values[asked].astype("object"))
    return dataclasses.replace(
        answers,
        values=answers.values.assign(**{EITHER: found}),
        codebook=answers.codebook.model_copy(update=book),
    )


def _either(answers: pd.DataFrame) -> pd.Series[str]:
    found = pd.Series(pd.NA, index=answers.index, dtype="object")
    if len(answers.columns):
        found = found.mask(answers.notna().all(axis=1), "no")
    return found.mask((answers == "yes").any(axis=1), "yes").astype("string")


def team_types(units: pd.DataFrame, types: Variable, cooperation: str) -> pd.DataFrame:
    """Types of team as a share of all units, and how many are run with the specialist services.

    Args:
        units: One row per unit, whether it answered or not: all are the denominator.
        types: A multiple choice; one column ``<id>__<option>`` per option.
        cooperation: A question answered by yes or no.

    Returns:
        Index named by the question: ``count`` units with the type, ``pct`` of all units with Wilson
        limits, ``specialist_n`` of them that cooperate, ``specialist_pct`` of all units and
        ``specialist_of_type_pct`` of those with the type, missing when nobody was asked of
        cooperation. Empty when nobody answered.
    """
    columns = {option: f"{types.id}__{option}" for option in types.categories}
    known = {option: column for option, column in columns.items() if has(units, column)}
    if not known:
        return pd.DataFrame()
    together = _said(units[cooperation], "yes") if has(units, cooperation) else None
    rows = {option: _team(_said(units[column], 1), together) for option, column in known.items()}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(_TEAM_COLUMNS))
    return frame.astype({"count": "Int64", "specialist_n": "Int64"}).rename_axis(types.id)


def _said(answers: pd.Series[str], answer: str | int) -> pd.Series[bool]:
    return (answers == answer).fillna(value=False).astype(bool)


def _team(has_it: pd.Series[bool], together: pd.Series[bool] | None) -> list[float]:
    hits = has_it.to_frame("hit").astype("float64")
    share = questions.in_percent(pick(proportions(hits, "hit"), "share"))
    plain = [float(share[name][TOTAL]) for name in ("count", "pct", "low_pct", "high_pct")]
    if together is None:
        return [*plain, math.nan, math.nan, math.nan]
    joint = has_it & together
    of_type = float(joint[has_it].mean()) * 100 if has_it.any() else math.nan
    return [*plain, float(joint.sum()), float(joint.mean()) * 100, of_type]


def ages_named(texts: pd.Series[str]) -> pd.DataFrame:
    """The age ranges that open answers name, such as "13-25 år" and "fra 8 til 25 år".

    Args:
        texts: One answer per unit; missing is no answer.

    Returns:
        One row per range named, index of ``texts``: ``low`` and ``high`` in years. A range that
        runs backwards is no range. Empty when no answer names any.
    """
    found = texts.dropna().astype("object").str.extractall(_AGES).droplevel("match").astype("int64")
    found.columns = pd.Index(["low", "high"])
    return found[found["low"] < found["high"]]


def usual_range(ages: pd.DataFrame) -> tuple[float, float]:
    """The age range named most often; of several the one from the lowest age, NaN without any."""
    counts = Counter(zip(ages["low"].astype(float), ages["high"].astype(float), strict=True))
    if not counts:
        return math.nan, math.nan
    most = max(counts.values())
    return min(named for named, times in counts.items() if times == most)
