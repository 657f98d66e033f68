"""One fitted binary logit: by maximum likelihood, or by Firth's penalty where that is infinite."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from is248.stats.likelihood import Likelihood, binary_separation, make_likelihood, maximum

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from is248.stats.tidy import Row

Interval = Literal["wald", "profile"]
"""How limits and p come about: from the standard error, or from the likelihood itself."""

NOT_REACHED = "Profilen lot seg ikke følge til grensen."

_STEPS, _STILL, _RIDGE = 100, 1e-8, 1e-10
"""Newton's: how many, how short the last, and what keeps the information from being singular."""

_REACH = 60
"""Standard errors from the estimate beyond which no limit is sought."""

TRIES = 12
_NEAR = 1e-6
"""A step, in standard errors, after which the next would be lost in rounding: each squares it."""


@dataclass(frozen=True)
class BinaryFit:
    """A fitted model.

    Attributes:
        beta: Log odds, the intercept first.
        covariance: Their covariance; under Firth from the augmented data, as logistf and
            firthmodels.
        likelihood: What was maximised; its ``penalised`` tells the method.
        value: The log-likelihood at ``beta``; NaN when no maximum was reached.
        separated: Which parameters have no finite estimate of maximum likelihood.
    """

    beta: NDArray[np.float64]
    covariance: NDArray[np.float64]
    likelihood: Likelihood
    value: float
    separated: NDArray[np.bool_]

    @property
    def family(self) -> str:
        """First part of the method's key: ``logit`` or ``firth``."""
        return "firth" if self.likelihood.penalised else "logit"

    def contrast(self, weights: NDArray[np.float64]) -> tuple[float, float]:
        """Estimate and standard error of a weighted sum of the log odds."""
        return float(weights @ self.beta), math.sqrt(float(weights @ self.covariance @ weights))


def fit_binary(design: NDArray[np.float64], outcome: NDArray[np.float64]) -> BinaryFit:
    """Fit a logit, after looking for separation.

    Args:
        design: Units by parameters, intercept first, of full rank.
        outcome: 0 and 1, both present.

    Returns:
        The fit by maximum likelihood, or under separation by Firth's penalised likelihood
        (firthmodels).

    Source:
        Firth (1993), Biometrika 80; Heinze and Schemper (2002), Stat Med 21.
    """
    likelihood = make_likelihood(design, outcome, penalised=False)
    separated = np.zeros(design.shape[1], dtype=bool)
    if not likelihood.mixed:
        separated = binary_separation(design, outcome) != 0
    penalised = bool(separated.any())
    likelihood = replace(likelihood, penalised=penalised)
    beta = _firth(design, outcome) if penalised else _newton(design, outcome)
    # both stop at a tolerance of their own; a few more steps make the numbers reproducible
    beta, value = maximum(likelihood, beta)
    covariance = np.linalg.inv(likelihood.curvature(beta)).astype(np.float64)
    return BinaryFit(beta, covariance, likelihood, value, separated)


def _newton(design: NDArray[np.float64], outcome: NDArray[np.float64]) -> NDArray[np.float64]:
    """Newton's steps from no effect, over units one by one: to the last bit those of statsmodels.

    To import that takes as long as a hundred fits.
    """
    units, beta = len(outcome), np.zeros(design.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-(design @ beta)))
        information = (p * (1 - p) * design.T) @ design / units
        information[np.diag_indices(len(beta))] += _RIDGE
        step = np.linalg.solve(information, (outcome - p) @ design / units)
        beta = beta + step
        if float(np.abs(step).max()) <= _STILL:
            break
    return beta


def _firth(design: NDArray[np.float64], outcome: NDArray[np.float64]) -> NDArray[np.float64]:
    from firthmodels import FirthLogisticRegression

    model = FirthLogisticRegression(backend="numpy", fit_intercept=False, max_iter=200)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.asarray(model.fit(design, outcome).coef_, dtype=np.float64)


def contrast_row(
    fit: BinaryFit,
    weights: NDArray[np.float64],
    interval: Interval,
    confidence: float,
    *,
    limits: bool = True,
) -> Row:
    """Odds ratio of a contrast with limits, standard error, statistic and p.

    Args:
        fit: The fitted model.
        weights: Weights of the parameters, from :class:`is248.stats.design.Design`.
        interval: Wald, or profile likelihood with the likelihood ratio test.
        confidence: Coverage.
        limits: Whether the limits are wanted; those of a profile take most of the time.

    Returns:
        Columns of the tidy shape. The standard error is that of the odds ratio by the delta method,
        OR x se(log OR), as Stata's ``logit, or`` prints; z is that of the log odds.
    """
    from scipy.special import ndtr, ndtri

    log_odds, se = fit.contrast(weights)
    known: Row = {"estimate": math.exp(log_odds), "se": math.exp(log_odds) * se}
    if interval == "profile":
        return known | _profile(fit, weights, confidence if limits else None)
    z, reach = log_odds / se, -float(ndtri((1 - confidence) / 2)) * se
    bounds = {"low": math.exp(log_odds - reach), "high": math.exp(log_odds + reach)}
    tested = {"statistic": z, "p": 2 * float(ndtr(-abs(z))), "method": f"{fit.family}_wald"}
    return known | (bounds if limits else {}) | tested


