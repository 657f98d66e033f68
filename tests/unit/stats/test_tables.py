"""Chi-square, Fisher and Cramér's V against R's help pages, Agresti and closed forms."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import MonteCarloMethod, chi2_contingency, fisher_exact, random_table

from is248.stats.contingency import ONE_SIDED, association, fisher_p, table_tests
from is248.stats.tidy import pick


def by_quantity(table):
    return {row["quantity"]: row for row in table_tests(np.array(table))}


def test_party_identification():
    # R, ?chisq.test (Agresti 2007, p. 39): X-squared = 30.07, df = 2, p-value = 2.954e-07
    found = by_quantity([[762, 327, 468], [484, 239, 477]])
    chi2 = found["chi2_test"]
    assert (round(chi2["statistic"], 2), chi2["df"]) == (30.07, 2)
    assert chi2["p"] == pytest.approx(2.954e-07, rel=1e-3)
    assert chi2["note"] == ""
    assert found["cramers_v"]["estimate"] == pytest.approx(np.sqrt(30.07015 / 2757), abs=1e-6)


def test_tea_tasting():
    # R, ?fisher.test (Agresti 1990, p. 61): two-sided p-value = 0.4857 = 34/70
    found = by_quantity([[3, 1], [1, 3]])
    assert found["fisher_test"]["p"] == pytest.approx(34 / 70)
    assert found["fisher_test"]["method"] == "fisher_exact"
    assert found["chi2_test"]["statistic"] == pytest.approx(2.0)  # no continuity correction
    assert found["chi2_test"]["note"].startswith("Forventet antall er under 5 i 4 av 4 celler")


def test_job_satisfaction():
    # R, ?fisher.test (Agresti 2002, p. 57): 4 x 4, p-value = 0.7827; ours within simulation error
    table = [[1, 2, 1, 0], [3, 3, 6, 1], [10, 10, 14, 9], [6, 7, 12, 11]]
    found = by_quantity(table)["fisher_test"]
    assert found["method"] == "fisher_monte_carlo"
    assert abs(found["p"] - 0.7827) < 4 * found["se"]
    assert "20000 tabeller, frø 248" in found["note"]


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
    found = by_quantity(table)["fisher_test"]
    assert abs(found["p"] - exact) < 4 * found["se"]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(*[st.integers(1, 9)] * 3), min_size=2, max_size=4))
def test_as_scipy(rows):
    table = np.array(rows)
    found = by_quantity(table)
    expected = chi2_contingency(table, correction=False)
    assert found["chi2_test"]["p"] == pytest.approx(expected.pvalue)
    method = MonteCarloMethod(n_resamples=5000, rng=np.random.default_rng(1))
    drawn = fisher_exact(table, method=method).pvalue
    assert found["fisher_test"]["p"] == pytest.approx(drawn, abs=0.05)
    assert 0 <= found["cramers_v"]["estimate"] <= 1


def test_the_draw_is_the_same_every_time():
    table = np.array([[4, 2, 1], [3, 6, 2]])
    assert table_tests(table) == table_tests(table.copy())


def test_cramers_v_of_a_perfect_table_is_one():
    assert by_quantity([[5, 0], [0, 7]])["cramers_v"]["estimate"] == pytest.approx(1)


def test_empty_rows_and_columns_do_not_count():
    full = by_quantity([[3, 1], [1, 3]])
    assert by_quantity([[3, 0, 1], [0, 0, 0], [1, 0, 3]]) == full


@pytest.mark.parametrize("table", [[[3, 4]], [[3, 0], [4, 0]], [[0, 0], [0, 0]], [[0]]])
def test_one_row_or_column_is_no_test(table):
    rows = table_tests(np.array(table))
    assert [row["note"] for row in rows] == [ONE_SIDED] * 3
    assert all("p" not in row for row in rows)


def test_association_of_two_columns():
    data = pd.DataFrame({"q": ["x", "y", "y", None, "x", "x"], "g": [*"aabb", "", "a"]})
    found = association(data, "q", "g")
    assert pick(found, "chi2_test")["n"].to_list() == [4]
    assert set(found["missing"]) == {1}
    assert pick(found, "fisher_test")["p"].iloc[0] == pytest.approx(
        fisher_exact([[2, 1], [0, 1]])[1]
    )


def test_all_missing():
    data = pd.DataFrame({"q": [None, None], "g": ["a", "b"]})
    found = association(data, "q", "g")
    assert found["n"].to_list() == [0, 0, 0]
    assert set(found["note"]) == {ONE_SIDED}


@pytest.mark.parametrize(
    "table", [[[8, 2], [1, 5]], [[3, 0, 1], [2, 6, 0], [4, 4, 9]], [[5, 1], [0, 0], [2, 7], [3, 3]]]
)
def test_the_p_alone_is_that_of_all_tests(table):
    counts = np.array(table)
    assert fisher_p(counts) == by_quantity(counts)["fisher_test"]["p"]


def test_the_p_alone_is_that_of_a_draw_counted_one_by_one():
    counts = np.array([[9, 3, 1], [2, 6, 8]])
    law = random_table(counts.sum(axis=1), counts.sum(axis=0))
    drawn = law.rvs(size=500, random_state=np.random.default_rng(7))
    likelihood = law.pmf(counts)
    rarer = sum(law.pmf(one) <= likelihood * (1 + 1e-7) for one in drawn)
    assert fisher_p(counts, resamples=500, seed=7) == pytest.approx((1 + rarer) / 501)


@pytest.mark.parametrize("table", [[[4, 0], [5, 0]], [[4, 3]], [[0, 0], [2, 1]]])
def test_no_p_with_one_group_or_one_answer(table):
    assert np.isnan(fisher_p(np.array(table)))
