"""Several crosses or codes per answer: every printed count exactly, every answer at least one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248_synthetic.synthetic_units import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from is248_synthetic.categorical import State
    from is248_synthetic.margins import Coded, Crossed

_MAJORITY = 8


@dataclass(frozen=True)
class Slots:
    """How often each code is to be given to which units."""

    counts: Mapping[str, int]
    units: list[str]
    fixed: Mapping[str, list[str]]


def deal(slots: Slots, noise: np.random.Generator) -> dict[str, tuple[str, ...]]:
    """Deal the codes: first one to each unit, then the rest; never the same twice to a unit.

    Raises:
        ValueError: There are fewer codes than units.
    """
    dealt: dict[str, list[str]] = {unit: [] for unit in slots.units}
    left = dict(slots.counts)
    for code, units in slots.fixed.items():
        for unit in units:
            dealt[unit].append(code)
            left[code] -= 1
    empty = [unit for unit in slots.units if not dealt[unit]]
    if sum(left.values()) < len(empty):
        raise ValueError(f"{sum(left.values())} codes for {len(empty)} answers")
    empty = [empty[k] for k in noise.permutation(len(empty))]
    for code in sorted(left, key=lambda c: -left[c]):  # the frequent ones have most to choose from
        free = [unit for unit in slots.units if code not in dealt[unit] and dealt[unit]]
        share = round(left[code] * _empty_share(left, empty))
        first = empty[: max(share, left[code] - len(free))]
        del empty[: len(first)]
        more = [free[k] for k in noise.permutation(len(free))][: left[code] - len(first)]
        for unit in [*first, *more]:
            dealt[unit].append(code)
        left[code] = 0
    order = list(slots.counts)
    return {unit: tuple(sorted(codes, key=order.index)) for unit, codes in dealt.items()}


def _empty_share(left: Mapping[str, int], empty: list[str]) -> float:
    total = sum(left.values())
    return min(1.0, -(-len(empty) * 1000 // max(total, 1)) / 1000 + 0.02) if empty else 0.0


def code_answers(state: State, entry: Coded) -> None:
    """Write the codes of one open question."""
    counts = {code: int(n) for code, n in state.report.column(entry.table, "n").items()}
    noise = state.draws(21, state.book.year, *entry.variable.encode())
    towns = _asked(state, entry.given, "municipalities")
    districts = _asked(state, entry.given, "oslo")
    chosen = [towns[k] for k in sorted(noise.permutation(len(towns))[: entry.municipalities])]
    local = [districts[k] for k in sorted(noise.permutation(len(districts))[: entry.districts])]
    fixed = {code: local[:many] for code, many in entry.district_codes.items()}
    dealt = deal(Slots(counts, [*chosen, *local], fixed), noise)
    if entry.district_codes:  # what districts said of these codes is told in full
        dealt = _swap_districts(dealt, local, entry.district_codes)
    state.answers[entry.variable] = dealt


def _swap_districts(
    dealt: dict[str, tuple[str, ...]], local: list[str], told: Mapping[str, int]
) -> dict[str, tuple[str, ...]]:
    for code, many in told.items():
        if sum(code in dealt[unit] for unit in local) != many:
            raise ValueError(f"{code}: not {many} districts")
    return dealt


def cross_options(state: State, entry: Crossed) -> None:
    """Write the crosses of a multiple choice whose options are told one by one."""
    told = state.report.column(entry.table, entry.column)
    noise = state.draws(22, state.book.year, *entry.variable.encode())
    towns = _asked(state, entry.given, "municipalities")
    districts = _asked(state, entry.given, "oslo")
    if entry.answered is not None:
        towns = [towns[k] for k in sorted(noise.permutation(len(towns))[: entry.answered - 1])]
    if entry.districts_column:
        counts = {code: int(n) for code, n in told.items()}
        apart = state.report.column(entry.table, entry.districts_column)
        local = {code: int(n) for code, n in apart.items()}
    else:
        counts, local = _with_oslo(told, len(towns) + 1, len(districts))
    dealt = deal(Slots(counts, towns, {}), noise)
    dealt.update(deal(Slots(local, districts, {}), noise))
    state.answers[entry.variable] = {unit: codes for unit, codes in dealt.items() if codes}


def _with_oslo(
    counts: Mapping[str, float], units: int, districts: int
) -> tuple[dict[str, int], dict[str, int]]:
    # a printed count holds Oslo as one: it is one of the counted when most districts cross
    towns, local = {}, {}
    for code, n in counts.items():
        share = n / units
        many = round(share * districts)
        oslo = share > 0.5 and districts >= _MAJORITY  # noqa: PLR2004 - more than half
        local[str(code)] = max(many, _MAJORITY) if oslo else min(many, _MAJORITY - 1)
        towns[str(code)] = int(n) - int(oslo)
    lack = districts - sum(local.values())
    if lack > 0:
        first = max(local, key=lambda code: local[code])
        local[first] = min(districts, local[first] + lack)
    return towns, local


def _asked(state: State, given: Mapping[str, tuple[str, ...]], who: str) -> list[str]:
    found = list(counted(state.units, who))  # type: ignore[arg-type]
    for variable, codes in given.items():
        answers = state.answers[variable]
        found = [unit for unit in found if set(answers.get(unit, ())) & set(codes)]
    return found
