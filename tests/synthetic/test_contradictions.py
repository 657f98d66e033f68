"""What the print cannot hold: every declared clash is real, and none of its members superfluous."""

import re
from functools import cache

import pytest
from answer_files import answers

from is248.base.rounding import half_up
from is248.printed.report import statements, table
from is248.survey.codebook import load_codebook
from is248_synthetic.build import prepare
from is248_synthetic.categorical import block_programme
from is248_synthetic.fte_totals import TABLES, totals_programme
from is248_synthetic.margins import load_margins
from is248_synthetic.printed_values import Report
from is248_synthetic.solve import Programme, proved, solve
from is248_synthetic.synthetic_units import answering_units, counted

REPORT = Report(2016)

CLASHES = load_margins(2016).clashes


@cache
def _programme(of):
    """The programme of a block, which none of the clashes changes."""
    if of == "fte":
        units = answering_units(REPORT)
        codes = counted(units, "districts_and_agencies")
        kept = {g: round(units.loc[codes, f"fte_{g}"].sum() * 100) for g in TABLES}
        return totals_programme(kept, REPORT)[0]
    state = prepare(2016)
    for name in ("reporting_form_adult", "outreach_teams"):
        given = answers(2016).given(name)
        state.answers[name] = {unit: tuple(codes) for unit, codes in given.items()}
    blocks = {block.block: block for block in load_margins(2016).blocks}
    return block_programme(state, blocks[of]).programme


@pytest.mark.parametrize("clash", CLASHES, ids=[f"{c.block}-{c.broken}" for c in CLASHES])
def test_a_declared_clash_is_proved(clash):
    assert proved(_programme(clash.block), clash.broken, clash.against)


def test_arithmetic_of_the_clashes():
    told = {
        key: float(value) for key, value in statements(2016)["value"].items() if _is_number(value)
    }
    assert half_up(100 * told[275] / told[270]) == 7 != told[276]
    assert half_up(100 * (told[265] + told[266]) / 444) == 93 != told[264]
    assert half_up(100 * told[509] / told[507]) == 42 != told[110]
    assert half_up(100 * told[500] / told[697]) == 26 != table(2016, "14.2").loc["total", "yes_pct"]
    assert half_up(100 * 31 / 39) == 79
    assert half_up(100 * 32 / 39) == 82
    printed = table(2016, "3.10")["fte_2016"]
    assert half_up(100 * printed["other"] / printed["total"]) == 10
    largest = answering_units(REPORT).query("size_class == '20000-50000'")["pop_18plus"].nlargest(8)
    assert largest.sum() < table(2016, "15.6").loc["20000-50000", "pop_18plus_n"]


def test_four_municipalities_cannot_lie_in_five_size_classes():
    # told of those without a crisis team: in every class but the largest
    assert float(statements(2016).loc[475, "value"]) < 5


def _is_number(text):
    return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) is not None


def test_the_search_finds_a_smallest_clash():
    programme = Programme()
    columns = [programme.column() for _ in range(4)]
    programme.hold([(c, 1) for c in columns], 3, 3, "three", 4)
    programme.hold([(c, 1) for c in columns[:2]], 0, 0, "none of two", 1)
    programme.hold([(columns[3], 1)], 1, 1, "last")
    found = solve(programme)
    assert found.given_up == {"none of two": ("three",)}
    assert proved(programme, "none of two", ("three",))
    assert not proved(programme, "none of two", ("three", "last"))


def test_codebook_and_list_know_the_same_variables():
    for year in (2015, 2016):
        known = {variable.id for variable in load_codebook(year).variables}
        for block in load_margins(year).blocks:
            assert set(block.variables) <= known
