"""Random mutations of a good file: no traceback, and no total that is silently wrong.

What a file says is read a second time here, by other means: Python's own csv module and Decimal.
"""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutators import damage
from truths import NUMERIC, csv_totals, totals

from helpers.survey import COLUMNS, good_table, small_inputs, with_cell, write
from is248.survey.findings import UnreadableError, failed
from is248.survey.ingest import prepare
from is248.survey.readers import read_table

INPUTS = small_inputs()
FEW, MANY = 200, 2_000
HURRY = {"deadline": None, "derandomize": True, "database": None}
QUIET = {"suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]}

TEXTS = st.one_of(
    st.text(max_size=12),
    st.text(alphabet="0123456789,. -\u2212\u00a0\u2009_e%()", max_size=10),
    st.sampled_from(["inf", "-inf", "nan", "NaN", "1_0", "１２", "0x1f", "1e5", "٣", "True", "=1"]),
    st.decimals(-10, 5000, places=2).map(lambda d: str(d).replace(".", ",")),
)
MUTATIONS = st.lists(
    st.tuples(
        st.sampled_from(["replace", "delete", "insert", "double", "swap", "cut"]),
        st.floats(0, 1, exclude_max=True),
        st.binary(min_size=1, max_size=6),
    ),
    min_size=1,
    max_size=4,
)


def read(path):
    """The outcome, or None when the file is refused; anything else is a traceback."""
    try:
        return prepare(read_table(path), INPUTS)
    except UnreadableError:
        return None


def check(path, expected):
    """Errors, or the totals that the file says."""
    outcome = read(path)
    if outcome is None or failed(outcome.findings):
        return
    for column, total in expected().items():
        found = outcome.prepared.values[column].sum()
        assert total is not None, column
        assert float(found) == pytest.approx(float(total), abs=1e-6), column


def mutated(data, mutations):
    data = bytearray(data)
    for kind, where, piece in mutations:
        at = int(where * len(data))
        damage(data, kind, slice(at, at + len(piece)), piece)
        if not data:
            data = bytearray(b";")
    return bytes(data)


def one_cell(folder):
    def run(row, column, text, ending):
        table = with_cell(row, column, text)
        path = folder / f"m{ending}"
        if ending == ".csv":
            lines = [list(COLUMNS), *table.to_numpy().tolist()]
            buffer = io.StringIO(newline="")
            csv.writer(buffer, delimiter=";").writerows(lines)
            path.write_bytes(buffer.getvalue().encode("utf-8", "ignore"))
            check(path, lambda: csv_totals(path))
        else:
            write(table, path)
            check(path, lambda: totals([list(COLUMNS), *table.to_numpy().tolist()]))

    return run


CELLS = {"row": st.integers(2, 6), "column": st.sampled_from(COLUMNS), "text": TEXTS}
NUMBER_CELLS = {**CELLS, "column": st.sampled_from(NUMERIC)}


@pytest.mark.slow
@given(**NUMBER_CELLS)
@settings(max_examples=FEW, **HURRY, **QUIET)
def test_any_text_in_a_number_is_found_or_counted(tmp_path, row, column, text):
    one_cell(tmp_path)(row, column, text, ".csv")


@pytest.mark.slow
@given(mutations=MUTATIONS)
@settings(max_examples=FEW, **HURRY, **QUIET)
def test_damaged_bytes_of_csv(tmp_path, good_csv, mutations):
    path = tmp_path / "m.csv"
    path.write_bytes(mutated(good_csv, mutations))
    check(path, lambda: csv_totals(path))


@pytest.mark.slow
@given(**CELLS)
@settings(max_examples=MANY // 2, **HURRY, **QUIET)
def test_any_text_in_any_cell_of_csv(tmp_path, row, column, text):
    one_cell(tmp_path)(row, column, text, ".csv")


@pytest.mark.slow
@given(**NUMBER_CELLS)
@settings(max_examples=MANY // 8, **HURRY, **QUIET)
def test_any_text_in_any_cell_of_xlsx(tmp_path, row, column, text):
    if any(c < " " or 0xD800 <= ord(c) < 0xE000 or ord(c) > 0xFFFD for c in text):
        return  # no workbook can hold it
    one_cell(tmp_path)(row, column, text, ".xlsx")


@pytest.mark.slow
@given(mutations=MUTATIONS)
@settings(max_examples=MANY // 2, **HURRY, **QUIET)
def test_damaged_bytes_of_csv_many_times(tmp_path, good_csv, mutations):
    path = tmp_path / "m.csv"
    path.write_bytes(mutated(good_csv, mutations))
    check(path, lambda: csv_totals(path))


@pytest.fixture(scope="module")
def good_csv(tmp_path_factory):
    return write(good_table(), Path(tmp_path_factory.mktemp("good")) / "g.csv").read_bytes()
