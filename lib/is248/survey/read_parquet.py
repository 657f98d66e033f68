"""Read .parquet: numbers, truth values, words and dates as text, no value as an empty cell."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from is248.survey.grammar import number_text
from is248.survey.raw_table import refused, tidy
from is248.survey.sheet_marks import MOST_CELLS

if TYPE_CHECKING:
    from pathlib import Path

pa.set_memory_pool(pa.system_memory_pool())


def contents(path: Path, largest: int, sheet: str) -> dict[str, Any]:  # noqa: ARG001 - no sheets
    """All of a file as texts.

    Args:
        path: The file.
        largest: Bytes that it may take unpacked.
        sheet: Without meaning here.

    Returns:
        Fields of :class:`is248.survey.raw_table.Grid`; the names are row 0.

    Raises:
        UnreadableError: It is damaged or too large.
    """
    try:
        file = pq.ParquetFile(path, memory_map=False)
        about = file.metadata
        groups = [about.row_group(at).total_byte_size for at in range(about.num_row_groups)]
        if sum(groups) > largest or about.num_rows * about.num_columns > MOST_CELLS:
            words = "filen er større enn 200 MB utpakket"
            raise refused(path.name, words, "Ta bare med svarene for ett år.")
        table = file.read(use_threads=False)
    except MemoryError:
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        words = "filen er skadet eller ikke en .parquet-fil"
        raise refused(path.name, words, "Eksporter den på nytt.") from error
    columns = [_texts(column) for column in table.columns]
    rows = [list(row) for row in zip(*columns, strict=True)]
    names = [tidy(name) for name in table.column_names]
    return {"rows": [(0, names), *enumerate(rows, start=1)], "encoding": "utf-8"}


def _texts(column: pa.ChunkedArray) -> list[str]:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_floating(column.type):  # the shortest text, also of numbers of half the length
        return [
            "" if text is None else number_text(float(text))
            for text in column.cast(pa.string()).to_pylist()
        ]
    return [_text(value) for value in column.to_pylist()]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    if isinstance(value, dt.datetime) and value.timetz() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return tidy(str(value))
