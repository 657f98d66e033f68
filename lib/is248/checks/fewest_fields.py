"""The fewest fields to change so that answers agree: Fellegi and Holt (1976), as advice.

Edit rules are linear: parts of two sums agree, a part is at most its whole. Which fields to change
is a small integer programme: one yes or no per field, as few as possible. Of equally few, those
that moved most since last year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.checks.checked_case import Case

SLACK = 1e-9
"""Binary noise of summed decimals."""
TIE = 0.5
"""All costs together may weigh less than one field."""


@dataclass(frozen=True)
class Edit:
    """A linear rule: the weighted sum of fields lies from low to high."""

    weights: Mapping[str, float]
    low: float
    high: float = float("inf")


def fewest(
    values: Mapping[str, float], edits: Sequence[Edit], moved: Mapping[str, float] | None = None
) -> list[str] | None:
    """The fewest fields that have to change so that all rules hold.

    Args:
        values: Field → what was answered. A field may become any number from zero.
        edits: The rules; those that hold count too, since changes must not break them.
        moved: Field → how far it is from last year, to choose among equally few.

    Returns:
        The fields, in the order given; [] when all rules hold; None when no change can help.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    names = list(values)
    given = np.asarray([values[name] for name in names], dtype="float64")
    count, top = len(names), 2 * float(np.abs(given).sum()) + 1
    weights = np.asarray([[e.weights.get(name, 0.0) for name in names] for e in edits])
    within = LinearConstraint(
        np.hstack([weights, np.zeros_like(weights)]),
        [e.low - SLACK for e in edits], [e.high + SLACK for e in edits],
    )  # fmt: skip
    one, reach = np.eye(count), np.eye(count) * (top + np.abs(given).max())
    held = [
        LinearConstraint(np.hstack([one, -reach]), -np.inf, given),
        LinearConstraint(np.hstack([one, reach]), given, np.inf),
    ]
    free = Bounds([0.0] * (2 * count), [top] * count + [1.0] * count)
    kinds = [0] * count + [1] * count
    found = milp(
        [0.0] * count + _costs(names, moved or {}), integrality=kinds, bounds=free,
        constraints=[within, *held],
    )  # fmt: skip
    if not found.success:
        return None
    return [name for name, changed in zip(names, found.x[count:], strict=True) if changed > TIE]


def _costs(names: Sequence[str], moved: Mapping[str, float]) -> list[float]:
    """One per field, and a little more for one that is as it was last year."""
    return [1 + TIE / len(names) / (1 + abs(moved.get(name, 0.0))) for name in names]


def fields_to_change(case: Case, unit: str, group: str) -> list[str]:
    """The fewest FTE fields that a unit has to change for its sums to agree.

    Args:
        case: The checked year.
        unit: Register key.
        group: ``adult`` or ``child``.

    Returns:
        Questions; none when the sums agree, or no change can help.
    """
    own = case.fte[case.fte["group"] == group]
    names = [str(n) for n in own.index if not np.isnan(case.numbers[n].loc[unit])]
    given = {name: float(case.numbers[name].loc[unit]) for name in names}
    split = own["split"].to_dict()
    measure, tolerance = [n for n in names if split[n] == "measure"], case.quality.fte_tolerance
    edits = [
        Edit({**dict.fromkeys(measure, 1.0), **dict.fromkeys(parts, -1.0)}, -tolerance, tolerance)
        for other in ("education", "pathway")
        if (parts := [n for n in names if split[n] == other]) and measure
    ]  # fmt: skip
    if not edits:
        return []
    before = {name: np.nan_to_num(float(case.numbers_before[name].loc[unit])) for name in names}
    moved = {n: float(np.log((max(given[n], 0.0) + 1) / (before[n] + 1))) for n in names}
    return fewest(given, edits, moved) or []
