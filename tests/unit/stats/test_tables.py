"""Fisher's test against R's help pages, enumeration and scipy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import MonteCarloMethod, fisher_exact, random_table

from is248.stats.contingency import fisher_p


def error(p):
    """What the draws leave in p: an eighth of 20 000 where that leaves no doubt."""
    return np.sqrt(p * (1 - p) / (2_500 if p > 0.2 else 20_000))


def test_tea_tasting():
    # R, ?fisher.test (Agresti 1990, p. 61): two-sided p-value = 0.4857 = 34/70
    assert fisher_p(np.array([[3, 1], [1, 3]])) == pytest.approx(34 / 70)


def test_job_satisfaction():
    # R, ?fisher.test (Agresti 2002, p. 57): 4 x 4, p-value = 0.7827; ours within simulation error
    table = [[1, 2, 1, 0], [3, 3, 6, 1], [10, 10, 14, 9], [6, 7, 12, 11]]
    assert abs(fisher_p(np.array(table)) - 0.7827) < 4 * error(0.7827)


def test_monte_carlo_by_enumeration():
    # 3 x 2 with margins (3, 3, 2) and (4, 4): all tables listed, probabilities from the factorials
    table = np.array([[3, 0], [1, 2], [0, 2]])
    law = random_table(table.sum(axis=1), table.sum(axis=0))
    every = [
        np.array([[a, 3 - a], [b, 3 - b], [4 - a - b, a + b - 2]])
        for a in range(4)
        for b in range(4)
        if 2 <= a + b <= 4
    ]
    chances = np.array([law.pmf(t) for t in every])
    assert chances.sum() == pytest.approx(1)
    exact = chances[chances <= law.pmf(table) + 1e-12].sum()
    assert abs(fisher_p(table) - exact) < 4 * error(exact)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(*[st.integers(1, 9)] * 3), min_size=2, max_size=4))
def test_as_scipy(rows):
    table = np.array(rows)
    method = MonteCarloMethod(n_resamples=5000, rng=np.random.default_rng(1))
    drawn = fisher_exact(table, method=method).pvalue
    assert fisher_p(table) == pytest.approx(drawn, abs=0.05)


def test_the_draw_is_the_same_every_time():
    table = np.array([[4, 2, 1], [3, 6, 2]])
    assert fisher_p(table) == fisher_p(table.copy())


def test_empty_rows_and_columns_do_not_count():
    assert fisher_p(np.array([[3, 0, 1], [0, 0, 0], [1, 0, 3]])) == pytest.approx(34 / 70)


def test_p_is_that_of_a_draw_counted_one_by_one():
    counts = np.array([[9, 3, 1], [2, 6, 8]])
    law = random_table(counts.sum(axis=1), counts.sum(axis=0))
    drawn = law.rvs(size=500, random_state=np.random.default_rng(7))
    likelihood = law.pmf(counts)
    rarer = sum(law.pmf(one) <= likelihood * (1 + 1e-7) for one in drawn)
    assert fisher_p(counts, resamples=500, seed=7) == pytest.approx((1 + rarer) / 501)


@pytest.mark.parametrize("table", [[[4, 0], [5, 0]], [[4, 3]], [[0, 0], [2, 1]], [[0]]])
def test_no_p_with_one_group_or_one_answer(table):
    assert np.isnan(fisher_p(np.array(table)))
