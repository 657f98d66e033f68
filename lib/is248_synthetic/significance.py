"""Told differences "at the 10 per cent level" as windows of counts.

A logit on one factor has a closed form: the coefficient of a group is the difference of log odds
from the reference group, its variance the sum of the four inverse counts. With who answered fixed,
each count of the reference group gives every other group a smallest and largest count.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248_synthetic.constraints import BlockProgramme, Terms
    from is248_synthetic.margins import Hold

LEVEL_Z = 1.6448536269514722
"""Two-sided 10 per cent: the level that the report names for all its regressions."""

_WORDS = 1.0


@lru_cache(maxsize=200_000)
def wald(yes: int, n: int, base_yes: int, base_n: int) -> float:
    """Z of a group against the reference group; 0 where a count is 0 or all (separation)."""
    counts = (yes, n - yes, base_yes, base_n - base_yes)
    if min(counts) <= 0:
        return 0.0
    odds = math.log(yes * (base_n - base_yes) / ((n - yes) * base_yes))
    return odds / math.sqrt(sum(1 / count for count in counts))


def count_window(n: int, base_yes: int, base_n: int, differs: str | None) -> tuple[int, int] | None:
    """Smallest and largest count of a group that differs (higher, lower) or does not (None)."""
    z = [wald(yes, n, base_yes, base_n) for yes in range(1, n)]
    good = [yes for yes, value in enumerate(z, start=1) if _agrees(value, differs)]
    if not good:
        return (0, n) if differs is None else None
    middle = min(good, key=lambda yes: abs(yes - n * base_yes / base_n))
    low = high = middle
    while low - 1 in good:
        low -= 1
    while high + 1 in good:
        high += 1
    return low, high


def _agrees(z: float, differs: str | None) -> bool:
    if differs == "higher":
        return z > LEVEL_Z
    if differs == "lower":
        return z < -LEVEL_Z
    return abs(z) < LEVEL_Z


def hold_significance(
    block: BlockProgramme,
    hold: Hold,
    conditions: Mapping[str, tuple[str, ...]],
    members: Mapping[str, list[str]],
) -> None:
    """Add the windows of one told comparison; who answered must be fixed already.

    Args:
        block: The programme.
        hold: The entry of the list.
        conditions: The outcome.
        members: Group → codes of its units that answered.
    """
    assert hold.reference is not None
    base = members[hold.reference]
    key = hold.told[0]
    candidates = range(1, len(base))
    picks = {count: block.programme.column() for count in candidates}
    block.programme.hold([(c, 1.0) for c in picks.values()], 1, 1)
    counts = [term for code in base for term in block.chosen(code, conditions)]
    chosen = [(column, -float(count)) for count, column in picks.items()]
    block.programme.hold([*counts, *chosen], 0, 0)
    for group, codes in members.items():
        if group == hold.reference or not (hold.only or group in (hold.differing or ())):
            continue
        differs = hold.direction if group in (hold.differing or ()) else None
        windows = {c: count_window(len(codes), c, len(base), differs) for c in candidates}
        counts = [term for code in codes for term in block.chosen(code, conditions)]
        windows_of = {picks[c]: window for c, window in windows.items()}
        _hold_windows(block, f"{key}/{hold.by}/{group}", counts, len(codes), windows_of)


def _hold_windows(
    block: BlockProgramme,
    key: str,
    counts: Terms,
    most: int,
    windows: Mapping[int, tuple[int, int] | None],
) -> None:
    shut = [(pick, 1.0) for pick, window in windows.items() if window is None]
    if shut:
        block.programme.hold(shut, 0, 0, key, _WORDS)
    low = [(pick, -float(w[0])) for pick, w in windows.items() if w]
    high = [(pick, -float(w[1] if w else most)) for pick, w in windows.items()]
    block.programme.hold([*counts, *low], 0, np.inf, key, _WORDS)
    block.programme.hold([*counts, *high], -np.inf, 0, key, _WORDS)
