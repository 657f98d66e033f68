"""FTE by care pathway: who distributes, how far off the measures, and the three sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from is248_synthetic.fte_totals import HUNDRED
from is248_synthetic.raking import rake

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from is248_synthetic.categorical import State
    from is248_synthetic.fte_draw import Row
    from is248_synthetic.fte_totals import Group, Totals
    from is248_synthetic.margins import PathwayFacts

_SHARE_SPREAD = 0.45


def pathways(state: State, rows: list[Row], group: Group, totals: Totals) -> None:
    """Write the FTE by pathway of one year and group."""
    year = state.book.year
    response = state.facts.pathways[group]
    noise = np.random.default_rng([11, year, *group.encode()])
    target = totals.cells["pathway", group, "total", year]
    sums = _unit_sums(state, rows, response, target, noise)
    kept = [row for row in rows if row.unit in sums]
    parts = np.array(_row_sums(kept, sums), dtype=np.int64)
    wanted = totals.of("pathway", group, year)
    columns = np.array(list(wanted.values()), dtype=np.int64)
    shares = columns / columns.sum()
    table = rake(
        shares * noise.lognormal(0, _SHARE_SPREAD, size=(len(kept), len(columns))), parts, columns
    )
    for row, values in zip(kept, table, strict=True):
        for code, value in zip(wanted, values, strict=True):
            name = f"fte_{group}_{code}_{row.form}"
            state.numbers.setdefault(name, {})[row.unit] = int(value) / HUNDRED


def _unit_sums(
    state: State, rows: list[Row], response: PathwayFacts, target: int, noise: np.random.Generator
) -> dict[str, int]:
    fte: dict[str, int] = {}
    for row in rows:
        fte[row.unit] = fte.get(row.unit, 0) + row.total
    kinds = state.units["kind"]
    free = [unit for unit in fte if kinds[unit] in response.countable]
    spare = sum(fte.values()) - target
    silent = _leave_out(free, fte, len(fte) - response.distribute, spare, noise)
    sums = {unit: value for unit, value in fte.items() if unit not in silent}
    bound = [unit for unit in sums if kinds[unit] in response.countable]
    off = _furthest(bound, sums, len(bound) - response.within, noise)
    if len(sums) != len(bound):  # the others may be off too: they are not counted
        off += [unit for unit in sums if unit not in set(bound) and sums[unit] > 300]  # noqa: PLR2004
    _take_away(sums, off, spare - sum(fte[unit] for unit in silent), noise)
    return sums


def _leave_out(
    free: list[str], fte: dict[str, int], many: int, spare: int, noise: np.random.Generator
) -> set[str]:
    # those without FTE have nothing to distribute; of the others, a draw that leaves enough FTE
    empty = [unit for unit in free if fte[unit] == 0][:many]
    others = [unit for unit in free if fte[unit] > 0]
    order = [others[k] for k in noise.permutation(len(others))]
    order.sort(key=lambda unit: fte[unit] > 3 * spare / max(many, 1))
    chosen = [*empty, *order[: many - len(empty)]]
    while sum(fte[unit] for unit in chosen) > 0.75 * spare:
        largest = max(chosen, key=lambda unit: fte[unit])
        rest = [unit for unit in order if unit not in chosen]
        chosen[chosen.index(largest)] = min(rest, key=lambda unit: fte[unit])
    return set(chosen)


def _furthest(
    bound: list[str], sums: dict[str, int], many: int, noise: np.random.Generator
) -> list[str]:
    large = [unit for unit in bound if sums[unit] > 3 * HUNDRED]  # can be off by more than one FTE
    weights = np.array([sums[unit] for unit in large], dtype=float) ** 0.5
    keys = noise.exponential(size=len(large)) / weights
    return [large[k] for k in np.argsort(keys, kind="stable")[:many]]


def _take_away(
    sums: dict[str, int], off: list[str], amount: int, noise: np.random.Generator
) -> None:
    # everyone is off by a little more than one FTE, some upwards; the rest goes by size
    least = HUNDRED + 15
    upward = set(off[::5]) if amount > least * len(off) // 2 else set(off[::2])
    for unit in off:
        sums[unit] += least if unit in upward else -least
    left = amount + sum(least if unit in upward else -least for unit in off)
    downs = [unit for unit in off if unit not in upward]
    room = np.array([max(0, sums[unit] - 20) for unit in downs], dtype=np.int64)
    weights = room * noise.uniform(0.5, 1.5, len(downs))
    for unit, step in zip(downs, _shares(weights, left, room), strict=True):
        sums[unit] -= step


def _shares(weights: NDArray[np.float64], amount: int, room: NDArray[np.int64]) -> list[int]:
    if amount < 0 or amount > int(room.sum()):
        raise ValueError(f"cannot take {amount} of {int(room.sum())} hundredths")
    steps = np.minimum(np.floor(weights / weights.sum() * amount).astype(np.int64), room)
    for at in np.argsort(-(room - steps), kind="stable"):
        more = min(int(room[at] - steps[at]), amount - int(steps.sum()))
        steps[at] += more
    return [int(step) for step in steps]


def _row_sums(rows: list[Row], sums: dict[str, int]) -> list[int]:
    totals: dict[str, int] = {}
    for row in rows:
        totals[row.unit] = totals.get(row.unit, 0) + row.total
    found, given = [], dict.fromkeys(sums, 0)
    last = {row.unit: at for at, row in enumerate(rows)}
    for at, row in enumerate(rows):
        unit = row.unit
        part = sums[unit] * row.total // totals[unit] if totals[unit] else 0
        part = sums[unit] - given[unit] if last[unit] == at else part
        given[unit] += part
        found.append(part)
    return found
