"""Which cells hold an answer of this year, and the sums of FTE that a unit reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.base.errors import DataError
from is248.base.told_values import ToldValues
from is248.measures.fte import GROUPS, fte_columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from is248.survey.answers import Answers
    from is248.survey.codebook import Status

__all__ = [
    "FIELDS", "GROUPS", "PEOPLE", "PER", "SPLITS", "fte_columns", "reported", "reporting_form",
    "with_people",
]  # fmt: skip


def with_status(
    answers: Answers, *wanted: Status, columns: Iterable[str] | None = None
) -> pd.DataFrame:
    """The cells that have one of some statuses.

    Args:
        answers: The answers of a year.
        *wanted: Statuses.
        columns: The columns that are looked at; all when not given.

    Returns:
        True and False in the shape of the answers; statuses of other cells are passed over.
    """
    values = answers.values
    statuses = answers.statuses if columns is None else answers.statuses_of(columns)
    chosen = statuses[statuses["status"].isin(wanted)]
    rows = values.index.get_indexer(pd.Index(chosen["unit"]))
    places = values.columns.get_indexer(pd.Index(chosen["variable"]))
    inside = (rows >= 0) & (places >= 0)
    found = np.zeros(values.shape, dtype=bool)
    found[rows[inside], places[inside]] = True
    return pd.DataFrame(found, index=values.index, columns=values.columns)


def of_this_year(answers: Answers) -> pd.DataFrame:
    """The cells that were answered this year; "vet ikke" is an answer."""
    given = answers.values.notna()
    carried, unknown = (
        with_status(answers, s).to_numpy() for s in ("carried_forward", "dont_know")
    )
    this_year = given.to_numpy() & ~carried | unknown
    return pd.DataFrame(this_year, index=given.index, columns=given.columns)


def carried_units(answers: Answers) -> list[str]:
    """Units with a value carried forward from the year before."""
    found = with_status(answers, "carried_forward").any(axis=1)
    return [str(unit) for unit in found.index[found]]


SILENT = "silent"
"""How many they are, as it is told."""


def silent_units(answers: Answers) -> list[str]:
    """Units that sent no form: nothing of theirs is of this year."""
    found = of_this_year(answers).any(axis=1)
    return [str(unit) for unit in found.index[~found]]


SPLITS = ("measure", "education", "pathway")
FIELDS = ("mental_health", "substance_use")
"""The two fields that a unit may report apart."""

PEOPLE = {"adult": "pop_18plus", "child": "pop_under18"}
"""Inhabitants that the FTE of a group are measured against."""

PER = 1_000
"""Inhabitants that rates are given per, as in the box plots."""


def reported(answers: Answers) -> pd.DataFrame:
    """FTE that each unit reported.

    Args:
        answers: The answers of a year.

    Returns:
        One row per unit and group (``adult``, ``child``), in the order of the answers: ``unit``,
        ``group``, ``form`` (joint or separate; missing when not told), the sums ``measure``,
        ``education`` and ``pathway``, the measures of the fields ``mental_health`` and
        ``substance_use``, and ``carried`` (whether a measure is carried forward from the year
        before). A sum is missing when no part of it was answered; blank parts count as none when
        another part was.
    """
    columns = fte_columns(answers.codebook)
    return pd.concat([_of_group(answers, columns, group) for group in GROUPS], ignore_index=True)


def reporting_form(answers: Answers, group: str) -> pd.Series[str]:
    """How each unit says that it reports a group: jointly, or each field apart.

    Raises:
        DataError: The form of the year does not ask it; nothing can be checked without.
    """
    name, year = f"reporting_form_{group}", answers.codebook.year
    if name not in answers.values:
        raise DataError(
            f"Kodeboken for {year} mangler spørsmålet «{name}», som kontrollene trenger. Før det i "
            f"data/survey/{year}/codebook.yml, som ett valg med svarene joint og separate."
        )
    return answers.values[name]


def _of_group(answers: Answers, columns: pd.DataFrame, group: str) -> pd.DataFrame:
    own = columns[columns["group"] == group]
    sums = {split: _sum(answers, own.index[own["split"] == split]) for split in SPLITS}
    measures = own[own["split"] == "measure"]
    halves = {field: _sum(answers, measures.index[measures["form"] == field]) for field in FIELDS}
    frame = pd.DataFrame({**sums, **halves}, index=answers.values.index)
    frame.insert(0, "form", reporting_form(answers, group))
    frame.insert(0, "group", group)
    carried = with_status(answers, "carried_forward", columns=measures.index)
    known = carried.columns.intersection(measures.index)
    frame = frame.assign(carried=carried[known].any(axis=1))
    return frame.rename_axis("unit").reset_index()


def _sum(answers: Answers, columns: Iterable[str]) -> pd.Series[float]:
    known = [column for column in columns if column in answers.values.columns]
    return answers.values[known].astype("float64").sum(axis=1, min_count=1)


def with_people(totals: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Reported FTE with the unit's name, size class and inhabitants.

    Args:
        totals: From :func:`reported`.
        units: The register, from :func:`is248.register.municipalities.load_units`.

    Returns:
        The same rows with ``name``, ``kind``, ``size_class``, ``people`` (inhabitants of the
        group's age; missing for agencies) and ``rate`` (FTE by measure per 1 000 of them).
    """
    joined = totals.join(units[["name", "kind", "size_class", *PEOPLE.values()]], on="unit")
    adult = joined["group"] == "adult"
    people = joined[PEOPLE["adult"]].where(adult, joined[PEOPLE["child"]])
    joined = joined.assign(people=people.where(people > 0)).drop(columns=list(PEOPLE.values()))
    return joined.assign(rate=joined["measure"] / joined["people"] * PER)


def told_silent(answers: Answers | None, year: int) -> int:
    """How many gave no answer; told as a value, as it rests on every answer and seldom changes.

    Args:
        answers: The answers; None when there are none.
        year: Their year.
    """
    if answers is None:
        return 0
    values = ToldValues(f"{SILENT}:{year}")
    return values.told("-", lambda: len(silent_units(answers)), int)
