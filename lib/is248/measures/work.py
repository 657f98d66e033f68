"""Work measures (chapter 15): who has job support, how many get it, and NAV as seen by all adults.

A question that nobody answered gives an empty table or NaN, never an error.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.measures import outcomes as questions
from is248.measures.group_tests import factor_p
from is248.measures.lookup import has
from is248.measures.repeated import paired
from is248.stats.permutation import factor_tests
from is248.stats.proportions import proportions
from is248.stats.tidy import pick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DISTRICTS = "oslo_districts"
"""Key of Oslo's districts where they are a group beside the size classes."""

SIZE_DISTRICTS = "size_districts"
"""Column of :func:`districts_apart`."""

FEW = 5
"""A rate of fewer units says more of a single municipality than of its group."""

_YES = ("yes",)
_PERCENT = 100.0


def districts_apart(units: pd.DataFrame) -> pd.DataFrame:
    """The units with a column ``size_districts``: size class, Oslo's districts as their own group.

    Args:
        units: Answers beside the register, Oslo as districts.
    """
    districts = units["kind"] == "district"
    return units.assign(**{SIZE_DISTRICTS: units["size_class"].mask(districts, DISTRICTS)})


def having(units: pd.DataFrame, *names: str) -> dict[str, float]:
    """How many units have all of something: a yes, or a number above zero.

    Args:
        units: Answers beside the register, Oslo as districts.
        *names: Single choices with the answer "yes", or counts.

    Returns:
        ``municipality`` and ``district`` → units; NaN when nobody answered one of the questions.
    """
    kinds = ("municipality", "district")
    if not all(has(units, name) for name in names):
        return dict.fromkeys(kinds, math.nan)
    all_of = pd.concat([_has(units[name]) for name in names], axis=1).all(axis=1)
    counts = units.loc[all_of, "kind"].value_counts()
    return {kind: float(counts.get(kind, 0)) for kind in kinds}


