"""The answer file: one row per unit, the codebook's columns, and "synthetic" on every row."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from is248_synthetic.synthetic_units import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from is248.survey.codebook import Variable
    from is248_synthetic.categorical import State

SYNTHETIC = "synthetic"


def answer_file(state: State) -> bytes:
    """The file as bytes: UTF-8, semicolons, decimal comma; an empty cell where nothing is given."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    columns = [column for variable in state.book.variables for column in variable.columns]
    writer.writerow([state.book.key, SYNTHETIC, *columns])
    for unit in counted(state.units, "districts_and_agencies"):
        cells = [cell for v in state.book.variables for cell in _cells(state, v, str(unit))]
        writer.writerow([unit, "true", *cells])
    return text.getvalue().encode("utf-8")


def _cells(state: State, variable: Variable, unit: str) -> Iterator[str]:
    codes = state.answers.get(variable.id, {}).get(unit)
    if variable.type == "multiple":
        for code in variable.categories:
            yield "" if codes is None else str(int(code in codes))
    elif variable.type == "single":
        yield "" if codes is None else codes[0]
    elif variable.type == "open":
        yield state.texts.get(variable.id, {}).get(unit, "")
        if variable.categories:
            yield ";".join(codes or ())
    else:
        value = state.numbers.get(variable.id, {}).get(unit)
        yield _number(value) if value is not None else "".join(codes or ())


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
