"""Accepted codings, kept beside the restricted data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import yaml

from is248.base.errors import DataError
from is248.base.exchange import write_whole
from is248.base.paths import Project, find_project
from is248.base.yaml_files import read_model
from is248.survey.coding.coding_model import SEPARATOR, Coding, text_sum
from is248.survey.coding.open_answers import answer_ids, open_answers
from is248.survey.coding.restricted import make_restricted, restricted_folder

if TYPE_CHECKING:
    from pathlib import Path

    from is248.survey.answers import Answers


def coding_path(year: int, variable: str, project: Project | None = None) -> Path:
    """Where the coding of a question is kept."""
    return restricted_folder(year, project) / "coding" / f"{variable}.yml"


def save_coding(coding: Coding, project: Project | None = None) -> Path:
    """Keep an accepted coding; one that was kept before is replaced in one step.

    Returns:
        The file.
    """
    make_restricted(coding.year, project)
    path = coding_path(coding.year, coding.variable, project)
    path.parent.mkdir(exist_ok=True)
    content = yaml.safe_dump(coding.model_dump(mode="json"), allow_unicode=True, sort_keys=False)
    write_whole(path, content)
    return path


def load_coding(year: int, variable: str, project: Project | None = None) -> Coding:
    """Read the coding of a question.

    Raises:
        DataError: The question is not coded, or the file is not as it must be.
    """
    project = project or find_project()
    path = coding_path(year, variable, project)
    try:
        return read_model(path, Coding, project.relative(path))
    except FileNotFoundError:
        raise DataError(
            f"«{variable}» er ikke kodet for {year}. Kjør «is248 coding export {year} {variable} "
            f"FIL», kod svarene, og kjør «is248 coding import {year} {variable} FIL»."
        ) from None


def codes_column(
    answers: Answers, coding: Coding, project: Project | None = None
) -> pd.Series[str]:
    """The codes per unit, as the prepared answers hold them (joined by ``;``).

    Args:
        answers: The prepared answers.
        coding: An accepted coding of one of their questions.
        project: The project; found when not given.

    Returns:
        Index ``unit``, named ``<variable>__codes``; NA where there is no text.

    Raises:
        DataError: The coding is of other answers than these.
    """
    _check_same(answers, coding, project)
    ids = answer_ids(answers, coding.variable, project)
    joined = {
        unit: SEPARATOR.join(coding.answers[key].codes) if key in coding.answers else None
        for unit, key in ids.items()
    }
    index = pd.Index(joined, name="unit")
    name = f"{coding.variable}__codes"
    return pd.Series(list(joined.values()), index=index, dtype="string", name=name)


def _check_same(answers: Answers, coding: Coding, project: Project | None) -> None:
    texts = {a.id: text_sum(a.text) for a in open_answers(answers, coding.variable, project)}
    coded = {key: answer.sha256 for key, answer in coding.answers.items()}
    odd = {key for key in texts.keys() | coded.keys() if texts.get(key) != coded.get(key)}
    if odd or answers.synthetic != coding.synthetic:
        raise DataError(
            f"Kodingen av «{coding.variable}» passer ikke til svarene for {coding.year}: "
            f"{len(odd)} svar er nye, borte eller endret, først {min(odd, default='(ingen)')}. "
            "Eksporter på nytt med «--with-codes» og kod dem."
        )
