"""Every kind of row of every model table against a second implementation, term by term.

The binary model is written out unit by unit: the likelihood, with Firth's penalty where there is
separation, is maximised by scipy with and without a contrast held; errors come from the information
and from numeric derivatives. A kind of row that has no check here fails the last test.
"""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import linalg, optimize, stats
from scipy.special import expit
from statsmodels.stats.contingency_tables import StratifiedTable

from is248.stats.logit import logit
from is248.stats.permutation import factor_tests

ORDERS = {"area": ["n", "e", "w"], "size": ["small", "large"]}
# (area, size) → (yes, no)
MIXED = {("n", "small"): (9, 6), ("n", "large"): (5, 8), ("e", "small"): (4, 9),
         ("e", "large"): (6, 3), ("w", "small"): (8, 4), ("w", "large"): (3, 7)}  # fmt: skip
FULL = MIXED | {("w", "small"): (8, 0), ("w", "large"): (4, 0)}  # all yes in w: separated

CHECKED = {
    "logit": {"factor_test", "odds_ratio", "odds_ratio_deviation", "margin", "ame",
              "ame_deviation"},
}  # fmt: skip
"""Kinds of rows with a check."""


def units(counts):
    rows = [
        (*cell, answer) for cell, (yes, no) in counts.items() for answer in [1.0] * yes + [0.0] * no
    ]
    return pd.DataFrame(rows, columns=["area", "size", "y"])


class Written:
    """The model of area and size, written out."""

    def __init__(self, data, penalty):
        columns = [data["area"] == "e", data["area"] == "w", data["size"] == "large"]
        self.x = np.column_stack([np.ones(len(data)), *columns]).astype(float)
        self.data, self.y, self.penalty = data, data["y"].to_numpy(), penalty
        found = optimize.minimize(self.minus, np.zeros(4), method="BFGS", tol=1e-10)
        self.beta, self.best = found.x, found.fun
        p = self.p(self.beta)
        root = np.sqrt(p * (1 - p))[:, None] * self.x
        hat = np.diag(root @ np.linalg.inv(root.T @ root) @ root.T)
        weight = (1 + hat) if penalty else 1.0  # the augmented data of Heinze and Schemper
        self.cov = np.linalg.inv(self.x.T @ ((p * (1 - p) * weight)[:, None] * self.x))

    def p(self, beta):
        return expit(self.x @ beta)

    def minus(self, beta):
        eta = self.x @ beta
        plain = self.y @ -np.logaddexp(0, -eta) + (1 - self.y) @ -np.logaddexp(0, eta)
        if not self.penalty:
            return -plain
        p = expit(eta)
        information = self.x.T @ ((p * (1 - p))[:, None] * self.x)
        return -(plain + 0.5 * np.linalg.slogdet(information)[1])

    def fall(self, contrast, value):
        rest, along = linalg.null_space(contrast[None]), contrast / (contrast @ contrast)
        start = np.linalg.lstsq(rest, self.beta - along * value, rcond=None)[0]
        held = optimize.minimize(
            lambda free: self.minus(along * value + rest @ free), start, method="BFGS", tol=1e-10
        )
        return 2 * (held.fun - self.best)

    def contrasts(self, against):
        """(term, group) → weights of the log odds."""
        eye, none = np.eye(4), np.zeros(4)
        coded = {"area": {"n": none, "e": eye[1], "w": eye[2]},
                 "size": {"small": none, "large": eye[3]}}  # fmt: skip
        found = {}
        for term, levels in coded.items():
            shares = self.data[term].value_counts(normalize=True)
            mean = sum(shares[level] * levels[level] for level in levels)
            base = mean if against == "average" else none
            found |= {(term, level): levels[level] - base for level in levels}
        return {key: weights for key, weights in found.items() if weights.any()}

    def margin(self, beta, term, level):
        moved = self.data.assign(**{term: level})
        columns = [moved["area"] == "e", moved["area"] == "w", moved["size"] == "large"]
        x = np.column_stack([np.ones(len(moved)), *columns]).astype(float)
        return float(expit(x @ beta).mean())

    def error(self, of):
        gradient = optimize.approx_fprime(self.beta, of, 1e-6)
        return math.sqrt(gradient @ self.cov @ gradient)


@pytest.fixture(scope="module", params=["mixed", "separated"])
def case(request):
    data = units(MIXED if request.param == "mixed" else FULL)
    return data, Written(data, penalty=request.param == "separated")


def table(data, interval="wald"):
    found = logit(data, "y", ["area", "size"], orders=ORDERS, interval=interval)
    return found.set_index(["quantity", "term", "level"])


