"""Likelihoods: whether one has no finite maximum, and maxima under restrictions and penalties.

Where a group's units all answer alike, or a combination of factors tells the answers apart, the
estimate of maximum likelihood runs off to infinity. Iterations then stop somewhere far out, and
the odds ratios and errors printed are those of the stopping rule. A linear programme tells exactly.

Tests of several parameters at once and profiles of a contrast need maxima with some parameters held
fast, under the penalty of the whole model; so the model itself is fitted here too. Units with equal
rows are counted together, which makes a model on factors small.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

TOLERANCE = 1e-6


def recession(constraints: NDArray[np.float64]) -> NDArray[np.float64]:
    """A direction in which the likelihood never falls, or zeros when there is none.

    Args:
        constraints: One row per inequality ``row @ direction >= 0`` that a direction must keep.

    Returns:
        The direction within [-1, 1] that gains most; all zeros when the maximum is finite.

    Raises:
        RuntimeError: The solver failed (it cannot: zero is always feasible).

    Source:
        Konis K (2007), Linear programming algorithms for detecting separated data in binary
        logistic regression models, DPhil thesis, Oxford, ch. 4; Albert and Anderson (1984),
        Biometrika 71. Solved by HiGHS in scipy.
    """
    from scipy.optimize import linprog

    unique = np.unique(constraints, axis=0)
    solved = linprog(
        -unique.sum(axis=0),
        A_ub=-unique,
        b_ub=np.zeros(len(unique)),
        bounds=(-1, 1),
        method="highs",
    )
    if not solved.success:
        raise RuntimeError(f"separation check: {solved.message}")
    found = np.asarray(solved.x, dtype=np.float64)
    gains = -float(solved.fun) > TOLERANCE
    return np.where(np.abs(found) > TOLERANCE, found, 0.0) if gains else np.zeros_like(found)


def binary_separation(
    design: NDArray[np.float64], outcome: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Direction of separation of a binary logit; all zeros when there is none.

    Args:
        design: Units by parameters, with intercept, of full rank.
        outcome: 0 or 1 per unit.

    Returns:
        One number per parameter: not zero where the estimate is infinite, the sign its direction.
    """
    return recession((2 * outcome - 1)[:, np.newaxis] * design)


_STEPS = 200
_HALVINGS = 30
_GRADIENT = 1e-7
_LOOSE = 1000
_LONGEST = 5.0


@dataclass(frozen=True)
class Likelihood:
    """The likelihood of a design, units with equal rows counted together.

    Attributes:
        rows: Different rows of the design.
        units: Units per row.
        successes: Units with the outcome per row.
        penalised: Whether half the log determinant of the information is added (Firth 1993).
    """

    rows: NDArray[np.float64]
    units: NDArray[np.float64]
    successes: NDArray[np.float64]
    penalised: bool

    @property
    def mixed(self) -> bool:
        """Whether units with equal rows gave both answers, whatever the row: none can separate."""
        return bool(((self.successes > 0) & (self.successes < self.units)).all())

    def at(self, beta: NDArray[np.float64]) -> Point:
        """The likelihood and its derivatives at some parameters."""
        return Point(self, beta)

    def value(self, beta: NDArray[np.float64]) -> float:
        """The log-likelihood, with the penalty when penalised."""
        return self.at(beta).value

    def information(self, beta: NDArray[np.float64]) -> NDArray[np.float64]:
        """Fisher's information."""
        return self.at(beta).information

    def curvature(self, beta: NDArray[np.float64]) -> NDArray[np.float64]:
        """What standard errors come from; see :attr:`Point.curvature`."""
        return self.at(beta).curvature

    def score(self, beta: NDArray[np.float64]) -> NDArray[np.float64]:
        """The derivative, with Firth's modification when penalised."""
        return self.at(beta).score

    def through(self, basis: NDArray[np.float64]) -> Likelihood:
        """The same likelihood in the parameters ``basis @ beta``."""
        return Likelihood(
            self.rows @ np.linalg.inv(basis), self.units, self.successes, self.penalised
        )


