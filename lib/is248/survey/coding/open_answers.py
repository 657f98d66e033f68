"""The texts of an open question, without the municipalities that wrote them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.data_files import data_folder, read_rows
from is248.base.errors import DataError, suggestion
from is248.base.paths import Project, find_project
from is248.survey.coding.coding_model import OpenAnswer, canonical, split_codes
from is248.survey.coding.restricted import answer_id, id_key
from is248.year.labels import load_labels
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from is248.survey.answers import Answers
    from is248.survey.codebook import Variable


def open_answers(
    answers: Answers, variable: str, project: Project | None = None, *, create_key: bool = False
) -> list[OpenAnswer]:
    """The answers to an open question that hold a text.

    Args:
        answers: The prepared answers.
        variable: Id of the question.
        project: The project; found when not given.
        create_key: Whether to make the key of the ids when the year has none.

    Returns:
        Sorted by id: the order of the register would tell who wrote what.

    Raises:
        DataError: No such open question, or a unit without a size class.
    """
    project = project or find_project()
    question = open_question(answers, variable)
    sizes = size_classes(answers.codebook.year, project)
    ids = answer_ids(answers, question.id, project, create_key=create_key)
    found = [
        OpenAnswer(ids[unit], _size(sizes, unit), text, codes)
        for unit, text, codes in _texts(answers, question)
    ]
    return sorted(found, key=lambda answer: answer.id)


def answer_ids(
    answers: Answers, variable: str, project: Project | None = None, *, create_key: bool = False
) -> dict[str, str]:
    """Unit → answer id, for every unit of the year; never to be written to a file."""
    key = id_key(answers, project, create=create_key)
    year = answers.codebook.year
    return {str(unit): answer_id(key, year, variable, str(unit)) for unit in answers.values.index}


def open_question(answers: Answers, variable: str) -> Variable:
    """An open question of the codebook.

    Raises:
        DataError: The year does not ask it, or it is not open.
    """
    question = answers.codebook.variable(variable)
    if question.type != "open":
        known = [v.id for v in answers.codebook.variables if v.type == "open"]
        raise DataError(
            f"«{variable}» er ikke et åpent spørsmål i {answers.codebook.year}."
            + suggestion(variable, known)
        )
    return question


def size_classes(year: int, project: Project) -> dict[str, str]:
    """Unit → size class as a reader sees it."""
    labels = load_labels(project, year).category("size_class").values
    rows = read_rows(
        data_folder(project, "municipalities"), load_year(year, project).register_files.units
    )
    shown = {key: value.label for key, value in labels.items()}
    return {row["code"]: shown.get(row["size_class"], row["size_class"]) for row in rows}


def _size(sizes: dict[str, str], unit: str) -> str:
    if unit not in sizes:
        raise DataError(f"Enheten {unit} står ikke i registeret (data/municipalities).")
    return sizes[unit]


def _texts(answers: Answers, question: Variable) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Unit, text and the codes it has; an answer without a text is none."""
    codes = f"{question.id}__codes"
    held = {} if codes not in answers.values else answers.values[codes].fillna("").to_dict()
    for unit, value in answers.values[question.id].items():
        if text := "" if pd.isna(value) else canonical(str(value)):
            yield str(unit), text, tuple(split_codes(str(held.get(unit, ""))))
