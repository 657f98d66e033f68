"""Single choices on a scale: several side by side, and the scale cut elsewhere.

A question that nobody answered, or that the year does not ask, gives an empty frame or NaN.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.measures import outcomes as questions
from is248.measures.group_tests import share_p, shift_p
from is248.measures.lookup import has
from is248.measures.sensitivity import share_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.survey.codebook import Variable


def scales_together(
    units: pd.DataFrame, variables: Mapping[str, Variable], name: str = "question"
) -> pd.DataFrame:
    """Several questions on the same scale, a row per question.

    Args:
        units: One row per unit that was asked.
        variables: Key → a single choice; all have the same categories.
        name: Name of the index.

    Returns:
        One row per question that anybody answered, index ``name`` (the keys): ``<code>_pct`` of
        those that answered, in the order of the codebook, and ``n``; empty when there is none.
    """
    rows: dict[str, pd.Series[float]] = {}
    for key, variable in variables.items():
        if questions.asked(units, variable):
            frame = questions.distribution(units, variable)
            shares = frame["pct"].drop(TOTAL).add_suffix("_pct")
            rows[key] = pd.concat([shares, pd.Series({"n": float(frame["n"][TOTAL])})])
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis(name)
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
        scale uncut). ``pct`` with the outcome (missing for ``whole``) and per
        grouping ``test_<grouping>``, p of the permutation test; empty when nobody answered.
    """
    first = next(iter(units.values()))
    if not has(first, column):
        return pd.DataFrame()
    rows: dict[str, dict[str, float]] = {}
    for top in (1, 2, 3):
        codes = list(scale[:top])
        tests = {
            f"test_{by}": share_p(data, column, codes, {by: orders[by]})
            for by, data in units.items()
        }
        rows[f"top_{top}"] = {"pct": float(share_of(first, column, codes)["pct"]), **tests}
    whole = {
        f"test_{by}": shift_p(data, column, scale, {by: orders[by]}) for by, data in units.items()
    }
    rows["whole"] = {"pct": math.nan, **whole}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("scale_cut")
