"""Every printed value has a verdict: what the edition gives, and what that agreement rests on.

Expected values of chapter 3 are arithmetic on printed cells, written out by hand.
"""

from __future__ import annotations

import csv
import random
import re
from dataclasses import replace

import pytest

from is248.base.data_files import read_rows
from is248.base.paths import find_project
from is248.base.rounding import half_up
from is248.edition.audit import BASIS_WORDS, STATUS_WORDS, audited
from is248.edition.results import RESULTS, read_results
from is248.printed.claims import answering, read_claims
from is248.printed.explanations import explained
from is248.printed.names import read_names
from is248.printed.values import APPENDIX, STATEMENT, printed_values
from is248.printed.verdicts import NO_CLAIM, STATUSES, compare, counts
from is248.year.labels import load_labels

YEAR = 2016
PROJECT = find_project()

# Recomputed cells that are not the printed ones: other printed cells give this.
UNLIKE = {
    ("table-3.1", "total", "child_fte_2015"): (1834 + 798 + 69, "rounding"),
    ("table-3.3", "total", "fte_2007"): (9069 + 2961, "rounding"),
    ("table-3.3", "total", "fte_2008"): (9627 + 2920, "rounding"),
    ("table-3.3", "total", "fte_2013"): (9145 + 2584, "rounding"),
    ("table-3.5", "total", "fte_2009"): (3796 + 2099 + 1917 + 810 + 318 + 453, "rounding"),
    # the six parts of 2010 exceed the printed total by nine: one of the seven numbers is wrong
    ("table-3.5", "total", "fte_2010"): (4098 + 2045 + 1895 + 798 + 282 + 383, "explained"),
    ("table-3.5", "total", "fte_2012"): (4192 + 1902 + 1785 + 747 + 303 + 339, "rounding"),
    ("table-3.5", "total", "fte_2013"): (4169 + 1882 + 1743 + 700 + 305 + 345, "rounding"),
    ("table-3.7", "total", "fte_2016"): (1227 + 1402 + 243, "rounding"),
    ("table-3.8", "total", "fte_2008"): (1109 + 1467 + 345, "rounding"),
    ("table-3.8", "total", "fte_2011"): (1024 + 1354 + 235, "rounding"),
    ("table-3.8", "total", "fte_2016"): (1227 + 1402 + 243, "rounding"),
    ("table-3.10", "psychiatrist", "change_pct"): ((6 / 7 - 1) * 100, "rounding"),
    ("table-3.10", "psychologist_specialist", "change_pct"): ((31 / 23 - 1) * 100, "rounding"),
    ("table-3.10", "other_higher_further", "change_pct"): ((299 / 248 - 1) * 100, "rounding"),
    ("table-3.10", "total", "fte_2016"): (
        1670 + 1293 + 2882 + 3166 + 6 + 91 + 31 + 500 + 299 + 1126,
        "rounding",
    ),
    ("table-3.11", "psychiatrist", "pct_2016"): (6 / 11064 * 100, "rounding"),
    # 1 126 of 11 063 is 10.2 per cent, and no rounding of either makes it 9
    ("table-3.11", "other", "pct_2016"): (1126 / 11064 * 100, "explained"),
    ("table-3.12", "secondary", "change_pct"): ((91 / 112 - 1) * 100, "rounding"),
    ("table-3.12", "psychologist_specialist", "change_pct"): ((77 / 62 - 1) * 100, "rounding"),
    ("table-3.12", "other_higher_further", "change_pct"): ((129 / 149 - 1) * 100, "rounding"),
}


def number(shown):
    """A Norwegian number as a float."""
    return float(re.sub(r"[\s\N{NO-BREAK SPACE}]", "", shown).replace("−", "-").replace(",", "."))


def test_all_that_is_printed_is_listed():
    # counted by hand: 700 statements; 446 rows of six numbers, less two agencies without rates
    values = printed_values(YEAR, PROJECT)
    statements = [one for one in values if one.item.startswith(STATEMENT)]
    appendix = [one for one in values if one.item == APPENDIX]
    assert (len(statements), len(appendix)) == (700, 446 * 6 - 2 * 3)
    assert len({one.place for one in values}) == len(values)


def test_all_cells_of_chapter_4_are_there():
    # counted by hand from the layouts of tables_index.csv: rows x columns
    chapter = [one for one in printed_values(YEAR, PROJECT) if one.item.startswith("table-4.")]
    assert len(chapter) == (7 + 20 + 22 + 5) * 8 + (7 + 20 + 22 + 5) * 6


def test_every_table_and_the_appendix_are_claimed_once():
    values = printed_values(YEAR, PROJECT)
    belongs = answering(values, read_claims(YEAR, PROJECT))
    cells = [one for one in values if not one.item.startswith(STATEMENT)]
    assert all(one.place in belongs for one in cells)


def test_nothing_that_answers_were_fitted_to_is_independent():
    path = PROJECT.data / "survey" / str(YEAR) / "margins_met.csv"
    met = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    told = {name for row in met for name in (row["item"], *row["also_told"].split())}
    claims = [one for one in read_claims(YEAR, PROJECT) if one.rests_on == "independent"]
    statements = {one.item.removeprefix(STATEMENT): one for one in claims}
    assert sorted(key for key in statements if f"s{key}" in told) == []
    assert not {one.item for one in claims} & {name.split("/")[0] for name in told}


