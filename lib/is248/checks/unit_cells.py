"""Which cells hold an answer of this year, and why the others do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from is248.survey.answers import Answers
    from is248.survey.codebook import Status


def with_status(answers: Answers, *wanted: Status) -> pd.DataFrame:
    """The cells that have one of some statuses.

    Args:
        answers: The answers of a year.
        *wanted: Statuses.

    Returns:
        True and False in the shape of the answers; statuses of other cells are passed over.
    """
    values, statuses = answers.values, answers.statuses
    chosen = statuses[statuses["status"].isin(wanted)]
    rows = values.index.get_indexer(pd.Index(chosen["unit"]))
    columns = values.columns.get_indexer(pd.Index(chosen["variable"]))
    inside = (rows >= 0) & (columns >= 0)
    found = np.zeros(values.shape, dtype=bool)
    found[rows[inside], columns[inside]] = True
    return pd.DataFrame(found, index=values.index, columns=values.columns)


def of_this_year(answers: Answers) -> pd.DataFrame:
    """The cells that were answered this year; "vet ikke" is an answer."""
    filled = answers.values.notna() & ~with_status(answers, "carried_forward")
    return filled | with_status(answers, "dont_know")


def carried_units(answers: Answers) -> list[str]:
    """Units with a value carried forward from the year before."""
    found = with_status(answers, "carried_forward").any(axis=1)
    return [str(unit) for unit in found.index[found]]


def silent_units(answers: Answers) -> list[str]:
    """Units that sent no form: nothing of theirs is of this year."""
    found = of_this_year(answers).any(axis=1)
    return [str(unit) for unit in found.index[~found]]