def _profile(fit: BinaryFit, weights: NDArray[np.float64], confidence: float | None) -> Row:
    """The likelihood ratio test, and limits of a confidence if one is given."""
    from scipy.special import chdtrc, gammaincinv

    profile = make_profile(fit, weights)
    statistic = float(np.maximum(0.0, profile.drop(0.0)))
    found: Row = {"statistic": statistic, "df": 1, "p": float(chdtrc(1, statistic))}
    if confidence is not None:
        allowed = 2 * float(gammaincinv(0.5, confidence))
        sides = {"low": -1, "high": 1}
        found |= {name: math.exp(profile.limit(side, allowed)) for name, side in sides.items()}
    lost = any(math.isnan(number) for number in found.values())
    return found | {"method": f"{fit.family}_profile", "note": NOT_REACHED if lost else ""}


@dataclass(frozen=True)
class Profile:
    """The likelihood along one contrast, all other parameters at their best.

    Attributes:
        likelihood: In parameters of which one is the contrast.
        start: The parameters at the maximum.
        along: How they change with the contrast, to first order.
        at: Position of the contrast.
        best: The log-likelihood at the maximum.
        se: Standard error of the contrast.
    """

    likelihood: Likelihood
    start: NDArray[np.float64]
    along: NDArray[np.float64]
    at: int
    best: float
    se: float

    def drop(self, value: float) -> float:
        """Twice the fall of the log-likelihood when the contrast is held at a value."""
        held = self.start + (value - self.start[self.at]) * self.along
        held[self.at] = value
        return 2 * (self.best - maximum(self.likelihood, held, [self.at])[1])

    def limit(self, side: int, allowed: float) -> float:
        """Where the fall is as large as allowed, below (-1) or above (1); NaN when nowhere."""
        found = self.stepped(side, allowed)
        return self.sought(side, allowed) if math.isnan(found) else found

    def stepped(self, side: int, allowed: float) -> float:
        """The limit by Newton's method on the root of the fall; NaN where that does not lead there.

        The root is nearly straight, and its slope is known: where all else is at its best, the
        likelihood changes with the contrast as its own derivative tells.
        """
        wanted, reached, along = math.sqrt(allowed), self.start, self.along
        middle = float(self.start[self.at])
        value = middle + side * wanted * self.se
        for _ in range(TRIES):
            if not 0 < side * (value - middle) < _REACH * self.se:
                return math.nan
            held = reached + (value - reached[self.at]) * along
            held[self.at] = value
            reached, height = maximum(self.likelihood, held, [self.at])
            root = math.sqrt(max(0.0, 2 * (self.best - height)))  # 0 when no maximum was reached
            slope = -float(self.likelihood.score(reached)[self.at])
            if not root > 0 or not side * slope > 0:
                return math.nan
            step, along = (wanted - root) * root / slope, (reached - self.start) / (value - middle)
            value += step
            if abs(step) < _NEAR * self.se:
                return value
        return math.nan

    def sought(self, side: int, allowed: float) -> float:
        """The limit by search between bounds, however the likelihood falls; NaN when nowhere."""
        from scipy.optimize import brentq

        @cache  # the bounds are asked for again by the search between them
        def excess(reach: float) -> float:
            return self.drop(self.start[self.at] + side * reach * self.se) - allowed

        outer = 2.0
        while outer < _REACH and not excess(outer) > 0:
            outer *= 1.5
        if not excess(outer) > 0:
            return math.nan
        try:
            reach = float(brentq(excess, 0.0, outer, xtol=1e-9))
        except ValueError:
            # no maximum was reached on the way
            return math.nan
        return float(self.start[self.at] + side * reach * self.se)


def make_profile(fit: BinaryFit, weights: NDArray[np.float64]) -> Profile:
    """The likelihood along a contrast of a fitted model, by the weights of its parameters."""
    at = int(np.argmax(np.abs(weights)))
    basis = np.eye(len(weights))
    basis[at] = weights
    _, se = fit.contrast(weights)
    along = basis @ fit.covariance @ weights / se**2
    moved, start = fit.likelihood.through(basis), basis @ fit.beta
    # the penalty is of the information in these parameters: the maximum must be measured there too
    return Profile(moved, start, along, at, moved.value(start), se)
