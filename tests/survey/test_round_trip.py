"""The real form, answered at random by all units: four formats, one result, byte for byte."""

import random

import pandas as pd
import pytest

from helpers.answer_tables import file_table
from helpers.answer_writers import write_answers
from helpers.survey import random_table
from is248.base.data_files import data_folder
from is248.base.paths import find_project
from is248.survey.codebook import load_codebook
from is248.survey.ingest import Inputs, prepare
from is248.survey.prepared_files import write_prepared
from is248.survey.readers import read_table
from is248.survey.unit_keys import load_register

NAMES = ("answers.parquet", "statuses.parquet")


@pytest.fixture(scope="module", params=[2015, pytest.param(2016, marks=pytest.mark.slow)])
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


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize("year_of_answers", [2015, 2016])
def test_the_shipped_answers_in_four_formats_give_the_same_bytes(year_of_answers, tmp_path):
    book, register = load_codebook(year_of_answers), load_register(year_of_answers)
    shipped = data_folder(find_project(), "survey", str(year_of_answers)) / "synthetic.csv"
    inputs = Inputs(book, register)
    prepared = prepare(read_table(shipped), inputs).prepared
    assert prepared
    assert prepared.synthetic
    table = file_table(
        prepared.values, prepared.statuses, book, synthetic=True, names=register.names
    )
    made = [result(table, inputs, tmp_path, e)[1] for e in (".csv", ".xlsx", ".sav", ".dta")]
    write_prepared(prepared, tmp_path / "shipped", {})
    assert all(each == [(tmp_path / "shipped" / n).read_bytes() for n in NAMES] for each in made)
