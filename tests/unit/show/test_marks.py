"""Marks of figures: what is drawn for a cell says the cell, and no other."""

import pandas as pd
import pytest

from helpers.marks import marks, says_its_cells, stands_where_it_says
from is248.base.errors import DisplayError
from is248.show.figure import Figure
from is248.show.grid import Column, Grid
from is248.show.plots import bars, intervals, style

KEYS = ["a", "b", "c & d", "e", "f"]
COLUMNS = (
    Column("n", "Enheter", unit="enheter"),
    Column("pct", "Prosent", unit="prosent"),
    Column("low_pct", "Nedre", "Intervall", "prosent"),
    Column("high_pct", "Øvre", "Intervall", "prosent"),
    Column("fte", "Årsverk i alt", unit="årsverk", decimals=1),
)


@pytest.fixture(autouse=True)
def _style():
    style.use()


def frame():
    made = pd.DataFrame({"pct": [43.0, 8.6, 61.5, 7.0, 20.0], "n": [7, 12, 1200, 40, 9]}, KEYS)
    return made.assign(low_pct=made["pct"] - 3, high_pct=made["pct"] * 1.4, fte=made["n"] / 4)


def bundle(plot, shown=None):
    grid = Grid(frame() if shown is None else shown, COLUMNS, "Område", {"a": 'A «1" <2>'})
    alt = "Andelen er høyest i c og d med seks av ti."
    return Figure("figure-x", "Andeler", plot, alt, grid, "fem", "k", "printed").bundle()


def dots(**changed):
    named = frame().rename(columns={"pct": "estimate", "low_pct": "low", "high_pct": "high"})
    look = {"labels": {}, "colour": "#0b4f7d", "unit": "Prosent"} | changed
    return intervals.ranked_intervals(named, told=["pct", "low_pct", "high_pct"], **look)


def test_a_bar_says_its_row_units_header_value_and_unit():
    made = bundle(bars.ranked_bars(frame()["fte"], KEYS, "#0b4f7d", "årsverk"))
    said = {row: title for row, _, title, _ in marks(made)}
    assert said["a"] == 'A «1" <2> (7 enheter)\nÅrsverk i alt: 1,8'
    assert said["c & d"] == "c & d (1\u00a0200 enheter)\nÅrsverk i alt: 300,0"
    says_its_cells(made)
    assert stands_where_it_says(made) == 1


def test_a_dot_and_its_interval_say_the_same_and_stand_where_they_say():
    made = bundle(dots())
    titles = [title for row, _, title, _ in marks(made) if row == "e"]
    assert titles == ["e (40 enheter)\nProsent: 7\nIntervall: nedre 4, øvre 10 prosent"] * 2
    says_its_cells(made)
    assert stands_where_it_says(made) == 2


def test_a_missing_value_has_no_dot_and_no_other_row_takes_its_place():
    shown = frame()
    shown.loc["b", ["pct", "low_pct", "high_pct"]] = float("nan")
    named = shown.rename(columns={"pct": "estimate", "low_pct": "low", "high_pct": "high"})
    plot = intervals.ranked_intervals(
        named, labels={}, colour="#0b4f7d", unit="%", told=["pct", "low_pct", "high_pct"]
    )
    made = bundle(plot, shown)
    circles = [row for row, _, _, shape in marks(made) if shape.tag.endswith("use")]
    assert sorted(circles) == ["a", "c & d", "e", "f"]
    assert stands_where_it_says(made) == 2


def test_rows_in_another_order_than_the_shapes_are_seen():
    made = bundle(dots())
    first, second = made["grid"]["rows"][:2]
    first["key"], second["key"] = second["key"], first["key"]
    with pytest.raises(AssertionError):
        stands_where_it_says(made)


def test_a_mark_without_a_cell_is_refused():
    with pytest.raises(DisplayError, match="without a column"):
        bundle(bars.ranked_bars(frame()["pct"].rename("other"), KEYS, "#0b4f7d", "prosent"))
    with pytest.raises(DisplayError, match="without a row"):
        bundle(dots(), frame().drop(index="a"))
