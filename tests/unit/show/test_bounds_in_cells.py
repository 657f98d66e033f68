"""A table of a recomputation carries what it computed and what rounding allows."""

import pandas as pd

from is248.show.grid import Column, Grid
from is248.stats.bounds import Bounded, exact


def cells(frame, bounded):
    grid = Grid(frame, (Column("fte", "Årsverk"),), "Gruppe", bounded=bounded)
    return [row["cells"][0] for row in grid.bundle()["rows"]]


def frame(*values):
    return pd.DataFrame({"fte": values}, index=["adult", "total"])


def test_a_printed_total_is_shown_and_the_sum_is_kept():
    shown = frame(10.0, 31.0)
    bounded = Bounded(frame(10.0, 30.0), frame(10.0, 29.0), frame(10.0, 31.0), shown)
    body, total = cells(shown, bounded)
    assert (body.keys() & {"computed", "low", "high"}) == set()
    assert (total["value"], total["computed"], total["low"], total["high"]) == (31, 30, 29, 31)


def test_exact_values_have_no_bounds():
    shown = frame(10.0, float("nan"))
    assert all(cell.keys() == {"value", "text", "mark"} for cell in cells(shown, exact(shown)))


def test_a_cell_has_its_own_basis_where_it_is_given():
    bases = pd.DataFrame({"fte": ["synthetic_fitted", None]}, index=["adult", "total"])
    grid = Grid(frame(10.0, 31.0), (Column("fte", "Årsverk"),), "Gruppe", cell_bases=bases)
    first, second = (row["cells"][0] for row in grid.bundle()["rows"])
    assert first["basis"] == "synthetic_fitted"
    assert "basis" not in second
