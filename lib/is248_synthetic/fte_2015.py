"""FTE of each unit in 2015: not printed, made so that the told changes to 2016 come out.

The 2016 report leaves 29 municipalities with changed reporting practice out of the "real change".
Which they were is not told; ours are a draw, and say nothing about any municipality.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from is248_synthetic.fte_totals import HUNDRED
from is248_synthetic.printed_values import cell
from is248_synthetic.raking import spread
from is248_synthetic.synthetic_units import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from is248.base.paths import Project
    from is248_synthetic.fte_totals import Group, Totals

CHANGED = 29
_NOISE, _NOISE_CHANGED = 0.07, 0.6
_MANY = 400.0
"""FTE (adults, 2016) that the units with changed practice have at most, a choice of ours."""


def changed_practice(units: pd.DataFrame) -> list[str]:
    """The 29 municipalities that are given a changed practice: a draw among all but Oslo."""
    noise = np.random.default_rng([12, 2015])
    towns = list(counted(units, "municipalities"))
    order = [towns[k] for k in noise.permutation(len(towns))]
    chosen: list[str] = []
    for code in order:
        if units.loc[[*chosen, code], "fte_adult"].sum() <= _MANY and len(chosen) < CHANGED:
            chosen.append(code)
    return sorted(chosen)


def unit_fte_2015(
    units: pd.DataFrame,
    group: Group,
    fte_2016: Mapping[str, int],
    totals: Totals,
    project: Project | None,
) -> dict[str, int]:
    """Hundredths of FTE of each unit in 2015."""
    noise = np.random.default_rng([13, 2015, *group.encode()])
    real = cell("3.2", group, "real_change_pct", project)
    changed = set(changed_practice(units))
    same = [code for code in fte_2016 if code not in changed]
    others = [code for code in fte_2016 if code in changed]
    kept = round(sum(fte_2016[code] for code in same) / (1 + real / 100))
    rest = totals.cells["measure", group, "total", 2015] - kept
    found = dict(zip(same, _around(same, fte_2016, kept, noise, _NOISE), strict=True))
    late = _around(others, fte_2016, rest, noise, _NOISE_CHANGED)
    found.update(zip(others, late, strict=True))
    return {code: int(found[code]) for code in fte_2016}


def _around(
    codes: list[str],
    fte_2016: Mapping[str, int],
    total: int,
    noise: np.random.Generator,
    width: float,
) -> NDArray[np.int64]:
    now = np.array([fte_2016[code] for code in codes], dtype=float)
    if total < 0:
        raise ValueError(f"no FTE left for {len(codes)} units: {total / HUNDRED}")
    return spread(now * noise.lognormal(0, width, len(codes)), total)
