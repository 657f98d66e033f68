"""Robust regression against MASS::rlm on Brownlee's stack loss data, and by hand."""

import warnings

import numpy as np
import pandas as pd
import pytest

from is248.stats import robust as module
from is248.stats.robust import robust_regression, unit_weights

# Brownlee (1960), R's `stackloss`: air flow, water temperature, acid concentration, stack loss.
STACK = """80 27 89 42, 80 27 88 37, 75 25 90 37, 62 24 87 28, 62 22 87 18, 62 23 87 18,
62 24 93 19, 62 24 93 20, 58 23 87 15, 58 18 80 14, 58 18 89 14, 58 17 88 13, 58 18 82 11,
58 19 93 12, 50 18 89 8, 50 18 86 7, 50 19 72 8, 50 19 79 8, 50 20 80 9, 56 20 82 15, 70 20 91 15"""
PREDICTORS = ["air", "water", "acid"]


@pytest.fixture
def stack():
    rows = [[float(v) for v in row.split()] for row in STACK.replace("\n", " ").split(",")]
    return pd.DataFrame(rows, columns=[*PREDICTORS, "loss"])


def coefficients(frame, method):
    found = frame[frame["method"] == method]
    assert found["term"].to_list() == ["intercept", *PREDICTORS]
    return found["estimate"].to_list()


def test_least_squares_as_r(stack):
    # R, summary(lm(stack.loss ~ ., stackloss)): coefficients and standard errors
    found = robust_regression(stack, "loss", PREDICTORS)
    assert coefficients(found, "ols") == pytest.approx(
        [-39.9197, 0.7156, 1.2953, -0.1521], abs=5e-5
    )
    ols = found[found["method"] == "ols"]
    assert ols["se"].to_list() == pytest.approx([11.8960, 0.1349, 0.3680, 0.1563], abs=5e-5)
    assert set(ols["df"]) == {17}


def test_robust_as_mass_rlm(stack):
    # R, MASS: rlm(stack.loss ~ ., stackloss) and the same with psi = psi.bisquare (?rlm), to the
    # packages' tolerances
    found = robust_regression(stack, "loss", PREDICTORS)
    assert coefficients(found, "rlm_huber") == pytest.approx(
        [-41.0265, 0.8294, 0.9261, -0.1278], rel=2e-3
    )
    assert coefficients(found, "rlm_tukey") == pytest.approx(
        [-42.2853, 0.9275, 0.6507, -0.1123], rel=2e-3
    )


def weighted_search(design, outcome, weight):
    """Second implementation: iterated weighted least squares, scale by the median deviation."""
    beta = np.linalg.lstsq(design, outcome, rcond=None)[0]
    for _ in range(2000):
        residual = outcome - design @ beta
        w = weight(residual / (np.median(np.abs(residual)) / 0.6744897501960817))
        root = np.sqrt(w)[:, None]
        beta = np.linalg.lstsq(design * root, outcome * root[:, 0], rcond=None)[0]
    return beta, w


def huber(u):
    return np.minimum(1, 1.345 / np.maximum(np.abs(u), 1e-12))


def tukey(u):
    return np.where(np.abs(u) < 4.685, (1 - (u / 4.685) ** 2) ** 2, 0)


@pytest.mark.parametrize(("name", "weight"), [("huber", huber), ("tukey", tukey)])
def test_coefficients_and_weights_as_a_second_implementation(stack, name, weight):
    design = np.column_stack([np.ones(21), stack[PREDICTORS]])
    beta, weights = weighted_search(design, stack["loss"].to_numpy(), weight)
    found = robust_regression(stack, "loss", PREDICTORS)
    assert coefficients(found, f"rlm_{name}") == pytest.approx(beta, rel=1e-5)
    ours = unit_weights(stack, "loss", PREDICTORS)[f"weight_{name}"].sort_index()
    assert ours.to_list() == pytest.approx(weights, abs=1e-5)


def test_hc3_by_hand(stack):
    design = np.column_stack([np.ones(21), stack[PREDICTORS]])
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ stack["loss"].to_numpy()
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    scaled = ((stack["loss"] - design @ beta) / (1 - leverage)).to_numpy()
    expected = inverse @ (design.T @ ((scaled**2)[:, None] * design)) @ inverse
    found = robust_regression(stack, "loss", PREDICTORS)
    hc3 = found[found["method"] == "ols_hc3"]["se"]
    assert hc3.to_list() == pytest.approx(np.sqrt(np.diag(expected)))


def test_the_farthest_unit_comes_first(stack):
    found = unit_weights(stack, "loss", PREDICTORS)
    assert found.index[0] == 20  # observation 21, the known outlier
    assert found["residual"].sum() == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("frame", "note"),
    [
        (pd.DataFrame({"x": [1.0, 2.0], "y": [1.0, 5.0]}), module.TOO_FEW),
        (pd.DataFrame({"x": [1.0] * 5, "y": [1.0, 2, 3, 4, 5]}), module.COLLINEAR),
        (pd.DataFrame({"x": [np.nan] * 5, "y": [1.0, 2, 3, 4, 5]}), module.TOO_FEW),
    ],
)
def test_no_regression_is_told(frame, note):
    found = robust_regression(frame, "y", ["x"])
    assert set(found["note"]) == {note}
    assert found["estimate"].isna().all()
    assert unit_weights(frame, "y", ["x"])["weight_huber"].isna().all()


def test_no_spread_is_told_and_nothing_warns():
    frame = pd.DataFrame({"x": range(8), "y": [2.0 * v for v in range(8)]})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = robust_regression(frame, "y", ["x"])
    huber_rows = found[found["method"] == "rlm_huber"]
    assert set(huber_rows["note"]) == {module.NO_SPREAD}
    assert coefficient(found, "ols") == pytest.approx(2)


def coefficient(found, method):
    return found[(found["method"] == method) & (found["term"] == "x")]["estimate"].iloc[0]


def test_missing_units_are_counted(stack):
    stack.loc[3, "air"] = np.nan
    found = robust_regression(stack, "loss", PREDICTORS)
    assert set(found["n"]) == {20}
    assert set(found["missing"]) == {1}
