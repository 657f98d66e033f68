"""Whether non-response is systematic: who answered, by size class, county and HF area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.stats import inputs
from is248.stats.logit import lr_tests
from is248.stats.multiplicity import holm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

GROUPINGS = ("size_class", "county", "hf_area")
RESPONDED = "responded"


def response_p(
    data: pd.DataFrame,
    outcome: str,
    groupings: Sequence[str] = GROUPINGS,
    *,
    orders: Mapping[str, Sequence[str]] | None = None,
) -> pd.Series[float]:
    """Likelihood-ratio tests that response is the same in every group (logit, Firth where needed).

    Args:
        data: One row per unit that was asked.
        outcome: The question: any value is a response, missing is none.
        groupings: Grouping columns, each tested alone.
        orders: Column → its groups in order.

    Returns:
        One p per grouping (index), adjusted over the groupings by Holm's method; NaN when all or
        none responded.

    Raises:
        DataError: A column is unknown, or a group is not in the order.
    """
    asked = _asked(data, outcome, groupings)
    tests = [lr_tests(asked, RESPONDED, [by], orders=orders) for by in groupings]
    raw = [
        test.loc[test["term"] == by, "p"].iloc[0] for test, by in zip(tests, groupings, strict=True)
    ]
    return pd.Series(holm(raw), index=list(groupings))


def _asked(data: pd.DataFrame, outcome: str, keep: Sequence[str]) -> pd.DataFrame:
    """The units with a column ``responded``: 1 for any value, 0 for missing or empty."""
    values = inputs.required(data, outcome).astype("object")
    known = values.notna() & (values.map(str, na_action="ignore") != "")
    return data[list(keep)].assign(**{RESPONDED: known.astype("float64")})
