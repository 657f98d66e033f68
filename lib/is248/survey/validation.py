"""Rules that values must meet, checked by pandera on long tables, all faults at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from is248.base.errors import suggestion
from is248.survey.cells import ANSWER, spread
from is248.survey.findings import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from is248.survey.cells import Cells
    from is248.survey.columns import Column
    from is248.survey.filled_form import Form
    from is248.survey.findings import Finding

LARGEST: dict[str, float] = {"fte": 5_000, "amount": 10_000_000_000, "count": 1_000_000}
"""Above this a number is a slip: all municipalities together have some 14 000 FTE."""

_NONE = np.array([], dtype=np.int64)
MOST_CODES = 8
"""Codes that a message lists."""

_FAULTS = {
    "negative": Fault("er negativt", "Skriv 0 eller et tall over 0."),
    "whole": Fault("er ikke et helt tall", "Skriv et helt tall."),
    "cross": Fault("er ikke 0 eller 1", "Skriv 1 for kryss og 0 for ikke kryss."),
    "large": Fault("er urimelig stort", "Kontroller komma og enhet mot skjemaet."),
}


_RULES: dict[str, list[pa.Check]] = {
    kind: [pa.Check.ge(0, error="negative"), pa.Check.le(most, error="large")]
    for kind, most in LARGEST.items()
}
_RULES["count"].append(pa.Check(lambda values: values % 1 == 0, error="whole"))
_RULES["multiple"] = [pa.Check.isin([0.0, 1.0], error="cross")]
"""Type of a question → rules for its numbers; the key of the fault is the check's error."""


def validate(form: Form, columns: Sequence[Column], cells: Cells) -> list[Finding]:
    """Check every value against the rules of its question.

    Args:
        form: The answers, for the places.
        columns: The columns of the codebook.
        cells: Their values.

    Returns:
        One error per value that breaks a rule.
    """
    there = [column for column in columns if column.name in cells.values]
    findings: list[Finding] = []
    for kind, rules in _RULES.items():
        chosen = [column for column in there if column.variable.type == kind]
        table = _long(chosen, cells)
        for at, row, rule in _failures(table, "value", pa.Column(float, rules)):
            findings += _spread(form, chosen[at], row, _FAULTS[rule])
    coded = [column for column in there if column.kind in {"choice", "codes"}]
    return findings + _unknown_codes(form, coded, _long(coded, cells))


def _long(columns: Sequence[Column], cells: Cells) -> pd.DataFrame:
    """One row per answer: place of its column, its row, and the value."""
    places, rows, values = [_NONE], [_NONE], []
    for at, column in enumerate(columns):
        read = (cells.status[column.name] == ANSWER) & ~cells.wrong[column.name]
        rows.append(np.flatnonzero(read))
        places.append(np.full(len(rows[-1]), at))
        own = cells.values[column.name]
        values += [own[row] for row in rows[-1]]
    table = {"at": np.concatenate(places), "row": np.concatenate(rows)}
    return pd.DataFrame({**table, "value": values})


def _failures(
    table: pd.DataFrame, checked: str, rules: pa.Column
) -> list[tuple[int, tuple[int, ...], str]]:
    """Place of the column, rows and rule of all that fails, by column and rule."""
    if table.empty:
        return []
    try:
        pa.DataFrameSchema({checked: rules}).validate(table, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases.dropna(subset=["index"])
        failed = table.loc[cases["index"].astype(int), ["at", "row"]].reset_index(drop=True)
        failed["check"] = cases["check"].to_numpy()
        groups = failed.groupby(["at", "check"], sort=True)["row"]
        return [(int(at), tuple(sorted(set(rows))), str(rule)) for (at, rule), rows in groups]
    return []


def _unknown_codes(form: Form, columns: Sequence[Column], table: pd.DataFrame) -> list[Finding]:
    """Codes that the codebook does not have; an open answer may have several."""
    single = table.assign(value=table["value"].astype("string").str.split(";")).explode("value")
    names = np.array([column.name for column in columns], dtype=object)
    single["key"] = names[single["at"].to_numpy()] + "|" + single["value"].astype(object)
    single = single.reset_index(drop=True)
    allowed = {f"{c.name}|{code}" for c in columns for code in c.variable.categories}
    rule = pa.Column(checks=pa.Check.isin(allowed, error="code"))
    findings: list[Finding] = []
    for at, rows, _ in _failures(single, "key", rule):
        for row in rows:
            fault = _code_fault(columns[at], form.cells[columns[at].name][row])
            findings += _spread(form, columns[at], (row,), fault)
    return findings


def _code_fault(column: Column, text: str) -> Fault:
    codes = column.variable.categories
    by_label = {label.casefold(): code for code, label in codes.items()}
    if code := by_label.get(text.casefold()):
        return Fault("er en tekst, ikke en kode", f"Skriv {code}.")
    near = suggestion(text, codes)
    listed = ", ".join(f"{code} ({label})" for code, label in [*codes.items()][:MOST_CODES])
    more = " …" if len(codes) > MOST_CODES else ""
    hint = near if "Mente" in near else ""
    return Fault("er ikke en kode i spørsmålet", f"Skriv en av {listed}{more}.{hint}")


def _spread(form: Form, column: Column, rows: Sequence[int], fault: Fault) -> list[Finding]:
    return spread(form, column, rows, fault, [form.cells[column.name][row] for row in rows])
