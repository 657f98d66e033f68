"""What a unit left out: the form, one of two halves, and values carried forward instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.checks.rule_findings import findings
from is248.checks.unit_cells import carried_units, silent_units
from is248.checks.unit_totals import FIELDS

if TYPE_CHECKING:
    from is248.survey.answers import Answers


def carried_forward(answers: Answers, totals: pd.DataFrame) -> pd.DataFrame:
    """Units with answers carried forward.

    Args:
        answers: The answers of a year.
        totals: From :func:`is248.checks.unit_totals.reported`.

    Returns:
        Findings: the FTE by measure that stand for the unit, both groups together.
    """
    rows = pd.DataFrame({"unit": carried_units(answers)}).assign(group="total")
    sums = totals.groupby("unit")["measure"].sum(min_count=1)
    return findings("carried_forward", rows.assign(value=rows["unit"].map(sums)))


def no_answers(answers: Answers) -> pd.DataFrame:
    """Units that sent no form."""
    rows = pd.DataFrame({"unit": silent_units(answers)}).assign(group="total")
    return findings("no_answer", rows)


def missing_halves(totals: pd.DataFrame) -> pd.DataFrame:
    """Units that chose to report the fields apart and left one of them blank.

    Args:
        totals: From :func:`is248.checks.unit_totals.reported`.

    Returns:
        Findings: no value; expected is missing too (nobody knows), ``side`` is the blank field. A
        zero is an answer. A unit that left both blank did not report the group at all.
    """
    separate = totals[(totals["form"] == "separate") & ~totals["carried"]]
    blank = separate[list(FIELDS)].isna()
    rows = separate.assign(side=blank.idxmax(axis=1))[blank.sum(axis=1) == 1]
    return findings("half_missing", rows)
