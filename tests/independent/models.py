"""Logit and Firth's logit over cells, by Newton's method and under linear restrictions.

A model is fitted with some linear combinations of its coefficients held fast; estimates,
profile limits and tests all come of that one function. Under Firth's method the penalty is
always that of the full information (docs/statistics.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import linalg

from independent.shares import Z, chi2_tail, normal_tails

DROP = Z * Z
TOO_FAR = 14.0


@dataclass
class Model:
    """A binomial model: a row of the design for each cell, with successes and sizes."""

    design: np.ndarray
    hits: np.ndarray
    sizes: np.ndarray
    firth: bool = False

    def information(self, chances):
        """The Fisher information."""
        return (self.design.T * (self.sizes * chances * (1 - chances))) @ self.design

    def value(self, beta):
        """Log likelihood, with half the log determinant of the information under Firth's method."""
        eta = self.design @ beta
        plain = float(self.hits @ eta - self.sizes @ np.logaddexp(0, eta))
        if not self.firth:
            return plain
        sign, size = np.linalg.slogdet(self.information(1 / (1 + np.exp(-eta))))
        return plain + 0.5 * size if sign > 0 else -math.inf

    def score(self, beta):
        """The (modified) score and the information."""
        chances = 1 / (1 + np.exp(-(self.design @ beta)))
        spread, info = self.sizes * chances * (1 - chances), self.information(chances)
        rest = self.hits - self.sizes * chances
        if self.firth:
            leverage = spread * np.einsum(
                "ij,ij->i", self.design, linalg.solve(info, self.design.T, assume_a="sym").T
            )
            rest = rest + leverage * (0.5 - chances)
        return self.design.T @ rest, info

    def fit(self, fixed=None, at=(), start=None):
        """The greatest value where ``fixed @ beta == at``; returns coefficients and value."""
        free, base = self._free(fixed, at)
        beta = base if start is None else base + free @ (free.T @ (start - base))
        value = self.value(beta)
        for _ in range(200):
            score, info = self.score(beta)
            slope = free.T @ score
            step = free @ np.linalg.solve(free.T @ info @ free, slope)
            step *= min(1.0, 5.0 / max(np.abs(step).max(initial=0.0), 1e-300))
            beta, value, gain = self._climb(beta, value, step)
            if np.abs(step).max(initial=0.0) < 1e-9 or (
                gain == 0 and np.abs(slope).max(initial=0.0) < 1e-7
            ):
                break
            if not self.firth and np.abs(self.design @ beta).max() > TOO_FAR:
                break
        return beta, value

    def _free(self, fixed, at):
        """The directions left free, and a point that meets the restrictions."""
        if fixed is None:
            return np.eye(self.design.shape[1]), np.zeros(self.design.shape[1])
        fixed = np.atleast_2d(fixed)
        basis, triangle = np.linalg.qr(fixed.T, mode="complete")
        rank = len(fixed)
        return basis[:, rank:], basis[:, :rank] @ np.linalg.solve(
            triangle[:rank].T, np.atleast_1d(at)
        )

    def _climb(self, beta, value, step):
        for _ in range(40):
            reached = self.value(beta + step)
            if reached >= value - 1e-9:
                return beta + step, reached, reached - value
            step = step / 2
        return beta, value, 0.0

    def covariance(self, beta):
        """Inverse information; under Firth's method of the augmented data (docs/statistics.md)."""
        chances = 1 / (1 + np.exp(-(self.design @ beta)))
        spread, info = self.sizes * chances * (1 - chances), self.information(chances)
        if self.firth:
            leverage = spread * np.einsum(
                "ij,ij->i", self.design, linalg.solve(info, self.design.T, assume_a="sym").T
            )
            info = (self.design.T * (spread + leverage * chances * (1 - chances))) @ self.design
        return np.linalg.inv(info)

    def separated(self):
        """Whether maximum likelihood runs away."""
        beta, _ = Model(self.design, self.hits, self.sizes).fit()
        return bool(np.abs(self.design @ beta).max() > TOO_FAR)


def contrast(model, weights, best, top):
    """Estimate, limits and p of a linear combination: Wald's, or profile under Firth's method."""
    estimate = float(weights @ best)
    if not model.firth:
        _, info = model.score(best)
        error = math.sqrt(weights @ np.linalg.solve(info, weights))
        return estimate, estimate - Z * error, estimate + Z * error, normal_tails(estimate / error)
    found = [_limit(model, weights, best, top, side) for side in (-1, 1)]
    _, value = model.fit(weights, 0.0, best)
    return estimate, *found, chi2_tail(2 * (top - value), 1)


