"""What the chapters on individual plans, on children and on the police need beyond one question.

Several questions in one figure, the forms of cooperation as classes that exclude one another,
shares adjusted for size, and the same number under other choices than the report's. A question that
nobody answered, or that the year does not ask, gives an empty frame or missing numbers.
"""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import pandas as pd

from is248 import published
from is248.display.table import TOTAL
from is248.estimators import questions
from is248.estimators.choices import exclusive
from is248.estimators.logit import logit
from is248.estimators.ordered import ordered_logit
from is248.estimators.proportions import proportions
from is248.estimators.tidy import pick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.survey.answers import Answers
    from is248.survey.codebook import Codebook, Variable

POLICE = "police_cooperation"
POLICE_FORM = "police_form"
"""The question on the police as one class per unit, see :func:`with_police_form`."""

_FORMS = {
    "slt": "SLT-modellen",
    "regular_meetings": "Faste møter og avtaler, uten SLT",
    "single_cases": "Bare i enkeltsaker",
    "single_cases_and_other": "I enkeltsaker og på annen måte",
    "no": "Ikke samarbeid",
    "other": "Bare på annen måte",
    "outside": "Både «nei» og «annet»",
}
_PRECEDENCE: Mapping[str, tuple[str, ...]] = {
    "slt": ("slt",),
    "regular_meetings": ("regular_meetings",),
    "single_cases_and_other": ("single_cases", "other"),
    "single_cases": ("single_cases",),
    "outside": ("no", "other"),
    "no": ("no",),
    "other": ("other",),
}


def with_police_form(answers: Answers) -> Answers:
    """The answers with the crosses on the police as a single choice beside them.

    Args:
        answers: The prepared answers.

    Returns:
        The same answers with a variable and column :data:`POLICE_FORM`: the first class that fits.
        SLT counts whatever else is crossed, regular meetings before single cases, single cases with
        something else before single cases alone. "No" together with "other" fits none of the
        printed classes and is one of its own. Unchanged in a year without the question.
    """
    known = {variable.id: variable for variable in answers.codebook.variables}
    if POLICE not in known or POLICE_FORM in known:
        return answers
    crosses = known[POLICE]
    needed = {form: [f"{POLICE}__{code}" for code in codes] for form, codes in _PRECEDENCE.items()}
    forms = exclusive(answers.values, needed, options=crosses.columns)
    changes = {"id": POLICE_FORM, "type": "single", "categories": _FORMS, "concept": POLICE_FORM}
    single = crosses.model_copy(update={**changes, "label": "Form for samarbeid med politiet"})
    variables = (*answers.codebook.variables, single)
    return dataclasses.replace(
        answers,
        values=answers.values.assign(**{POLICE_FORM: forms.astype("string")}),
        codebook=answers.codebook.model_copy(update={"variables": variables}),
    )


def answers_with_sum(units: pd.DataFrame, book: Codebook, name: str, by: str) -> pd.DataFrame:
    """All answers to a single choice by group, with the sum of each row.

    Args:
        units: One row per unit that was asked.
        book: The questions of the year.
        name: The question.
        by: Grouping column.

    Returns:
        As :func:`is248.estimators.questions.crosstab`, with ``total_pct`` before ``n``; empty when
        the year does not ask the question.
    """
    variable = _asked(units, book, name)
    if variable is None:
        return pd.DataFrame()
    frame = questions.crosstab(units, variable, by)
    shares = frame.drop(columns="n")
    return shares.assign(total_pct=shares.sum(axis=1), n=frame["n"])


def scales_together(units: pd.DataFrame, book: Codebook, names: Sequence[str]) -> pd.DataFrame:
    """Several questions on the same scale.

    Args:
        units: One row per unit that was asked.
        book: The questions of the year.
        names: The questions; those that the year does not ask are left out.

    Returns:
        One row per question, index ``question`` (id): ``<code>_pct`` per answer and ``n``; empty
        when none is asked.
    """
    rows: dict[str, pd.Series[float]] = {}
    for name in names:
        if variable := _asked(units, book, name):
            frame = questions.distribution(units, variable)
            shares = frame["pct"].drop(TOTAL).add_suffix("_pct")
            rows[name] = pd.concat([shares, pd.Series({"n": float(frame["n"][TOTAL])})])
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("question")
    return frame.astype({"n": "Int64"}) if rows else frame


