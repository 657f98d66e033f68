"""results.csv: every value, in full, and what changed."""

import csv
import io

import pytest

from helpers.project import document, figure_bundle, table_bundle, text_bundle
from is248.edition.results import (
    COLUMNS,
    Change,
    changes_between,
    read_results,
    results_csv,
    results_of,
    written,
)
from is248.printed.verdicts import Result


def results():
    return list(results_of(document("alpha", table_bundle(), figure_bundle(), text_bundle())))


def test_columns_are_exact():
    assert COLUMNS == (
        "chapter", "item", "row", "column", "value", "n", "unit", "basis",
        "printed", "computed", "low", "high",
    )  # fmt: skip


def test_item_is_the_houses_own_and_the_printed_one_stands_beside():
    assert {(result.item, result.printed) for result in results()} == {
        ("table-size", "table-1.2"), ("figure-size", ""), ("text-people", ""),
    }  # fmt: skip


def test_every_cell_and_bound_value_once():
    assert len(results()) == 12 + 12 + 1
    assert len({result.key for result in results()}) == 25


def test_a_cell():
    assert results()[1] == Result(
        "alpha",
        "table-size",
        "small",
        "share",
        "0.30000000000000004",
        "428 kommuner",
        "prosent",
        "printed",
        "table-1.2",
    )


def test_what_is_computed_and_its_bounds_stand_beside_what_is_shown():
    bundle = table_bundle()
    bundle["grid"]["rows"][1]["cells"][0] |= {"computed": 1233.5, "low": 1230.0, "high": 1240.0}
    first = next(results_of(document("alpha", bundle)))
    assert (first.value, first.computed, first.low, first.high) == (
        "1234", "1233.5", "1230.0", "1240.0",
    )  # fmt: skip


def test_what_a_sentence_leaves_out_is_told():
    untold = [
        {"kind": "value", "name": "more", "value": None, "text": "–", "unit": "prosent"},
        {"kind": "value", "name": "all", "value": 7, "text": "7", "unit": "", "basis": "register"},
    ]
    made = document("alpha", text_bundle() | {"untold": untold})
    told, missing, kept = results_of(made)
    assert (told.item, told.row, told.basis) == ("text-people", "people", "printed")
    assert (missing.item, missing.row, missing.value) == ("text-text-people-not-asked", "more", "")
    assert (kept.item, kept.row, kept.value, kept.basis) == ("text-people", "all", "7", "register")


def test_a_paragraph_that_tells_nothing_keeps_its_values():
    bundle = text_bundle()
    silent = {**bundle, "parts": [], "untold": [bundle["parts"][1]]}
    assert [r.value for r in results_of(document("alpha", silent))] == ["1333.5"]


def test_a_cell_rests_on_its_own_basis_else_on_its_columns_else_on_the_items():
    bundle = table_bundle()
    bundle["grid"]["columns"][1]["basis"] = ""
    bundle["grid"]["rows"][1]["cells"][0]["basis"] = "synthetic_invented"
    found = {(r.row, r.column): r.basis for r in results_of(document("alpha", bundle))}
    assert found["small", "people"] == "synthetic_invented"
    assert found["small", "share"] == bundle["basis"]
    assert found["small", "change"] == bundle["grid"]["columns"][2]["basis"]


def test_a_sentence():
    assert results()[-1] == Result(
        "alpha", "text-people", "people", "value", "1333.5", "", "personer", "printed"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (3, "3"),
        (3.0, "3.0"),
        (1e-07, "1e-07"),
        (0.1 + 0.2, "0.30000000000000004"),
        ("å", "å"),
    ],
)
def test_written_in_full(value, text):
    assert written(value) == text


def test_csv_reads_back(tmp_path):
    path = tmp_path / "results.csv"
    odd = Result("a", "b", "c", 'x,"y"', "to\nlinjer", "n", "å", "printed")
    path.write_bytes(results_csv([*results(), odd]).encode())
    assert read_results(path) == [*results(), odd]
    assert b"\r" not in path.read_bytes()
    assert next(csv.reader(io.StringIO(path.read_text(encoding="utf-8")))) == list(COLUMNS)


def test_no_or_another_results_file(tmp_path):
    assert read_results(tmp_path / "none.csv") == []
    (tmp_path / "old.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert read_results(tmp_path / "old.csv") == []


def test_changes():
    def result(row, value):
        return Result("a", "t", row, "c", value, "", "", "")

    old = [result("same", "1"), result("new value", "1"), result("gone", ""), result("lost", "5")]
    new = [result("same", "1"), result("new value", "2"), result("came", ""), result("lost", "")]
    assert changes_between(old, new) == [
        Change("a", "t", "new value", "c", "1", "2"),
        Change("a", "t", "came", "c", None, ""),
        Change("a", "t", "lost", "c", "5", ""),
        Change("a", "t", "gone", "c", "", None),
    ]
