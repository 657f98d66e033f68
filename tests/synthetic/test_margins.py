"""Every printed margin, recomputed from the answer files."""

from functools import cache

import pandas as pd
import pytest

from is248.base.paths import find_project
from is248.printed.report import statements
from is248.survey.codebook import load_codebook
from is248_synthetic.audit_totals import total_checks
from is248_synthetic.margin_audit import checks
from is248_synthetic.margins import load_margins

YEARS = (2015, 2016)


@cache
def _checks(year):
    project = find_project()
    content = (project.data / "survey" / str(year) / "synthetic.csv").read_bytes()
    return checks(content, load_codebook(year, project), project)


@cache
def _totals(year):
    project = find_project()
    content = (project.data / "survey" / str(year) / "synthetic.csv").read_bytes()
    return total_checks(content, load_codebook(year, project), project)


DECLARED = {
    (year, clash.block, clash.broken)
    for year in (2015, 2016)
    for clash in load_margins(year).clashes
}


def undeclared(year, found):
    """Checks that fail and are not declared as clashes, and those declared that hold."""
    return [one for one in found if one.met == ((year, one.block, one.key) in DECLARED)]


@pytest.mark.slow
@pytest.mark.parametrize("year", YEARS)
def test_every_margin_holds_or_is_declared_as_a_clash(year):
    assert len(_checks(year)) > {2015: 20, 2016: 1_000}[year]
    assert undeclared(year, _checks(year)) == []


LOGIT, LOGIT_MISSED = "table-9.3/", 2


@pytest.mark.parametrize("year", YEARS)
def test_totals_hold_or_are_declared(year):
    # table 9.3 cannot hold together with 9.1 (test_table_9_3.py proves it): it has its own test
    others = [check for check in _totals(year) if not check.key.startswith(LOGIT)]
    assert others
    assert undeclared(year, others) == []


def test_table_9_3_misses_two():
    found = [one.met for year in YEARS for one in _totals(year) if one.key.startswith(LOGIT)]
    assert found.count(False) == LOGIT_MISSED
    assert len(found) == 30


def test_every_told_number_has_its_place():
    lists = [load_margins(year) for year in (2015, 2016)]
    placed = set()
    for part in lists:
        holds = [hold for block in part.blocks for hold in block.hold]
        entries = [*holds, *part.coded, *part.crossed]
        placed |= {told for entry in entries for told in entry.told}
        placed |= {text.told for text in part.texts}
        ages = [text.ages for text in part.texts if text.ages]
        placed |= {told for one in ages for told in (*one.low, *one.high, *one.lowest)}
        placed |= {s for entry in part.elsewhere for s in entry.statements}
        placed |= {s for entry in part.out_of_scope for s in entry.statements}
        placed |= {told for entry in part.contradictions for told in entry.told}
    told = statements(2016)
    asked = told[told["basis"].isin(["S", "T"])].index
    assert [f"s{key}" for key in asked if f"s{key}" not in placed] == []


def test_repeated_statements_tell_the_same():
    told = statements(2016)["value"]
    for year in (2015, 2016):
        for block in load_margins(year).blocks:
            for hold in block.hold:
                values = {
                    told[int(t[1:])] for t in hold.told if t.startswith("s") and t[1:].isdigit()
                }
                assert len(values) <= 1 or hold.lowest or hold.highest or hold.differing, hold.told


@pytest.mark.slow
def test_rankings_hold_without_our_cuts():
    found = pd.DataFrame([vars(check) for check in _checks(2016)])
    for block in load_margins(2016).blocks:
        for hold in (h for h in block.hold if h.lowest or h.highest):
            start = f"{hold.told[0]}/{hold.by}/"
            rows = found[(found["block"] == block.block) & found["key"].str.startswith(start)]
            named = rows["key"].str.removeprefix(start).isin(hold.lowest or hold.highest)
            # two rankings of one statement (most and least) share their keys: both are tested
            ours = rows.drop_duplicates(["key", "ours"])
            named = named[ours.index]
            one, others = ours.loc[named, "ours"], ours.loc[~named, "ours"]
            right = one.max() < others.min() if hold.lowest else one.min() > others.max()
            assert right, (block.block, hold.told)
