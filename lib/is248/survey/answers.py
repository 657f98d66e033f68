"""The prepared answers of a year: values, why cells are empty, and whether anybody gave them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow.parquet as pq

from is248.base.errors import DataError
from is248.survey.codebook import Codebook, load_codebook
from is248.survey.places import ANSWERS_FILE, STATUSES_FILE, prepared_folder

if TYPE_CHECKING:
    from is248.base.paths import Project

SYNTHETIC_KEY = b"synthetic"


@dataclass(frozen=True)
class Answers:
    """The answers of one year.

    Attributes:
        values: One row per reporting unit (index ``unit``: register key, Oslo by districts and
            agencies), one column per codebook column. fte, amount and count: Float64; multiple:
            Int8 (1 crossed, 0 not); single and open: string. Empty is NA; why stands in
            ``statuses``.
        statuses: One row per cell without an answer of this year: ``unit``, ``variable`` (column),
            ``status`` (see :data:`is248.survey.codebook.Status`).
        synthetic: Whether nobody gave these answers; carried from the file to every page.
        codebook: The questions.
    """

    values: pd.DataFrame
    statuses: pd.DataFrame
    synthetic: bool
    codebook: Codebook


def load_answers(year: int, project: Project | None = None) -> Answers:
    """Read the prepared answers.

    Args:
        year: Reporting year.
        project: The project; found when not given.

    Returns:
        The answers.

    Raises:
        DataError: The answers have not been prepared.
    """
    folder = prepared_folder(year, project)
    if not (folder / ANSWERS_FILE).is_file():
        raise DataError(
            f"Svarene for {year} er ikke klargjort. Kjør «is248 ingest {year} FIL» først."
        )
    values = pd.read_parquet(folder / ANSWERS_FILE)
    marks = pq.read_schema(folder / ANSWERS_FILE).metadata or {}
    statuses = pd.read_parquet(folder / STATUSES_FILE)
    return Answers(
        values, statuses, marks.get(SYNTHETIC_KEY) == b"true", load_codebook(year, project)
    )
