"""Tests of whether groups differ, in one number each, and a logit as Stata prints it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from is248.estimators.area_models import factor_test
from is248.estimators.group_tests import factor_p
from is248.estimators.lookup import has
from is248.estimators.multiplicity import holm
from is248.estimators.ordered import ordered_logit
from is248.estimators.tidy import REFERENCE, pick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


def share_p(
    units: pd.DataFrame, name: str, codes: Sequence[str], factors: Mapping[str, Sequence[str]]
) -> float:
    """P of the test that a share is the same in all groups: logit, likelihood ratio.

    Args:
        units: One row per unit that was asked.
        name: A single choice.
        codes: The answers counted.
        factors: Grouping column → its groups in order. The first is tested, given the others.

    Returns:
        p, by Firth's penalised likelihood where groups separate the answers; NaN when nobody
        answered or no model can be fitted.
    """
    if not has(units, name):
        return math.nan
    return factor_test(units, name, codes, list(factors), factors)


def shift_p(
    units: pd.DataFrame,
    name: str,
    scale: Sequence[str],
    factors: Mapping[str, Sequence[str]],
) -> float:
    """P of the test that a scale is the same in all groups: ordered logit, likelihood ratio.

    Args:
        units: One row per unit that was asked.
        name: A single choice.
        scale: Its codes in order.
        factors: Grouping column → its groups in order. The first is tested, given the others.

    Returns:
        p; NaN when nobody answered or no model can be fitted.
    """
    if not has(units, name):
        return math.nan
    model = ordered_logit(units, name, scale, list(factors), orders=factors)
    return factor_p(model, next(iter(factors)))


def tests(
    one: pd.DataFrame,
    areas: pd.DataFrame,
    names: Sequence[str],
    codes: Sequence[str],
    orders: Mapping[str, Sequence[str]],
) -> pd.DataFrame:
    """Likelihood-ratio tests of several questions: size class, and HF area given size class.

    Args:
        one: Units with Oslo as one, for size class.
        areas: Units with Oslo's districts, for HF area.
        names: Single choices.
        codes: The answers counted.
        orders: ``size_class`` and ``hf_area`` → their groups in order.

    Returns:
        One row per question that anybody answered, index ``question``: ``size_p``, ``area_p``, and
        each adjusted by Holm over the questions.
    """
    size = {"size_class": orders["size_class"]}
    area = {"hf_area": orders["hf_area"], **size}
    known = [name for name in names if has(one, name)]
    size_p = [share_p(one, name, codes, size) for name in known]
    area_p = [share_p(areas, name, codes, area) for name in known]
    found = {"size_p": size_p, "size_p_holm": holm(size_p),
             "area_p": area_p, "area_p_holm": holm(area_p)}  # fmt: skip
    return pd.DataFrame(found, index=pd.Index(known, name="question", dtype="object"))


def logit_table(model: pd.DataFrame, by: str) -> pd.DataFrame:
    """Odds ratios against the reference as Stata prints them.

    Args:
        model: From :func:`is248.estimators.logit.logit`; may be empty.
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
