"""Shares of areas drawn towards the mean: beta-binomial, by maximum likelihood and by quadrature.

The edition draws its intervals at random; ours are integrals over the mean and the intraclass
correlation, flat in both, so limits are known within the error of a quantile of its draws.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import optimize, special

from independent.deals import Loose
from independent.kinds import cells, kind
from independent.outcomes import hits_by_group

THEIR_DRAWS = 10_000
DRAWS, SEED = 4_000, 1983
LEAST = 1e-4
ERRORS = 5.0
STEPS = 20
FEW = 10  # nobody is named or ranked below ten answers
TAILS = (0.025, 0.975)


def loglik(mean, rho, n, count):
    """Beta-binomial log likelihood without the constant; arguments may be grids of one shape."""
    mean, rho = np.asarray(mean, float)[..., None], np.asarray(rho, float)[..., None]
    a, b = mean * (1 / rho - 1), (1 - mean) * (1 / rho - 1)
    return (special.betaln(a + count, b + n - count) - special.betaln(a, b)).sum(axis=-1)


def most_likely(n, count):
    """Mean and intraclass correlation; no correlation where none is more likely than none."""
    pooled = count.sum() / n.sum()
    if pooled in (0.0, 1.0) or (n > 0).sum() < 2:
        return pooled, 0.0

    def lack(at):
        return -float(loglik(*special.expit(np.clip(at, -13.8, 13.8)), n, count))

    starts = [(special.logit(pooled), at) for at in (-5.0, -3.0, -1.0)]
    best = min((optimize.minimize(lack, s, method="BFGS") for s in starts), key=lambda f: f.fun)
    alone = special.xlogy(count.sum(), pooled) + special.xlogy((n - count).sum(), 1 - pooled)
    if -best.fun <= alone + 1e-6:
        return pooled, 0.0
    return tuple(float(v) for v in special.expit(best.x))


def _grid(n, count):
    """Points of the mean and the correlation with their weights, where the likelihood is."""
    low, high = np.array([0.0, LEAST]), np.array([1.0, 1.0])
    for _ in range(4):
        width = (high - low) / STEPS
        axes = [low[k] + width[k] * (np.arange(STEPS) + 0.5) for k in (0, 1)]
        mean, rho = np.meshgrid(*axes, indexing="ij")
        logs = loglik(mean, rho, n, count)
        likely = logs > logs.max() - 18
        low, high = (
            np.array([f(x[likely]) + s * w / 2 for x, w in zip((mean, rho), width, strict=True)])
            for f, s in ((np.min, -1), (np.max, 1))
        )
    weights = np.exp(logs - logs.max())
    return mean.ravel(), rho.ravel(), weights.ravel() / weights.sum()


def _limits(a, b, weights):
    """Two quantiles of a mixture of beta distributions, each with the room that draws leave."""
    middle, wide = a / (a + b), np.sqrt(a * b / (a + b + 1)) / (a + b)
    points = np.linspace(max(0, (middle - 5 * wide).min()), min(1, (middle + 5 * wide).max()), 121)
    coarse = weights @ special.betainc(a[:, None], b[:, None], points[None, :])
    for tail in TAILS:
        room = ERRORS * math.sqrt(tail * (1 - tail) / THEIR_DRAWS)
        at = np.interp([max(tail - room, 0), tail, min(tail + room, 1)], coarse, points)
        yield Loose.of(100 * at[1], 100 * max(at[2] - at[1], at[1] - at[0]) + 0.25)


def _places(a, b, weights):
    """Least and greatest place of each group; 1 is the highest share."""
    generator = np.random.default_rng(SEED)
    drawn = generator.choice(len(weights), size=DRAWS, p=weights)
    shares = generator.beta(a[:, drawn], b[:, drawn])
    places = (-shares).argsort(axis=0).argsort(axis=0) + 1
    return np.quantile(places, TAILS, axis=1, method="inverted_cdf")


@kind
def shrunken(line):
    """Shrunken shares by group, with intervals and places; groups of few answers stand apart."""
    groups = hits_by_group(line)
    found = {g: pairs for g, pairs in groups.items() if g != "total" and len(pairs) >= FEW}
    if not found:
        return {}
    n = np.array([len(pairs) for pairs in found.values()], float)
    count = np.array([sum(hit for _, hit in pairs) for pairs in found.values()], float)
    mean, rho = most_likely(n, count)
    strength = 1 / rho - 1 if rho else math.inf
    middle = (mean * strength + count) / (strength + n) if rho else np.full(len(n), mean)
    means, rhos, weights = _grid(n, count)
    a = (means * (1 / rhos - 1))[None, :] + count[:, None]
    b = ((1 - means) * (1 / rhos - 1))[None, :] + (n - count)[:, None]
    first, last = _places(a, b, weights)
    rows = {}
    for at, group in enumerate(found):
        low, high = _limits(a[at], b[at], weights)
        rows[group] = {"shrunken_pct": Loose.of(100 * middle[at], 0.02), "shrunken_low_pct": low}
        rows[group] |= {"shrunken_high_pct": high}
        rows[group] |= {"rank_low": Loose.of(first[at], 1), "rank_high": Loose.of(last[at], 1)}
    return cells(rows)
