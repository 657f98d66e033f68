"""Answers to questions as tables: per cent of those that answered, with counts and intervals.

A thin layer over :mod:`is248.stats.proportions` and :mod:`is248.stats.choices`: the tidy
rows of those, turned to one row per group or category and to per cent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.base.keys import TOTAL
from is248.stats.choices import crosses, option_shares
from is248.stats.proportions import counted
from is248.stats.proportions import distribution as tidy_distribution
from is248.stats.tidy import pick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.survey.codebook import Variable

PERCENT_COLUMNS = ("n", "count", "pct", "low_pct", "high_pct")
_COUNTS = ("n", "count")
_PERCENT = {"pct": "estimate", "low_pct": "low", "high_pct": "high"}
OUTCOME = "outcome"


def asked(units: pd.DataFrame, variable: Variable) -> bool:
    """Whether anybody answered: a question that is missing throughout was not asked."""
    columns = (column for column in variable.columns if column in units.columns)
    return any(bool(units[column].notna().any()) for column in columns)


def outcome(units: pd.DataFrame, column: str, codes: Sequence[str]) -> pd.DataFrame:
    """The units with a column ``outcome``, see :func:`hits`."""
    return units.assign(**{OUTCOME: hits(units, column, codes)})


def columns_of(units: pd.DataFrame, column: str) -> list[str]:
    """The columns of a question: its own, or those of its options; none when it is not asked."""
    if column in units.columns:
        return [column]
    return [name for name in map(str, units.columns.tolist()) if name.startswith(f"{column}__")]


def hits(units: pd.DataFrame, column: str, codes: Sequence[str]) -> pd.Series[float]:
    """1 for units that gave one of the codes, 0 for others, missing for no answer.

    Of a multiple choice it is 1 where any of the codes is crossed, and missing where the unit left
    the whole question empty.
    """
    if column not in units.columns:
        return _any_crossed(units, column, codes)
    answers, wanted = units[column].array, set(codes)
    found = np.array([float(answer in wanted) for answer in answers.to_numpy(dtype=object)])
    found[answers.isna()] = np.nan
    return pd.Series(found, index=units.index)


def _any_crossed(units: pd.DataFrame, column: str, codes: Sequence[str]) -> pd.Series[float]:
    crossed = crosses(units, columns_of(units, column), zeros_answer=True)
    return crossed[[f"{column}__{code}" for code in codes]].max(axis=1)


def shares_by(
    units: pd.DataFrame,
    column: str,
    codes: Sequence[str],
    by: str | None,
    orders: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Per cent that gave one of the codes, by group.

    Args:
        units: One row per unit that was asked.
        column: A single choice, or a multiple choice of which any of the codes counts.
        codes: The answers counted.
        by: Grouping column; total only when not given.
        orders: Column → its groups in order.

    Returns:
        One row per group and ``total``, index ``by``: ``n`` units that answered, ``count`` of them
        with the outcome, ``pct`` and its Wilson limits ``low_pct``, ``high_pct``.
    """
    found = [*counted(hits(units, column, codes), units, by, orders)]
    rows = [row for _, _, row in found]
    counts = {name: pd.array([row[name] for row in rows], dtype="Int64") for name in _COUNTS}
    percent = {
        name: np.array([row[told] for row in rows], dtype=np.float64) * 100
        for name, told in _PERCENT.items()
    }
    index = pd.Index([level for level, _, _ in found], name=by or TOTAL)
    return pd.DataFrame(counts | percent, index=index)


def share(units: pd.DataFrame, column: str, codes: Sequence[str]) -> pd.Series[float]:
    """The row ``total`` of :func:`shares_by`, as numbers."""
    ((_, _, row),) = counted(hits(units, column, codes), units)
    percent = (float(row[told]) * 100 for told in _PERCENT.values())
    values = [*(float(row[name]) for name in _COUNTS), *percent]
    return pd.Series(values, index=list(PERCENT_COLUMNS), name=TOTAL)


