"""The shipped files are what the command builds, byte for byte."""

import time

import numpy as np
import pytest

from is248_synthetic.answer_store import differing
from is248_synthetic.build import build
from is248_synthetic.coded import Slots, deal
from is248_synthetic.raking import rake, spread
from is248_synthetic.significance import count_window, wald


@pytest.mark.slow
@pytest.mark.parametrize("year", [2015, 2016])
def test_the_shipped_files_come_out_again(year):
    start = time.process_time()
    assert differing(build(year)) == []
    assert time.process_time() - start < 120


def test_raked_tables_have_their_sums():
    noise = np.random.default_rng(1)
    rows, columns = noise.integers(0, 900, 40), np.zeros(5, dtype=np.int64)
    columns[:] = rows.sum() // 5
    columns[0] += rows.sum() - columns.sum()
    table = rake(noise.random((40, 5)), rows, columns)
    assert (table.sum(1) == rows).all()
    assert (table.sum(0) == columns).all()
    assert table.min() >= 0


def test_rake_refuses_sums_that_disagree():
    with pytest.raises(ValueError, match="rows sum"):
        rake(np.ones((2, 2)), np.array([1, 1]), np.array([1, 2]))


def test_spread_adds_up():
    assert list(spread(np.array([1.0, 2.0, 1.0]), 9, least=1)) == [3, 4, 2]


def test_every_answer_gets_a_code_and_every_code_its_count():
    units = [str(k) for k in range(20)]
    counts = {"a": 12, "b": 9, "c": 3}
    dealt = deal(Slots(counts, units, {"c": ["3"]}), np.random.default_rng(2))
    assert all(dealt.values())
    assert "c" in dealt["3"]
    assert {c: sum(c in codes for codes in dealt.values()) for c in counts} == counts


def test_too_few_codes_are_refused():
    with pytest.raises(ValueError, match="codes for"):
        deal(Slots({"a": 1}, ["1", "2"], {}), np.random.default_rng(2))


def test_count_windows_agree_with_wald():
    low, high = count_window(22, 6, 18, "higher")
    assert wald(low, 22, 6, 18) > 1.6448 >= wald(low - 1, 22, 6, 18)
    assert wald(high, 22, 6, 18) > 1.6448
    inside = count_window(22, 6, 18, None)
    assert abs(wald(inside[0], 22, 6, 18)) < 1.6449
    assert wald(0, 5, 3, 9) == 0.0
