"""Codes of an open answer read as crosses: who wrote, how many codes, and of what base."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pandas as pd

from is248.measures import outcomes as questions
from is248.measures.lookup import answers_to

if TYPE_CHECKING:
    from is248.survey.answers import Answers

ENDING = "_mentions"
"""What the crosses of an open question are called: its id and this."""


def with_mentions(answers: Answers, name: str) -> Answers:
    """The answers with the codes of an open question as a multiple choice beside it.

    Args:
        answers: The prepared answers.
        name: The open question.

    Returns:
        The same answers with a variable ``<name>_mentions`` and its columns: 1 for a code that the
        answer has, 0 for others, missing where nothing is coded. Unchanged in a year without the
        question.
    """
    known = {variable.id: variable for variable in answers.codebook.variables}
    if name not in known or f"{name}{ENDING}" in known:
        return answers
    crossed = known[name].model_copy(update={"id": f"{name}{ENDING}", "type": "multiple"})
    codes = answers_to(answers.values, f"{name}__codes").astype("object")
    columns = {
        column: codes.map(lambda text, code=code: int(code in str(text).split(";")), "ignore")
        for code, column in zip(crossed.categories, crossed.columns, strict=True)
    }
    book = {"variables": (*answers.codebook.variables, crossed)}
    return dataclasses.replace(
        answers,
        values=answers.values.assign(**{c: hit.astype("Int8") for c, hit in columns.items()}),
        codebook=answers.codebook.model_copy(update=book),
    )


def written(units: pd.DataFrame, name: str) -> pd.DataFrame:
    """How many units wrote something that was coded, by kind of unit.

    Args:
        units: Answers beside the register, Oslo as districts.
        name: The open question.

    Returns:
        One row per kind ("municipality", "district"), index ``unit_kind``: ``n`` units, ``count``
        that wrote and ``pct``. Empty when nobody wrote.
    """
    wrote = answers_to(units, f"{name}__codes").notna()
    by_kind = wrote.groupby(units["kind"])
    frame = pd.DataFrame({"n": by_kind.size(), "count": by_kind.sum().astype("int64")})
    frame = frame.assign(pct=frame["count"] / frame["n"] * 100).rename_axis("unit_kind")
    return frame if wrote.any() else frame.iloc[:0]


def per_answer(mentions: pd.DataFrame) -> float:
    """Codes per coded answer, those without any code counted.

    Args:
        mentions: From :func:`is248.measures.outcomes.options`.

    Returns:
        NaN when nothing is coded.
    """
    n = mentions["n"].max()
    return float(mentions["count"].sum() / n) if n else float("nan")


def bases(units: pd.DataFrame, name: str, code: str) -> pd.DataFrame:
    """One code as a share of several things.

    Args:
        units: Answers beside the register with the crosses of :func:`with_mentions`, Oslo as
            districts.
        name: The question with the crosses.
        code: The code.

    Returns:
        Index ``counted_as``: ``answered`` (of all coded answers), ``outside_oslo`` (of those from
        municipalities outside Oslo), ``missing_no`` (of all units, one without an answer having
        named nothing); columns as :func:`is248.measures.outcomes.shares_by`. Without rows when
        nobody was asked.
    """
    crosses = units[[one for one in units.columns if one.startswith(f"{name}__")]]
    if not crosses.notna().to_numpy().any():
        return questions.totals({}, "counted_as")
    outside = units[units["kind"] == "municipality"]
    ways = {
        "answered": units,
        "outside_oslo": outside,
        "missing_no": units.assign(**crosses.fillna(0)),
    }
    frames = {way: questions.shares_by(one, name, [code], None) for way, one in ways.items()}
    return questions.totals(frames, "counted_as")
