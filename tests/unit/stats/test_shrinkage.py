"""Shrunken shares: against direct integration, a table by hand, and what must hold for any."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from is248.stats.shrinkage import overdispersion, shrunken_shares

N = pd.Series({"a": 20, "b": 12, "c": 3, "d": 35, "e": 8})
COUNT = pd.Series({"a": 15, "b": 3, "c": 3, "d": 10, "e": 6})


def marginal(n, count, mean, correlation):
    """The chance of a group's count, its true share integrated over the beta distribution."""
    a, b = mean * (1 / correlation - 1), (1 - mean) * (1 / correlation - 1)
    return integrate.quad(
        lambda share: stats.binom.pmf(count, n, share) * stats.beta.pdf(share, a, b), 0, 1
    )[0]


def test_the_mean_and_the_correlation_are_the_likeliest():
    mean, correlation = overdispersion(N.to_numpy(float), COUNT.to_numpy(float))

    def loglik(m, c):
        pairs = zip(N, COUNT, strict=True)
        return sum(math.log(marginal(n, count, m, c)) for n, count in pairs)

    best = loglik(mean, correlation)
    near = [(mean + 0.02, 0), (mean - 0.02, 0), (mean, 0.02), (mean, -0.02)]
    assert all(loglik(m, correlation + step) < best for m, step in near)
    slopes = [
        loglik(mean + step, correlation + other) - loglik(mean - step, correlation - other)
        for step, other in ((1e-3, 0), (0, 1e-3))
    ]
    assert slopes == pytest.approx([0, 0], abs=1e-4)


def test_a_shrunken_share_is_the_mean_of_what_is_left_possible():
    mean, correlation = overdispersion(N.to_numpy(float), COUNT.to_numpy(float))
    a, b = mean * (1 / correlation - 1), (1 - mean) * (1 / correlation - 1)
    found = shrunken_shares(N, COUNT)
    for group, n in N.items():

        def weight(share, count=COUNT[group], n=n):
            return stats.binom.pmf(count, n, share) * stats.beta.pdf(share, a, b)

        above = integrate.quad(lambda share, weight=weight: share * weight(share), 0, 1)[0]
        expected = above / integrate.quad(weight, 0, 1)[0]
        assert found["shrunken"][group] == pytest.approx(expected, abs=1e-6)


def test_intervals_are_averaged_over_the_likelihood():
    # second implementation: the distribution function over a grid of mean, correlation and share
    means, widths = np.linspace(0.01, 0.99, 50), np.linspace(0.005, 0.995, 100)
    mean, width = np.meshgrid(means, widths)
    a, b = mean * (1 / width - 1), (1 - mean) * (1 / width - 1)
    log = sum(stats.betabinom.logpmf(c, n, a, b) for n, c in zip(N, COUNT, strict=True))
    weight = np.exp(log - log.max())
    found = shrunken_shares(N, COUNT)
    for group, n in N.items():
        below = [
            float((weight * stats.beta.cdf(at, a + COUNT[group], b + n - COUNT[group])).sum())
            for at in (found["low"][group], found["high"][group])
        ]
        assert np.array(below) / weight.sum() == pytest.approx([0.025, 0.975], abs=0.006)


def test_groups_that_differ_as_by_chance_are_all_at_the_mean():
    found = shrunken_shares(pd.Series([10] * 6), pd.Series([5, 4, 6, 5, 5, 5]))
    assert found["shrunken"].to_list() == pytest.approx([0.5] * 6)
    assert (found["low"] < 0.5).all()
    assert (found["high"] > 0.5).all()
    assert found["rank_low"].max() <= 2
    assert found["rank_high"].min() >= 5


def test_groups_that_differ_much_keep_their_shares_and_places():
    found = shrunken_shares(pd.Series([400] * 4), pd.Series([40, 140, 240, 340]))
    assert found["shrunken"].to_list() == pytest.approx([0.1, 0.35, 0.6, 0.85], abs=0.01)
    assert found["rank_low"].to_list() == [4, 3, 2, 1]
    assert found["rank_high"].to_list() == [4, 3, 2, 1]


@pytest.mark.parametrize("all_of_them", [0, 1])
def test_all_alike(all_of_them):
    n = pd.Series([10, 3, 7])
    found = shrunken_shares(n, n * all_of_them)
    assert found["shrunken"].to_list() == [all_of_them] * 3
    assert ((found["low"] <= all_of_them) & (found["high"] >= all_of_them - 1e-2)).all()
    assert (found["high"] - found["low"] > 0.005).all()  # no spread seen is not no doubt


def test_groups_without_answers_and_one_group():
    found = shrunken_shares(pd.Series({"a": 0, "b": 10}), pd.Series({"a": 0, "b": 4}))
    assert math.isnan(found["raw"]["a"])
    assert found["shrunken"].to_list() == pytest.approx([0.4, 0.4])
    assert found["high"]["a"] - found["low"]["a"] > found["high"]["b"] - found["low"]["b"]
    assert shrunken_shares(pd.Series([0, 0]), pd.Series([0, 0]))["shrunken"].isna().all()
    one = shrunken_shares(pd.Series([9]), pd.Series([3]))
    assert one[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 1]]
    assert shrunken_shares(pd.Series(dtype=int), pd.Series(dtype=int)).empty


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 30).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
                min_size=2, max_size=12))  # fmt: skip
def test_whatever_the_groups(pairs):
    n, count = (pd.Series(part) for part in zip(*pairs, strict=True))
    found = shrunken_shares(n, count)
    mean = found["shrunken"].mean()
    pulled = found["shrunken"].clip(found["raw"].min(), found["raw"].max())
    assert found["shrunken"].to_numpy() == pytest.approx(pulled.to_numpy(), abs=1e-6)
    assert found["shrunken"].std() <= found["raw"].std() + 1e-9
    assert 0 <= mean <= 1
    assert (found["low"] < found["high"]).all()
    assert (found["rank_low"] <= found["rank_high"]).all()
    assert found["rank_low"].min() == 1
    assert found["rank_high"].max() == len(pairs)
    pd.testing.assert_frame_equal(found, shrunken_shares(n, count))  # the same draw
