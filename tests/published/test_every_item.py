"""Every printed number against the published one: one test per table cell and per statement.

Printed items and results are joined by machine: item, row and column of results.csv are those of
data/published. A number that is not equal must be explained, with arithmetic, in params/exceptions;
an explanation of a number that is equal is stale. The tables of chapters 3 and 4 have rules of
their own (what rounding of printed inputs allows) in test_cells.py.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from is248.base.data_files import read_rows
from is248.base.paths import find_project
from is248.chapter.audit import same_names
from is248.edition.results import RESULTS, read_results
from is248.printed import report as published
from is248.printed.comparison import status_of
from is248.printed.explanations import Explanation, explanations
from is248.year.params import load_year

pytestmark = pytest.mark.slow

YEAR = 2016
ELSEWHERE = ("3.", "4.")
FROM_SURVEY = {"S", "T"}


class Printed(NamedTuple):
    """A printed number and where it stands."""

    item: str
    row: str
    column: str
    text: str

    @property
    def place(self) -> tuple[str, str, str]:
        return self.item, self.row, self.column


def statements() -> list[Printed]:
    told = published.statements(YEAR)
    ours = told[told["basis"].isin(FROM_SURVEY)]
    return [Printed(f"statement-{key}", "", "", text) for key, text in ours["value"].items()]


def cells() -> list[Printed]:
    listed = read_rows(find_project().data / "published" / str(YEAR), "tables_index.csv")
    numbers = [row["table"] for row in listed if row["file"]]
    checked = [number for number in numbers if not number.startswith(ELSEWHERE)]
    return [
        Printed(f"table-{number}", cell.row, cell.column, cell.text)
        for number in checked
        for cell in published.cells(YEAR, number).itertuples()
    ]


PRINTED = [*cells(), *statements()]
EXPLAINED: dict[tuple[str, str, str], Explanation] = {
    place: explanation
    for chapter in load_year(YEAR).chapters
    for place, explanation in explanations(YEAR, chapter.theme).items()
}


@pytest.fixture(scope="module")
def ours(year):
    """Place → our value: of a statement the column ``ours``, else the cell itself."""
    found = {}
    for result in read_results(year / RESULTS):
        if result.item.startswith("statement-"):
            if result.column == "ours":
                found[result.item, "", ""] = result.value
        else:
            found[result.item, result.row, result.column] = result.value
    return found


def is_equal(text: str, value: str) -> bool:
    try:
        return status_of(text, float(value), None, None) == "match"
    except (ValueError, ArithmeticError):
        return same_names(value, text)


@pytest.mark.parametrize("printed", PRINTED, ids=["/".join(filter(None, p.place)) for p in PRINTED])
def test_a_printed_number(printed, ours):
    value = ours.get(printed.place)
    assert value is not None, f"{printed.text} is printed, and no page computes it"
    why = EXPLAINED.get(printed.place)
    if is_equal(printed.text, value):
        assert why is None, f"explained, but equal: {printed.text}"
    else:
        assert why, f"print has {printed.text}, the page {value}, and nobody explains it"


def test_only_printed_numbers_are_explained():
    told = {(f"statement-{key}", "", "") for key in published.statements(YEAR).index}
    of_tables = {place for place in EXPLAINED if place[0].startswith("table-")}
    assert of_tables <= {printed.place for printed in PRINTED}
    assert set(EXPLAINED) - of_tables <= told


def test_no_printed_number_is_left_out():
    # the bases of statements.csv, counted with grep: 408 S, 188 T
    assert len(statements()) == 408 + 188
    assert len({p.place for p in PRINTED}) == len(PRINTED)
