"""Write the prepared answers: same content, same bytes; a killed run leaves the last ones whole."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping  # noqa: TC003 - a dataclass names it
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from is248.base.exchange import STAGED, exchange, narrow, private_folder, recover, remove, said
from is248.base.files import sha256
from is248.survey.answers import SYNTHETIC_KEY, VARIABLE
from is248.survey.cells import ANSWER, CODE, STATUSES
from is248.survey.frame_parts import parts_of_columns, parts_of_rows
from is248.survey.places import ANSWERS_FILE, PARTS, PROVENANCE_FILE, STATUSES_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from is248.survey.cells import Cells, Numbers
    from is248.survey.columns import Column
    from is248.survey.filled_form import Form

UNIT = "unit"


@dataclass(frozen=True)
class Prepared:
    """The answers of a year, ready to be written.

    Attributes:
        values: One row per unit that is asked (index ``unit``), one column per codebook column,
            see :class:`is248.survey.answers.Answers`.
        statuses: ``unit``, ``variable``, ``status`` of each cell without an answer of this year.
        synthetic: Whether nobody gave these answers.
    """

    values: pd.DataFrame
    statuses: pd.DataFrame
    synthetic: bool


def to_prepared(form: Form, columns: Sequence[Column], cells: Cells) -> Prepared:
    """Put the answers in the order of the register and of the form.

    Args:
        form: The answers, with the year that each row comes from.
        columns: The columns of the codebook, all of them in the file.
        cells: Values and statuses, without errors.

    Returns:
        All units that are asked. A unit without a row, or with an empty one, has not answered. In
        a row of an earlier year an answer is carried forward and a blank is no answer: no form
        came this year.
    """
    units = list(form.register.names)
    rows = _rows(form, units)
    status = np.full((len(units), len(columns)), CODE["no_answer"], dtype=np.int8)
    there = rows >= 0
    given = np.stack([cells.status[column.name] for column in columns], axis=1)
    status[there] = _settled(given, form)[rows[there]]
    index = pd.Index(pd.array(units, dtype="string"), name=UNIT)
    values = {c.name: _series(c, cells.values[c.name], rows, index) for c in columns}
    frame = pd.DataFrame(values, index=index)
    return Prepared(frame, _statuses(status, units, columns), form.synthetic)


def write_prepared(prepared: Prepared, folder: Path, provenance: Mapping[str, object]) -> None:
    """Write the three files of a year, all or none.

    Args:
        prepared: The answers.
        folder: ``data/prepared/<year>``; what is there is replaced.
        provenance: What the answers were made of; the checksums of the two tables, and of their
            parts, are added.

    Raises:
        UserError: The disk is full or cannot be written to; what was there stands.
    """
    with said("/".join(folder.parts[-3:])):
        private_folder(folder.parent)
        recover(folder)
        _stage(prepared, folder, provenance)


def _stage(prepared: Prepared, folder: Path, provenance: Mapping[str, object]) -> None:
    staged = private_folder(folder.parent / f"{STAGED}{folder.name}-{os.getpid()}")
    try:
        _write_tables(prepared, staged)
        sums = {name: sha256(staged / name) for name in (ANSWERS_FILE, STATUSES_FILE)}
        content = {**provenance, "files": sums, PARTS: _parts(prepared)}
        text = json.dumps(content, ensure_ascii=False, indent=2)
        (staged / PROVENANCE_FILE).write_text(text + "\n", encoding="utf-8")
        narrow(staged)
        exchange(staged, folder)
    finally:
        remove(staged)


def _parts(prepared: Prepared) -> dict[str, dict[str, str]]:
    return {
        ANSWERS_FILE: parts_of_columns(prepared.values, prepared.synthetic),
        STATUSES_FILE: parts_of_rows(prepared.statuses, VARIABLE),
    }


def _settled(given: Numbers, form: Form) -> Numbers:
    """Statuses of rows, with empty forms and forms of an earlier year told apart."""
    settled = given.copy()
    blank = np.isin(given, [CODE["blank"], CODE["not_asked"]])
    settled[blank.all(axis=1)] = CODE["no_answer"]
    earlier = np.array([year < form.year for year in form.source_years], dtype=bool)[:, None]
    settled[earlier & (given == ANSWER)] = CODE["carried_forward"]
    settled[earlier & (given == CODE["blank"])] = CODE["no_answer"]
    return settled


def _rows(form: Form, units: Sequence[str]) -> Numbers:
    """Row of each unit of the register; -1 without one."""
    at = {unit: row for row, unit in enumerate(form.units)}
    return np.array([at.get(unit, -1) for unit in units], dtype=np.int64)


def _series(column: Column, given: Sequence[Any], rows: Numbers, index: pd.Index[str]) -> pd.Series:
    found = [given[row] if row >= 0 else None for row in rows.tolist()]
    array: Any = pd.array
    if column.kind == "cross":
        crosses = [None if value is None else int(value) for value in found]
        return pd.Series(array(crosses, dtype="Int8"), index=index)
    kind = "Float64" if column.kind == "number" else "string"
    return pd.Series(array(found, dtype=kind), index=index)


def _statuses(status: Numbers, units: Sequence[str], columns: Sequence[Column]) -> pd.DataFrame:
    at_unit, at_column = np.nonzero(status != ANSWER)
    words = np.array(STATUSES, dtype=object)[status[at_unit, at_column]]
    names = np.array([column.name for column in columns], dtype=object)[at_column]
    keys = np.array(list(units), dtype=object)[at_unit]
    found = {UNIT: keys, "variable": names, "status": words}
    return pd.DataFrame({name: pd.array(cells, dtype="string") for name, cells in found.items()})


def _write_tables(prepared: Prepared, folder: Path) -> None:
    mark = b"true" if prepared.synthetic else b"false"
    for name, frame in ((ANSWERS_FILE, prepared.values), (STATUSES_FILE, prepared.statuses)):
        table = pa.Table.from_pandas(frame)
        table = table.replace_schema_metadata({**table.schema.metadata, SYNTHETIC_KEY: mark})
        pq.write_table(table, folder / name, compression="zstd")
