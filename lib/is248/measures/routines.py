"""Routines of follow-up after suicide attempts and overdoses."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from is248.measures import outcomes as questions
from is248.measures.lookup import has

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

_YES = "yes"


def counted_ways(
    one: pd.DataFrame, districts: pd.DataFrame, silent: pd.DataFrame, name: str
) -> pd.DataFrame:
    """A yes as a share of several sets of units.

    Args:
        one: Answers beside the register, Oslo as one.
        districts: The same with Oslo's districts.
        silent: Oslo as one, a missing answer read as a no: see
            :func:`is248.measures.support.missing_as_no`.
        name: A single choice of "yes" and "no".

    Returns:
        Index ``counted_as``: ``one``, ``districts``, ``outside_oslo`` and ``missing_no``
        (``silent``); columns as :func:`is248.measures.outcomes.shares_by`. Empty when nobody
        answered.
    """
    if not has(one, name):
        return questions.totals({}, "counted_as")
    outside = districts[districts["kind"] == "municipality"]
    ways = {"one": one, "districts": districts, "outside_oslo": outside, "missing_no": silent}
    shares = {
        way: questions.shares_by(units, name, [_YES], "size_class") for way, units in ways.items()
    }
    return questions.totals(shares, "counted_as")


def from_size(groups: Sequence[str], order: Sequence[str]) -> float:
    """Inhabitants from which on a finding holds, as a report may say of size classes.

    Args:
        groups: The size classes that it holds in.
        order: All size classes, the smallest first.

    Returns:
        The lower limit of the smallest of them when it holds in all larger ones too; NaN when it
        does not, or holds nowhere.
    """
    held = [size for size in order if size in groups]
    if not held or held != list(order)[-len(held) :]:
        return math.nan
    limit = re.match(r"\d+", held[0])
    return float(limit[0]) if limit else math.nan
