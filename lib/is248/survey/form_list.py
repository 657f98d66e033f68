"""The questions of a new form, as a list that somebody has typed: number, label, kind, answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from is248.base.errors import DataError, suggestion
from is248.base.yaml_files import fault, read_yaml_file
from is248.survey.codebook import Type  # noqa: TC001 - pydantic needs it at run time
from is248.survey.readers import read_table

if TYPE_CHECKING:
    from pathlib import Path

_YAML = frozenset({".yml", ".yaml"})
_MARKS = re.compile(r"\s*[;|]\s*")
"""Between the answers of one question in a cell."""


class FormQuestion(BaseModel):
    """One question of the new form.

    Attributes:
        number: Its number there, "5.2a".
        label: What it asks, in the form's words or short.
        kind: Type of the codebook; a single choice where answers are given, else as it was.
        answers: What can be chosen, in order.
        chapter: Theme that it belongs to, where somebody has said it.
        id: What to call it, where somebody has said it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: str = Field(min_length=1)
    label: str = Field(min_length=1)
    kind: Type | None = None
    answers: tuple[str, ...] = ()
    chapter: str = ""
    id: str = ""


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    questions: tuple[FormQuestion, ...] = Field(min_length=1)


def read_form(path: Path) -> tuple[FormQuestion, ...]:
    """Read the list of a form's questions.

    Args:
        path: YAML with a list ``questions``, or a table (.csv, .xlsx …) with the columns
            ``number`` and ``label``, and ``kind``, ``answers`` (with ";" between), ``chapter``
            and ``id`` where they are known.

    Returns:
        The questions in the order of the file.

    Raises:
        UserError: The file is missing or of a kind that cannot be read.
        DataError: It lacks a column, or a question is not as it must be; with its row.
    """
    if path.suffix.lower() not in _YAML:
        return tuple(_of_table(path))
    try:
        return _Form.model_validate(read_yaml_file(path, path.name)).questions
    except FileNotFoundError:
        raise DataError(f"Fant ikke filen «{path}».") from None
    except ValidationError as error:
        raise DataError(f"{path.name}{fault(error, path)}") from error


def _of_table(path: Path) -> list[FormQuestion]:
    table = read_table(path)
    names = [header.strip().casefold() for header in table.header]
    known = FormQuestion.model_fields
    if lack := [name for name in ("number", "label") if name not in names]:
        raise DataError(f"{path.name}, linje 1: mangler kolonnen «{lack[0]}».")
    if odd := [name for name in names if name not in known]:
        hint = suggestion(odd[0], known)
        raise DataError(f"{path.name}, linje 1: kjenner ikke kolonnen «{odd[0]}».{hint}")
    rows = zip(*table.columns, strict=True)
    return [_of_row(dict(zip(names, row, strict=True)), path.name, at)
            for at, row in enumerate(rows, start=2)]  # fmt: skip


def _of_row(cells: dict[str, str], name: str, at: int) -> FormQuestion:
    answers = [answer for answer in _MARKS.split(cells.pop("answers", "").strip()) if answer]
    given = {key: text.strip() for key, text in cells.items() if text.strip()}
    try:
        return FormQuestion.model_validate({**given, "answers": answers})
    except ValidationError as error:
        first = error.errors()[0]
        raise DataError(
            f"{name}, rad {at}, kolonne «{first['loc'][0]}»: {first['msg']}. Ventet nummer og "
            "ledetekst, og kind som i kodeboken (single, multiple, fte, amount, count, open)."
        ) from error
