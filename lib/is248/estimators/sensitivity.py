"""One share under the choices that a reviewer would question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.display.table import TOTAL
from is248.estimators import questions
from is248.estimators.lookup import has
from is248.estimators.proportions import proportions
from is248.estimators.tidy import pick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WEIGHT = "pop_total"


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
        districts: Units with Oslo's districts.
        name: A single choice.
        codes: The answers counted.
        leave_out: Answers that may be taken for no answer, such as "vet ikke".

    Returns:
        Index ``sensitivity``: ``chosen`` (Oslo as one, all answers), ``left_out`` (without some
        answers; only with ``leave_out``), ``districts`` and ``inhabitants`` (Oslo as one, weighted
        by inhabitants); columns as :func:`is248.estimators.questions.shares_by`. Empty when nobody
        answered.
    """
    if not has(one, name):
        return pd.DataFrame()
    frames = {"chosen": questions.shares_by(one, name, codes, None)}
    if leave_out:
        asked = one[~one[name].astype("object").isin(list(leave_out))]
        frames["left_out"] = questions.shares_by(asked, name, codes, None)
    frames["districts"] = questions.shares_by(districts, name, codes, None)
    hits = questions.outcome(one, name, codes)
    tidy = proportions(hits, questions.OUTCOME, weight=WEIGHT)
    frames["inhabitants"] = questions.in_percent(pick(tidy, "share_weighted"))
    return totals(frames, "sensitivity")


def totals(frames: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    """The total rows of several tables of shares under one another.

    Args:
        frames: Row key → table with a row ``total``; empty ones are left out.
        name: Name of the index.

    Returns:
        One row per table, columns as theirs.
    """
    rows = [frame.loc[[TOTAL]].set_axis([key]) for key, frame in frames.items() if len(frame)]
    return pd.concat(rows).rename_axis(name) if rows else pd.DataFrame()
