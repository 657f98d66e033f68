"""One fitted cumulative logit (proportional odds), and Brant's test of its one assumption."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from is248.stats.likelihood import binary_separation, ordered_separation, probability

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from is248.stats.tidy import Row

_GRADIENT = 1e-3


@dataclass(frozen=True)
class OrderedFit:
    """A fitted model.

    Attributes:
        beta: Log odds of a higher category, one per column of the design.
        se: Their standard errors.
        separated: Direction of separation, one number per parameter; all zeros when none. Then
            ``beta`` and ``se`` are not to be used.
        converged: Whether the maximum was reached.
    """

    beta: NDArray[np.float64]
    se: NDArray[np.float64]
    separated: NDArray[np.float64]
    converged: bool


def fit_ordered(design: NDArray[np.float64], outcome: NDArray[np.intp]) -> OrderedFit:
    """Fit a cumulative logit by maximum likelihood (statsmodels), after looking for separation.

    Args:
        design: Units by parameters, without intercept; of full rank with one.
        outcome: Category 0, 1, ... of each unit; every category is used.

    Returns:
        The fit. Under separation it is NaN, with the direction.

    Source:
        McCullagh (1980), JRSS B 42; `MASS::polr` has the same sign.
    """
    separated = ordered_separation(design, outcome)
    if separated.any():
        lost = np.full(design.shape[1], np.nan)
        return OrderedFit(lost, lost, separated, converged=False)
    return _fit(design, outcome)


def brant(design: NDArray[np.float64], outcome: NDArray[np.intp], tested: list[int]) -> Row:
    """Brant's test that the odds ratios are the same at every cut of the scale.

    One binary logit per cut ("above category k"), whose estimates are correlated; a Wald test that
    a parameter's estimates are alike over cuts.

    Args:
        design: Units by parameters, intercept first.
        outcome: Category 0, 1, ... of each unit; every category is used.
        tested: Positions of the parameters tested.

    Returns:
        ``statistic`` (chi-square), ``df`` and ``p``; nothing when a cut is separated, there is
        only one, or the cuts do not differ independently.

    Source:
        Brant R (1990), Assessing proportionality in the proportional odds model, Biometrics 46.
    """
    from scipy.stats import chi2

    cuts = range(int(outcome.max()))
    splits = [(outcome > cut).astype(np.float64) for cut in cuts]
    if len(splits) < 2 or any(binary_separation(design, y).any() for y in splits):  # noqa: PLR2004
        return {}
    estimates, covariance = _splits(design, splits)
    width = design.shape[1]
    # every cut's estimates less those of the first cut
    differences = np.zeros(((len(splits) - 1) * len(tested), len(estimates)))
    for row, (cut, at) in enumerate((c, t) for c in range(1, len(splits)) for t in tested):
        differences[row, at], differences[row, cut * width + at] = -1.0, 1.0
    apart = differences @ estimates
    spread = differences @ covariance @ differences.T
    if np.linalg.matrix_rank(spread) < len(apart):
        return {}  # with a handful of answers two cuts may say the same
    statistic = float(apart @ np.linalg.solve(spread, apart))
    return {"statistic": statistic, "df": len(apart), "p": float(chi2.sf(statistic, len(apart)))}


def _fit(design: NDArray[np.float64], outcome: NDArray[np.intp]) -> OrderedFit:
    from statsmodels.miscmodels.ordinal_model import OrderedModel
    from statsmodels.tools.numdiff import approx_fprime

    with warnings.catch_warnings():
        # it warns of a search that stopped early; ``converged`` says so
        warnings.simplefilter("ignore")
        model = OrderedModel(outcome, design, distr="logit")
        # its own derivatives are numeric: ten times slower, and less exact
        model.score = lambda at: _score(np.asarray(at), design, outcome)
        model.hessian = lambda at: approx_fprime(np.asarray(at), model.score, centered=True)
        found = model.fit(method="bfgs", maxiter=1000, gtol=1e-8, disp=False)
        errors = np.asarray(found.bse, dtype=np.float64)
    width = design.shape[1]
    largest = float(np.abs(model.score(found.params)).max())
    converged = largest < _GRADIENT and bool(np.isfinite(errors[:width]).all())
    beta = np.asarray(found.params[:width], dtype=np.float64)
    return OrderedFit(beta, errors[:width], np.zeros(width), converged)


def _score(
    parameters: NDArray[np.float64], design: NDArray[np.float64], outcome: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Derivative of the log-likelihood in statsmodels' parameters.

    These are the log odds, the lowest threshold, and the logs of the steps between thresholds.
    """
    width = design.shape[1]
    slopes = np.concatenate([[1.0], np.exp(parameters[width + 1 :])])
    first = np.concatenate([[parameters[width]], slopes[1:]])
    cuts = np.concatenate([[-np.inf], np.cumsum(first), [np.inf]])
    eta = design @ parameters[:width]
    above, below = probability(cuts[outcome + 1] - eta), probability(cuts[outcome] - eta)
    chance = np.maximum(above - below, np.finfo(np.float64).tiny)
    upper, lower = above * (1 - above) / chance, below * (1 - below) / chance
    size = len(slopes)
    per_cut = (
        np.bincount(outcome, upper, size + 1)[:size] - np.bincount(outcome, lower, size + 1)[1:]
    )
    # a step moves its own threshold and all those above it
    return np.concatenate([-(upper - lower) @ design, slopes * np.cumsum(per_cut[::-1])[::-1]])


def _splits(
    design: NDArray[np.float64], splits: list[NDArray[np.float64]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    from is248.stats.binary_fit import fit_binary

    fits = [fit_binary(design, y) for y in splits]
    shares = [probability(design @ fit.beta) for fit in fits]
    blocks = []
    for lower, p in enumerate(shares):
        row = []
        for upper, q in enumerate(shares):
            # P(above both cuts) is that of the higher cut
            both = q if upper >= lower else p
            middle = design.T @ ((both - p * q)[:, np.newaxis] * design)
            row.append(fits[lower].covariance @ middle @ fits[upper].covariance)
        blocks.append(row)
    return np.concatenate([fit.beta for fit in fits]), np.block(blocks)
