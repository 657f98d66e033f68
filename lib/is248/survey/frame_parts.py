"""Sums over the parts of prepared answers: a chapter is known by the columns that it reads.

They are written when answers are prepared, beside the sums of the files that they belong to, so
that to see what has changed nobody has to read the answers.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pandas as pd

from is248.survey.told_frame import FILLED, SHAPE


def parts_of_columns(frame: pd.DataFrame, *more: object) -> dict[str, str]:
    """The parts of a frame with a column a question.

    Args:
        frame: The frame.
        *more: What else is read with it and counts as its shape.

    Returns:
        Column → sum over its cells; :data:`SHAPE` over index, names and types of the columns, and
        :data:`FILLED` over which cells hold something.
    """
    types = [[str(name), str(kind)] for name, kind in frame.dtypes.items()]
    shape = [*map(str, more), str(frame.index.name), [*map(str, frame.index)], types]
    filled = frame.notna().to_numpy().tolist()
    columns = {str(name): _sum(_cells(frame[name])) for name in frame}
    return {SHAPE: _sum(shape), FILLED: _sum(filled), **columns}


def parts_of_rows(frame: pd.DataFrame, column: str) -> dict[str, str]:
    """The parts of a long frame: value of a column → sum over its rows."""
    return {
        str(value): _sum([_cells(rows[name]) for name in rows])
        for value, rows in frame.groupby(column, sort=True)
    }


def _cells(column: pd.Series[Any]) -> list[object]:
    return [None if cell is pd.NA else cell for cell in column.astype("object").tolist()]


def _sum(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]
