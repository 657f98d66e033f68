"""Permutation tests: against all deals written out, scipy, statsmodels and a second draw."""

import itertools
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable

from is248.base.errors import DataError
from is248.stats.permutation import COLLINEAR, CONSTANT, ONE_GROUP, factor_test, factor_tests


def spread(rng, units, groups):
    return rng.choice([f"g{at}" for at in range(groups)], units)


@pytest.fixture
def country():
    rng = np.random.default_rng(4)
    data = pd.DataFrame({"g": spread(rng, 300, 12), "s": spread(rng, 300, 4)})
    return data.assign(y=(rng.random(300) < 0.2).astype(float), scale=rng.integers(1, 6, 300))


def test_the_statistic_of_two_answers_is_pearsons(country):
    found = factor_test(country["y"], country["g"])
    pearson = stats.chi2_contingency(pd.crosstab(country["g"], country["y"]), correction=False)
    assert found["statistic"] == pytest.approx(pearson.statistic * 299 / 300)
    assert found["df"] == 11


def test_the_statistic_of_a_scale_is_kruskal_and_walliss(country):
    found = factor_test(country["scale"], country["g"])
    groups = [part["scale"] for _, part in country.groupby("g")]
    assert found["statistic"] == pytest.approx(stats.kruskal(*groups).statistic)
    assert found["p"] == pytest.approx(stats.kruskal(*groups).pvalue, abs=0.03)


def test_the_statistic_of_two_groups_over_strata_is_mantel_and_haenszels(country):
    two = country.assign(g=np.where(country["g"].isin(["g0", "g1", "g2"]), "a", "b"))
    tables = [pd.crosstab(part["g"], part["y"]).to_numpy() for _, part in two.groupby("s")]
    known = StratifiedTable(tables).test_null_odds(correction=False)
    found = factor_test(two["y"], two["g"], two["s"])
    assert found["statistic"] == pytest.approx(known.statistic)


def test_a_draw_as_labels_dealt_out_anew(country):
    # second implementation: units change groups within strata; the statistic by least squares
    tested, dummies = country.sort_values("s"), pd.get_dummies(country["g"], dtype=float)
    dummies = dummies.loc[tested.index]
    within = (dummies - dummies.groupby(tested["s"]).transform("mean")).to_numpy()
    sizes = tested["s"].map(tested["s"].value_counts())
    y = tested["y"] - tested.groupby("s")["y"].transform("mean")
    variance = (y**2).groupby(tested["s"]).transform("sum") / (sizes - 1)
    inverse = np.linalg.pinv(within.T @ (within * variance.to_numpy()[:, None]))

    def statistic(outcome):
        apart = within.T @ outcome
        return float(apart @ inverse @ apart)

    rng, ends = np.random.default_rng(1), np.cumsum(tested["s"].value_counts(sort=False))
    found = factor_test(tested["y"], tested["g"], tested["s"])
    assert found["statistic"] == pytest.approx(statistic(y.to_numpy()))
    parts = np.split(y.to_numpy(), ends[:-1])
    others = [statistic(np.concatenate([rng.permutation(p) for p in parts])) for _ in range(4000)]
    p = np.mean(np.array(others) >= found["statistic"] - 1e-9)
    assert found["p"] == pytest.approx(p, abs=4 * np.sqrt(p * (1 - p) / 4000))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("st"), st.integers(0, 1)),
        min_size=3, max_size=9,
    )
)  # fmt: skip
def test_exact_p_as_all_deals_written_out(units):
    groups, strata, values = (np.array(part) for part in zip(*units, strict=True))
    found = factor_test(values, groups, strata)
    if found["method"] == "none":
        return
    assert found["method"] == "exact"
    within = [np.flatnonzero(strata == each) for each in sorted(set(strata))]

    def statistic(y):
        apart, spread = np.zeros(3), np.zeros((3, 3))
        for at in within:
            n, member = len(at), np.array([groups[at] == each for each in "abc"], dtype=float)
            apart += member @ (y[at] - y[at].mean())
            if n > 1:
                centred = member - member.mean(axis=1, keepdims=True)
                spread += y[at].var(ddof=1) * centred @ centred.T
        return apart @ np.linalg.pinv(spread) @ apart

    def deals(at):
        chosen = itertools.combinations(range(len(at)), int(values[at].sum()))
        return [np.isin(np.arange(len(at)), ones).astype(float) for ones in chosen]

    as_uneven, every = 0, 0
    for deal in itertools.product(*(deals(at) for at in within)):
        y = np.zeros(len(values))
        for at, ones in zip(within, deal, strict=True):
            y[at] = ones
        as_uneven += statistic(y) >= statistic(values.astype(float)) - 1e-9
        every += 1
    assert found["p"] == pytest.approx(as_uneven / every)


def test_two_groups_of_even_size_are_fishers_test():
    found = factor_test([1] * 7 + [0] * 3 + [1] * 2 + [0] * 8, ["a"] * 10 + ["b"] * 10)
    assert found["p"] == pytest.approx(stats.fisher_exact([[7, 3], [2, 8]]).pvalue)


def test_names_order_and_the_side_counted_do_not_matter(country):
    one = factor_test(country["y"], country["g"], country["s"])
    other = country.sample(frac=1, random_state=1)
    renamed = other["g"].map(lambda name: "z" + name[::-1])
    assert factor_test(other["y"], renamed, other["s"]) == pytest.approx(one)
    assert factor_test(1 - other["y"], renamed, other["s"])["p"] == one["p"]
    assert (
        factor_test(6 - country["scale"], country["g"])["p"]
        == (factor_test(country["scale"], country["g"])["p"])
    )


@pytest.mark.slow
def test_p_is_the_same_in_another_process():
    code = (
        "from is248.stats.permutation import factor_test as t;"
        "print(t([0, 1, 2] * 40, list('abcd') * 30)['p'])"
    )
    ours = factor_test([0, 1, 2] * 40, list("abcd") * 30)["p"]
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert float(ran.stdout) == ours


def test_nothing_to_compare_is_told():
    assert factor_test([1, 1, 1], list("aab"))["note"] == CONSTANT
    assert factor_test([1, 0, 1], list("aaa"))["note"] == ONE_GROUP
    assert factor_test([1, 0, 1, 0], list("aabb"), list("ssrr"))["note"] == COLLINEAR
    assert factor_test([], [])["note"] == "Ingen svar."


def test_a_frame_has_a_row_per_factor_given_the_others(country):
    country.loc[:9, "scale"] = np.nan
    found = factor_tests(country, "scale", ["g", "s"], scale=[1, 2, 3, 4, 5]).set_index("term")
    rest = country.iloc[10:]
    assert found["n"].to_list() == [290, 290]
    assert found["missing"].to_list() == [10, 10]
    assert found["p"]["g"] == factor_test(rest["scale"], rest["g"], rest["s"])["p"]
    assert found["p"]["s"] == factor_test(rest["scale"], rest["s"], rest["g"])["p"]
    with pytest.raises(DataError, match="ikke er på skalaen"):
        factor_tests(country, "scale", ["g"], scale=[1, 2, 3, 4])