def named_codes(answers: Answers, name: str) -> pd.Series[int]:
    """How many answers to an open question have each code.

    Args:
        answers: The prepared answers.
        name: An open question with codes.

    Returns:
        Label of the code, as within a sentence → number of answers, the most frequent first; only
        codes that occur, so empty when nothing is coded.
    """
    variable = _asked(answers.values, answers.codebook, name)
    if variable is None:
        return pd.Series(dtype="int64")
    counts = questions.codes(answers.values, variable)["n"].astype("int64")
    named = counts[counts > 0].sort_values(ascending=False, kind="stable")
    return named.rename(index={code: _inside(text) for code, text in variable.categories.items()})


def codes_of(frame: pd.DataFrame) -> dict[str, str]:
    """Columns ``<code>_pct`` → code."""
    names = [str(name) for name in frame.columns]
    return {name: name.removesuffix("_pct") for name in names if name.endswith("_pct")}


def coded_n(units: pd.DataFrame, name: str) -> int:
    """How many units have a coded answer to an open question; none when it is not asked."""
    column = f"{name}__codes"
    return int(units[column].notna().sum()) if column in units.columns else 0


def code_counts(units: pd.DataFrame, name: str) -> dict[str, int]:
    """How many of some units have each code of an open question; codes nobody has are left out."""
    column = f"{name}__codes"
    if column not in units.columns:
        return {}
    parts = units[column].dropna().astype("str").str.split(";").explode()
    return {str(code): int(n) for code, n in parts.value_counts().items()}


def written_n(units: pd.DataFrame, name: str) -> int:
    """How many units wrote something to an open question; none when it is not asked."""
    return int(units[name].notna().sum()) if name in units.columns else 0


def share_of(
    units: pd.DataFrame,
    column: str,
    codes: Sequence[str],
    given: tuple[str, Sequence[str]] | None = None,
) -> pd.Series[float]:
    """Per cent that gave one of the codes, among all or among some units.

    Args:
        units: One row per unit that was asked.
        column: A single choice.
        codes: The answers counted.
        given: Another question and its codes: only units that gave one of them.

    Returns:
        ``n`` units that answered, ``count`` of them with the outcome, ``pct``, and Wilson's limits
        ``low_pct`` and ``high_pct``; no units and missing numbers when there is no such column.
    """
    needed = [column, *([given[0]] if given else [])]
    if not set(needed) <= set(units.columns):
        return pd.Series(
            {"n": 0.0, "count": 0.0, "pct": math.nan, "low_pct": math.nan, "high_pct": math.nan}
        )
    if given:
        units = units[units[given[0]].astype("object").isin(list(given[1]))]
    return _total(questions.shares_by(units, column, codes, None))


def lr_p(model: pd.DataFrame, term: str) -> float:
    """The p of the likelihood-ratio test of a factor; missing when there is no model.

    Args:
        model: From :func:`is248.estimators.logit.logit`; empty when a question is not asked.
        term: The factor.
    """
    if model.empty:
        return math.nan
    return float(pick(model, "lr_test", term)["p"].iloc[0])


def deviating(model: pd.DataFrame, term: str, level: float, *, above: bool) -> list[str]:
    """Groups whose odds differ from the national mean at a level.

    Args:
        model: As for :func:`lr_p`.
        term: The factor.
        level: Their p, unadjusted, is below this.
        above: Whether groups above the mean are named, or those below it.

    Returns:
        The groups, the farthest from the mean first.
    """
    if model.empty or "odds_ratio_deviation" not in set(model["quantity"]):
        return []
    rows = pick(model, "odds_ratio_deviation", term)
    side = rows["estimate"] > 1 if above else rows["estimate"] < 1
    found = rows[side & (rows["p"] < level)].sort_values("estimate", ascending=not above)
    return [str(level_) for level_ in found.index]


def extreme_group(frame: pd.DataFrame, *, lowest: bool = False) -> str:
    """The group with the highest or lowest share; "–" when nobody answered.

    Args:
        frame: ``pct`` by group, with or without a row ``total``.
        lowest: Whether the lowest is named.
    """
    known = frame.drop(index=TOTAL, errors="ignore")
    if "pct" not in known.columns or not known["pct"].notna().any():
        return "–"
    return str(known["pct"].idxmin() if lowest else known["pct"].idxmax())


