"""What a fitted logit tells of single groups: who stands out, adjusted shares, odds ratios.

Whether groups differ at all is told by :mod:`is248.measures.group_tests`. An empty model, that of
a question which nobody answered, gives NaN, no group or no rows, never an error.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.stats.multiplicity import CONVENTION
from is248.stats.tidy import REFERENCE, pick

if TYPE_CHECKING:
    from collections.abc import Mapping

DEVIATION = "odds_ratio_deviation"

STATA_COLUMNS: Mapping[str, str] = {
    "n": "n",
    "estimate": "odds_ratio",
    "se": "std_err",
    "statistic": "z",
    "p": "p_value",
    "low": "ci95_low",
    "high": "ci95_high",
}
"""Tidy column → column of a printed logit table."""


def standing_out(
    model: pd.DataFrame, by: str, direction: str = "either", level: float = CONVENTION
) -> list[str]:
    """The groups that differ from the reference, each taken alone.

    Args:
        model: From :func:`is248.stats.logit.logit`, or empty.
        by: The factor.
        direction: "higher", "lower" or "either".
        level: Largest p that counts, the report's when not given.

    Returns:
        The groups in order; p is not adjusted for their number, as in the report series.
    """
    if model.empty:
        return []
    rows = pick(model, "odds_ratio", by)
    found = rows[rows["p"] < level]
    if direction == "higher":
        found = found[found["estimate"] > 1]
    elif direction == "lower":
        found = found[found["estimate"] < 1]
    return [str(group) for group in found.index]


def reservations(model: pd.DataFrame) -> list[str]:
    """What the reader must know of how a model was fitted: its notes, each once."""
    if model.empty:
        return []
    return [note for note in dict.fromkeys(model["note"]) if note not in {"", REFERENCE}]


def adjusted_shares(frame: pd.DataFrame, model: pd.DataFrame, by: str) -> pd.DataFrame:
    """Shares by group beside what they would be, had all groups the same mix of the controls.

    Args:
        frame: Shares by group, from :func:`is248.measures.outcomes.shares_by`.
        model: A logit of the same outcome on ``by`` and its controls.
        by: The grouping.

    Returns:
        One row per group, index ``by``: ``n``, ``pct``, and ``adjusted_pct`` with its limits
        ``adjusted_low_pct`` and ``adjusted_high_pct`` (average predicted share, delta method);
        empty when there is nothing to adjust.
    """
    if frame.empty or model.empty or "margin" not in set(model["quantity"]):
        return pd.DataFrame()
    margins = pick(model, "margin", by)[["estimate", "low", "high"]] * 100
    margins.columns = pd.Index(["adjusted_pct", "adjusted_low_pct", "adjusted_high_pct"])
    shares = frame[["n", "pct"]].drop(index=TOTAL, errors="ignore")
    return shares.join(margins).rename_axis(by)


def logit_table(model: pd.DataFrame, by: str) -> pd.DataFrame:
    """Odds ratios against the reference as Stata prints them.

    Args:
        model: From :func:`is248.stats.logit.logit`; may be empty.
        by: The factor.

    Returns:
        One row per group, index ``by``, the columns of :data:`STATA_COLUMNS`: units that answered,
        odds ratio, its standard error by the delta method, z (of the log odds ratio), p and the 95
        per cent interval. The reference has its ratio of 1 and nothing else. Empty for an empty
        model.
    """
    if model.empty:
        return pd.DataFrame()
    rows = pick(model, "odds_ratio", by)
    frame = rows[list(STATA_COLUMNS)].rename(columns=dict(STATA_COLUMNS))
    reference = rows["note"].str.startswith(REFERENCE.removesuffix("."))
    untested = ["std_err", "z", "p_value", "ci95_low", "ci95_high"]
    frame.loc[reference, untested] = math.nan
    return frame.rename_axis(by)


def _deviations(model: pd.DataFrame, term: str) -> pd.DataFrame:
    if model.empty or DEVIATION not in set(model["quantity"]):
        return pd.DataFrame(columns=["estimate", "p"], dtype="float64")
    return pick(model, DEVIATION, term)