def test_only_printed_values_are_explained():
    printed = {one.place for one in printed_values(YEAR, PROJECT)}
    assert set(explained(YEAR, PROJECT)) <= printed


def test_every_statement_has_norwegian_words():
    folder = PROJECT.data / "published" / str(YEAR)
    ids = [row["id"] for row in read_rows(folder, "statements.csv")]
    assert [row["id"] for row in read_rows(folder, "statements_nb.csv")] == ids


def test_a_year_without_print_has_nothing_to_compare():
    found = audited(PROJECT, 2015, [])
    assert (found.verdicts, found.faults) == ((), ())


@pytest.fixture(scope="module")
def results(year):
    return read_results(year / RESULTS)


@pytest.fixture(scope="module")
def audit(results):
    return audited(PROJECT, YEAR, results)


@pytest.mark.slow
class TestEdition:
    def test_nothing_is_wrong_with_claims_and_explanations(self, audit):
        assert audit.faults == ()

    def test_every_printed_value_has_status_and_basis(self, audit):
        assert len(audit.verdicts) == len(printed_values(YEAR, PROJECT))
        for one in audit.verdicts:
            assert one.rests_on or one.status == "not_computed", one
            assert one.status != "not_computed" or one.reason, one

    def test_nobody_forgot_a_value(self, audit):
        assert [one.printed.item for one in audit.verdicts if one.reason == NO_CLAIM] == []

    def test_every_difference_is_explained(self, audit):
        assert [one.printed.place for one in audit.verdicts if one.status == "differs"] == []

    def test_what_is_recomputed_of_print_and_not_equal_is_this(self, audit):
        of_print = [one for one in audit.verdicts if one.printed.item.startswith("table-3.")]
        unlike = {one.printed.place: one for one in of_print if one.status != "equal"}
        assert set(unlike) == set(UNLIKE)
        for place, (expected, status) in UNLIKE.items():
            one = unlike[place]
            assert (number(one.ours), one.status) == (
                float(half_up(expected, one.printed.decimals)),
                status,
            )

    def test_counts_stand_in_docs(self, audit):
        text = (PROJECT.root / "docs" / "audit.md").read_text(encoding="utf-8")
        told = re.findall(r"^\| (\w+) \| ([\w ]+|–) \| ([\d ]+) \|$", text, re.MULTILINE)
        found = [
            (s, b or "–", f"{n:,}".replace(",", " "))
            for (s, b), n in counts(audit.verdicts).items()
        ]
        assert told == found

    def test_the_pages_hold_them_all(self, year, audit):
        page = (year / "audit.html").read_text(encoding="utf-8")
        values = len(audit.verdicts)
        # a row for each status and their total stand above the values
        assert page.count('<tr class="body"><th scope="row">') == values + len(STATUSES)
        assert (year / "audit.pdf").read_bytes().startswith(b"%PDF-")
        assert 'href="audit.html"' in (year / "index.html").read_text(encoding="utf-8")

    def test_another_printed_value_has_another_status_and_ours_stays(self, results, audit):
        computed = [one for one in audit.verdicts if one.status != "not_computed"]
        chosen = random.Random(248).sample(computed, 200)
        changed = {one.printed.place: replace(one.printed, text=_other(one)) for one in chosen}
        values = [changed.get(one.printed.place, one.printed) for one in audit.verdicts]
        belongs = answering(values, read_claims(YEAR, PROJECT))
        names = read_names(YEAR, PROJECT, load_labels(PROJECT, YEAR))
        found = compare(values, results, belongs, names, explained(YEAR, PROJECT)).verdicts
        for old, new in zip(audit.verdicts, found, strict=True):
            if new.printed.place in changed:
                assert _plain(new.status) != _plain(old.status), (old, new)
                _same_number(old, new)
            else:
                assert new == old


def _plain(status):
    """An explanation explains whatever is not equal: it does not depend on what is printed."""
    return {"explained": "differs"}.get(status, status)


def _other(verdict):
    """Print that stands otherwise to ours."""
    printed, relation = verdict.printed, verdict.claim.relation
    if not printed.is_number:
        return verdict.ours if verdict.status == "explained" else "Svalbard"
    ours = number(verdict.ours.split("; ")[0])
    if verdict.status == "explained" and relation == "equal":
        return f"{ours:.{printed.decimals}f}"
    far = {"below": -100, "at_most": -100, "above": 100, "at_least": 100}.get(relation, 1000)
    return f"{ours + far:.{printed.decimals}f}"


def _same_number(old, new):
    if not old.printed.is_number:
        return  # as many names as print has are ranked: which is highest stays, tested apart
    for before, after in zip(old.ours.split("; "), new.ours.split("; "), strict=True):
        assert abs(number(before) - number(after)) <= 0.5 * 10.0**-old.printed.decimals


def test_words_of_statuses_and_bases_are_all_there():
    assert set(STATUS_WORDS) == set(STATUSES)
    assert set(BASIS_WORDS) >= {one.rests_on for one in read_claims(YEAR, PROJECT)}
