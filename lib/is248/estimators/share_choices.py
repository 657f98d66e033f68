"""One national share among some units, and under other choices than the report's."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from is248.display.table import TOTAL
from is248.estimators import questions
from is248.estimators.sensitivity import sensitivity

if TYPE_CHECKING:
    from collections.abc import Sequence


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
        one: Units with Oslo as one, with ``pop_total``.
        districts: Units with Oslo as districts.
        column: A single choice.
        codes: The answers counted.
        leave_out: Answers that may be taken for no answer, such as "vet ikke".

    Returns:
        The rows of :func:`is248.estimators.sensitivity.sensitivity`, then ``silent_other`` and
        ``silent_same``: those that did not answer counted as another and as the same answer.
        The same columns; without rows when nobody answered.
    """
    known = sensitivity(one, districts, column, codes, leave_out=leave_out)
    if known.empty:
        return pd.DataFrame(columns=list(questions.PERCENT_COLUMNS), dtype="float64")
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
