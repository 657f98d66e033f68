"""Routines of follow-up after suicide attempts and overdoses."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.rounding import half_up
from is248.measures import outcomes as questions
from is248.measures.lookup import has
from is248.year.labels import city_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from is248.survey.answers import Answers

QUESTIONS = ("suicide_discharge_routine", "suicide_attempt_routine", "overdose_routine")
PREVENTION = "suicide_prevention_systematic"
COOPERATION = "suicide_internal_cooperation"

_YES, _NO = "yes", "no"


def counted_ways(one: pd.DataFrame, districts: pd.DataFrame, name: str) -> pd.DataFrame:
    """A yes as a share of several sets of units.

    Args:
        one: Answers beside the register, Oslo as one.
        districts: The same with Oslo's districts.
        name: A single choice of "yes" and "no".

    Returns:
        Index ``counted_as``: ``one``, ``districts``, ``outside_oslo`` and ``missing_no`` (Oslo as
        one, a missing answer read as a no); columns as
        :func:`is248.measures.outcomes.shares_by`. Empty when nobody answered.
    """
    if not has(one, name):
        return pd.DataFrame()
    silent = one.assign(**{name: one[name].astype("object").fillna(_NO)})
    outside = one.drop(index=city_code(districts.index), errors="ignore")
    ways = {"one": one, "districts": districts, "outside_oslo": outside, "missing_no": silent}
    shares = {
        way: questions.shares_by(units, name, [_YES], "size_class") for way, units in ways.items()
    }
    return questions.totals(shares, "counted_as")


def in_tenths(percent: float) -> float:
    """A share as the nearest whole tenth, in per cent: 41 is "four of ten", 40."""
    return math.nan if math.isnan(percent) else float(half_up(percent / 10, 0)) * 10


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


def asked_as(answers: Answers, name: str) -> list[str]:
    """The note that names a question of another year's form.

    Args:
        answers: The answers of that year.
        name: The question.

    Returns:
        One Norwegian sentence, or none when the year does not ask it.
    """
    found = [v for v in answers.codebook.variables if v.id == name]
    return [
        f"Spørsmål {v.number} i skjemaet for {answers.codebook.year}: {v.label}." for v in found
    ]