def by_kind(units: pd.DataFrame, offers: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """How many municipalities and districts have each of several offers.

    Args:
        units: Answers beside the register, Oslo as districts.
        offers: Row → the questions that all are a yes, or a number above zero.

    Returns:
        One row per offer that was asked about, index ``question``: ``municipalities_n`` and
        ``districts_n``.
    """
    rows = {row: list(having(units, *names).values()) for row, names in offers.items()}
    columns = ["municipalities_n", "districts_n"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns, dtype="float64")
    return frame.dropna().rename_axis("question")


def users_by(units: pd.DataFrame, users: str, by: str) -> pd.DataFrame:
    """Users of an offer and the adult inhabitants of the units that have it.

    Args:
        units: Answers beside the register, one row per unit.
        users: Column of the number of users.
        by: Grouping column.

    Returns:
        One row per group with such units and ``total``, index ``by``: ``n`` units that told of
        users, ``users_n``, ``pop_18plus_n`` of these units, and ``users_per10k_18plus``, the ratio
        of the sums. Units without users, or without an answer, count nowhere; no rows when nobody
        answered.
    """
    wanted = [by, users, "pop_18plus"]
    known = units[[column for column in wanted if column in units.columns]]
    told = known[_has(known[users])] if has(known, users) else known.iloc[:0]
    every = pd.concat([told, told.assign(**{by: TOTAL})]).reindex(columns=wanted)
    grouped = every.groupby(by, sort=False)
    frame = pd.DataFrame(
        {
            "n": grouped.size().astype("Int64"),
            "users_n": grouped[users].sum().astype("float64"),
            "pop_18plus_n": grouped["pop_18plus"].sum(),
        }
    )
    rate = frame["users_n"] / frame["pop_18plus_n"] * 10_000
    return frame.assign(users_per10k_18plus=rate)


def weighted_shares(
    units: pd.DataFrame,
    name: str,
    codes: Sequence[str],
    by: str,
    orders: Mapping[str, Sequence[str]],
    *,
    living: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Shares by group, every unit counting the same beside every adult counting the same.

    Args:
        units: One row per unit.
        name: A single choice.
        codes: The answers counted.
        by: Grouping column.
        orders: Column → its groups in order.
        living: The units that adults are counted in, with ``pop_18plus``: a city by its districts.
            As ``units`` when not given.

    Returns:
        One row per group and ``total``, index ``by``: ``n`` units that answered,
        ``unweighted_pct`` and ``weighted_pct`` of them. No rows when nobody answered.
    """
    columns = ["n", "unweighted_pct", "weighted_pct"]
    if not has(units, name):
        return pd.DataFrame(columns=columns, dtype="float64").rename_axis(by)
    tidy = [
        proportions(
            questions.outcome(part, name, codes), questions.OUTCOME, by, weight="pop_18plus",
            orders=orders,
        )
        for part in (units, units if living is None else living)
    ]  # fmt: skip
    plain, weighted = pick(tidy[0], "share"), pick(tidy[1], "share_weighted")
    parts = [plain["n"], plain["estimate"] * _PERCENT, weighted["estimate"] * _PERCENT]
    return pd.concat(parts, axis=1, keys=columns).rename_axis(by)


def two_ends(shares: pd.DataFrame) -> pd.DataFrame:
    """Weighted and unweighted shares as :func:`is248.show.plots.intervals.ranked_intervals` wants.

    Args:
        shares: From :func:`weighted_shares`.

    Returns:
        The groups that have both, without the total: ``estimate`` the weighted share, ``other``
        the unweighted one, ``low`` and ``high`` the lower and higher of the two, and ``n``.
    """
    groups = shares.drop(index=TOTAL, errors="ignore").dropna()
    ends = groups[["unweighted_pct", "weighted_pct"]]
    columns = {"weighted_pct": "estimate", "unweighted_pct": "other"}
    return groups.rename(columns=columns).assign(low=ends.min(axis=1), high=ends.max(axis=1))


def county_tests(
    units: pd.DataFrame, labels: Mapping[str, str], orders: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Whether counties differ in an offer, alone and when size class is in the model.

    Args:
        units: One row per unit, Oslo as districts.
        labels: Single choice with the answer "yes" → its label.
        orders: ``county`` and ``size_class`` → their groups in order.

    Returns:
        One row per question that anybody answered, index ``question``: p of permutation tests
        ``county_alone_p``, ``county_given_size_p`` and ``size_given_county_p``.
    """
    rows = {}
    for name, label in labels.items():
        if has(units, name):
            hits = questions.outcome(units, name, _YES)
            alone = factor_tests(hits, questions.OUTCOME, ["county"], orders=orders)
            both = factor_tests(hits, questions.OUTCOME, ["county", "size_class"], orders=orders)
            ps = (factor_p(alone, "county"), factor_p(both, "county"), factor_p(both, "size_class"))
            rows[label] = ps
    columns = ["county_alone_p", "county_given_size_p", "size_given_county_p"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("question")


def changes(
    before: pd.DataFrame | None, after: pd.DataFrame, labels: Mapping[str, str]
) -> pd.DataFrame:
    """Yes in two years: the shares of those that answered, and who changed their answer.

    Args:
        before: Units of the first year; None where it asked none of the questions.
        after: Units of the second year, same index.
        labels: Single choice with the answer "yes" → its label.

    Returns:
        One row per question that both years answered, index ``question`` (label): ``before_pct``
        and ``after_pct`` of those that answered that year, ``both_n`` that answered in both,
        ``gained`` and ``lost`` of these, and ``p_value`` of McNemar's exact test.
    """
    rows = {}
    for name, label in labels.items():
        if before is not None and has(before, name) and has(after, name):
            years = {"before_pct": before, "after_pct": after}
            shares = {key: _yes_pct(units[name]) for key, units in years.items()}
            rows[label] = shares | paired(before[name], after[name], _YES)
    columns = ["before_pct", "after_pct", "n", "gained", "lost", "p"]
    frame = pd.DataFrame.from_dict(rows, orient="index").reindex(columns=columns)
    return frame.rename(columns={"n": "both_n", "p": "p_value"}).rename_axis("question")


def _has(values: pd.Series[str]) -> pd.Series[bool]:
    if pd.api.types.is_numeric_dtype(values):
        return values.astype("float64").gt(0)
    return values.astype("object").eq("yes")


def _yes_pct(answers: pd.Series[str]) -> float:
    known = answers.astype("object").dropna()
    return float(known.isin(_YES).mean() * _PERCENT)
