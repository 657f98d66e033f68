"""The ordered logit against MASS::polr, closed forms and a second implementation."""

import itertools
import math
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import optimize, stats
from scipy.special import expit
from statsmodels.tools.numdiff import approx_hess

from is248.base.errors import DataError
from is248.stats import ordered as module
from is248.stats.ordered import ordered_logit
from is248.stats.tidy import pick

# MASS::housing (Madsen 1976; Venables and Ripley 2002, ch. 7): satisfaction low, medium, high of
# 1681 Copenhagen tenants by influence, type of dwelling and contact with neighbours.
HOUSING = """21 21 28 34 22 36 10 11 36 61 23 17 43 35 40 26 18 54 13 9 10 8 8 12 6 7 9 18 6 7 15 13
13 7 5 11 14 19 37 17 23 40 3 5 23 78 46 43 48 45 86 15 25 62 20 23 20 10 22 24 7 10 21 57 23 13 31
21 13 5 6 13"""
TYPES = ["Tower", "Apartment", "Atrium", "Terrace"]
LEVELS = ["Low", "Medium", "High"]


def housing():
    cells = itertools.product(["Low", "High"], TYPES, LEVELS, LEVELS)
    rows = [
        cell for cell, count in zip(cells, HOUSING.split(), strict=True) for _ in range(int(count))
    ]
    return pd.DataFrame(rows, columns=["Cont", "Type", "Infl", "Sat"])


@pytest.fixture(scope="module")
def polr():
    return ordered_logit(housing(), "Sat", LEVELS, ["Infl", "Type", "Cont"])


def test_coefficients_as_polr_on_housing(polr):
    # R, MASS: polr(Sat ~ Infl + Type + Cont, weights = Freq, data = housing), from its help page
    found = pick(polr, "odds_ratio").set_index(["term", "level"])
    expected = {
        ("Infl", "Medium"): (0.5663937, 0.1046528),
        ("Infl", "High"): (1.2888191, 0.1271561),
        ("Type", "Apartment"): (-0.5723501, 0.1192380),
        ("Type", "Atrium"): (-0.3661866, 0.1551733),
        ("Type", "Terrace"): (-1.0910149, 0.1514860),
        ("Cont", "High"): (0.3602841, 0.0955358),
    }
    for key, (log_odds, se) in expected.items():
        row = found.loc[key]
        assert math.log(row["estimate"]) == pytest.approx(log_odds, abs=2e-5)
        assert row["se"] / row["estimate"] == pytest.approx(se, rel=1e-3)
        assert row["statistic"] == pytest.approx(log_odds / se, rel=1e-3)
    assert found.loc[("Type", "Tower"), "note"] == "Referansegruppe."


def test_reversing_the_scale_inverts_the_odds_ratios(polr):
    back = ordered_logit(housing(), "Sat", LEVELS[::-1], ["Infl", "Type", "Cont"])
    one, other = (pick(frame, "odds_ratio")["estimate"].to_numpy() for frame in (polr, back))
    assert one * other == pytest.approx(1, abs=1e-4)
    tests = [pick(frame, "factor_test")["p"].to_list() for frame in (polr, back)]
    assert tests[0] == tests[1]


def units(counts):
    """Group → units per value of the scale 1, 2, ..., one row per unit."""
    rows = [
        (group, value)
        for group, sizes in counts.items()
        for value, size in enumerate(sizes, start=1)
        for _ in range(size)
    ]
    return pd.DataFrame(rows, columns=["g", "y"])


MIND = {"a": (12, 14, 8, 6, 3), "b": (5, 9, 11, 13, 9), "c": (6, 6, 10, 4, 7)}


def minus_loglik(parameters, counts):
    """Second implementation: five categories, thresholds and two effects."""
    cuts = np.concatenate([[-np.inf], parameters[:4], [np.inf]])
    effects = [0.0, *parameters[4:]]
    chances = [np.diff(expit(cuts - effect)) for effect in effects]
    return -sum(np.array(c) @ np.log(p) for c, p in zip(counts.values(), chances, strict=True))


def test_five_point_scale_as_scipys_minimum():
    best = optimize.minimize(
        minus_loglik, [-1.5, -0.5, 0.5, 1.5, 0, 0], (MIND,), method="BFGS", tol=1e-9
    )
    found = ordered_logit(units(MIND), "y", [1, 2, 3, 4, 5], ["g"])
    ratios = pick(found, "odds_ratio")
    assert np.log(ratios["estimate"][1:]).to_list() == pytest.approx(best.x[4:], abs=1e-4)
    se = np.sqrt(np.diag(np.linalg.inv(approx_hess(best.x, minus_loglik, args=(MIND,)))))[4:]
    assert (ratios["se"] / ratios["estimate"])[1:].to_list() == pytest.approx(se, rel=1e-3)
    limits = np.log(ratios.loc["b", ["low", "high"]].to_list())
    reach = 1.959964 * ratios.loc["b", "se"] / ratios.loc["b", "estimate"]
    assert limits == pytest.approx(best.x[4] + np.array([-1, 1]) * reach, abs=1e-4)


