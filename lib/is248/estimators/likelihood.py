"""Log-likelihood of the binary logit, plain or with Firth's penalty, and its maximum under limits.

The packages fit the model itself; tests of several parameters at once and profiles of a contrast
need maxima with some parameters held fast, under the penalty of the whole model. Units with equal
rows are counted together, which makes a model on factors small.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

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

    def value(self, beta: NDArray[np.float64]) -> float:
        """The log-likelihood, with the penalty when penalised."""
        eta = self.rows @ beta
        plain = float(self.successes @ eta - self.units @ np.logaddexp(0.0, eta))
        if not self.penalised:
            return plain
        return plain + 0.5 * float(np.linalg.slogdet(self.information(beta))[1])

    def information(self, beta: NDArray[np.float64]) -> NDArray[np.float64]:
        """Fisher's information."""
        p = probability(self.rows @ beta)
        return self._crossed(self.units * p * (1 - p))

    def curvature(self, beta: NDArray[np.float64]) -> NDArray[np.float64]:
        """What standard errors come from: the information, of the augmented data when penalised.

        Firth's estimate is that of maximum likelihood when every unit gets its leverage as extra
        weight, half with and half without the outcome; so do logistf and firthmodels.
        """
        if not self.penalised:
            return self.information(beta)
        p = probability(self.rows @ beta)
        return self._crossed((self.units + self._leverage(beta)) * p * (1 - p))

    def score(self, beta: NDArray[np.float64]) -> NDArray[np.float64]:
        """The derivative, with Firth's modification when penalised."""
        p = probability(self.rows @ beta)
        residual = self.successes - self.units * p
        if self.penalised:
            residual = residual + self._leverage(beta) * (0.5 - p)
        found: NDArray[np.float64] = self.rows.T @ residual
        return found

    def _leverage(self, beta: NDArray[np.float64]) -> NDArray[np.float64]:
        p = probability(self.rows @ beta)
        half = np.linalg.solve(self.information(beta), self.rows.T)
        found: NDArray[np.float64] = self.units * p * (1 - p) * (self.rows * half.T).sum(axis=1)
        return found

    def _crossed(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        found: NDArray[np.float64] = self.rows.T @ (weights[:, np.newaxis] * self.rows)
        return found

    def through(self, basis: NDArray[np.float64]) -> Likelihood:
        """The same likelihood in the parameters ``basis @ beta``."""
        return Likelihood(
            self.rows @ np.linalg.inv(basis), self.units, self.successes, self.penalised
        )


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
    value = likelihood.value(beta)
    for _ in range(_STEPS):
        score = likelihood.score(beta)[free]
        if len(free) == 0 or float(np.abs(score).max()) < _GRADIENT:
            return beta, value
        step = np.zeros_like(beta)
        step[free] = _step(likelihood.curvature(beta)[np.ix_(free, free)], score)
        beta, value, moved = _uphill(likelihood, beta, value, step)
        if not moved:
            # no step climbs: at the summit, to the precision of the machine
            return beta, value if float(np.abs(score).max()) < _LOOSE * _GRADIENT else np.nan
    return beta, np.nan


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


def _uphill(
    likelihood: Likelihood,
    beta: NDArray[np.float64],
    value: float,
    step: NDArray[np.float64],
) -> tuple[NDArray[np.float64], float, bool]:
    for halving in range(_HALVINGS):
        tried = beta + step * 0.5**halving
        reached = likelihood.value(tried)
        if reached > value:
            return tried, reached, True
    return beta, value, False
