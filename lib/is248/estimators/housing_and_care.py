"""Housing and places bought from private providers: shares, mixes and tests of those two chapters.

Everything here rests on :mod:`is248.estimators.proportions`, :mod:`is248.estimators.choices` and
:mod:`is248.estimators.logit`. A question that nobody answered gives an empty frame, NaN or an empty
list, never an error.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.display.table import TOTAL
from is248.estimators import proportions as shares
from is248.estimators import questions
from is248.estimators.choices import crosses, option_shares
from is248.estimators.logit import logit
from is248.estimators.multiplicity import CONVENTION, holm
from is248.estimators.tidy import pick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.survey.codebook import Variable

MIX = ("nonprofit_only", "both_sectors", "commercial_only")
"""Whom buyers buy from, as classes that exclude one another."""

PEOPLE = "pop_total"


@dataclass(frozen=True)
class Paired:
    """Two answers of the same units, compared unit by unit.

    Attributes:
        n: Units that answered both questions.
        first: Units among them with the outcome in the first question.
        second: Units among them with the outcome in the second question.
        only_first: Units with the outcome in the first question alone.
        only_second: Units with the outcome in the second question alone.
        p: p of McNemar's exact test that the two shares are equal; NaN without discordant units.
    """

    n: int
    first: int
    second: int
    only_first: int
    only_second: int
    p: float


def answer_shares(units: pd.DataFrame, variable: Variable) -> pd.DataFrame:
    """Every answer to a single choice with its Wilson interval.

    Args:
        units: One row per unit that was asked.
        variable: The question.

    Returns:
        One row per category in the order of the codebook, index named by the variable: ``count``,
        ``pct``, ``low_pct``, ``high_pct`` (per cent of those that answered). Empty when nobody
        answered.
    """
    if not questions.asked(units, variable):
        return pd.DataFrame()
    order = {variable.id: list(variable.categories)}
    tidy = shares.distribution(units, variable.id, orders=order)
    found = questions.in_percent(pick(tidy, "share").set_index("item"))
    return found.drop(columns="n").rename_axis(variable.id)


def crossed_any(units: pd.DataFrame, variable: Variable, options: Sequence[str]) -> pd.DataFrame:
    """Whether a unit crossed at least one of several options.

    Args:
        units: One row per unit that was asked.
        variable: A multiple choice.
        options: Options, any of which counts.

    Returns:
        The units with a column ``outcome``: 1, 0, or missing for units without any answer.
    """
    crossed = crosses(units, list(variable.columns), zeros_answer=True)
    chosen = crossed[[f"{variable.id}__{option}" for option in options]]
    return units.assign(**{questions.OUTCOME: chosen.max(axis=1)})


def option_shares_by(
    units: pd.DataFrame,
    variable: Variable,
    options: Sequence[str],
    by: str,
    order: Sequence[str],
) -> pd.DataFrame:
    """Per cent that crossed at least one of several options, by group.

    Args:
        units: One row per unit that was asked.
        variable: A multiple choice.
        options: Options, any of which counts.
        by: Grouping column.
        order: Its groups in order.

    Returns:
        As :func:`is248.estimators.questions.shares_by`; empty when nobody answered.
    """
    if not questions.asked(units, variable):
        return pd.DataFrame(columns=list(questions.PERCENT_COLUMNS))
    data = crossed_any(units, variable, options)
    tidy = shares.proportions(data, questions.OUTCOME, by, orders={by: order})
    return questions.in_percent(pick(tidy, "share")).rename_axis(by)


def option_logit(
    units: pd.DataFrame,
    variable: Variable,
    options: Sequence[str],
    orders: Mapping[str, Sequence[str]],
) -> pd.DataFrame:
    """A logit of having crossed at least one of several options.

    Args:
        units: One row per unit that was asked.
        variable: A multiple choice.
        options: Options, any of which counts.
        orders: Factor → its groups in order; the factors of the model.

    Returns:
        As :func:`is248.estimators.logit.logit`; empty when nobody answered.
    """
    if not questions.asked(units, variable):
        return pd.DataFrame()
    data = crossed_any(units, variable, options)
    return logit(data, questions.OUTCOME, list(orders), orders=orders)


def takers(units: pd.DataFrame, variable: Variable, none: str) -> pd.DataFrame:
    """The units that crossed something else than "none of these".

    Args:
        units: One row per unit that was asked.
        variable: A multiple choice.
        none: The option that stands for nothing.
    """
    options = [option for option in variable.categories if option != none]
    return units[crossed_any(units, variable, options)[questions.OUTCOME] == 1]


def option_table_by(
    units: pd.DataFrame,
    variable: Variable,
    options: Sequence[str],
    by: str,
    order: Sequence[str],
) -> pd.DataFrame:
    """Every option by group, one column per option.

    Args:
        units: One row per unit that belongs to the base.
        variable: A multiple choice.
        options: The options shown.
        by: Grouping column.
        order: Its groups in order.

    Returns:
        One row per group with units and ``total``, index ``by``: ``n`` units of the base and
        ``<option>_pct`` of them. Shares may sum to more than 100. Empty without units.
    """
    if units.empty:
        return pd.DataFrame()
    columns = [f"{variable.id}__{option}" for option in options]
    tidy = option_shares(units, columns, by, orders={by: order})
    tidy = pick(tidy, "share").set_index(["level", "item"])
    n = tidy["n"].xs(columns[0], level="item")
    named = zip(options, columns, strict=True)
    percent = {f"{o}_pct": tidy["estimate"].xs(column, level="item") * 100 for o, column in named}
    return pd.DataFrame({"n": n} | percent)[n > 0].rename_axis(by)


def sector_mix(
    units: pd.DataFrame,
    variable: Variable,
    by: str,
    nonprofit: Sequence[str],
    commercial: Sequence[str],
) -> pd.DataFrame:
    """Whom buyers buy from: non-profit only, both, or commercial only.

    Args:
        units: One row per buyer, from :func:`takers`.
        variable: A multiple choice.
        by: Grouping column.
        nonprofit: Options of non-profit providers.
        commercial: Options of commercial providers.

    Returns:
        One row per group with buyers and ``total``, index ``by``: ``<class>_pct`` for the classes
        of :data:`MIX`, which sum to 100. Empty without buyers.
    """
    if units.empty:
        return pd.DataFrame()
    first = crossed_any(units, variable, nonprofit)[questions.OUTCOME] == 1
    second = crossed_any(units, variable, commercial)[questions.OUTCOME] == 1
    kind = np.select([first & second, first], [MIX[1], MIX[0]], MIX[2])
    classes = pd.DataFrame({by: units[by], "kind": kind}, index=units.index)
    both = pd.concat([classes, classes.assign(**{by: TOTAL})])
    percent = pd.crosstab(both[by], both["kind"], normalize="index") * 100
    percent = percent.reindex(columns=list(MIX), fill_value=0.0).add_suffix("_pct")
    return percent.rename_axis(index=by, columns=None)


def paired(units: pd.DataFrame, first: str, second: str, codes: Sequence[str]) -> Paired:
    """The same outcome in two questions, among units that answered both.

    Args:
        units: One row per unit.
        first: A single choice.
        second: Another with the same answers.
        codes: The answers counted.

    Returns:
        Counts and McNemar's exact test.

    Source:
        McNemar (1947), Psychometrika 12; the exact form is a binomial test of the discordant units.
    """
    from scipy.stats import binomtest

    known = units[units[first].notna() & units[second].notna()]
    one, two = known[first].isin(list(codes)), known[second].isin(list(codes))
    only_first, only_second = int((one & ~two).sum()), int((two & ~one).sum())
    discordant = only_first + only_second
    p = float(binomtest(only_first, discordant).pvalue) if discordant else math.nan
    return Paired(len(known), int(one.sum()), int(two.sum()), only_first, only_second, p)


def factor_p(model: pd.DataFrame, by: str) -> float:
    """Likelihood-ratio test of a factor, its p; NaN when the model is empty."""
    if model.empty:
        return math.nan
    return float(pick(model, "lr_test", by)["p"].iloc[0])


def standing_out(model: pd.DataFrame, by: str, direction: str = "either") -> list[str]:
    """The groups that differ from the reference at the report's level, each taken alone.

    Args:
        model: From :func:`is248.estimators.logit.logit`, or empty.
        by: The factor.
        direction: "higher", "lower" or "either".

    Returns:
        The groups in order; p is not adjusted for their number, as in the report series.
    """
    if model.empty:
        return []
    rows = pick(model, "odds_ratio", by)
    found = rows[rows["p"] < CONVENTION]
    if direction == "higher":
        found = found[found["estimate"] > 1]
    elif direction == "lower":
        found = found[found["estimate"] < 1]
    return [str(level) for level in found.index]


def factor_tests(models: Mapping[str, Mapping[str, pd.DataFrame]]) -> pd.DataFrame:
    """Likelihood-ratio tests of several questions by several groupings, raw and adjusted.

    Args:
        models: Question's label → grouping → model.

    Returns:
        One row per question with a model, index ``question``: ``lr_<grouping>`` and
        ``holm_<grouping>``, adjusted by Holm's method over all tests of the table.
    """
    raw = pd.DataFrame(
        {label: {by: factor_p(model, by) for by, model in found.items()}
         for label, found in models.items()}
    ).T.dropna(how="all")  # fmt: skip
    adjusted = holm(raw.to_numpy(dtype=np.float64).ravel()).reshape(raw.shape)
    both = raw.add_prefix("lr_").join(
        pd.DataFrame(adjusted, index=raw.index, columns=raw.columns).add_prefix("holm_")
    )
    return both.rename_axis("question")


def by_choice(
    one: pd.DataFrame,
    districts: pd.DataFrame,
    variable: Variable,
    codes: Sequence[str],
    left_out: Sequence[str] = (),
) -> pd.DataFrame:
    """One share under the choices that a reviewer may question.

    Args:
        one: Units with Oslo as one.
        districts: Units with Oslo's districts.
        variable: A single choice.
        codes: The answers counted.
        left_out: Answers that one of the rows takes out of the base.

    Returns:
        One row per choice, index ``estimate_choice``: ``n``, ``count``, ``pct``, ``low_pct``,
        ``high_pct``. "one" is the base; "districts", "weighted" (by inhabitants) and, with
        ``left_out``, "without_unsure" each change one choice. Empty when nobody answered.
    """
    if not questions.asked(one, variable):
        return pd.DataFrame()
    base = questions.outcome(one, variable.id, codes)
    weighted = shares.proportions(base, questions.OUTCOME, weight=PEOPLE)
    rows = {
        "one": questions.shares_by(one, variable.id, codes, None).loc[TOTAL],
        "districts": questions.shares_by(districts, variable.id, codes, None).loc[TOTAL],
        "weighted": questions.in_percent(pick(weighted, "share_weighted")).loc[TOTAL],
    }
    if left_out:
        sure = one[~one[variable.id].isin(list(left_out))]
        rows["without_unsure"] = questions.shares_by(sure, variable.id, codes, None).loc[TOTAL]
    frame = pd.DataFrame(rows).T.astype({"n": "Int64", "count": "Int64"})
    return frame.rename_axis("estimate_choice")
