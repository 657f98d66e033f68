"""P of tests kept in a file: the same as drawn, and never those of other tables or another code."""

import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.quality import answers
from is248.checks import kept_tests
from is248.checks.kept_tests import fisher_p_values
from is248.checks.nonresponse import Nonresponse
from is248.checks.response import responses
from is248.stats.contingency import fisher_p

COUNTS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=4)
TABLES = [np.array([[3, 1], [1, 3], [5, 0]]), np.array([[3, 0], [2, 0]])]


@settings(max_examples=25, deadline=None)
@given(st.lists(COUNTS, max_size=4))
def test_kept_p_are_those_drawn(tmp_path_factory, counts):
    kept = tmp_path_factory.mktemp("kept") / "p.json"
    tables = [np.array(table, dtype=np.int64) for table in counts]
    drawn = [fisher_p(table) for table in tables]
    for _ in range(2):  # made, and read
        assert np.array_equal(fisher_p_values(tables, kept), drawn, equal_nan=True)


def test_what_is_kept_is_read_and_not_drawn_again(tmp_path, monkeypatch):
    kept = tmp_path / "p.json"
    first = fisher_p_values(TABLES, kept)
    monkeypatch.setattr(kept_tests.contingency, "fisher_p", lambda _: pytest.fail("drawn again"))
    assert fisher_p_values(TABLES, kept)[0] == first[0]
    assert math.isnan(fisher_p_values(TABLES, kept)[1])


@pytest.mark.parametrize("what", ["tables", "numpy", "altered", "cut", "code"])
def test_p_are_made_anew_when_anything_differs(tmp_path, monkeypatch, what):
    kept, tables = tmp_path / "p.json", [*TABLES]
    fisher_p_values(TABLES, kept)
    if what == "tables":
        tables[0] = tables[0] + 1
    if what == "numpy":
        monkeypatch.setattr(kept_tests.np, "__version__", "0")
    if what == "code":
        other = tmp_path / "contingency.py"
        other.write_text("# another estimator\n")
        monkeypatch.setattr(kept_tests.contingency, "__file__", str(other))
    if what == "altered":
        content = json.loads(kept.read_text())
        kept.write_text(json.dumps({**content, "p": [0.001, 0.001]}) + "\n")
    if what == "cut":
        kept.write_text(kept.read_text()[:-40])
    monkeypatch.setattr(kept_tests.contingency, "fisher_p", lambda table: float(table.sum()))
    assert fisher_p_values(tables, kept) == [float(table.sum()) for table in tables]


def test_a_place_that_cannot_be_written_to_keeps_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    assert fisher_p_values(TABLES[:1], tmp_path / "file" / "p.json") == [fisher_p(TABLES[0])]


def test_the_analysis_without_the_city_is_kept_apart(tmp_path):
    rows = {f"{at:04d}": {"offer": "yes" if at < 20 else None} for at in range(40)}
    rows |= {f"9999{at:02d}": {"offer": "yes"} for at in range(15)}
    units = pd.DataFrame({"size_class": ["a"] * 20 + ["b"] * 35}, index=list(rows))
    plain = Nonresponse(responses(answers(rows)), units, ["size_class"])
    kept = replace(plain, kept=tmp_path / "p.json")
    for _ in range(2):
        again = replace(kept)
        assert again.tested.equals(plain.tested)
        assert again.outside.tested.equals(plain.outside.tested)
    assert len(list(tmp_path.iterdir())) == 2