def adjusted_shares(frame: pd.DataFrame, model: pd.DataFrame, by: str) -> pd.DataFrame:
    """Shares by group beside what they would be, had all groups the same mix of the controls.

    Args:
        frame: Shares by group, from :func:`is248.estimators.questions.shares_by`.
        model: A logit of the same outcome on ``by`` and its controls.
        by: The grouping.

    Returns:
        One row per group, index ``by``: ``n``, ``pct``, and ``adjusted_pct`` with its limits
        ``adjusted_low_pct`` and ``adjusted_high_pct`` (average predicted share, delta method);
        empty when there is nothing to adjust.
    """
    if frame.empty or model.empty or "margin" not in set(model["quantity"]):
        return pd.DataFrame()
    margins = pick(model, "margin", by)[["estimate", "low", "high"]] * 100
    margins.columns = pd.Index(["adjusted_pct", "adjusted_low_pct", "adjusted_high_pct"])
    shares = frame[["n", "pct"]].drop(index=TOTAL, errors="ignore")
    return shares.join(margins).rename_axis(by)


def base_choices(
    one: pd.DataFrame,
    districts: pd.DataFrame,
    column: str,
    codes: Sequence[str],
    unknown: Sequence[str] = (),
) -> pd.DataFrame:
    """One national share under other choices of base, weight and unit.

    Args:
        one: Units with Oslo as one, with ``pop_total``.
        districts: Units with Oslo as districts.
        column: A single choice.
        codes: The answers counted.
        unknown: Codes that say "does not know"; a row without them when given.

    Returns:
        Index ``answer_base``: ``answered`` (per cent of those that answered, as the report),
        ``known``, ``districts``, ``inhabitants`` (weighted), ``silent_other`` and ``silent_same``
        (those that did not answer counted as another and as the same answer: the widest that
        non-response can hide). Columns of :data:`is248.estimators.questions.PERCENT_COLUMNS`;
        empty when nobody answered.
    """
    if column not in one.columns or not one[column].notna().any():
        return pd.DataFrame()
    first = codes[0]
    kept = one[~one[column].astype("object").isin(list(unknown))]
    rows = {"answered": share_of(one, column, codes)}
    if unknown:
        rows["known"] = share_of(kept, column, codes)
    rows["districts"] = share_of(districts, column, codes)
    rows["inhabitants"] = _weighted(one, column, codes)
    rows["silent_other"] = share_of(one.assign(**{column: one[column].fillna("")}), column, codes)
    rows["silent_same"] = share_of(one.assign(**{column: one[column].fillna(first)}), column, codes)
    frame = pd.DataFrame(rows).T.rename_axis("answer_base")
    return frame.astype({"n": "Int64", "count": "Int64"})


def scale_cuts(
    units: Mapping[str, pd.DataFrame],
    column: str,
    scale: Sequence[str],
    orders: Mapping[str, Sequence[str]],
) -> pd.DataFrame:
    """Whether it matters where a scale is cut in two.

    Args:
        units: Grouping → units as they count under it; shares are of the first.
        column: The question.
        scale: Its answers, the best first.
        orders: Grouping → its groups in order.

    Returns:
        Index ``scale_cut``: ``top_1`` (the best answer), ``top_2``, ``top_3`` and ``whole`` (the
        scale uncut: ordered logit). ``pct`` with the outcome (missing for ``whole``) and per
        grouping ``lr_<grouping>``, p of the likelihood-ratio test; empty when nobody answered.
    """
    first = next(iter(units.values()))
    if column not in first.columns or not first[column].notna().any():
        return pd.DataFrame()
    rows: dict[str, dict[str, float]] = {}
    for top in (1, 2, 3):
        codes = list(scale[:top])
        tests = {f"lr_{by}": _test(data, column, codes, [by], orders) for by, data in units.items()}
        rows[f"top_{top}"] = {"pct": float(share_of(first, column, codes)["pct"]), **tests}
    worst_first = list(reversed(scale))
    whole = {
        f"lr_{by}": lr_p(ordered_logit(data, column, worst_first, [by], orders=orders), by)
        for by, data in units.items()
    }
    rows["whole"] = {"pct": math.nan, **whole}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("scale_cut")


