"""The inverse of ingest: prepared answers as the text table of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.errors import DataError
from is248.survey.columns import SOURCE_YEAR, SYNTHETIC, answer_columns
from is248.survey.grammar import number_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.survey.codebook import Codebook, Variable
    from is248.survey.columns import Column


def file_table(
    values: pd.DataFrame,
    statuses: pd.DataFrame,
    book: Codebook,
    *,
    synthetic: bool,
    names: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Answers as they stand in a file.

    Args:
        values: One row per unit, one column per codebook column, as in
            :class:`is248.survey.answers.Answers`.
        statuses: ``unit``, ``variable``, ``status`` of cells without an answer of this year. Cells
            that are empty without a status are blank.
        book: The questions.
        synthetic: Whether nobody gave these answers; written in every row.
        names: Name of each unit; no column of names when not given.

    Returns:
        Text only, one row per unit that sent a form or is carried forward: the key, ``name``,
        ``year``, ``source_year``, ``synthetic`` and the questions. "" is an empty cell.

    Raises:
        DataError: The codebook has no code for a status that needs one.
    """
    why = {(str(u), str(v)): str(s) for u, v, s in statuses[["unit", "variable", "status"]].values}
    columns = answer_columns(book)
    units = [unit for unit in values.index if not _silent(unit, columns, why)]
    found: dict[str, list[str]] = {book.key: [str(unit) for unit in units]}
    if names is not None:
        found["name"] = [names[unit] for unit in units]
    found["year"] = [str(book.year)] * len(units)
    found[SOURCE_YEAR] = [_source_year(unit, columns, why, book.year) for unit in units]
    found[SYNTHETIC] = ["true" if synthetic else ""] * len(units)
    for column in columns:
        cells = dict(zip(values.index, values[column.name].tolist(), strict=True))
        found[column.name] = [
            _cell(cells[unit], why.get((unit, column.name)), column) for unit in units
        ]
    return pd.DataFrame(found, dtype="str")


def _silent(unit: str, columns: list[Column], why: Mapping[tuple[str, str], str]) -> bool:
    return all(why.get((unit, column.name)) == "no_answer" for column in columns)


def _source_year(
    unit: str, columns: list[Column], why: Mapping[tuple[str, str], str], year: int
) -> str:
    carried = any(why.get((unit, column.name)) == "carried_forward" for column in columns)
    return str(year - 1) if carried else ""


def _cell(value: object, status: str | None, column: Column) -> str:
    if not pd.isna(value):  # type: ignore[call-overload]
        return value if isinstance(value, str) else number_text(float(str(value)))
    if status in {None, "blank", "not_asked", "no_answer"}:
        return ""
    return _code(str(status), column.variable)


def _code(status: str, variable: Variable) -> str:
    for code, meaning in variable.missing.items():
        if meaning == status:
            return code
    raise DataError(f"Kodeboken har ingen kode for «{status}» i «{variable.id}».")
