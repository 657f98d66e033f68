"""Who was asked and who answered, and whether single units carry a result.

Within a size class the regression has a constant and nothing else, so that each class has a spread
of its own: a small municipality is held against small ones, as in the box plots. Least squares then
gives the mean, robust regression a mean in which units far from the others count less.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.base.keys import TOTAL
from is248.checks.unit_totals import of_this_year, with_status
from is248.register.municipalities import are_agencies
from is248.stats.robust import robust_regression, unit_weights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.survey.answers import Answers
    from is248.survey.codebook import Codebook, Variable

_SPLIT = re.compile(r"(fte_(adult|child)_(measure|education|pathway))_.+")
_GROUP = {"adult": "Voksne", "child": "Barn og unge"}
_SPLIT_WORDS = {"measure": "tiltak", "education": "utdanning", "pathway": "hovedforløp"}
_VERSION = re.compile(r" \((?:felles|psykisk helse|rus)\)$")


@dataclass(frozen=True)
class Responses:
    """Who was asked and who answered.

    Attributes:
        questions: One row per question, index ``question``: ``number``, ``topic`` (theme of its
            chapter), ``type``.
        asked: Units × questions: whether the unit was asked.
        answered: Units × questions: whether it gave an answer of this year.
        first: Question → its first variable, whose label it has.
    """

    questions: pd.DataFrame
    asked: pd.DataFrame
    answered: pd.DataFrame
    first: Mapping[str, Variable] = field(default_factory=dict)

    @property
    def labels(self) -> dict[str, str]:
        """Question → what it is called; apart, as few chapters name them all."""
        return {question: _label(variable) for question, variable in self.first.items()}


def question_of(variable: Variable) -> str | None:
    """The question that a variable belongs to.

    The parts of one sum of FTE are one question, and so are the joint and the separate version of
    any question. Comment fields (number ending in "k") are no questions: None.
    """
    if variable.number.endswith("k"):
        return None
    match = _SPLIT.fullmatch(variable.id)
    return match.group(1) if match else variable.concept


def responses(answers: Answers) -> Responses:
    """Who was asked and who answered each question.

    Args:
        answers: The answers of a year.

    Returns:
        One column per question that somebody answered; a field that is empty throughout the file
        was not asked. A unit is asked unless every column is marked as not asked, or it is one of
        the city's agencies and the codebook does not ask them; one that answers is asked all the
        same. It has answered when any column holds an answer of this year or "vet ikke". Values
        carried forward are no answers.
    """
    filled = of_this_year(answers).to_numpy()
    left_out = with_status(answers, "not_asked").to_numpy()
    agency = np.asarray(are_agencies(answers.values.index))
    parts, asked, answered = {}, {}, {}
    for question, variables in _parts(answers.codebook).items():
        columns = answers.values.columns.get_indexer(pd.Index(_columns(variables, answers)))
        told = filled[:, columns].any(axis=1)
        if told.any():
            spared = agency & (not any(map(answers.codebook.asks_agencies, variables)))
            asked[question] = ~(left_out[:, columns].all(axis=1) | spared) | told
            parts[question], answered[question] = variables, told
    index = answers.values.index
    first = {question: variables[0] for question, variables in parts.items()}
    return Responses(
        _described(first),
        pd.DataFrame(asked, index=index),
        pd.DataFrame(answered, index=index),
        first,
    )


def by_group(found: Responses, units: pd.DataFrame, by: str, key: str = "question") -> pd.DataFrame:
    """Response by question or topic and group of units.

    Args:
        found: From :func:`responses`.
        units: The register.
        by: Grouping column of the register.
        key: ``question`` or ``topic``; the questions of a topic are pooled.

    Returns:
        Long: one row per key and group, and per key a group ``total``: the key, ``group``,
        ``asked``, ``answered`` (units, or units times questions) and ``response_pct``.
    """
    groups = units[by].reindex(found.asked.index)
    counts = pd.concat(
        [_counts(found, groups, key), _counts(found, groups.where(groups.isna(), TOTAL), key)]
    )
    counts["response_pct"] = counts["answered"] / counts["asked"].where(counts["asked"] > 0) * 100
    return counts


def wide(counts: pd.DataFrame, order: Sequence[str]) -> pd.DataFrame:
    """Response in per cent, one row per question or topic, one column per group and ``total``.

    Args:
        counts: From :func:`by_group`.
        order: The groups in order.
    """
    key = str(counts.columns[0])
    table = counts.pivot_table("response_pct", key, "group", sort=False, observed=True)
    columns = [group for group in (*order, TOTAL) if group in table.columns]
    return table[columns].rename_axis(columns=None)


def respondents(answers: Answers) -> dict[str, float]:
    """Persons who filled in the form.

    Returns:
        ``n``: units that told; ``persons``: their sum; ``alone``: units where one person did it;
        missing in a year that does not ask.
    """
    if "respondent_count" not in answers.values:
        return dict.fromkeys(("n", "persons", "alone"), float("nan"))
    told = answers.values["respondent_count"].dropna().astype("float64")
    return {"n": len(told), "persons": float(told.sum()), "alone": int((told == 1).sum())}


def open_share(answers: Answers) -> float:
    """Per cent of the units that answered an open question, who filled in the form left out."""
    asked = [
        v for v in answers.codebook.variables if v.type == "open" and v.chapter != "data_basis"
    ]
    told = of_this_year(answers)[_columns(asked, answers)].any(axis=1)
    return float(told.mean() * 100)


def _parts(codebook: Codebook) -> dict[str, list[Variable]]:
    parts: dict[str, list[Variable]] = {}
    for variable in codebook.variables:
        if (question := question_of(variable)) is not None:
            parts.setdefault(question, []).append(variable)
    return parts


def _columns(variables: Sequence[Variable], answers: Answers) -> list[str]:
    columns = [column for variable in variables for column in variable.columns]
    return [column for column in columns if column in answers.values.columns]


def _described(first: Mapping[str, Variable]) -> pd.DataFrame:
    rows = {question: _about(variable) for question, variable in first.items()}
    return pd.DataFrame(rows).T.rename_axis(index="question")


def _about(first: Variable) -> dict[str, str]:
    split = _SPLIT.fullmatch(first.id)
    number = first.number.partition(".")[0] if split else first.number
    return {"number": number, "topic": first.chapter, "type": first.type}


def _label(first: Variable) -> str:
    if match := _SPLIT.fullmatch(first.id):
        return f"{_GROUP[match[2]]}: årsverk etter {_SPLIT_WORDS[match[3]]}"
    return _VERSION.sub("", first.label)


def _counts(found: Responses, groups: pd.Series[str], key: str) -> pd.DataFrame:
    sums = {
        name: frame.groupby(groups, sort=False).sum().rename_axis(index="group", columns="question")
        for name, frame in (("asked", found.asked), ("answered", found.answered & found.asked))
    }
    long = pd.DataFrame({name: frame.T.stack() for name, frame in sums.items()}).reset_index()  # noqa: PD013
    if key == "topic":
        long["topic"] = long["question"].map(found.questions["topic"])
    return long.groupby([key, "group"], sort=False)[["asked", "answered"]].sum().reset_index()


METHODS = {"ols": "level_ols", "rlm_huber": "level_huber", "rlm_tukey": "level_tukey"}
FULL = 0.995
"""Huber's weights from here on are shown as 1,00; less is a reduced weight."""


