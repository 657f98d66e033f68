"""Cooperation with the specialist services, crisis teams and outreach: what those chapters share.

Coded open answers read as choices, means of a scale with and without weights, tests in one number,
and the same share under several choices. A question that the year lacks gives an empty frame.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from is248 import published
from is248.display.table import TOTAL
from is248.errors import DataError
from is248.estimators import questions
from is248.estimators.logit import logit
from is248.estimators.means import means
from is248.estimators.multiplicity import holm
from is248.estimators.ordered import ordered_logit
from is248.estimators.proportions import proportions
from is248.estimators.tidy import REFERENCE, pick
from is248.rounding import half_up
from is248.survey.answers import load_answers
from is248.survey.units import oslo_as_one

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.survey.answers import Answers

WEIGHT = "pop_total"
STATA_COLUMNS: Mapping[str, str] = {
    "n": "n",
    "estimate": "odds_ratio",
    "se": "std_err",
    "statistic": "z",
    "p": "p_value",
    "low": "ci95_low",
    "high": "ci95_high",
}
"""Tidy column → column of a printed logit table."""

PLACE = "place"
REGISTER = ("name", "kind", "county", "hf_area", "region", "size_class", WEIGHT)
EITHER = "either"


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
    variables = tuple(
        v.model_copy(update={"type": "single"}) if v.id in chosen else v
        for v in answers.codebook.variables
    )
    book = answers.codebook.model_copy(update={"variables": variables})
    return replace(answers, values=answers.values.assign(**codes), codebook=book)


def _one_code(values: pd.DataFrame, name: str) -> pd.Series[str]:
    column = f"{name}__codes"
    if column not in values.columns:
        return pd.Series(pd.NA, index=values.index, dtype="string")
    codes = values[column].astype("string")
    if several := int(codes.str.contains(";", regex=False).sum()):
        raise DataError(f"«{name}» skal ha én kode per svar, men {several} svar har flere.")
    return codes


def has(units: pd.DataFrame, name: str) -> bool:
    """Whether anybody answered a question."""
    return name in units.columns and bool(units[name].notna().any())


def means_by(
    units: pd.DataFrame, name: str, scale: Sequence[str], by: str, order: Sequence[str]
) -> pd.DataFrame:
    """Mean of a scale by group, every unit counting the same and every inhabitant the same.

    Args:
        units: One row per unit that was asked.
        name: A single choice.
        scale: Its codes in order; the first has the value 1.
        by: Grouping column.
        order: The groups in order.

    Returns:
        One row per group and ``total``, index ``by``: ``n`` units that answered, ``scale_mean``
        with ``scale_low`` and ``scale_high``, ``scale_weighted`` by inhabitants with
        ``scale_weighted_low`` and ``scale_weighted_high``; 95 per cent intervals, see
        :func:`is248.estimators.means.means`. Empty when nobody answered.
    """
    if not has(units, name):
        return pd.DataFrame()
    values = {code: float(at) for at, code in enumerate(scale, start=1)}
    placed = units.assign(**{PLACE: units[name].astype("object").map(values).astype("float64")})
    limits = (1.0, float(len(scale)))
    tidy = means(placed, PLACE, by, weight=WEIGHT, orders={by: order}, scale=limits)
    mean, weighted = pick(tidy, "mean"), pick(tidy, "mean_weighted")
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


def logit_table(model: pd.DataFrame, by: str) -> pd.DataFrame:
    """Odds ratios against the reference as Stata prints them.

    Args:
        model: From :func:`is248.estimators.logit.logit`; may be empty.
        by: The factor.

    Returns:
        One row per group, index ``by``, the columns of :data:`STATA_COLUMNS`: units that answered,
        odds ratio, its standard error by the delta method, z (of the log odds ratio), p and the 95
        per cent interval. The reference has its ratio of 1 and nothing else. Empty for an empty
        model.
    """
    if model.empty:
        return pd.DataFrame()
    rows = pick(model, "odds_ratio", by)
    frame = rows[list(STATA_COLUMNS)].rename(columns=dict(STATA_COLUMNS))
    reference = rows["note"].str.startswith(REFERENCE.removesuffix("."))
    untested = ["std_err", "z", "p_value", "ci95_low", "ci95_high"]
    frame.loc[reference, untested] = math.nan
    return frame.rename_axis(by)


def lr_p(model: pd.DataFrame, factor: str) -> float:
    """P of the likelihood-ratio test of a factor; NaN without a model."""
    if model.empty:
        return math.nan
    return float(pick(model, "lr_test", factor)["p"].iloc[0])


def factor_p(
    units: pd.DataFrame, name: str, codes: Sequence[str], factors: Mapping[str, Sequence[str]]
) -> float:
    """P of the test that a share is the same in all groups: logit, likelihood ratio.

    Args:
        units: One row per unit that was asked.
        name: A single choice.
        codes: The answers counted.
        factors: Grouping column → its groups in order. The first is tested, given the others.

    Returns:
        p, by Firth's penalised likelihood where groups separate the answers; NaN when nobody
        answered or no model can be fitted.
    """
    if not has(units, name):
        return math.nan
    hits = questions.outcome(units, name, codes)
    # Wald, since profiled intervals take long and the test does not need them
    model = logit(hits, questions.OUTCOME, list(factors), orders=factors, interval="wald")
    return lr_p(model, next(iter(factors)))


def shift_p(
    units: pd.DataFrame,
    name: str,
    scale: Sequence[str],
    factors: Mapping[str, Sequence[str]],
) -> float:
    """P of the test that a scale is the same in all groups: ordered logit, likelihood ratio.

    Args:
        units: One row per unit that was asked.
        name: A single choice.
        scale: Its codes in order.
        factors: Grouping column → its groups in order. The first is tested, given the others.

    Returns:
        p; NaN when nobody answered or no model can be fitted.
    """
    if not has(units, name):
        return math.nan
    model = ordered_logit(units, name, scale, list(factors), orders=factors)
    return lr_p(model, next(iter(factors)))


def beside(units: pd.DataFrame, names: Sequence[str], scale: Sequence[str]) -> pd.DataFrame:
    """Answers to several questions on the same scale.

    Args:
        units: One row per unit that was asked.
        names: Single choices.
        scale: Their codes in order.

    Returns:
        One row per question that anybody answered, index ``question``: ``<code>_pct`` of those that
        answered it and ``n``; no rows when nobody answered any.
    """
    columns = [*(f"{code}_pct" for code in scale), "n"]
    rows = {name: _percent(units[name], scale) for name in names if has(units, name)}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return frame.astype({"n": "Int64"}).rename_axis("question")


def _percent(answers: pd.Series[str], scale: Sequence[str]) -> list[float]:
    known = answers.dropna().astype("object")
    counts = known.value_counts().reindex(list(scale), fill_value=0)
    return [*(counts / len(known) * 100), len(known)]


def sensitivity(
    one: pd.DataFrame,
    districts: pd.DataFrame,
    name: str,
    codes: Sequence[str],
    *,
    leave_out: Sequence[str] = (),
) -> pd.DataFrame:
    """The country's share under the choices that a reviewer would question.

    Args:
        one: Units with Oslo as one.
        districts: Units with Oslo's districts.
        name: A single choice.
        codes: The answers counted.
        leave_out: Answers that may be taken for no answer, such as "vet ikke".

    Returns:
        Index ``sensitivity``: ``chosen`` (Oslo as one, all answers), ``left_out`` (without some
        answers; only with ``leave_out``), ``districts`` and ``inhabitants`` (Oslo as one, weighted
        by inhabitants); columns as :func:`is248.estimators.questions.shares_by`. Empty when nobody
        answered.
    """
    if not has(one, name):
        return pd.DataFrame()
    frames = {"chosen": questions.shares_by(one, name, codes, None)}
    if leave_out:
        asked = one[~one[name].astype("object").isin(list(leave_out))]
        frames["left_out"] = questions.shares_by(asked, name, codes, None)
    frames["districts"] = questions.shares_by(districts, name, codes, None)
    hits = questions.outcome(one, name, codes)
    tidy = proportions(hits, questions.OUTCOME, weight=WEIGHT)
    frames["inhabitants"] = questions.in_percent(pick(tidy, "share_weighted"))
    return totals(frames, "sensitivity")


def totals(frames: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    """The total rows of several tables of shares under one another.

    Args:
        frames: Row key → table with a row ``total``; empty ones are left out.
        name: Name of the index.

    Returns:
        One row per table, columns as theirs.
    """
    rows = [frame.loc[[TOTAL]].set_axis([key]) for key, frame in frames.items() if len(frame)]
    return pd.concat(rows).rename_axis(name) if rows else pd.DataFrame()


def either(units: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """The units with a column ``either``: whether any of several questions was answered by yes.

    "yes" with one yes; "no" when all are answered and none by yes; else missing. A question that
    the year lacks plays no part.
    """
    known = [name for name in names if has(units, name)]
    answers = units[known].astype("object")
    found = pd.Series(pd.NA, index=units.index, dtype="object")
    if known:
        found = found.mask(answers.notna().all(axis=1), "no")
        found = found.mask((answers == "yes").any(axis=1), "yes")
    return units.assign(**{EITHER: found.astype("string")})


def yes_shares(units: pd.DataFrame, name: str) -> pd.DataFrame:
    """Per cent that answered yes, in total: one row ``total``; empty when nobody answered."""
    return questions.shares_by(units, name, ["yes"], None) if has(units, name) else pd.DataFrame()


def team_types(
    units: pd.DataFrame, name: str, cooperation: str, options: Sequence[str]
) -> pd.DataFrame:
    """Types of team as a share of all units, and how many are run with the specialist services.

    Args:
        units: One row per unit, whether it answered or not: all are the denominator.
        name: A multiple choice; one column ``<name>__<option>`` per option.
        cooperation: A question answered by yes or no.
        options: The options shown, in order.

    Returns:
        Index ``name``: ``count`` units with the type, ``pct`` of all units with Wilson limits,
        ``specialist_n`` of them that cooperate and ``specialist_pct`` of all units. Empty when
        nobody answered.
    """
    columns = {option: f"{name}__{option}" for option in options}
    known = {option: column for option, column in columns.items() if has(units, column)}
    if not known:
        return pd.DataFrame()
    together = units.get(cooperation, pd.Series(pd.NA, index=units.index)) == "yes"
    rows = {}
    for option, column in known.items():
        crossed = (units[column] == 1).fillna(value=False)
        with_it = crossed & together.fillna(value=False)
        hits = pd.DataFrame({"a": crossed.astype("float64"), "b": with_it.astype("float64")})
        share = questions.in_percent(pick(proportions(hits, "a"), "share")).loc[TOTAL]
        rows[option] = [*share[["count", "pct", "low_pct", "high_pct"]],
                        int(with_it.sum()), float(with_it.mean()) * 100]  # fmt: skip
    kept = ["count", "pct", "low_pct", "high_pct", "specialist_n", "specialist_pct"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=kept)
    return frame.astype({"count": "Int64", "specialist_n": "Int64"}).rename_axis(name)


def answered(units: pd.DataFrame, name: str) -> int:
    """How many units answered a question; none when the year lacks it."""
    return int(units[name].notna().sum()) if name in units.columns else 0


def given(units: pd.DataFrame, name: str, *codes: str) -> int:
    """How many units gave one of the codes; none when the year lacks the question."""
    if name not in units.columns:
        return 0
    return int(units[name].astype("object").isin(list(codes)).sum())


def earlier(year: int) -> Answers | None:
    """The prepared answers of a year; None when there are none."""
    try:
        return load_answers(year)
    except DataError:
        return None


def told(year: int, chapter: int | None) -> dict[str, str]:
    """What the report's text tells on a chapter: key → value as printed; empty without a report."""
    if not published.has_print(year):
        return {}
    statements = published.statements(year)
    own = statements[statements["chapter"] == str(chapter)]
    return dict(zip(own["key"], own["value"], strict=True))


