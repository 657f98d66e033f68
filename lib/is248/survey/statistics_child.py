"""Reads one .sav or .dta file and writes its cells as JSON; run as a process of its own.

A damaged file can make the C library that reads these formats fall over, and the whole process
with it. Here only this process ends, and the caller says that the file is damaged.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pyreadstat

from is248.survey.grammar import number_text
from is248.survey.raw_table import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def contents(path: str) -> dict[str, Any]:
    """All of a file as texts.

    Args:
        path: The file; the ending tells the format.

    Returns:
        ``header``, ``labels``, ``columns`` (cells of each), ``value_labels`` (column → value →
        label), ``declared`` (column → ranges) and ``encoding``.
    """
    reader = pyreadstat.read_sav if path.lower().endswith(".sav") else pyreadstat.read_dta
    columns, meta = reader(path, user_missing=True, output_format="dict")
    names, types = meta.column_names, meta.readstat_variable_types
    return {
        "header": [tidy(name or "") for name in names],
        "labels": [tidy(label or "") for label in meta.column_labels],
        "columns": [_texts(columns[name], numeric=types[name] != "string") for name in names],
        "value_labels": {tidy(n): _labels(f) for n, f in meta.variable_value_labels.items()},
        "declared": {tidy(name): _ranges(found) for name, found in meta.missing_ranges.items()},
        "encoding": meta.file_encoding or "utf-8",
    }


def _texts(values: Sequence[Any], *, numeric: bool) -> list[str]:
    known = {value: _text(value, numeric=numeric) for value in set(values)}
    return [known[value] if value == value else "" for value in values]  # noqa: PLR0124 - NaN


def _text(value: object, *, numeric: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f".{value}" if numeric else tidy(value)  # the letter of a Stata missing value
    if isinstance(value, int | float):
        return number_text(float(value))
    return str(value)  # a date: no answer of ours, found later


def _labels(found: Mapping[Any, str]) -> dict[str, str]:
    """Value as text → its label."""
    return {_text(value, numeric=True): tidy(str(label)) for value, label in found.items()}


def _ranges(found: Sequence[Any]) -> list[tuple[float, float]]:
    """Ranges of numbers; declared missing texts are found by the codebook's own codes."""
    pairs = [(entry["lo"], entry["hi"]) for entry in found]
    return [(float(lo), float(hi)) for lo, hi in pairs if isinstance(lo, int | float)]


if __name__ == "__main__":
    sys.stdout.buffer.write(json.dumps(contents(sys.argv[1])).encode("ascii"))