def totals(shares: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    """The total rows of several tables of shares under one another.

    Args:
        shares: Key → from :func:`shares_by`; one without a row ``total`` is left out.
        name: Name of the index.

    Returns:
        One row per key, columns as theirs; those of :data:`PERCENT_COLUMNS` without any row.
    """
    rows = [
        frame.loc[[TOTAL]].set_axis([key]) for key, frame in shares.items() if TOTAL in frame.index
    ]
    nothing = pd.DataFrame(columns=list(PERCENT_COLUMNS), dtype="float64")
    return (pd.concat(rows) if rows else nothing).rename_axis(name)


def in_percent(shares: pd.DataFrame) -> pd.DataFrame:
    """Tidy shares in per cent: the columns of :data:`PERCENT_COLUMNS`, index kept."""
    counts = {name: shares[name].astype("Int64") for name in _COUNTS}
    percent = {name: shares[column].astype("float64") * 100 for name, column in _PERCENT.items()}
    return pd.DataFrame(counts | percent, index=shares.index)


def distribution(units: pd.DataFrame, variable: Variable) -> pd.DataFrame:
    """Answers to a single choice.

    Args:
        units: One row per unit that was asked.
        variable: The question.

    Returns:
        One row per category in the order of the codebook and ``total``; index named by the
        variable: ``n`` answers and ``pct`` of all answers.
    """
    answers = units[variable.id].astype("object").dropna()
    counts = answers.value_counts().reindex(list(variable.categories), fill_value=0)
    frame = pd.DataFrame({"n": counts, "pct": counts / max(len(answers), 1) * 100})
    frame.loc[TOTAL] = [len(answers), 100.0]
    return frame.astype({"n": "Int64"}).rename_axis(variable.id)


def answer_shares(units: pd.DataFrame, variable: Variable) -> pd.DataFrame:
    """Every answer to a single choice with its Wilson interval.

    Args:
        units: One row per unit that was asked.
        variable: The question.

    Returns:
        One row per category in the order of the codebook, index named by the variable: the columns
        of :data:`PERCENT_COLUMNS`, per cent of the ``n`` units that answered.
    """
    order = {variable.id: list(variable.categories)}
    tidy = pick(tidy_distribution(units, variable.id, orders=order), "share")
    return in_percent(tidy.set_index("item")).rename_axis(variable.id)


def crosstab(units: pd.DataFrame, variable: Variable, by: str) -> pd.DataFrame:
    """Answers to a single choice by group, each row summing to 100.

    Args:
        units: One row per unit that was asked.
        variable: The question.
        by: Grouping column.

    Returns:
        One row per group that has answers and ``total``, index ``by``: ``<code>_pct`` per category
        and ``n``; empty when the question is not asked.
    """
    if variable.id not in units:
        return pd.DataFrame().rename_axis(index=by)
    known = units[[*dict.fromkeys([by, variable.id])]].dropna(subset=[variable.id])
    everything = pd.concat([known, known.assign(**{by: TOTAL})])
    counts = pd.crosstab(everything[by], everything[variable.id].astype("object"))
    counts = counts.reindex(columns=list(variable.categories), fill_value=0)
    n = counts.sum(axis=1)
    percent = counts.div(n, axis=0).mul(100).add_suffix("_pct")
    return percent.assign(n=n.astype("Int64")).rename_axis(index=by, columns=None)


def options(units: pd.DataFrame, variable: Variable) -> pd.DataFrame:
    """Crosses of a multiple choice.

    Args:
        units: One row per unit that was asked.
        variable: The question.

    Returns:
        One row per option, index named by the variable: ``n`` units that answered, ``count`` that
        crossed it, ``pct`` of those that answered, with Wilson limits.
    """
    tidy = option_shares(units, list(variable.columns), zeros_answer=True)
    found = in_percent(tidy[tidy["quantity"] == "share"].set_index("item"))
    return found.rename(index=lambda c: str(c).split("__", 1)[1]).rename_axis(variable.id)


def options_by(
    units: pd.DataFrame, name: str, options: Sequence[str], by: str, order: Sequence[str]
) -> pd.DataFrame:
    """Every option by group, one column per option.

    Args:
        units: One row per unit that belongs to the base, such as those that buy.
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
    found = [shares_by(units, name, [option], by, {by: order}) for option in options]
    parts = [found[0]["n"], *(frame["pct"] for frame in found)]
    frame = pd.concat(parts, axis=1, keys=columns)
    return frame[frame["n"] > 0].rename_axis(by)


def codes(units: pd.DataFrame, variable: Variable) -> pd.DataFrame:
    """Codes of an open question; an answer may have several.

    Args:
        units: One row per unit that was asked.
        variable: An open question with codes.

    Returns:
        One row per code, index named by the variable: ``n`` answers with the code and ``pct`` of
        all coded answers. The shares may sum to more than 100.
    """
    coded = units[f"{variable.id}__codes"].dropna().astype("str")
    parts = coded.str.split(";").explode()
    counts = parts.value_counts().reindex(list(variable.categories), fill_value=0)
    frame = pd.DataFrame({"n": counts, "pct": counts / max(len(coded), 1) * 100})
    return frame.astype({"n": "Int64"}).rename_axis(variable.id)