def as_told(printed: str, names: Sequence[str]) -> str:
    """Names as print lists them when they are the same, in whatever order; else joined by "; ".

    Args:
        printed: Names as statements.csv lists them; "-området" and remarks in brackets may be
            missing or added.
        names: Ours.
    """
    parts = re.split(r";| and ", re.sub(r"\(.*?\)", "", printed))
    same = {_bare(part) for part in parts} == {_bare(name) for name in names}
    return printed if same else "; ".join(names)


def _bare(name: str) -> str:
    return name.strip().removesuffix("-området").replace("-", " ").casefold()


def extremes(
    values: pd.Series[float], top: int, *, lowest: bool = False, decimals: int | None = None
) -> list[str]:
    """The groups with the highest or lowest values, in that order; the total plays no part.

    Args:
        values: One value per group.
        top: How many.
        lowest: Whether the lowest are wanted.
        decimals: Ties are judged on so many decimals; on the values themselves when not given.
            Tied groups keep their order.
    """
    ranked = values.drop(index=TOTAL, errors="ignore").dropna()
    if decimals is not None:
        ranked = ranked.map(lambda value: float(half_up(value, decimals)))
    ranked = ranked.sort_values(ascending=lowest, kind="stable")
    return [str(key) for key in ranked.index[:top]]


