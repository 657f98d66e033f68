"""Shares, means, quartiles and adjustments written out from docs/statistics.md."""

from __future__ import annotations

import math

import numpy as np
from scipy import special

Z = float(special.ndtri(0.975))


def wilson(count, n):
    """Wilson's score interval of count among n, both possibly not whole."""
    if not n:
        return math.nan, math.nan
    share, z2 = count / n, Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return middle - half, middle + half


def weighted_wilson(hits, weights):
    """Weighted share with Wilson's interval at Kish's effective sample size."""
    hits, weights = np.asarray(hits, float), np.asarray(weights, float)
    share = float(hits @ weights / weights.sum())
    effective = weights.sum() ** 2 / (weights**2).sum()
    return share, *wilson(share * effective, effective)


def mean_with_limits(values, weights, ends):
    """Mean with Student's limits, by the linearised ratio; cut at the ends of the scale."""
    values, weights = np.asarray(values, float), np.asarray(weights, float)
    n = len(values)
    if not n:
        return math.nan, math.nan, math.nan
    mean = float(values @ weights / weights.sum())
    if n == 1 or np.ptp(values) == 0:
        return mean, math.nan, math.nan
    residuals = weights * (values - mean) / weights.sum()
    error = math.sqrt(n / (n - 1) * float(residuals @ residuals))
    half = float(special.stdtrit(n - 1, 0.975)) * error
    return mean, max(ends[0], mean - half), min(ends[1], mean + half)


def quantile(values, share):
    """R's type 7."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def holm(values):
    """Holm's adjusted p by key; what is missing does not count."""
    told = sorted((p, key) for key, p in values.items() if not math.isnan(p))
    adjusted, largest = dict.fromkeys(values, math.nan), 0.0
    for place, (p, key) in enumerate(told):
        largest = max(largest, min(1.0, p * (len(told) - place)))
        adjusted[key] = largest
    return adjusted


def chi2_tail(statistic, df):
    """The upper tail of chi-square."""
    return float(special.chdtrc(df, max(statistic, 0.0)))


def normal_tails(z):
    """Both tails of the normal."""
    return float(special.erfc(abs(z) / math.sqrt(2)))


def binomial_two_sided(count, n):
    """McNemar's exact test: both tails of a fair coin."""
    if not n:
        return 1.0
    tail = sum(math.comb(n, k) for k in range(min(count, n - count) + 1)) / 2**n
    return min(1.0, 2 * tail)
