"""Housing and places bought from private providers: what the two chapters need beyond one question.

One share under the choices that a reviewer may question, codes of open answers, and whom buyers buy
from. A question that nobody answered, or that the year does not ask, gives an empty
frame, NaN or no units, never an error.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.base.keys import TOTAL
from is248.measures import outcomes as questions
from is248.measures.sensitivity import sensitivity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.survey.answers import Answers

MIX = ("nonprofit_only", "both_sectors", "commercial_only")
"""Whom buyers buy from, as classes that exclude one another."""

CHOICES = {
    "chosen": "one",
    "districts": "districts",
    "inhabitants": "weighted",
    "left_out": "without_unsure",
}
"""Rows of the sensitivity table → those of these chapters, in order."""


def by_choice(
    one: pd.DataFrame,
    districts: pd.DataFrame,
    name: str,
    codes: Sequence[str],
    left_out: Sequence[str] = (),
) -> pd.DataFrame:
    """:func:`is248.measures.sensitivity.sensitivity` with the row keys of these chapters.

    Args:
        one: Units with Oslo as one.
        districts: Units with Oslo's districts.
        name: A single choice.
        codes: The answers counted.
        left_out: Answers that one of the rows takes out of the base.

    Returns:
        One row per choice, index ``estimate_choice``: ``n``, ``count``, ``pct``, ``low_pct``,
        ``high_pct``. "one" is the base; "districts", "weighted" (by inhabitants) and, with
        ``left_out``, "without_unsure" each change one choice. No rows when nobody answered.
    """
    found = sensitivity(one, districts, name, codes, leave_out=left_out)
    known = [choice for choice in CHOICES if choice in found.index]
    return found.loc[known].rename(index=CHOICES).rename_axis("estimate_choice")


def coded(answers: Answers | None, name: str, code: str, *, percent: bool = False) -> float:
    """How many answers to an open question have a code.

    Args:
        answers: The prepared answers of the year that asked it, or None when there are none.
        name: An open question.
        code: One of its codes.
        percent: Whether it is told in per cent of the coded answers.

    Returns:
        The number; NaN when the question has no such code or nothing is coded.
    """
    variables = answers.codebook.variables if answers else ()
    known = [variable for variable in variables if variable.id == name]
    if answers is None or not known or code not in known[0].categories:
        return math.nan
    counts = questions.codes(answers.values, known[0])
    column = "pct" if percent else "n"
    return float(counts[column][code]) if counts["n"].sum() else math.nan


def takers(units: pd.DataFrame, name: str, options: Sequence[str]) -> pd.DataFrame:
    """The units that crossed at least one of several options; none when the year does not ask.

    Args:
        units: One row per unit that was asked.
        name: A multiple choice.
        options: Options, any of which counts.
    """
    if not any(f"{name}__{option}" in units.columns for option in options):
        return units.iloc[:0]
    return units[questions.outcome(units, name, options)[questions.OUTCOME] == 1]


def options_by(
    units: pd.DataFrame, name: str, options: Sequence[str], by: str, order: Sequence[str]
) -> pd.DataFrame:
    """Every option by group, one column per option.

    Args:
        units: One row per unit that belongs to the base, such as :func:`takers`.
        name: A multiple choice.
        options: The options shown.
        by: Grouping column.
        order: Its groups in order.

    Returns:
        One row per group with units and ``total``, index ``by``: ``n`` units of the base and
        ``<option>_pct`` of them. Shares may sum to more than 100. No rows without units.
    """
    columns = ["n", *(f"{option}_pct" for option in options)]
    if units.empty:
        return pd.DataFrame(columns=columns, dtype="float64").rename_axis(by)
    found = [questions.shares_by(units, name, [option], by, {by: order}) for option in options]
    parts = [found[0]["n"], *(frame["pct"] for frame in found)]
    frame = pd.concat(parts, axis=1, keys=columns)
    return frame[frame["n"] > 0].rename_axis(by)


def sector_mix(
    units: pd.DataFrame, name: str, by: str, sectors: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Whom buyers buy from: non-profit only, both, or commercial only.

    Args:
        units: One row per buyer, from :func:`takers`.
        name: A multiple choice.
        by: Grouping column.
        sectors: The options of ``nonprofit`` and of ``commercial`` providers.

    Returns:
        One row per group with buyers and ``total``, index ``by``: ``n`` buyers and
        ``<class>_pct`` for the classes of :data:`MIX`, which sum to 100. No rows without buyers.
    """
    columns = ["n", *(f"{kind}_pct" for kind in MIX)]
    if units.empty:
        return pd.DataFrame(columns=columns, dtype="float64").rename_axis(by)
    buys = {s: _crossed(units, name, sectors[s]) for s in ("nonprofit", "commercial")}
    kinds = [buys["nonprofit"] & buys["commercial"], buys["nonprofit"]]
    kind = np.select(kinds, [MIX[1], MIX[0]], MIX[2])
    classes = pd.DataFrame({by: units[by], "kind": kind}, index=units.index)
    both = pd.concat([classes, classes.assign(**{by: TOTAL})])
    counts = pd.crosstab(both[by], both["kind"]).reindex(columns=list(MIX), fill_value=0)
    percent = counts.div(counts.sum(axis=1), axis=0).mul(100).add_suffix("_pct")
    percent.insert(0, "n", counts.sum(axis=1).astype("Int64"))
    return percent.rename_axis(index=by, columns=None)


def beside_buyers(
    units: pd.DataFrame, buyers: pd.DataFrame, name: str, options: Sequence[str], by: str
) -> pd.DataFrame:
    """A share of all that answered beside the same share of the buyers alone.

    Args:
        units: One row per unit that was asked.
        buyers: The buyers among them, from :func:`takers`.
        name: A multiple choice.
        options: Options, any of which counts.
        by: Grouping column.

    Returns:
        One row per group and ``total``, index ``by``: ``n`` and ``pct`` of all that answered,
        ``buyers_n`` and ``buyers_pct`` of the buyers, missing in a group without any. No rows when
        nobody buys.
    """
    if buyers.empty:
        columns = ["n", "pct", "buyers_n", "buyers_pct"]
        return pd.DataFrame(columns=columns, dtype="float64").rename_axis(by)
    every, bought = (
        questions.shares_by(base, name, options, by)[["n", "pct"]] for base in (units, buyers)
    )
    return every.join(bought.add_prefix("buyers_"))


def _crossed(units: pd.DataFrame, name: str, options: Sequence[str]) -> pd.Series[bool]:
    return questions.outcome(units, name, options)[questions.OUTCOME] == 1
