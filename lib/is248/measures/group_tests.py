"""Whether groups differ: tests in one number each, of one question or of several in a table.

Which groups differ, and by how much, is read by :mod:`is248.measures.model_reading`. A question
that nobody answered, and an empty model, give NaN or no rows, never an error.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.measures import outcomes as questions
from is248.measures.lookup import has
from is248.stats import inputs
from is248.stats.contingency import fisher_p
from is248.stats.multiplicity import holm
from is248.stats.permutation import TEST, factor_rows
from is248.stats.tidy import pick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def factor_p(model: pd.DataFrame, by: str) -> float:
    """The test that all groups of a factor are alike: its p, by permutation.

    Args:
        model: From :func:`is248.stats.permutation.factor_tests`,
            :func:`is248.stats.logit.logit`, or empty.
        by: The factor.

    Returns:
        p, not adjusted; NaN when the model is empty or tells nothing.
    """
    if model.empty:
        return math.nan
    return float(pick(model, TEST, by)["p"].iloc[0])


def share_p(
    units: pd.DataFrame, name: str, codes: Sequence[str], factors: Mapping[str, Sequence[str]]
) -> float:
    """P of the test that a share is the same in all groups, by permutation.

    Args:
        units: One row per unit that was asked.
        name: A single choice, or a multiple choice by its columns ``<name>__<option>``.
        codes: The answers counted; of a multiple choice, those of which any is crossed.
        factors: Grouping column → its groups in order. The first is tested, given the others.

    Returns:
        p; NaN when nobody answered, all answered alike or nothing can be compared.
    """
    if not questions.columns_of(units, name):
        return math.nan
    return _factor_p(units, questions.hits(units, name, codes), factors)


def shift_p(
    units: pd.DataFrame,
    name: str,
    scale: Sequence[str],
    factors: Mapping[str, Sequence[str]],
) -> float:
    """P of the test that a scale is the same in all groups, by permutation.

    Args:
        units: One row per unit that was asked.
        name: A single choice.
        scale: Its codes in order.
        factors: Grouping column → its groups in order. The first is tested, given the others.

    Returns:
        p; NaN when nobody answered, all answered alike or nothing can be compared.
    """
    if not has(units, name):
        return math.nan
    return _factor_p(units, inputs.places(units, name, scale), factors)


def _factor_p(
    units: pd.DataFrame, values: pd.Series[float], factors: Mapping[str, Sequence[str]]
) -> float:
    """P of one permutation test; NaN when nobody answered or nothing can be compared."""
    if not values.notna().any():
        return math.nan
    by, *given = factors
    for factor in factors:
        inputs.levels(units, factor, factors)  # refuses groups that the orders lack
    (row,) = factor_rows(units, values, [by], given)
    return float(row.get("p", math.nan))


def any_answer_p(units: pd.DataFrame, name: str, by: str) -> float:
    """P of Fisher's test that all answers to a question are spread alike over the groups.

    Args:
        units: One row per unit that was asked.
        name: A single choice; each of its answers counts for itself.
        by: Grouping column.

    Returns:
        p; NaN when nobody answered or all answered alike.
    """
    if not has(units, name):
        return math.nan
    answers = units[name].astype("object")
    return fisher_p(pd.crosstab(units[by].astype("object"), answers).to_numpy(dtype=np.int64))


def control_tests(
    units: Mapping[str, pd.DataFrame],
    column: str,
    codes: Sequence[str],
    orders: Mapping[str, Sequence[str]],
    *,
    without: tuple[str, str],
    control: str = "size_class",
) -> pd.DataFrame:
    """Whether areas differ, with and without control, and without some units.

    Args:
        units: Grouping → units as they count under it.
        column: A single choice.
        codes: The answers counted.
        orders: Grouping and control → groups in order.
        without: Column and value of the units left out in the last test.
        control: Factor controlled for.

    Returns:
        One row per grouping, index ``grouping``: ``n``, and p of permutation tests ``test_alone``,
        ``test_controlled`` and ``test_without`` (controlled, without those units); empty when
        nobody answered.
    """
    rows: dict[str, dict[str, float]] = {}
    for by, data in units.items():
        if not has(data, column):
            continue
        rest = data[data[without[0]] != without[1]]
        alone = {by: orders[by]}
        controlled = {by: orders[by], control: orders[control]}
        rows[by] = {
            "n": float(data[column].notna().sum()),
            "test_alone": share_p(data, column, codes, alone),
            "test_controlled": share_p(data, column, codes, controlled),
            "test_without": share_p(rest, column, codes, controlled),
        }
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("grouping")
    return frame.astype({"n": "Int64"}) if rows else frame


def with_holm(raw: Mapping[str, Mapping[str, float]]) -> pd.DataFrame:
    """P of several tests of several questions, each test adjusted over the questions.

    Args:
        raw: Question → name of a test → its p.

    Returns:
        One row per question with a p, index ``question``: each test, and beside it ``<test>_holm``.
    """
    frame = pd.DataFrame(raw, dtype="float64").T.dropna(how="all")
    columns = {
        column: values
        for name in frame
        for column, values in ((name, frame[name]), (f"{name}_holm", holm(frame[name].to_list())))
    }
    return pd.DataFrame(columns, index=frame.index).rename_axis("question")


def raw_and_adjusted(tests: Mapping[str, Mapping[str, float]]) -> pd.DataFrame:
    """Tests of several questions by several groupings, raw and adjusted.

    Args:
        tests: Question's label → grouping → p.

    Returns:
        One row per question with a test, index ``question``: ``test_<grouping>`` and
        ``holm_<grouping>``, adjusted by Holm's method over all tests of the table.
    """
    raw = pd.DataFrame(tests, dtype="float64").T.dropna(how="all")
    adjusted = holm(raw.to_numpy(dtype=np.float64).ravel()).reshape(raw.shape)
    both = raw.add_prefix("test_").join(
        pd.DataFrame(adjusted, index=raw.index, columns=raw.columns).add_prefix("holm_")
    )
    return both.rename_axis("question")