@pytest.mark.parametrize("against", ["reference", "average"])
@pytest.mark.parametrize("interval", ["wald", "profile"])
def test_odds_ratios_and_deviations(case, against, interval):
    data, written = case
    quantity = "odds_ratio" if against == "reference" else "odds_ratio_deviation"
    found = table(data, interval).loc[quantity]
    contrasts = written.contrasts(against)
    assert len(contrasts) == (3 if against == "reference" else 5)
    for key, weights in contrasts.items():
        row, log_odds = found.loc[key], weights @ written.beta
        se = math.sqrt(weights @ written.cov @ weights)
        assert math.log(row["estimate"]) == pytest.approx(log_odds, abs=1e-4)
        assert row["se"] / row["estimate"] == pytest.approx(se, rel=1e-3)
        limits = np.log([row["low"], row["high"]])
        if interval == "wald":
            assert limits == pytest.approx([log_odds - 1.959964 * se, log_odds + 1.959964 * se],
                                           abs=1e-3)  # fmt: skip
            assert row["p"] == pytest.approx(2 * stats.norm.sf(abs(log_odds / se)), abs=1e-4)
        else:
            falls = [written.fall(weights, at) for at in limits]
            assert falls == pytest.approx([stats.chi2.ppf(0.95, 1)] * 2, abs=1e-3)
            assert limits[0] < log_odds < limits[1]
            p = stats.chi2.sf(written.fall(weights, 0.0), 1)
            assert row["p"] == pytest.approx(p, abs=1e-4)


def adjusted(written, term, level):
    """The adjusted share of a group, as a function of the log odds; ``None`` is the country's."""
    if level is not None:
        return lambda beta: written.margin(beta, term, level)
    shares = written.data[term].value_counts(normalize=True)
    return lambda beta: sum(s * written.margin(beta, term, g) for g, s in shares.items())


GROUPS = [(term, level) for term, levels in ORDERS.items() for level in levels]


@pytest.mark.parametrize(("term", "level"), GROUPS)
def test_margins(case, term, level):
    data, written = case
    own = adjusted(written, term, level)
    row, share, se = table(data).loc[("margin", term, level)], own(written.beta), written.error(own)
    assert row["estimate"] == pytest.approx(share, abs=1e-4)
    assert row["se"] == pytest.approx(se, rel=1e-3)
    centre, reach = math.log(share / (1 - share)), 1.959964 * se / (share * (1 - share))
    limits = expit([centre - reach, centre + reach])
    assert [row["low"], row["high"]] == pytest.approx(limits, abs=1e-3)


@pytest.mark.parametrize("quantity", ["ame", "ame_deviation"])
@pytest.mark.parametrize(("term", "level"), GROUPS)
def test_effects(case, quantity, term, level):
    data, written = case
    base = ORDERS[term][0] if quantity == "ame" else None
    found = table(data)
    if level == base:
        assert (quantity, term, level) not in found.index
        return
    own, other = adjusted(written, term, level), adjusted(written, term, base)

    def change(beta):
        return own(beta) - other(beta)

    row, effect, se = (
        found.loc[(quantity, term, level)],
        change(written.beta),
        written.error(change),
    )
    assert row["estimate"] == pytest.approx(effect, abs=1e-4)
    limits = [effect - 1.959964 * se, effect + 1.959964 * se]
    assert [row["low"], row["high"]] == pytest.approx(limits, abs=1e-3)
    assert row["se"] == pytest.approx(se, rel=1e-3)
    assert row["p"] == pytest.approx(2 * stats.norm.sf(abs(effect / se)), abs=1e-3)


def test_the_test_of_a_factor(case):
    data, _ = case
    tables = [pd.crosstab(part["size"], part["y"]).to_numpy() for _, part in data.groupby("area")]
    tables = [each for each in tables if each.shape == (2, 2)]
    known = StratifiedTable(tables)
    found = table(data).loc[("factor_test", "size", "")]
    assert found["statistic"] == pytest.approx(known.test_null_odds(correction=False).statistic)
    assert found["method"] == "exact"
    # the number of yes among the small, over areas: hypergeometrics added
    chances, yes, expected = np.ones(1), 0, 0.0
    for t in tables:
        n, ones, small = t.sum(), t[:, 1].sum(), t[1].sum()
        chances = np.convolve(chances, stats.hypergeom.pmf(range(small + 1), n, ones, small))
        yes, expected = yes + t[1, 1], expected + ones * small / n
    far = np.abs(np.arange(len(chances)) - expected) >= abs(yes - expected) - 1e-9
    assert found["p"] == pytest.approx(chances[far].sum())


def test_no_kind_of_row_is_without_a_check():
    data = units(MIXED).assign(scale=lambda frame: 1 + np.arange(len(frame)) % 3)
    assert set(logit(data, "y", ["area", "size"])["quantity"]) == CHECKED["logit"]
    alone = factor_tests(data, "scale", ["area"], scale=[1, 2, 3]).iloc[0]
    groups = [part["scale"] for _, part in data.groupby("area")]
    assert alone["statistic"] == pytest.approx(stats.kruskal(*groups).statistic)
