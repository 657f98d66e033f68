"""Single choices on a scale: several side by side, all answers tested, the scale cut elsewhere.

A question that nobody answered, or that the year does not ask, gives an empty frame or NaN.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from is248.display.table import TOTAL
from is248.estimators import questions
from is248.estimators.area_models import factor_test
from is248.estimators.group_tests import factor_p
from is248.estimators.lookup import has
from is248.estimators.ordered import ordered_logit
from is248.estimators.share_choices import share_of
from is248.estimators.tables import association
from is248.estimators.tidy import pick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.survey.codebook import Codebook, Variable


def any_answer_p(units: pd.DataFrame, name: str, by: str) -> float:
    """P of the chi-square test that all answers to a question are spread alike over the groups.

    Args:
        units: One row per unit that was asked.
        name: A single choice; each of its answers counts for itself.
        by: Grouping column.

    Returns:
        p; NaN when nobody answered or all answered alike.
    """
    if not has(units, name):
        return math.nan
    return float(pick(association(units, name, by), "chi2_test", by)["p"].iloc[0])


def scales_together(units: pd.DataFrame, book: Codebook, names: Sequence[str]) -> pd.DataFrame:
    """Several questions on the same scale.

    Args:
        units: One row per unit that was asked.
        book: The questions of the year.
        names: The questions; those that the year does not ask are left out.

    Returns:
        One row per question, index ``question`` (id): ``<code>_pct`` per answer and ``n``; empty
        when none is asked.
    """
    rows: dict[str, pd.Series[float]] = {}
    for name in names:
        if variable := _asked(units, book, name):
            frame = questions.distribution(units, variable)
            shares = frame["pct"].drop(TOTAL).add_suffix("_pct")
            rows[name] = pd.concat([shares, pd.Series({"n": float(frame["n"][TOTAL])})])
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("question")
    return frame.astype({"n": "Int64"}) if rows else frame


def scale_cuts(
    units: Mapping[str, pd.DataFrame],
    column: str,
    scale: Sequence[str],
    orders: Mapping[str, Sequence[str]],
) -> pd.DataFrame:
    """Whether it matters where a scale is cut in two.

    Args:
        units: Grouping → units as they count under it; shares are of the first.
        column: The question.
        scale: Its answers, the best first.
        orders: Grouping → its groups in order.

    Returns:
        Index ``scale_cut``: ``top_1`` (the best answer), ``top_2``, ``top_3`` and ``whole`` (the
        scale uncut: ordered logit). ``pct`` with the outcome (missing for ``whole``) and per
        grouping ``lr_<grouping>``, p of the likelihood-ratio test; empty when nobody answered.
    """
    first = next(iter(units.values()))
    if not has(first, column):
        return pd.DataFrame()
    rows: dict[str, dict[str, float]] = {}
    for top in (1, 2, 3):
        codes = list(scale[:top])
        tests = {
            f"lr_{by}": factor_test(data, column, codes, [by], orders) for by, data in units.items()
        }
        rows[f"top_{top}"] = {"pct": float(share_of(first, column, codes)["pct"]), **tests}
    worst_first = list(reversed(scale))
    whole = {
        f"lr_{by}": factor_p(ordered_logit(data, column, worst_first, [by], orders=orders), by)
        for by, data in units.items()
    }
    rows["whole"] = {"pct": math.nan, **whole}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("scale_cut")


def _asked(units: pd.DataFrame, book: Codebook, name: str) -> Variable | None:
    """The question, when the year asks it and anybody answered."""
    for variable in book.variables:
        if variable.id == name:
            return variable if questions.asked(units, variable) else None
    return None