@dataclass(frozen=True)
class Point:
    """The likelihood at some parameters; whatever two of its parts need is worked out once.

    Attributes:
        likelihood: The likelihood.
        beta: The parameters.
    """

    likelihood: Likelihood
    beta: NDArray[np.float64]

    @cached_property
    def value(self) -> float:
        """The log-likelihood, with the penalty when penalised."""
        known = self.likelihood
        plain = float(known.successes @ self._eta - known.units @ np.logaddexp(0.0, self._eta))
        if not known.penalised:
            return plain
        return plain + 0.5 * float(np.linalg.slogdet(self.information)[1])

    @cached_property
    def information(self) -> NDArray[np.float64]:
        """Fisher's information."""
        return self._crossed(self.likelihood.units * self._p * (1 - self._p))

    @cached_property
    def curvature(self) -> NDArray[np.float64]:
        """What standard errors come from: the information, of the augmented data when penalised.

        Firth's estimate is that of maximum likelihood when every unit gets its leverage as extra
        weight, half with and half without the outcome; so do logistf and firthmodels.
        """
        if not self.likelihood.penalised:
            return self.information
        return self._crossed((self.likelihood.units + self._leverage) * self._p * (1 - self._p))

    @cached_property
    def score(self) -> NDArray[np.float64]:
        """The derivative, with Firth's modification when penalised."""
        residual = self.likelihood.successes - self.likelihood.units * self._p
        if self.likelihood.penalised:
            residual = residual + self._leverage * (0.5 - self._p)
        found: NDArray[np.float64] = self.likelihood.rows.T @ residual
        return found

    @cached_property
    def _eta(self) -> NDArray[np.float64]:
        return self.likelihood.rows @ self.beta

    @cached_property
    def _p(self) -> NDArray[np.float64]:
        return probability(self._eta)

    @cached_property
    def _leverage(self) -> NDArray[np.float64]:
        rows, p = self.likelihood.rows, self._p
        half = np.linalg.solve(self.information, rows.T)
        found: NDArray[np.float64] = (
            self.likelihood.units * p * (1 - p) * (rows * half.T).sum(axis=1)
        )
        return found

    def _crossed(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        rows = self.likelihood.rows
        found: NDArray[np.float64] = rows.T @ (weights[:, np.newaxis] * rows)
        return found


def probability(eta: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse logit, without overflow."""
    from scipy.special import expit

    result: NDArray[np.float64] = expit(eta)
    return result


def make_likelihood(
    design: NDArray[np.float64], outcome: NDArray[np.float64], *, penalised: bool
) -> Likelihood:
    """The likelihood of units by parameters (with intercept) and their outcomes of 0 and 1."""
    rows, place = np.unique(design, axis=0, return_inverse=True)
    place = place.reshape(-1)
    units = np.bincount(place, minlength=len(rows)).astype(np.float64)
    successes = np.bincount(place, weights=outcome, minlength=len(rows)).astype(np.float64)
    return Likelihood(rows, units, successes, penalised)


def maximum(
    likelihood: Likelihood, start: NDArray[np.float64], fixed: Sequence[int] = ()
) -> tuple[NDArray[np.float64], float]:
    """The highest likelihood when some parameters keep their start values.

    Newton-like steps with halving; where they stall, as they may with a handful of units and a
    parameter held far out, a quasi-Newton search. Under the penalty the information of all
    parameters is used, the fixed ones too, as `logistf::logistftest` does (Heinze and Schemper
    2002).

    Args:
        likelihood: What to maximise.
        start: Start values; the fixed ones stay.
        fixed: Positions of the fixed parameters.

    Returns:
        The parameters and the log-likelihood there; NaN when no maximum was reached.
    """
    free = np.setdiff1d(np.arange(len(start)), np.asarray(fixed, dtype=np.intp))
    try:
        found, value = _climb(likelihood, start.copy(), free)
        return (found, value) if not np.isnan(value) else _search(likelihood, found, free)
    except np.linalg.LinAlgError:
        # held so far out that the data tell nothing any more
        return start, np.nan


def _climb(
    likelihood: Likelihood, beta: NDArray[np.float64], free: NDArray[np.intp]
) -> tuple[NDArray[np.float64], float]:
    now = likelihood.at(beta)
    for _ in range(_STEPS):
        score = now.score[free]
        if len(free) == 0 or float(np.abs(score).max()) < _GRADIENT:
            return now.beta, now.value
        step = np.zeros_like(beta)
        step[free] = _step(now.curvature[np.ix_(free, free)], score)
        higher = _uphill(now, step)
        if higher is None:
            # no step climbs: at the summit, to the precision of the machine
            near = float(np.abs(score).max()) < _LOOSE * _GRADIENT
            return now.beta, now.value if near else np.nan
        now = higher
    return now.beta, np.nan


def _search(
    likelihood: Likelihood, beta: NDArray[np.float64], free: NDArray[np.intp]
) -> tuple[NDArray[np.float64], float]:
    from scipy.optimize import minimize

    def whole(part: NDArray[np.float64]) -> NDArray[np.float64]:
        full = beta.copy()
        full[free] = part
        return full

    found = minimize(
        lambda part: -likelihood.value(whole(part)),
        beta[free],
        jac=lambda part: -likelihood.score(whole(part))[free],
        method="BFGS",
        options={"gtol": _GRADIENT, "maxiter": 1000},
    )
    reached = whole(np.asarray(found.x, dtype=np.float64))
    largest = float(np.abs(likelihood.score(reached)[free]).max())
    return reached, -float(found.fun) if largest < _LOOSE * _GRADIENT else np.nan


def _step(information: NDArray[np.float64], score: NDArray[np.float64]) -> NDArray[np.float64]:
    step = np.asarray(np.linalg.solve(information, score), dtype=np.float64)
    longest = float(np.abs(step).max())
    return step * (_LONGEST / longest) if longest > _LONGEST else step


def _uphill(now: Point, step: NDArray[np.float64]) -> Point | None:
    """The first of ever shorter steps that climbs; None when none does."""
    for halving in range(_HALVINGS):
        tried = now.likelihood.at(now.beta + step * 0.5**halving)
        if tried.value > now.value:
            return tried
    return None