def control_tests(
    units: Mapping[str, pd.DataFrame],
    column: str,
    codes: Sequence[str],
    orders: Mapping[str, Sequence[str]],
    *,
    without: tuple[str, str],
    control: str = "size_class",
) -> pd.DataFrame:
    """Whether areas differ, with and without control, and without some units.

    Args:
        units: Grouping → units as they count under it.
        column: A single choice.
        codes: The answers counted.
        orders: Grouping and control → groups in order.
        without: Column and value of the units left out in the last test.
        control: Factor controlled for.

    Returns:
        One row per grouping, index ``grouping``: ``n``, and p of likelihood-ratio tests
        ``lr_alone``, ``lr_controlled`` and ``lr_without`` (controlled, without those units); empty
        when nobody answered.
    """
    rows: dict[str, dict[str, float]] = {}
    for by, data in units.items():
        if column not in data.columns or not data[column].notna().any():
            continue
        rest = data[data[without[0]] != without[1]]
        rows[by] = {
            "n": float(data[column].notna().sum()),
            "lr_alone": _test(data, column, codes, [by], orders),
            "lr_controlled": _test(data, column, codes, [by, control], orders),
            "lr_without": _test(rest, column, codes, [by, control], orders),
        }
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("grouping")
    return frame.astype({"n": "Int64"}) if rows else frame


def told(year: int, chapter: int | None, key: str) -> str:
    """What the report tells under a key, as printed; nothing in a year without a printed report.

    Args:
        year: Reporting year.
        chapter: Number of the chapter.
        key: Key in statements.csv.
    """
    if not published.has_print(year):
        return ""
    frame = published.statements(year)
    found = frame[(frame["chapter"] == str(chapter)) & (frame["key"] == key)]["value"]
    return str(found.iloc[0]) if len(found) else ""


def as_told(frame: pd.DataFrame, words: str, *, lowest: bool = False) -> str:
    """The extreme groups, in the words of the report where they are the same groups.

    Args:
        frame: ``pct`` by group, with or without a row ``total``.
        words: Names told, joined by "; ": as many groups are named.
        lowest: Whether the lowest are named.

    Returns:
        ``words`` when the groups are the same, in whatever order they are told and with or without
        "-området"; else ours, the most extreme first. Groups that share the last place are all
        named. Nothing when nothing is told or nobody answered.
    """
    names = [name.strip() for name in words.split(";") if name.strip()]
    known = frame.drop(index=TOTAL, errors="ignore")
    if not names or "pct" not in known.columns or not known["pct"].notna().any():
        return ""
    values = known["pct"].dropna().sort_values(ascending=lowest, kind="stable")
    last = float(values.iloc[min(len(names), len(values)) - 1])
    ours = values[values <= last if lowest else values >= last].index.map(str)
    same = {_area(name) for name in ours} == {_area(name) for name in names}
    return words if same else "; ".join(ours)


def _inside(label: str) -> str:
    """A label as within a sentence; an abbreviation keeps its capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _area(name: str) -> str:
    return name.removesuffix("-området")


def _asked(units: pd.DataFrame, book: Codebook, name: str) -> Variable | None:
    """The question, when the year asks it and anybody answered."""
    for variable in book.variables:
        if variable.id == name:
            return variable if questions.asked(units, variable) else None
    return None


def _weighted(units: pd.DataFrame, column: str, codes: Sequence[str]) -> pd.Series[float]:
    data = questions.outcome(units, column, codes)
    tidy = proportions(data, questions.OUTCOME, weight="pop_total")
    return _total(questions.in_percent(pick(tidy, "share_weighted")))


def _total(frame: pd.DataFrame) -> pd.Series[float]:
    return pd.Series({column: float(frame[column][TOTAL]) for column in questions.PERCENT_COLUMNS})


def _test(
    data: pd.DataFrame,
    column: str,
    codes: Sequence[str],
    factors: Sequence[str],
    orders: Mapping[str, Sequence[str]],
) -> float:
    used = {factor: orders[factor] for factor in factors}
    tested = questions.outcome(data, column, codes)
    # only the test is read, and profile intervals are slow
    model = logit(tested, questions.OUTCOME, factors, orders=used, interval="wald")
    return lr_p(model, factors[0])
