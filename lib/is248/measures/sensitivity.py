"""One share of the country: among some units, and under choices that a reviewer would question."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.measures import outcomes as questions
from is248.measures.lookup import has
from is248.stats.census import raked_share
from is248.stats.proportions import proportions
from is248.stats.tidy import pick, tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

WEIGHT = "pop_total"
MARGINS = ("size_class", "county")
"""Groupings by which those that answered are made to stand for all."""


def share_of(
    units: pd.DataFrame,
    column: str,
    codes: Sequence[str],
    given: tuple[str, Sequence[str]] | None = None,
) -> pd.Series[float]:
    """Per cent that gave one of the codes, among all or among some units.

    Args:
        units: One row per unit that was asked.
        column: A single choice.
        codes: The answers counted.
        given: Another question and its codes: only units that gave one of them.

    Returns:
        ``n`` units that answered, ``count`` of them with the outcome, ``pct``, and Wilson's limits
        ``low_pct`` and ``high_pct``; no units and missing numbers when there is no such column.
    """
    needed = [column, *([given[0]] if given else [])]
    if not set(needed) <= set(units.columns):
        return pd.Series(
            {"n": 0.0, "count": 0.0, "pct": math.nan, "low_pct": math.nan, "high_pct": math.nan}
        )
    if given:
        units = units[units[given[0]].astype("object").isin(list(given[1]))]
    return _total(questions.shares_by(units, column, codes, None))


def sensitivity(
    one: pd.DataFrame,
    districts: pd.DataFrame,
    name: str,
    codes: Sequence[str],
    *,
    leave_out: Sequence[str] = (),
) -> pd.DataFrame:
    """The country's share under the choices that a reviewer would question.

    Args:
        one: Units with Oslo as one.
        districts: Units with Oslo's districts, with ``pop_total``.
        name: A single choice.
        codes: The answers counted.
        leave_out: Answers that may be taken for no answer, such as "vet ikke".

    Returns:
        Index ``sensitivity``: ``chosen`` (Oslo as one, all answers), ``left_out`` (without some
        answers; only with ``leave_out``), ``districts``, ``inhabitants`` (weighted by inhabitants,
        each district by its own answer and inhabitants) and ``raked`` (Oslo as one, weighted to all
        units by size class and county, where the units have both); columns as
        :func:`is248.measures.outcomes.shares_by`. Empty when nobody answered.
    """
    if not has(one, name):
        return questions.totals({}, "sensitivity")
    frames = {"chosen": questions.shares_by(one, name, codes, None)}
    if leave_out:
        asked = one[~one[name].astype("object").isin(list(leave_out))]
        frames["left_out"] = questions.shares_by(asked, name, codes, None)
    frames["districts"] = questions.shares_by(districts, name, codes, None)
    hits = questions.outcome(districts, name, codes)
    tidy = proportions(hits, questions.OUTCOME, weight=WEIGHT)
    frames["inhabitants"] = questions.in_percent(pick(tidy, "share_weighted"))
    if set(MARGINS) <= set(one.columns):
        hits = questions.outcome(one, name, codes)
        frames["raked"] = raked(hits.assign(**{by: one[by] for by in MARGINS}))
    return questions.totals(frames, "sensitivity")


def raked(hits: pd.DataFrame) -> pd.DataFrame:
    """The country's share, had each size class and county answered as often as the others.

    Args:
        hits: From :func:`is248.measures.outcomes.outcome`, with the columns of :data:`MARGINS`.

    Returns:
        One row ``total``, columns as :func:`is248.measures.outcomes.shares_by`.
    """
    row = raked_share(hits, questions.OUTCOME, MARGINS)
    return questions.in_percent(tidy([row | {"level": TOTAL}]).set_index("level", drop=False))


def with_silent(
    one: pd.DataFrame,
    districts: pd.DataFrame,
    column: str,
    codes: Sequence[str],
    *,
    leave_out: Sequence[str] = (),
) -> pd.DataFrame:
    """The country's share under other choices, and the widest that non-response can hide.

    Args:
        one: Units with Oslo as one.
        districts: Units with Oslo as districts, with ``pop_total``.
        column: A single choice.
        codes: The answers counted.
        leave_out: Answers that may be taken for no answer, such as "vet ikke".

    Returns:
        The rows of :func:`sensitivity`, then ``silent_other`` and
        ``silent_same``: those that did not answer counted as another and as the same answer.
        The same columns; without rows when nobody answered.
    """
    known = sensitivity(one, districts, column, codes, leave_out=leave_out)
    if known.empty:
        return known
    guessed = {"silent_other": "", "silent_same": codes[0]}
    rows = [
        questions.shares_by(one.assign(**{column: one[column].fillna(answer)}), column, codes, None)
        .loc[[TOTAL]]
        .set_axis([key])
        for key, answer in guessed.items()
    ]
    return pd.concat([known, *rows]).rename_axis("sensitivity")


def _total(frame: pd.DataFrame) -> pd.Series[float]:
    return pd.Series({column: float(frame[column][TOTAL]) for column in questions.PERCENT_COLUMNS})