def value(frame: pd.DataFrame, column_name: str, row: str = TOTAL) -> float:
    """A number of a table; NaN when it has no such row or column."""
    values = column(frame, column_name)
    return float(values[row]) if row in values.index else math.nan


def column(frame: pd.DataFrame, name: str) -> pd.Series[float]:
    """A column of a table; an empty one when there is none."""
    if name not in frame.columns:
        return pd.Series(dtype="float64")
    return frame[name]


def weighted_below(frame: pd.DataFrame) -> tuple[int, int]:
    """In how many groups the weighted mean is below the unweighted one, and of how many groups.

    Args:
        frame: From :func:`means_by`; may be empty.
    """
    if frame.empty:
        return 0, 0
    groups = frame.drop(index=TOTAL).dropna(subset=["scale_mean", "scale_weighted"])
    return int((groups["scale_weighted"] < groups["scale_mean"]).sum()), len(groups)


def tests(
    one: pd.DataFrame,
    areas: pd.DataFrame,
    names: Sequence[str],
    codes: Sequence[str],
    orders: Mapping[str, Sequence[str]],
) -> pd.DataFrame:
    """Likelihood-ratio tests of several questions: size class, and HF area given size class.

    Args:
        one: Units with Oslo as one, for size class.
        areas: Units with Oslo's districts, for HF area.
        names: Single choices.
        codes: The answers counted.
        orders: ``size_class`` and ``hf_area`` → their groups in order.

    Returns:
        One row per question that anybody answered, index ``question``: ``size_p``, ``area_p``, and
        each adjusted by Holm over the questions.
    """
    size = {"size_class": orders["size_class"]}
    area = {"hf_area": orders["hf_area"], **size}
    known = [name for name in names if has(one, name)]
    size_p = [factor_p(one, name, codes, size) for name in known]
    area_p = [factor_p(areas, name, codes, area) for name in known]
    found = {"size_p": size_p, "size_p_holm": holm(size_p),
             "area_p": area_p, "area_p_holm": holm(area_p)}  # fmt: skip
    return pd.DataFrame(found, index=pd.Index(known, name="question", dtype="object"))


