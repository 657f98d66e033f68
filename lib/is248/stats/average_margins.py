"""Adjusted shares and average marginal effects of a fitted logit, with delta-method intervals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from is248.stats.likelihood import probability

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from is248.stats.binary_fit import BinaryFit
    from is248.stats.design import Average, Design, Factor
    from is248.stats.tidy import Row


def margin_rows(
    fit: BinaryFit, design: Design, factor: Factor, average: Average, confidence: float
) -> list[Row]:
    """Adjusted share of every group, and its difference from the reference and from the average.

    The adjusted share is the mean predicted probability if every unit belonged to the group and
    kept its other factors. In a model of one factor it is the group's share.

    Args:
        fit: The fitted model.
        design: Its design.
        factor: The factor.
        average: What a deviation is measured from.
        confidence: Coverage.

    Returns:
        Rows ``margin``, ``ame`` and ``ame_deviation`` per group, fractions. Limits of the margin
        come from the logit scale and stay within 0 and 1; the effects' are symmetric.

    Source:
        Delta method; Bartus (2005), Stata Journal 5; Williams (2012), Stata Journal 12.
    """
    known = {level: _margin(fit, design.moved_to(factor, level)) for level in factor.levels}
    shares = design.shares(factor, average)
    mean = _combined(known, shares)
    rows: list[Row] = []
    for level in factor.levels:
        about = {"term": factor.name, "level": level, "method": f"{fit.family}_delta"}
        rows.append(about | {"quantity": "margin"} | _share(fit, *known[level], confidence))
        for quantity, base in (("ame", known[factor.reference]), ("ame_deviation", mean)):
            if quantity == "ame" and level == factor.reference:
                continue
            change, gradient = known[level][0] - base[0], known[level][1] - base[1]
            rows.append(about | {"quantity": quantity} | _effect(fit, change, gradient, confidence))
    return rows


def _margin(fit: BinaryFit, moved: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    p = probability(moved @ fit.beta)
    gradient: NDArray[np.float64] = (p * (1 - p)) @ moved / len(moved)
    return float(p.mean()), gradient


def _combined(
    known: dict[str, tuple[float, NDArray[np.float64]]], shares: dict[str, float]
) -> tuple[float, NDArray[np.float64]]:
    values = math.fsum(share * known[level][0] for level, share in shares.items())
    gradients = [share * known[level][1] for level, share in shares.items()]
    return float(values), np.sum(gradients, axis=0)


def _share(fit: BinaryFit, share: float, gradient: NDArray[np.float64], confidence: float) -> Row:
    from scipy.special import ndtri

    se = math.sqrt(float(gradient @ fit.covariance @ gradient))
    logit = math.log(share / (1 - share))
    reach = -float(ndtri((1 - confidence) / 2)) * se / (share * (1 - share))
    low, high = (1 / (1 + math.exp(-(logit + side * reach))) for side in (-1, 1))
    return {"estimate": share, "low": low, "high": high, "se": se}


def _effect(fit: BinaryFit, change: float, gradient: NDArray[np.float64], confidence: float) -> Row:
    from scipy.special import ndtr, ndtri

    se = math.sqrt(float(gradient @ fit.covariance @ gradient))
    if not se > 0:
        return {"estimate": change}
    reach = -float(ndtri((1 - confidence) / 2)) * se
    return {
        "estimate": change,
        "low": change - reach,
        "high": change + reach,
        "se": se,
        "statistic": change / se,
        "p": 2 * float(ndtr(-abs(change / se))),
    }
