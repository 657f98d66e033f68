"""Offers to refugees (chapter 16): in Oslo's districts and outside, by size, and of which base.

The report takes a missing answer for no offer, so a unit without a cross counts as one without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.measures import outcomes as questions
from is248.measures.group_tests import factor_p
from is248.stats.logit import lr_tests

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PERCENT = 100.0


def inside_and_outside_oslo(
    units: pd.DataFrame, name: str, options: Sequence[str], base: int
) -> pd.DataFrame:
    """Crosses of a multiple choice by municipalities outside Oslo and by Oslo's districts.

    Args:
        units: Answers beside the register, Oslo as districts; missing is no cross.
        name: The question.
        options: Its options; none when the year does not ask it.
        base: Municipalities that the per cent are of.

    Returns:
        One row per option, index named by the question: ``municipalities_n`` and ``_pct`` of
        ``base``, ``districts_n`` and ``_pct`` of all districts.
    """
    crossed = _crossed(units, name, options)
    districts = units["kind"] == "district"
    outside, inside = crossed[~districts].sum(), crossed[districts].sum()
    frame = pd.DataFrame(
        {
            "municipalities_n": outside,
            "municipalities_pct": outside / base * _PERCENT,
            "districts_n": inside,
            "districts_pct": inside / int(districts.sum()) * _PERCENT,
        }
    )
    return frame.astype("float64").rename_axis(name)


def offers_by(
    units: pd.DataFrame, name: str, options: Sequence[str], by: str, order: Sequence[str]
) -> pd.DataFrame:
    """Every offer by group, with a test of whether the groups differ.

    Args:
        units: One row per unit; missing is no cross.
        name: A multiple choice.
        options: Its options; none when the year does not ask it.
        by: Grouping column.
        order: Its groups in order.

    Returns:
        One row per option, index named by the question: ``<group>_pct`` of all units of the group,
        ``total_pct`` and ``p_value`` of a likelihood-ratio test (logit on the grouping).
    """
    rows = {}
    columns = [f"{group}_pct" for group in (*order, TOTAL)]
    for option in options:
        shares = questions.shares_by(units, name, [option], by, {by: order})["pct"]
        hits = questions.outcome(units, name, [option])
        p = factor_p(lr_tests(hits, questions.OUTCOME, [by], orders={by: order}), by)
        rows[option] = [*shares, p]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=[*columns, "p_value"])
    return frame.rename_axis(name)


def answering(units: pd.DataFrame, name: str, options: Sequence[str]) -> int:
    """How many units answered a multiple choice at all; none when the year does not ask it.

    Args:
        units: One row per unit, missing answers as they are.
        name: The question.
        options: Its options.
    """
    columns = [f"{name}__{option}" for option in options]
    return int(units.reindex(columns=columns).notna().any(axis=1).sum())


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


def _crossed(units: pd.DataFrame, name: str, options: Sequence[str]) -> pd.DataFrame:
    columns = [f"{name}__{option}" for option in options]
    crossed = units.reindex(columns=columns).astype("Float64").fillna(0)
    return crossed.set_axis(list(options), axis=1)
