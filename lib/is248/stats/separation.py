"""Whether a likelihood has no finite maximum, found before any model is fitted.

Where a group's units all answer alike, or a combination of factors tells the answers apart, the
estimate of maximum likelihood runs off to infinity. Iterations then stop somewhere far out, and
the odds ratios and errors printed are those of the stopping rule. A linear programme tells exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
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


def ordered_separation(
    design: NDArray[np.float64], outcome: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Direction of separation of a cumulative logit; all zeros when there is none.

    A unit's probability lies between its upper and lower threshold: a direction must not lower
    the upper one nor raise the lower one.

    Args:
        design: Units by parameters, without intercept, of full rank with one.
        outcome: Category 0, 1, ... of each unit; every category is used.

    Returns:
        One number per parameter of the design; thresholds are left out.
    """
    steps = np.eye(int(outcome.max()))
    lower, upper = outcome > 0, outcome < outcome.max()
    below_top = np.column_stack([-design[upper], steps[outcome[upper]]])
    above_bottom = np.column_stack([design[lower], -steps[outcome[lower] - 1]])
    return recession(np.vstack([below_top, above_bottom]))[: design.shape[1]]
