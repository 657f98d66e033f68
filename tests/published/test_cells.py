"""The FTE of chapter 4 against whole numbers of the appendix, independent of the calibrated FTE."""

from __future__ import annotations

from functools import cache

from helpers.each import of_each
from is248.measures import areas
from is248.printed import report as published
from is248.register import municipalities

YEAR = 2016
AREAS = {
    "4.2": ("size_class", "one"),
    "4.4": ("county", "districts"),
    "4.6": ("hf_area", "districts_and_agencies"),
    "4.8": ("region", "one"),
}
CELLS = [
    (table, row, column, text)
    for table in AREAS
    for row, column, text in published.cells(YEAR, table)[["row", "column", "text"]].itertuples(
        index=False
    )
    if "per10k" not in column
]


@cache
def _sums(table, column):
    by, oslo = AREAS[table]
    units = municipalities.count_oslo(municipalities.load_units(YEAR), oslo)
    return areas.rounded_sums(units, published.appendix(YEAR), by, column)


@of_each(CELLS)
def test_printed_integers_sum_to_print_within_their_rounding(table, row, column, text):
    """k whole numbers sum to within k halves of the truth."""
    sums = _sums(table, column).loc[row]
    assert abs(sums["integers"] - float(text)) <= sums["n"] / 2 + 0.5
