"""Separate reporters that gave only one of the two halves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.checks.rule_findings import findings
from is248.checks.unit_totals import FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence


def missing_halves(totals: pd.DataFrame) -> pd.DataFrame:
    """Units that chose to report the fields apart and left one of them blank.

    Args:
        totals: From :func:`is248.checks.unit_totals.reported`.

    Returns:
        Findings: no value; expected is missing too (nobody knows), ``side`` is the blank field. A
        zero is an answer. A unit that left both blank did not report the group at all.
    """
    separate = totals[(totals["form"] == "separate") & ~totals["carried"]]
    rows = pd.concat([_blank(separate, FIELDS, at) for at in range(len(FIELDS))])
    return findings("half_missing", rows)


def _blank(separate: pd.DataFrame, fields: Sequence[str], at: int) -> pd.DataFrame:
    own, other = fields[at], fields[1 - at]
    rows = separate[separate[own].isna() & separate[other].notna()]
    return rows.assign(side=own)
