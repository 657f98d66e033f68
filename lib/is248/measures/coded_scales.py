"""Scales: open answers coded to one step, and means with and without weights."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.errors import DataError
from is248.base.keys import TOTAL
from is248.measures.lookup import has
from is248.stats.means import means
from is248.stats.tidy import pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from is248.survey.answers import Answers
    from is248.survey.codebook import Variable

WEIGHT = "pop_total"
PLACE = "place"


def as_single(answers: Answers, *names: str) -> Answers:
    """Answers in which coded open questions are read as single choices.

    Args:
        answers: The prepared answers.
        *names: Open questions whose answers are coded to one step of a scale; those that the year
            does not ask are left out.

    Returns:
        The answers with the code in place of the text and the question as a single choice. A text
        without a code is no answer.

    Raises:
        DataError: An answer has more than one code.
    """
    chosen = {v.id for v in answers.codebook.variables if v.id in names and v.type == "open"}
    codes = {name: _one_code(answers.values, name) for name in sorted(chosen)}
    variables = tuple(by_code(v) if v.id in chosen else v for v in answers.codebook.variables)
    book = answers.codebook.model_copy(update={"variables": variables})
    return replace(answers, values=answers.values.assign(**codes), codebook=book)


def by_code(variable: Variable) -> Variable:
    """An open question with codes as a single choice of them."""
    return variable.model_copy(update={"type": "single"})


def _one_code(values: pd.DataFrame, name: str) -> pd.Series[str]:
    column = f"{name}__codes"
    if column not in values.columns:
        return pd.Series(pd.NA, index=values.index, dtype="string")
    codes = values[column].astype("string")
    if several := int(codes.str.contains(";", regex=False).sum()):
        raise DataError(f"«{name}» skal ha én kode per svar, men {several} svar har flere.")
    return codes


def means_by(
    units: pd.DataFrame,
    name: str,
    scale: Sequence[str],
    by: str,
    order: Sequence[str],
    *,
    living: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Mean of a scale by group, every unit counting the same and every inhabitant the same.

    Args:
        units: One row per unit that was asked.
        name: A single choice.
        scale: Its codes in order; the first has the value 1.
        by: Grouping column.
        order: The groups in order.
        living: The units that inhabitants are counted in: a city by its districts. As ``units``
            when not given.

    Returns:
        One row per group and ``total``, index ``by``: ``n`` units that answered, ``scale_mean``
        with ``scale_low`` and ``scale_high``, ``scale_weighted`` by inhabitants with
        ``scale_weighted_low`` and ``scale_weighted_high``; 95 per cent intervals, see
        :func:`is248.stats.means.means`. Empty when nobody answered.
    """
    if not has(units, name):
        return pd.DataFrame()
    values = {code: float(at) for at, code in enumerate(scale, start=1)}
    limits = (1.0, float(len(scale)))
    tidy = [
        means(
            part.assign(**{PLACE: part[name].astype("object").map(values).astype("float64")}),
            PLACE, by, weight=WEIGHT, orders={by: order}, scale=limits,
        )
        for part in (units, units if living is None else living)
    ]  # fmt: skip
    mean, weighted = pick(tidy[0], "mean"), pick(tidy[1], "mean_weighted")
    return pd.DataFrame(
        {
            "n": mean["n"],
            "scale_mean": mean["estimate"],
            "scale_low": mean["low"],
            "scale_high": mean["high"],
            "scale_weighted": weighted["estimate"],
            "scale_weighted_low": weighted["low"],
            "scale_weighted_high": weighted["high"],
        }
    ).rename_axis(by)


def weighted_below(frame: pd.DataFrame) -> tuple[int, int]:
    """In how many groups the weighted mean is below the unweighted one, and of how many groups.

    Args:
        frame: From :func:`means_by`; may be empty.
    """
    if frame.empty:
        return 0, 0
    groups = frame.drop(index=TOTAL).dropna(subset=["scale_mean", "scale_weighted"])
    return int((groups["scale_weighted"] < groups["scale_mean"]).sum()), len(groups)