def levels(rates: pd.DataFrame, column: str, order: Sequence[str]) -> pd.DataFrame:
    """The level of each size class by least squares and by two robust methods.

    Args:
        rates: One row per unit with ``size_class`` and the column.
        column: FTE per inhabitant.
        order: Size classes in order.

    Returns:
        One row per size class, index ``size_class``: ``n``, ``level_ols`` (the mean),
        ``level_huber``, ``level_tukey``, and the number of units with ``reduced`` (Huber's weight
        below :data:`FULL`) and ``none`` (Tukey's weight zero).
    """
    rows = {}
    for size, part in _classes(rates, order):
        fits = robust_regression(part, column, []).set_index("method")["estimate"]
        weights = unit_weights(part, column, [])
        rows[size] = {
            "n": len(weights),
            **{name: fits[method] for method, name in METHODS.items()},
            "reduced": int((weights["weight_huber"] < FULL).sum()),
            "none": int((weights["weight_tukey"] <= 0).sum()),
        }
    return pd.DataFrame(rows).T.rename_axis(index="size_class")


def weights(rates: pd.DataFrame, groups: Sequence[str], order: Sequence[str]) -> pd.DataFrame:
    """The rate and weights of every unit.

    Args:
        rates: One row per unit with ``size_class``, ``label`` and ``<group>_per1000``.
        groups: ``adult`` and ``child``.
        order: Size classes in order.

    Returns:
        One row per unit, index as ``rates``: ``label``, ``size_class``, and per group
        ``<group>_per1000``, ``<group>_huber``, ``<group>_tukey``.
    """
    found = rates[["label", "size_class"]]
    for group in groups:
        column = f"{group}_per1000"
        parts = [unit_weights(part, column, []) for _, part in _classes(rates, order)]
        own = pd.concat(parts)[["observed", "weight_huber", "weight_tukey"]]
        own.columns = pd.Index([column, f"{group}_huber", f"{group}_tukey"])
        found = found.join(own)
    return found


def reduced(found: pd.DataFrame, groups: Sequence[str], order: Sequence[str]) -> pd.DataFrame:
    """The units with a reduced Huber weight in some group, by size class and name.

    Args:
        found: From :func:`weights`.
        groups: ``adult`` and ``child``.
        order: Size classes in order.
    """
    less = (found[[f"{group}_huber" for group in groups]] < FULL).any(axis=1)
    place = {size: at for at, size in enumerate(order)}
    own = found[less].assign(place=found["size_class"].map(place))
    return own.sort_values(["place", "label"], kind="stable").drop(columns="place")


def headings(rows: pd.DataFrame, labels: Mapping[str, str]) -> dict[str, str]:
    """Size classes as sub-headings: the first row of each → its label."""
    first = rows[~rows["size_class"].duplicated()]
    return {str(key): f"{labels[size]} innbyggere" for key, size in first["size_class"].items()}


def _classes(rates: pd.DataFrame, order: Sequence[str]) -> list[tuple[str, pd.DataFrame]]:
    parts = dict(iter(rates.groupby("size_class", sort=False)))
    return [(size, parts[size]) for size in order if size in parts]