def test_brant_by_closed_form():
    # one factor: the cuts' log odds are those of the groups' tables, their covariance in a group
    # with P_k above cut k is 1 / (n P_k (1 - P_l)) for k <= l (Brant 1990, saturated)
    counts = {g: np.array(c) for g, c in MIND.items()}
    logits, blocks = {}, {}
    for group, c in counts.items():
        n, above = c.sum(), 1 - np.cumsum(c)[:-1] / c.sum()
        logits[group] = np.log(above / (1 - above))
        low, high = np.minimum.outer(range(4), range(4)), np.maximum.outer(range(4), range(4))
        blocks[group] = 1 / (n * above[low] * (1 - above[high]))
    contrast = np.column_stack([-np.ones(3), np.eye(3)])
    apart, spread = [], np.zeros((6, 6))
    for at, group in enumerate("bc"):
        apart.append(contrast @ (logits[group] - logits["a"]))
        for to, other in enumerate("bc"):
            block = blocks["a"] + (blocks[group] if group == other else 0)
            spread[at * 3 : at * 3 + 3, to * 3 : to * 3 + 3] = contrast @ block @ contrast.T
    apart = np.concatenate(apart)
    expected = apart @ np.linalg.solve(spread, apart)
    found = ordered_logit(units(MIND), "y", [1, 2, 3, 4, 5], ["g"])
    test = pick(found, "proportional_odds_test", term="g").iloc[0]
    assert test["statistic"] == pytest.approx(expected)
    assert test["df"] == 6
    assert test["p"] == pytest.approx(stats.chi2.sf(expected, 6))


def test_brant_finds_odds_that_change_along_the_scale():
    crossed = {"a": (20, 5, 5, 20), "b": (5, 20, 20, 5)}
    found = ordered_logit(units(crossed), "y", [1, 2, 3, 4], ["g"])
    assert pick(found, "proportional_odds_test", term="g")["p"].iloc[0] < 0.001
    assert pick(found, "odds_ratio").loc["b", "estimate"] == pytest.approx(1, abs=1e-3)


def test_two_categories_are_the_binary_logit():
    found = ordered_logit(units({"r": (30, 12), "s": (14, 25)}), "y", [1, 2], ["g"])
    assert pick(found, "odds_ratio").loc["s", "estimate"] == pytest.approx(
        25 * 30 / (14 * 12), rel=1e-4
    )
    assert "bare ett snitt" in pick(found, "proportional_odds_test")["note"].iloc[0]


def test_a_group_at_the_end_of_the_scale():
    # its odds ratio is infinite; the others and the test are those of the limit
    extreme = MIND | {"d": (0, 0, 0, 0, 6)}
    found = ordered_logit(units(extreme), "y", [1, 2, 3, 4, 5], ["g"])
    ratios = pick(found, "odds_ratio")
    assert ratios.loc["d", "note"] == module.EXTREME
    assert ratios.loc["d", ["estimate", "low", "high", "p"]].isna().all()
    without = pick(ordered_logit(units(MIND), "y", [1, 2, 3, 4, 5], ["g"]), "odds_ratio")
    assert ratios["estimate"][:3].to_list() == pytest.approx(without["estimate"].to_list())


def test_an_extreme_reference_asks_for_another():
    found = ordered_logit(
        units({"a": (6, 0, 0), "b": (3, 4, 3), "c": (5, 4, 6)}), "y", [1, 2, 3], ["g"]
    )
    assert set(pick(found, "odds_ratio")["note"]) == {module.BASE_EXTREME}
    assert pick(found, "odds_ratio")["p"].isna().all()


def test_separation_without_an_extreme_group():
    # a never above 2, b never below 2
    found = ordered_logit(units({"a": (5, 5, 0), "b": (0, 5, 5)}), "y", [1, 2, 3], ["g"])
    assert pick(found, "odds_ratio").loc["b", "note"] == module.SEPARATED
    assert pick(found, "factor_test")["p"].iloc[0] < 0.05


@settings(max_examples=40, deadline=None)
@example([(1, 0, 1), (1, 2, 2), (4, 0, 1), (3, 0, 2)])  # two cuts that do not differ independently
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=4
    )
)
def test_whatever_the_table_numbers_are_finite_or_missing_with_a_note(counts):
    data = units({str(at): sizes for at, sizes in enumerate(counts)})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = ordered_logit(
            data, "y", [1, 2, 3], ["g"], orders={"g": [str(at) for at in range(len(counts))]}
        )
    numbers = found[["estimate", "low", "high", "se", "statistic", "p"]]
    assert not np.isinf(numbers.to_numpy()).any()
    assert numbers["estimate"].dropna().between(1e-4, 1e4).all()
    assert found[found["p"].isna() & (found["note"] == "")].empty


def test_text_numbers_and_missing_answers():
    data = units(MIND)
    text = data.assign(y=data["y"].astype("str"))
    text.loc[[0, 1], "y"] = [None, ""]
    found = pick(ordered_logit(text, "y", [1, 2, 3, 4, 5], ["g"]), "odds_ratio")
    assert found["n"].to_list() == [41, 47, 33]
    assert found.loc["a", "missing"] == 2
    assert found.loc["b", "estimate"] > 1


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (units({"a": (0, 5), "b": (0, 3)}), module.CONSTANT),
        (units({"a": (2, 5)}), module.ONE_GROUP),
        (units({"a": (2, 5), "b": (1, 1)}).assign(y=np.nan), "Ingen svar."),
    ],
)
def test_no_model_is_told(data, note):
    assert set(ordered_logit(data, "y", [1, 2], ["g"])["note"]) == {note}


def test_an_answer_off_the_scale_is_a_fault():
    with pytest.raises(DataError, match="svaret «5», som ikke er på skalaen"):
        ordered_logit(units(MIND), "y", [1, 2, 3, 4], ["g"])
