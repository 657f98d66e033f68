"""Whether non-response is systematic: who answered, by size class, county and HF area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.estimators import inputs
from is248.estimators.logit import logit
from is248.estimators.multiplicity import adjusted
from is248.estimators.proportions import proportions
from is248.estimators.tables import association
from is248.estimators.tidy import together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

GROUPINGS = ("size_class", "county", "hf_area")
RESPONDED = "responded"
TESTS = ("chi2_test", "fisher_test", "lr_test")


def nonresponse(
    data: pd.DataFrame,
    outcome: str,
    groupings: Sequence[str] = GROUPINGS,
    *,
    weight: str | None = None,
    orders: Mapping[str, Sequence[str]] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Response by group, and three tests per grouping that it is the same everywhere.

    Args:
        data: One row per unit that was asked.
        outcome: The question: any value is a response, missing is none.
        groupings: Grouping columns, each tested alone.
        weight: Column of inhabitants; adds the share of inhabitants that the responses cover.
        orders: Column → its groups in order.
        confidence: Coverage of the intervals.

    Returns:
        Tidy rows with ``item`` "responded": ``share`` per group and in total (Wilson), then per
        grouping ``chi2_test``, ``fisher_test``, ``lr_test`` (logit; Firth where a group responded
        in full or not at all) and ``cramers_v``. p of a test is adjusted over the groupings. When
        all or none responded the tests are NaN with a note.

    Raises:
        DataError: A column is unknown, or a group is not in the order.
    """
    values = inputs.column(data, outcome).astype("object")
    known = values.notna() & (values.map(str, na_action="ignore") != "")
    asked = data[[*groupings, *([weight] if weight else [])]].assign(
        **{RESPONDED: known.astype("float64")}
    )
    shares = [
        proportions(asked, RESPONDED, by, weight=weight, orders=orders, confidence=confidence)
        for by in groupings
    ]
    tests = [test for by in groupings for test in _tests(asked, by, orders)]
    return together(*shares, adjusted(together(*tests), family=("quantity",)))


def _tests(
    asked: pd.DataFrame, by: str, orders: Mapping[str, Sequence[str]] | None
) -> list[pd.DataFrame]:
    table = association(asked, RESPONDED, by, orders=orders)
    model = logit(asked, RESPONDED, [by], orders=orders, interval="wald")
    return [table, model[(model["quantity"] == "lr_test") & (model["term"] == by)]]
