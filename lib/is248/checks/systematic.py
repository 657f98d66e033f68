"""Whether those who leave a question blank differ from those who answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.stats.contingency import fisher_p
from is248.stats.multiplicity import benjamini_hochberg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from is248.checks.response import Responses

GROUPINGS = ("size_class", "county", "hf_area")
LEVEL = 0.05
"""Level of the adjusted p: of the questions it marks, about one in twenty is chance."""


def response_tests(
    found: Responses, units: pd.DataFrame, groupings: Sequence[str] = GROUPINGS
) -> pd.DataFrame:
    """A test per question and grouping that response is the same in every group.

    Args:
        found: From :func:`is248.checks.response.responses`.
        units: The register.
        groupings: Grouping columns, each tested alone.

    Returns:
        One row per question, index ``question``: ``number``, ``label``, ``asked``,
        ``response_pct``, and per grouping ``p_<grouping>``: Fisher's exact p (by Monte Carlo in
        tables larger than two by two) adjusted by Benjamini and Hochberg over all questions and
        groupings. Missing where all or none answered: nothing can differ then.
    """
    asked = found.asked.sum()
    summary = found.questions[["number", "label"]].assign(
        asked=asked, response_pct=(found.answered & found.asked).sum() / asked * 100
    )
    raw = {f"p_{by}": _p_values(found, summary.index, units[by]) for by in groupings}
    p = pd.DataFrame(raw, index=summary.index)
    flat = benjamini_hochberg(p.to_numpy().ravel())
    adjusted = pd.DataFrame(flat.reshape(p.shape), index=p.index, columns=p.columns)
    return summary.join(adjusted)


def systematic(tested: pd.DataFrame) -> pd.DataFrame:
    """The questions whose response differs between groups, the lowest response first."""
    p = tested[[column for column in tested.columns if str(column).startswith("p_")]]
    return tested[(p < LEVEL).any(axis=1)].sort_values("response_pct", kind="stable")


def _p_values(found: Responses, questions: pd.Index[str], groups: pd.Series[str]) -> list[float]:
    """Fisher's p of each question; NaN where all answered, or none did."""
    asked = _per_group(found.asked, groups)[questions]
    told = _per_group(found.answered & found.asked, groups)[questions]
    blank = asked - told
    return [fisher_p(np.column_stack([blank[q], told[q]])) for q in questions]


def _per_group(units: pd.DataFrame, groups: pd.Series[str]) -> pd.DataFrame:
    return units.groupby(groups.reindex(units.index)).sum().astype("int64")
