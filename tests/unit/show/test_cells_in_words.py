"""Cells of a table by name."""

import pandas as pd

from is248.show.cells_in_words import named_cell
from is248.show.grid import Column, Grid

GRID = Grid(
    pd.DataFrame({"fte": [5.0, 4.0, 80.0]}, index=["a", "b", "pct_done"]),
    (Column("fte", "Årsverk", unit="årsverk"),),
    "Rad",
    {"a": "A", "b": "B", "c": "C"},
)


def test_a_row_and_column():
    assert named_cell(GRID, "b_fte", "").text == "4"
    assert named_cell(GRID, "unknown_fte", "") is None


def test_a_row_of_per_cent_is_in_per_cent_whatever_its_column():
    assert named_cell(GRID, "pct_done_fte", "").text == "80\N{NO-BREAK SPACE}prosent"


def test_a_row_that_the_table_lacks_is_missing():
    assert named_cell(GRID, "c_fte", "").missing
