"""Codes of an open answer: how many wrote, what they mention most, and by what groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from is248.measures.lookup import answers_to
from is248.measures.outcomes import PERCENT_COLUMNS
from is248.measures.support import code_by, with_code
from is248.stats.logit import logit
from is248.stats.proportions import wilson

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MONEY = frozenset(
    {
        "earmarking",
        "more_resources_staff",
        "sufficient_predictable_resources",
        "grants_allocation",
    }
)
"""Codes on money, posts or earmarking in one form or another."""


def codes_of(name: str) -> str:
    """Column of the codes of an open question."""
    return f"{name}__codes"


def written(units: pd.DataFrame, name: str) -> pd.DataFrame:
    """How many units wrote something that was coded, by kind of unit.

    Args:
        units: Answers beside the register, Oslo as districts.
        name: The open question.

    Returns:
        One row per kind ("municipality", "district"), index ``kind``: ``count`` that wrote, ``n``
        units and ``pct``.
    """
    wrote = answers_to(units, codes_of(name)).notna().groupby(units["kind"])
    frame = pd.DataFrame({"count": wrote.sum().astype("int64"), "n": wrote.size()})
    return frame.assign(pct=frame["count"] / frame["n"] * 100)


def mentions(units: pd.DataFrame, name: str, *codes: str) -> float:
    """Per cent of the coded answers that have any of some codes; NaN when nobody was asked."""
    wanted = set(codes)
    return float(_codes(units, name).map(lambda found: bool(wanted & set(found))).mean() * 100)


def per_answer(units: pd.DataFrame, name: str) -> float:
    """Codes per coded answer, those without any code counted; NaN when nobody was asked."""
    return float(_codes(units, name).map(len).mean())


def most_named(units: pd.DataFrame, name: str, codes: Iterable[str], top: int) -> pd.DataFrame:
    """The codes that most answers have, with intervals.

    Args:
        units: One row per unit.
        name: The open question.
        codes: Its codes, in the order of the codebook.
        top: How many; of equally many the first in the codebook.

    Returns:
        One row per code, most named first, index named by the question: columns of
        :data:`is248.measures.outcomes.PERCENT_COLUMNS`. Empty when nobody was asked.
    """
    if not has_codes(units, name):
        return pd.DataFrame(columns=list(PERCENT_COLUMNS)).rename_axis(name)
    found = _frame({code: _share(units, name, code) for code in codes}, name)
    return found.sort_values("count", ascending=False, kind="stable").head(top)


def has_codes(units: pd.DataFrame, name: str) -> bool:
    """Whether any answer was coded."""
    return bool(answers_to(units, codes_of(name)).notna().any())


def shares(
    units: pd.DataFrame,
    name: str,
    code: str,
    by: str,
    orders: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Answers with a code, by group: :func:`is248.measures.support.code_by`.

    Args:
        units: One row per unit.
        name: The open question.
        code: The code.
        by: Grouping column.
        orders: Column → its groups in order.

    Returns:
        One row per group and ``total``, index ``by``; empty when nobody was asked.
    """
    if not has_codes(units, name):
        return pd.DataFrame(columns=list(PERCENT_COLUMNS)).rename_axis(by)
    return code_by(units, codes_of(name), code, by, orders or {})


def model(
    units: pd.DataFrame,
    name: str,
    code: str,
    factors: Sequence[str],
    orders: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """A logit of having a code: :func:`is248.stats.logit.logit`.

    Args:
        units: One row per unit.
        name: The open question.
        code: The code.
        factors: Grouping columns.
        orders: Column → its groups in order.

    Returns:
        Tidy rows, ``item`` the code; empty when nobody was asked.
    """
    if not has_codes(units, name):
        return pd.DataFrame()
    return logit(with_code(units, codes_of(name), code), code, list(factors), orders=orders)


def bases(units: pd.DataFrame, name: str, code: str) -> pd.DataFrame:
    """One code as a share of several things.

    Args:
        units: Answers beside the register, Oslo as districts.
        name: The open question.
        code: The code.

    Returns:
        Index ``counted_as``: ``answered`` (of all coded answers), ``outside_oslo`` (of those from
        municipalities outside Oslo), ``missing_no`` (of all units, one without an answer having
        named nothing); columns as :func:`most_named`. Empty when nobody was asked.
    """
    if not has_codes(units, name):
        return pd.DataFrame()
    outside = units[units["kind"] == "municipality"]
    silent = units.assign(**{codes_of(name): units[codes_of(name)].fillna("")})
    ways = {"answered": units, "outside_oslo": outside, "missing_no": silent}
    return _frame({way: _share(one, name, code) for way, one in ways.items()}, "counted_as")


def _codes(units: pd.DataFrame, name: str) -> pd.Series[Any]:
    """The codes of every coded answer, a list each."""
    answers = answers_to(units, codes_of(name)).dropna().astype("object")
    return answers.map(lambda text: [code for code in str(text).split(";") if code])


def _share(units: pd.DataFrame, name: str, code: str) -> list[float]:
    found = _codes(units, name).map(lambda codes: code in codes)
    n, count = len(found), int(found.sum())
    low, high = wilson(count, n)
    return [n, count, count / n * 100, low * 100, high * 100]


def _frame(rows: dict[str, list[float]], name: str) -> pd.DataFrame:
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(PERCENT_COLUMNS))
    return frame.astype({"n": "Int64", "count": "Int64"}).rename_axis(name)
