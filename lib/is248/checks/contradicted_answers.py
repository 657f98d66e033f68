"""Answers that contradict one another, the form, or everybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.checks.copied_numbers import NOISE, rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from is248.checks.checked_case import Case
    from is248.checks.rule_book import (
        AgainstPattern,
        Denied,
        Exclusive,
        NumberOfNone,
        StraightLine,
        Unasked,
    )
    from is248.survey.codebook import Filter, Variable

ABOUT = ["unit", "group", "variable", "side", "value"]
QUOTED = 60
"""Characters of a text that a question quotes."""


def exclusive(case: Case, rule: Exclusive) -> pd.DataFrame:
    """An answer that excludes the others, crossed together with one of them.

    Args:
        case: The year.
        rule: Which answers exclude.

    Returns:
        ``side``: the answer that excludes, in words, ``value``: how many others are crossed.
    """
    found: list[tuple[object, ...]] = []
    for v in case.variables.values():
        own = [rule.questions[v.id]] if v.id in rule.questions else list(rule.codes)
        for code in [c for c in own if v.type == "multiple" and c in v.codes]:
            rest = [case.given[name] for name in v.columns if name != f"{v.id}__{code}"]
            others = np.sum(rest, axis=0)
            hit = np.flatnonzero(case.given[f"{v.id}__{code}"] & (others > 0)).tolist()
            label, units = v.categories[code], case.values.index
            found += [(units[i], "form", v.id, label, float(others[i])) for i in hit]
    return rows_of(found, ABOUT)


def unasked(case: Case, rule: Unasked) -> pd.DataFrame:
    """Answers to questions that a filter of the codebook leaves out.

    Args:
        case: The year.
        rule: Filters on the reporting form, or on any other answer.

    Returns:
        One row per unit and filter: ``variable``: the first question answered, ``value``: its
        number, ``side``: the question whose answer says no.
    """
    found: dict[tuple[str, str], tuple[object, ...]] = {}
    left_out: dict[Filter, NDArray[np.bool_]] = {}
    for v in case.variables.values():
        if v.asked and (rule.of == "reporting_form") == _is_form(v.asked.variable):
            if v.asked not in left_out:
                left_out[v.asked] = _left_out(case, v.asked)
            for unit in case.values.index[_answered(case, v) & left_out[v.asked]]:
                number = case.numbers.loc[unit, v.id] if v.id in case.numbers else float("nan")
                label = case.variables[v.asked.variable].label
                row = (unit, v.group or "form", v.id, label, number)
                found.setdefault((unit, v.asked.variable), row)
    return rows_of(found.values(), ABOUT)


def _is_form(name: str) -> bool:
    return name.startswith("reporting_form")


def _answered(case: Case, v: Variable) -> NDArray[np.bool_]:
    """Whether there is an answer; a zero or an empty cross on a line not asked is none."""
    return _any([case.given[name] for name in v.columns if name in case.given], case)


def _any(given: Sequence[NDArray[np.bool_]], case: Case) -> NDArray[np.bool_]:
    return np.asarray(np.any([*given, np.zeros(len(case.values), dtype=np.bool_)], axis=0))


def _left_out(case: Case, asked: Filter) -> NDArray[np.bool_]:
    """The units whose answer to another question says that they are not asked."""
    columns = list(case.variables[asked.variable].columns)
    told = np.asarray(case.filled[columns].any(axis=1), dtype=np.bool_)
    return told & ~_says(case, asked.variable, asked.codes)


def _says(case: Case, name: str, codes: Sequence[str]) -> NDArray[np.bool_]:
    """Whether units gave one of some codes to a single or multiple choice."""
    if case.variables[name].type == "multiple":
        crossed = [case.given[f"{name}__{c}"] for c in codes if f"{name}__{c}" in case.given]
        return _any(crossed, case)
    wanted = set(codes)  # by hash: a missing answer has no truth value to compare with
    said = [code in wanted for code in case.choice(name)]
    return np.asarray(said or np.zeros(len(case.values)), dtype=bool)


def denied(case: Case, rule: Denied) -> pd.DataFrame:
    """Texts that begin by denying what the unit answered elsewhere ("ingen", "har ikke").

    Args:
        case: The year.
        rule: Texts, the answers that they may deny, and words of denial.

    Returns:
        ``variable``: the question that is denied, ``side``: how the text begins.
    """
    found: list[tuple[object, ...]] = []
    for text, questions in rule.texts.items():
        for name, codes in questions.items():
            if {text, name} <= set(case.variables):
                words = case.values[text].fillna("").astype("str").str.strip()
                no = words.str.contains(rule.words, case=False, regex=True)
                hit = no & _says(case, name, codes)
                found += [
                    (u, "form", name, words[u][:QUOTED], float("nan")) for u in words.index[hit]
                ]
    return rows_of(found, ABOUT)


def number_of_none(case: Case, rule: NumberOfNone) -> pd.DataFrame:
    """Numbers of what the unit says that it has none of.

    Args:
        case: The year.
        rule: Numbers, and the questions that all must say no.

    Returns:
        ``value``: the number, ``side``: the first of the questions.
    """
    found: list[tuple[object, ...]] = []
    for number, names in rule.numbers.items():
        if {number, *names} <= set(case.variables):
            no = np.all([_says(case, name, (rule.no,)) for name in names], axis=0)
            some, label = case.numbers[number], case.variables[names[0]].label
            hit = some[no & (some > 0)]
            found += [(unit, "form", number, label, value) for unit, value in hit.items()]
    return rows_of(found, ABOUT)


def straight_line(case: Case, rule: StraightLine) -> pd.DataFrame:
    """Units that answered the same to all scales: the step nearest to one place of the line.

    Args:
        case: The year.
        rule: What is a scale, and how many are all.

    Returns:
        ``value``: per cent of the scales with the same answer, ``high``: what is still usual.
    """
    places = case.scales(rule.steps)
    half = np.asarray([0.5 / (len(case.variables[n].codes) - 1) for n in map(str, places)]) + NOISE
    steps = np.unique(np.nan_to_num(places.to_numpy()))
    most = np.max([(np.abs(places - step) <= half).sum(axis=1) for step in [0.0, *steps]], axis=0)
    told = places.count(axis=1)
    share = most / told.where(told > 0) * 100
    hit = share[(told >= rule.least) & (share >= rule.share_pct)]
    rows = pd.DataFrame({"unit": hit.index, "value": hit.to_numpy()})
    return rows.assign(group="form", high=rule.share_pct)


def against_pattern(case: Case, rule: AgainstPattern) -> pd.DataFrame:
    """Units whose answers to scales run against everybody's, as reversed scales would.

    Args:
        case: The year.
        rule: What is a scale, and how far against.

    Returns:
        ``value``: correlation of the unit's answers with the mean answers, over its scales.
    """
    places = case.scales(rule.steps)
    told = places.count(axis=1)
    found = pd.Series(_with_means(places.to_numpy()), places.index)
    hit = found[(told >= rule.least) & (found <= rule.at_most)]
    rows = pd.DataFrame({"unit": hit.index, "value": hit.to_numpy()})
    return rows.assign(group="form", low=rule.at_most)


def _with_means(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correlation of each row with the means of the columns, over what is filled."""
    told = ~np.isnan(places)
    count = np.maximum(told.sum(axis=0), 1)
    means = np.where(told, np.nansum(places, axis=0) / count, np.nan)
    some = np.maximum(told.sum(axis=1, keepdims=True), 1)
    own, all_ = (x - np.nansum(x, axis=1, keepdims=True) / some for x in (places, means))
    spread = np.sqrt(np.nansum(own**2, axis=1) * np.nansum(all_**2, axis=1))
    found: NDArray[np.float64] = np.nansum(own * all_, axis=1)
    return found / np.where(spread > 0, spread, np.nan)
