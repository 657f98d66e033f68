"""Shares of many small groups, each drawn towards the mean of all as far as its answers allow.

The extreme groups of a ranking are mostly the small ones. Groups' true shares are taken to follow
a beta distribution, whose mean and width the data tell; a group's estimate lies between its own
share and that mean, the nearer the mean the fewer its answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from is248.base.shared_values import shareable

if TYPE_CHECKING:
    from numpy.typing import NDArray

DRAWS = 10_000
SEED = 248

_MEANS = 80
_WIDTHS = 60
_LEAST = 1e-4
"""Grid of the beta distribution's mean and of its intraclass correlation, and the smallest one."""


def shrunken_shares(
    n: pd.Series[int], count: pd.Series[int], *, confidence: float = 0.95
) -> pd.DataFrame:
    """Shrunken shares of groups, with intervals and with intervals of their ranks.

    Args:
        n: Group → its answers.
        count: Group → those with the outcome; the same index.
        confidence: Of the intervals, each for itself.

    Returns:
        One row per group, its index: ``n``, ``count``, ``raw`` and ``shrunken`` (fractions), the
        interval ``low`` to ``high`` of the true share, and ``rank_low`` to ``rank_high``, the
        places that the group may have (1 is the highest share). A group without answers has no raw
        share and the mean as its shrunken one. Where groups differ no more than by chance, all are
        at the mean. No rows for no groups; all missing when nobody answered.

    Source:
        Beta-binomial by maximum likelihood: Griffiths (1973), Biometrics 29; empirical Bayes:
        Morris (1983), JASA 78. Intervals do not take the estimated mean and width for known: they
        are averaged over the likelihood of both (Laird and Louis 1987, JASA 82; flat in the mean
        and in the intraclass correlation). Ranks: Goldstein and Spiegelhalter (1996), JRSS A 159.

    Example:
        >>> n, count = pd.Series({"a": 4, "b": 40}), pd.Series({"a": 4, "b": 20})
        >>> found = shrunken_shares(n, count)
        >>> bool(found["shrunken"]["a"] < found["raw"]["a"])
        True
    """
    size, ones = np.asarray(n, dtype=np.float64), np.asarray(count, dtype=np.float64)
    frame = pd.DataFrame({"n": n, "count": count, "raw": ones / np.where(size > 0, size, np.nan)})
    if not size.sum():
        columns = ["shrunken", "low", "high", "rank_low", "rank_high"]
        return frame.assign(**dict.fromkeys(columns, np.nan))
    return frame.assign(**_estimates(size, ones, confidence))


@shareable
def _estimates(
    size: NDArray[np.float64], ones: NDArray[np.float64], confidence: float
) -> dict[str, NDArray[Any]]:
    """Of each group the shrunken share, its interval and that of its rank."""
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    draws = _draws(size, ones)
    low, high = np.quantile(draws, tails, axis=0)
    places = (-draws).argsort(axis=1).argsort(axis=1) + 1
    first, last = np.quantile(places, tails, axis=0, method="inverted_cdf").astype(int)
    shrunken = _posterior_mean(size, ones)
    return {"shrunken": shrunken, "low": low, "high": high, "rank_low": first, "rank_high": last}


def overdispersion(n: NDArray[np.float64], count: NDArray[np.float64]) -> tuple[float, float]:
    """Mean and intraclass correlation of the groups' true shares, by maximum likelihood.

    Args:
        n: Answers per group, some above zero.
        count: Those with the outcome.

    Returns:
        The mean, and the correlation: 0 where the groups differ no more than by chance.

    Source:
        Griffiths (1973), Biometrics 29.
    """
    from scipy.optimize import minimize

    pooled = float(count.sum() / n.sum())
    if pooled in {0.0, 1.0} or (n > 0).sum() < 2:  # noqa: PLR2004 - one group has no spread
        return pooled, 0.0
    starts = [(np.log(pooled / (1 - pooled)), at) for at in (-4.0, -2.0, 0.0)]
    tried = [
        minimize(lambda at: -_loglik(n, count, *_expit(at)), start, method="Nelder-Mead",
                 options={"xatol": 1e-8, "fatol": 1e-10, "maxiter": 2000})
        for start in starts
    ]  # fmt: skip
    best = min(tried, key=lambda found: float(found.fun))
    alone = float(count.sum() * np.log(pooled) + (n - count).sum() * np.log1p(-pooled))
    if -float(best.fun) <= alone + 1e-6:
        return pooled, 0.0
    mean, correlation = _expit(best.x)
    return float(mean), float(correlation)


def _expit(at: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.special import expit

    found: NDArray[np.float64] = np.clip(expit(at), 1e-6, 1 - 1e-6)
    return found


def _loglik(
    n: NDArray[np.float64],
    count: NDArray[np.float64],
    mean: NDArray[np.float64] | float,
    correlation: NDArray[np.float64] | float,
) -> NDArray[np.float64]:
    """Log-likelihood of the beta-binomial but for its binomial coefficients."""
    from scipy.special import betaln

    strength = (1 - np.asarray(correlation)) / np.asarray(correlation)
    a = (mean * strength)[..., np.newaxis]
    b = ((1 - np.asarray(mean)) * strength)[..., np.newaxis]
    found: NDArray[np.float64] = (betaln(a + count, b + n - count) - betaln(a, b)).sum(axis=-1)
    return found


def _posterior_mean(n: NDArray[np.float64], count: NDArray[np.float64]) -> NDArray[np.float64]:
    mean, correlation = overdispersion(n, count)
    if not correlation:
        return np.full(len(n), mean)
    strength = (1 - correlation) / correlation
    found: NDArray[np.float64] = (count + mean * strength) / (n + strength)
    return found


def _draws(n: NDArray[np.float64], count: NDArray[np.float64]) -> NDArray[np.float64]:
    """True shares of all groups, drawn as likely as they are: draws by groups."""
    generator = np.random.default_rng([SEED, *n.astype(int), *count.astype(int)])
    means = (np.arange(_MEANS) + 0.5) / _MEANS
    widths = _LEAST + (np.arange(_WIDTHS) + 0.5) / _WIDTHS * (1 - 2 * _LEAST)
    mean, width = (part.ravel() for part in np.meshgrid(means, widths**2))
    logs = _loglik(n, count, mean, width)
    # even steps of the root: finer where the correlation is small; its weight makes the prior flat
    chance = np.exp(logs - logs.max()) * np.sqrt(width)
    at = generator.choice(len(mean), size=DRAWS, p=chance / chance.sum())
    strength = ((1 - width) / width)[at][:, np.newaxis]
    pulled = mean[at][:, np.newaxis] * strength
    return generator.beta(pulled + count, strength - pulled + n - count)
