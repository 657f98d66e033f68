"""Iterative proportional fitting of those that answered to all units, by size class and county."""

from __future__ import annotations

import numpy as np

from independent.shares import weighted_wilson

MARGINS = ("size_class", "county")
ROUNDS = 2_000


def raked(pairs, everyone):
    """Share with limits; ``pairs`` are units that answered with their hits."""
    heard = {m: {unit.areas[m] for unit, _ in pairs} for m in MARGINS}
    whole = [unit for unit in everyone if all(unit.areas[m] in heard[m] for m in MARGINS)]
    weights = np.ones(len(pairs))
    members = []
    for margin in MARGINS:
        for key in sorted(heard[margin]):
            here = np.array([unit.areas[margin] == key for unit, _ in pairs])
            members.append((here, sum(unit.areas[margin] == key for unit in whole)))
    for _ in range(ROUNDS):
        before = weights.copy()
        for here, wanted in members:
            weights[here] *= wanted / weights[here].sum()
        if np.abs(weights - before).max() < 1e-12:
            break
    return weighted_wilson([hit for _, hit in pairs], weights)