def _limit(model, weights, best, top, side):
    """Where twice the drop of the profile is the quantile, by bisection refined with secants."""
    estimate, start = float(weights @ best), best

    def above(at):
        nonlocal start
        start, value = model.fit(weights, at, start)
        return 2 * (top - value) - DROP

    _, info = model.score(best)
    width = Z * math.sqrt(weights @ np.linalg.solve(info, weights))
    near, far, low, high = estimate, estimate + side * width, -DROP, None
    high = above(far)
    while high < 0:
        near, low, far = far, high, far + side * width
        high = above(far)
    return _root(above, (near, low), (far, high))


def _root(function, one, other):
    """The zero between two points, by Ridders' rule."""
    (a, fa), (b, fb) = one, other
    for _ in range(60):
        middle = (a + b) / 2
        fm = function(middle)
        root = middle + (middle - a) * math.copysign(1, fa - fb) * fm / math.sqrt(fm * fm - fa * fb)
        value = function(root)
        if abs(value) < 1e-9 or abs(b - a) < 1e-10:
            return root
        if (fm < 0) != (value < 0):
            (a, fa), (b, fb) = (middle, fm), (root, value)
        elif (fa < 0) != (value < 0):
            b, fb = root, value
        else:
            a, fa = root, value
    return root


@dataclass
class Fitted:
    """A model of factors with what is asked of it."""

    model: Model
    groups: list
    places: dict
    counts: dict
    best: np.ndarray
    top: float

    def log_odds(self, group):
        """The vector that picks a group's log odds against the reference."""
        vector = np.zeros(len(self.best))
        if group in self.places:
            vector[self.places[group]] = 1.0
        return vector

    def against_reference(self, group):
        """Estimate, limits and p against the reference."""
        return contrast(self.model, self.log_odds(group), self.best, self.top)

    def against_mean(self, group):
        """The same against the mean of the log odds over units."""
        total = sum(self.counts.values())
        mean = sum(self.log_odds(one) * n for one, n in self.counts.items()) / total
        return contrast(self.model, self.log_odds(group) - mean, self.best, self.top)

    def factor_p(self):
        """Likelihood ratio test that the first factor's groups are alike."""
        fixed = np.array([self.log_odds(group) for group in self.places])
        _, value = self.model.fit(fixed, np.zeros(len(fixed)), self.best)
        return chi2_tail(2 * (self.top - value), len(fixed))

    def margin(self, group, places):
        """The share if all units belonged to the group; the delta method on the log odds."""
        moved = self.model.design.copy()
        moved[:, list(places.values())] = 0.0
        if group in places:
            moved[:, places[group]] = 1.0
        weights = self.model.sizes / self.model.sizes.sum()
        chances = 1 / (1 + np.exp(-(moved @ self.best)))
        share = float(weights @ chances)
        slope = (weights * chances * (1 - chances)) @ moved
        error = math.sqrt(slope @ self.model.covariance(self.best) @ slope)
        middle, half = math.log(share / (1 - share)), Z * error / (share * (1 - share))
        return share, *[1 / (1 + math.exp(-(middle + side * half))) for side in (-1, 1)]


def fit(rows, orders, references, firth=None):
    """A logit of hits on factors; a row is the hit and the unit's group of each factor."""
    present = [
        [g for g in order if any(row[at + 1] == g for row in rows)]
        for at, order in enumerate(orders)
    ]
    references = [
        r if r in groups else groups[0] for r, groups in zip(references, present, strict=True)
    ]
    columns = [(at, g) for at, groups in enumerate(present) for g in groups if g != references[at]]
    cells = sorted({row[1:] for row in rows})
    design = np.array([[1.0, *[float(cell[at] == g) for at, g in columns]] for cell in cells])
    hits = np.array([sum(row[0] for row in rows if row[1:] == cell) for cell in cells], float)
    sizes = np.array([sum(row[1:] == cell for row in rows) for cell in cells], float)
    model = Model(design, hits, sizes)
    model.firth = model.separated() if firth is None else firth
    best, top = model.fit()
    places = {g: 1 + at for at, (factor, g) in enumerate(columns) if factor == 0}
    counts = {g: sum(row[1] == g for row in rows) for g in present[0]}
    return Fitted(model, present[0], places, counts, best, top)
