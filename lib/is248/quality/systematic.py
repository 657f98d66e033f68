"""Whether those who leave a question blank differ from those who answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.estimators.multiplicity import benjamini_hochberg
from is248.estimators.tables import association

if TYPE_CHECKING:
    from collections.abc import Sequence

    from is248.quality.response import Responses

GROUPINGS = ("size_class", "county", "hf_area")
LEVEL = 0.05
"""Level of the adjusted p: of the questions it marks, about one in twenty is chance."""


def response_tests(
    found: Responses, units: pd.DataFrame, groupings: Sequence[str] = GROUPINGS
) -> pd.DataFrame:
    """A test per question and grouping that response is the same in every group.

    Args:
        found: From :func:`is248.quality.response.responses`.
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
    raw = {f"p_{by}": [_p(found, units, q, by) for q in summary.index] for by in groupings}
    p = pd.DataFrame(raw, index=summary.index)
    flat = benjamini_hochberg(p.to_numpy().ravel())
    adjusted = pd.DataFrame(flat.reshape(p.shape), index=p.index, columns=p.columns)
    return summary.join(adjusted)


def systematic(tested: pd.DataFrame) -> pd.DataFrame:
    """The questions whose response differs between groups, the lowest response first."""
    p = tested[[column for column in tested.columns if str(column).startswith("p_")]]
    return tested[(p < LEVEL).any(axis=1)].sort_values("response_pct", kind="stable")


def _p(found: Responses, units: pd.DataFrame, question: str, by: str) -> float:
    asked = found.asked[question]
    told = found.answered.loc[asked, question].astype(int)
    if told.nunique() < 2:  # noqa: PLR2004 - all answered, or none did
        return float("nan")
    data = pd.DataFrame({"told": told, by: units[by].reindex(told.index)})
    tested = association(data[data[by].notna()], "told", by)
    return float(tested.loc[tested["quantity"] == "fisher_test", "p"].iloc[0])
