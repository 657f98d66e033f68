"""Whether non-response is systematic: who answered, by size class, county and HF area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.stats import inputs
from is248.stats.contingency import association
from is248.stats.logit import lr_tests
from is248.stats.multiplicity import adjusted, holm
from is248.stats.proportions import proportions
from is248.stats.tidy import together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    asked = _asked(data, outcome, [*groupings, *([weight] if weight else [])])
    shares = [
        proportions(asked, RESPONDED, by, weight=weight, orders=orders, confidence=confidence)
        for by in groupings
    ]
    tests = [test for by in groupings for test in _tests(asked, by, orders)]
    return together(*shares, adjusted(together(*tests), family=("quantity",)))


def response_p(
    data: pd.DataFrame,
    outcome: str,
    groupings: Sequence[str] = GROUPINGS,
    *,
    orders: Mapping[str, Sequence[str]] | None = None,
) -> pd.Series[float]:
    """The likelihood-ratio tests of :func:`nonresponse` alone, which take a fraction of its time.

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


def _tests(
    asked: pd.DataFrame, by: str, orders: Mapping[str, Sequence[str]] | None
) -> list[pd.DataFrame]:
    table = association(asked, RESPONDED, by, orders=orders)
    tests = lr_tests(asked, RESPONDED, [by], orders=orders)
    return [table, tests[tests["term"] == by]]
