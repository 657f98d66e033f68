"""The real form, answered at random by all units: four formats, one result, byte for byte."""

import random

import pandas as pd
import pytest

from helpers.survey import random_table
from is248.survey.codebook import load_codebook
from is248.survey.ingest import Inputs, prepare
from is248.survey.prepared import write_prepared
from is248.survey.readers import read_table
from is248.survey.register import load_register
from is248.survey.tables import file_table
from is248.survey.writers import write_answers

YEARS = (2015, 2016)
NAMES = ("answers.parquet", "statuses.parquet")


@pytest.fixture(scope="module", params=YEARS)
def year(request):
    book, register = load_codebook(request.param), load_register(request.param)
    table = random_table(book, register, random.Random(request.param))
    return Inputs(book, register), table


def result(table, inputs, folder, ending):
    path = folder / f"svar{ending}"
    write_answers(table, path, inputs.book)
    outcome = prepare(read_table(path), inputs)
    assert outcome.prepared, [finding.line for finding in outcome.findings][:5]
    write_prepared(outcome.prepared, folder / ending[1:], {})
    return outcome.prepared, [(folder / ending[1:] / name).read_bytes() for name in NAMES]


def test_four_formats_give_the_same_bytes(year, tmp_path):
    inputs, table = year
    _, first = result(table, inputs, tmp_path, ".csv")
    for ending in (".xlsx", ".sav", ".dta"):
        assert result(table, inputs, tmp_path, ending)[1] == first, ending


def test_what_was_prepared_can_be_written_and_prepared_again(year, tmp_path):
    inputs, table = year
    prepared, first = result(table, inputs, tmp_path, ".csv")
    again = file_table(
        prepared.values,
        prepared.statuses,
        inputs.book,
        synthetic=prepared.synthetic,
        names=inputs.register.names,
    )
    assert list(again.columns) == list(table.columns)
    pd.testing.assert_series_equal(again["source_year"], table["source_year"])
    assert result(again, inputs, tmp_path, ".csv")[1] == first
