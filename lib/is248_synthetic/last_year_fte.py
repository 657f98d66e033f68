"""FTE of each unit the year before: not printed, made so that the told changes come out.

The report leaves 29 municipalities with changed reporting practice out of the "real change".
Which they were is not told; ours are a draw, and say nothing about any municipality.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from is248_synthetic.fte_totals import HUNDRED
from is248_synthetic.raking import spread
from is248_synthetic.synthetic_units import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from is248_synthetic.fte_totals import Group, Totals
    from is248_synthetic.printed_values import Report

CHANGED = 29
_NOISE, _NOISE_CHANGED = 0.07, 0.6
_MANY = 400.0
"""FTE (adults, this year) that the units with changed practice have at most, a choice of ours."""


def changed_practice(units: pd.DataFrame, report: Report) -> list[str]:
    """The 29 municipalities that are given a changed practice: a draw among all but Oslo."""
    noise = np.random.default_rng([12, report.years[0]])
    towns = list(counted(units, "municipalities"))
    order = [towns[k] for k in noise.permutation(len(towns))]
    chosen: list[str] = []
    for code in order:
        if units.loc[[*chosen, code], "fte_adult"].sum() <= _MANY and len(chosen) < CHANGED:
            chosen.append(code)
    return sorted(chosen)


def last_year_fte(
    units: pd.DataFrame,
    group: Group,
    fte: Mapping[str, int],
    totals: Totals,
    report: Report,
) -> dict[str, int]:
    """Hundredths of FTE of each unit in the year before the report."""
    noise = np.random.default_rng([13, report.years[0], *group.encode()])
    real = report.cell("3.2", group, "real_change_pct")
    changed = set(changed_practice(units, report))
    same = [code for code in fte if code not in changed]
    others = [code for code in fte if code in changed]
    kept = round(sum(fte[code] for code in same) / (1 + real / 100))
    rest = totals.cells["measure", group, "total", report.years[0]] - kept
    found = dict(zip(same, _around(same, fte, kept, noise, _NOISE), strict=True))
    late = _around(others, fte, rest, noise, _NOISE_CHANGED)
    found.update(zip(others, late, strict=True))
    return {code: int(found[code]) for code in fte}


def _around(
    codes: list[str],
    fte: Mapping[str, int],
    total: int,
    noise: np.random.Generator,
    width: float,
) -> NDArray[np.int64]:
    now = np.array([fte[code] for code in codes], dtype=float)
    if total < 0:
        raise ValueError(f"no FTE left for {len(codes)} units: {total / HUNDRED}")
    return spread(now * noise.lognormal(0, width, len(codes)), total)
