"""The one shape of a finding: a row per unit, check and group, always the same columns.

========== ======= =============================================================================
column     dtype   content
========== ======= =============================================================================
unit       str     Register key
check      str     Which check, see :data:`CHECKS`
group      str     ``adult``, ``child``, or ``total`` where the check knows no group
side       str     ``high`` or ``low``; the missing field; the form of the year before; else ""
value      float64 What was found
expected   float64 What was to be expected: the sum to agree with, the median of the size class, the
                   value of the year before
low, high  float64 Values from low to high pass the check; NaN when there is no such range
severity   str     ``contradiction`` (answers disagree), ``unusual`` (may be right), ``note``
========== ======= =============================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping  # noqa: TC003 - module-level annotation
from typing import Any, Literal

import pandas as pd

Severity = Literal["contradiction", "unusual", "note"]

CHECKS: Mapping[str, Severity] = {
    "measure_education": "contradiction", "measure_pathway": "contradiction",
    "half_missing": "contradiction",
    "rate_high": "unusual", "rate_low": "unusual", "change_level": "unusual",
    "change_rate": "unusual", "child_zero": "unusual", "form_change": "unusual",
    "carried_forward": "note", "no_answer": "note",
}  # fmt: skip
"""Check → how serious a finding is, in the order of lists. Labels are in params/labels.yml."""

COLUMNS: Mapping[str, str] = {
    "unit": "str", "check": "str", "group": "str", "side": "str", "value": "float64",
    "expected": "float64", "low": "float64", "high": "float64", "severity": "str",
}  # fmt: skip
_BLANKS: Mapping[str, Any] = {"str": "", "float64": float("nan")}


def findings(check: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of one check in the shape of findings.

    Args:
        check: A key of :data:`CHECKS`.
        rows: Units with whatever columns of the shape the check fills.

    Returns:
        The columns of :data:`COLUMNS`; what the check does not fill is blank.
    """
    filled = {name: rows.get(name, _BLANKS[dtype]) for name, dtype in COLUMNS.items()}
    frame = pd.DataFrame(filled, index=range(len(rows)) if not len(rows) else rows.index)
    frame = frame.assign(check=check, severity=CHECKS[check])
    return frame[list(COLUMNS)].astype(dict(COLUMNS)).reset_index(drop=True)


def together(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """All findings in one frame, by unit, check and group."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return findings("no_answer", pd.DataFrame({"unit": []}))
    frame = pd.concat(filled, ignore_index=True)
    place = frame["check"].map(list(CHECKS).index)
    frame = frame.assign(place=place).sort_values(["unit", "place", "group"], kind="stable")
    return frame.drop(columns="place").reset_index(drop=True)
