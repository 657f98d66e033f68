"""Values of both editions beside a recomputation that shares no code with the package.

What each item is stands in spec.csv, written by hand from the notebooks. Items may go and come;
what is there agrees.
"""

from __future__ import annotations

import ast
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from independent import raw
from independent.compare import KINDS, compare, lines, read_results

HERE = Path(__file__).parent
YEAR = 2016
LEAST = 2000
KINDS_THAT_STAY = {
    "shares", "answers", "options", "scale", "battery", "totals", "choices", "coverage", "means",
    "model", "logit", "adjusted", "weighted_shares", "tests", "changes", "rating_changes",
    "fte_sums", "fte_spread", "inhabitants", "national", "pathway_years", "pathway_areas", "grants",
    "response", "levels", "forms", "real_change",
}  # fmt: skip
OF_PRINT = "municipal_appendix"  # most of its values are rounded print: they do not count


def test_nothing_here_imports_the_package():
    for path in HERE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.split(".")[0].startswith("is248") for name in names), path
    code = (
        "import sys, independent.compare; print([m for m in sys.modules if m.startswith('is248')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=HERE.parent, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_every_line_names_a_kind_a_chapter_and_questions_of_the_year():
    for year in (YEAR - 1, YEAR):
        chapters = {chapter["theme"] for chapter in raw.params(year)["chapters"]}
        for line in lines(year):
            assert line.kind in KINDS, line
            assert line.chapter in chapters, line


@pytest.fixture(scope="module")
def compared(year):
    return compare(YEAR, read_results(year / "results.csv"))


@pytest.fixture(scope="module")
def compared_before(last_year):
    return compare(YEAR - 1, read_results(last_year / "results.csv"))


@pytest.mark.slow
class TestTheEdition:
    def test_all_agree(self, compared):
        assert _apart(compared) == []

    def test_all_of_the_year_before_agree(self, compared_before):
        assert _apart(compared_before) == []

    def test_there_are_enough_in_every_chapter_and_of_every_kind(self, compared):
        chapters = Counter(one.line.chapter for those in compared.values() for one in those)
        assert sum(n for chapter, n in chapters.items() if chapter != OF_PRINT) >= LEAST
        assert set(chapters) >= {chapter["theme"] for chapter in raw.params(YEAR)["chapters"]}
        assert {line.kind for line in compared} >= KINDS_THAT_STAY

    def test_a_line_of_an_item_that_is_there_compares_something(self, compared):
        assert [line for line, those in compared.items() if not those] == []

    def test_half_of_the_lines_at_least_have_their_item(self, compared):
        assert len(compared) >= 0.5 * len(lines(YEAR))

    def test_a_wrong_value_is_found(self, compared):
        values = [one for those in compared.values() for one in those if one.theirs]
        for one in random.Random(248).sample(values, 200):
            wrong = float(one.theirs) + max(1e-4 * abs(float(one.theirs)), 1e-4)
            wrong += 2 * getattr(one.ours, "within", 0.0)
            assert not replace(one, theirs=str(float(wrong))).agrees, one


def _apart(compared):
    return [
        (one.line.chapter, one.line.item, one.row, one.column, one.theirs, float(one.ours))
        for those in compared.values()
        for one in those
        if not one.agrees
    ]