def switched(before: pd.Series[str], after: pd.Series[str]) -> pd.DataFrame:
    """Units that answered yes or no in two years: who changed, and McNemar's exact test.

    Args:
        before: Answers of the first year, index: register key.
        after: Answers of the second year.

    Returns:
        One row ``total``: ``both_n`` units that answered in both years, ``gained`` from no to yes,
        ``lost`` from yes to no, ``p_value`` (NaN when nobody changed). Empty when no unit answered
        in both.

    Source:
        McNemar (1947), Psychometrika 12; exact by the binomial distribution.
    """
    from scipy.stats import binomtest

    pairs = pd.DataFrame({"before": before, "after": after}).dropna()
    if pairs.empty:
        return pd.DataFrame()
    gained = int(((pairs["before"] == "no") & (pairs["after"] == "yes")).sum())
    lost = int(((pairs["before"] == "yes") & (pairs["after"] == "no")).sum())
    p = float(binomtest(gained, gained + lost).pvalue) if gained + lost else math.nan
    row = {"both_n": len(pairs), "gained": gained, "lost": lost, "p_value": p}
    return pd.DataFrame([row], index=pd.Index([TOTAL]))


def count(frame: pd.DataFrame, column_name: str, row: str = TOTAL) -> int:
    """A count of a table; none when it has no such row or column."""
    found = value(frame, column_name, row)
    return 0 if math.isnan(found) else round(found)


def units_of(answers: Answers | None, units: pd.DataFrame) -> pd.DataFrame:
    """The same units with the answers of another year, Oslo as one.

    Args:
        answers: Answers of the other year; None when there are none.
        units: Units with their register columns, from
            :func:`is248.survey.units.answer_units` with Oslo as one.

    Returns:
        The register columns of ``units`` and the other year's answers, if any. The register of the
        first year serves both: only for years between which no municipality changed.
    """
    known = [column for column in REGISTER if column in units.columns]
    if answers is None:
        return units[known]
    whole = oslo_as_one(answers.values, answers.codebook)
    return units[known].join(pd.concat([answers.values, whole]))
