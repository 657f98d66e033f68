"""Offers to refugees (chapter 16): in the city's districts and outside, and of which base.

The report takes a missing answer for no offer, so a unit without a cross counts as one without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.measures.outcomes import asked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.survey.codebook import Variable

_PERCENT = 100.0


def inside_and_outside(units: pd.DataFrame, variable: Variable, base: int) -> pd.DataFrame:
    """Crosses of a multiple choice by municipalities and by the city's districts.

    Args:
        units: Answers beside the register, the city as districts; missing is no cross.
        variable: The question.
        base: Municipalities that the per cent are of.

    Returns:
        One row per option, index named by the question: ``municipalities_n`` and ``_pct`` of
        ``base``, ``districts_n`` and ``_pct`` of all districts. No rows when nobody answered.
    """
    options = list(variable.categories) if asked(units, variable) else []
    columns = [f"{variable.id}__{option}" for option in options]
    crossed = units[columns].astype("Float64").fillna(0).set_axis(options, axis=1)
    districts = units["kind"] == "district"
    outside, inside = crossed[~districts].sum(), crossed[districts].sum()
    shown = {
        "municipalities_n": outside,
        "municipalities_pct": outside / base * _PERCENT,
        "districts_n": inside,
        "districts_pct": inside / int(districts.sum()) * _PERCENT,
    }
    return pd.DataFrame(shown).astype("float64").rename_axis(variable.id)


def answering(units: pd.DataFrame, variable: Variable) -> int:
    """How many units answered a multiple choice at all."""
    known = [column for column in variable.columns if column in units.columns]
    return int(units[known].notna().any(axis=1).sum())


def of_bases(counts: pd.Series[float], bases: Mapping[str, int]) -> pd.DataFrame:
    """The same counts as per cent of several bases.

    Args:
        counts: One number per row.
        bases: Column → how many are a hundred per cent.

    Returns:
        One row per count, index kept, one column per base; NaN where a base is zero.
    """
    shares = {
        column: counts / base * _PERCENT if base else counts * float("nan")
        for column, base in bases.items()
    }
    return pd.DataFrame(shares)


def farthest(bases: pd.DataFrame, one: str, other: str) -> float:
    """The largest difference between two columns of :func:`of_bases`; NaN without rows."""
    return float((bases[one] - bases[other]).abs().max())
