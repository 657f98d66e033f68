"""Outreach: teams by type, either of two forms of outreach, and the ages that texts name."""

from __future__ import annotations

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
    from collections.abc import Sequence

EITHER = "either"
_TEAM_COLUMNS = ("count", "pct", "low_pct", "high_pct", "specialist_n", "specialist_pct")
_AGES = re.compile(r"(?<!\d)(\d{1,2})\s*(?:-|\u2013|til|og)\s*(\d{1,2})(?=\s*år)")


def either(units: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """The units with a column ``either``: whether any of several questions was answered by yes.

    "yes" with one yes; "no" when all are answered and none by yes; else missing. A question that
    the year lacks plays no part.
    """
    known = [name for name in names if has(units, name)]
    answers = units[known].astype("object")
    found = pd.Series(pd.NA, index=units.index, dtype="object")
    if known:
        found = found.mask(answers.notna().all(axis=1), "no")
        found = found.mask((answers == "yes").any(axis=1), "yes")
    return units.assign(**{EITHER: found.astype("string")})


def either_by(units: pd.DataFrame, by: str, order: Sequence[str]) -> pd.DataFrame:
    """Per cent with any of the questions of :func:`either` answered by yes, by group.

    Args:
        units: From :func:`either`; without the column nobody was asked.
        by: Grouping column.
        order: Its groups in order.

    Returns:
        As :func:`is248.measures.outcomes.shares_by`; empty when nobody answered.
    """
    if not has(units, EITHER):
        return pd.DataFrame()
    return questions.shares_by(units, EITHER, ["yes"], by, {by: order})


def yes_shares(units: pd.DataFrame, name: str) -> pd.DataFrame:
    """Per cent that answered yes, in total: one row ``total``; empty when nobody answered."""
    return questions.shares_by(units, name, ["yes"], None) if has(units, name) else pd.DataFrame()


def team_types(
    units: pd.DataFrame, name: str, cooperation: str, options: Sequence[str]
) -> pd.DataFrame:
    """Types of team as a share of all units, and how many are run with the specialist services.

    Args:
        units: One row per unit, whether it answered or not: all are the denominator.
        name: A multiple choice; one column ``<name>__<option>`` per option.
        cooperation: A question answered by yes or no.
        options: The options shown, in order.

    Returns:
        Index ``name``: ``count`` units with the type, ``pct`` of all units with Wilson limits,
        ``specialist_n`` of them that cooperate and ``specialist_pct`` of all units, missing when
        nobody was asked of cooperation. Empty when nobody answered.
    """
    columns = {option: f"{name}__{option}" for option in options}
    known = {option: column for option, column in columns.items() if has(units, column)}
    if not known:
        return pd.DataFrame()
    together = _said(units[cooperation], "yes") if has(units, cooperation) else None
    rows = {option: _team(_said(units[column], 1), together) for option, column in known.items()}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(_TEAM_COLUMNS))
    return frame.astype({"count": "Int64", "specialist_n": "Int64"}).rename_axis(name)


def _said(answers: pd.Series[str], answer: str | int) -> pd.Series[bool]:
    return (answers == answer).fillna(value=False).astype(bool)


def _team(has_it: pd.Series[bool], together: pd.Series[bool] | None) -> list[float]:
    hits = has_it.to_frame("hit").astype("float64")
    share = questions.in_percent(pick(proportions(hits, "hit"), "share"))
    plain = [float(share[name][TOTAL]) for name in ("count", "pct", "low_pct", "high_pct")]
    if together is None:
        return [*plain, math.nan, math.nan]
    joint = has_it & together
    return [*plain, float(joint.sum()), float(joint.mean()) * 100]


def two_years(before: pd.DataFrame, after: pd.DataFrame, years: tuple[int, int]) -> pd.DataFrame:
    """The same shares in two years, side by side.

    Args:
        before: Shares of the first year: one row per group and ``total``, with ``pct``.
        after: Shares of the second year.
        years: The two years.

    Returns:
        One row per group and ``total`` that has a share in both, index as theirs; the years as
        text are the columns, in per cent. Empty when either year has no answers.
    """
    if before.empty or after.empty:
        return pd.DataFrame()
    groups = [group for group in before.index if group in after.index]
    columns = {
        str(year): frame["pct"].loc[groups]
        for year, frame in zip(years, (before, after), strict=True)
    }
    found = pd.DataFrame(columns).dropna()
    found.index.name = before.index.name
    return found


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
