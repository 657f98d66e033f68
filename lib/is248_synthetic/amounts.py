"""Grants to user involvement (tables 6.1, 6.2) and users of IPS or SE (tables 15.3, 15.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from is248_synthetic.raking import spread
from is248_synthetic.synthetic_units import LARGEST, OWN_CLASS, counted, whole_city

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from is248_synthetic.categorical import State

AMOUNT = "user_involvement_amount"
_OSLO_PER_INHABITANT = 16
"""Kroner per inhabitant in Oslo (statement 324)."""

_THOUSAND, _ROUND = 1000, 500
USERS = {"ips_se_users_mental_health": "15.3", "ips_se_users_substance_use": "15.6"}
_SMALL_GIVES = {"<2000": 0.2, "2000-5000": 0.35}
_DOUBT = 0.025
"""How near its limit a district's size class is in doubt: inhabitants are reconstructed."""


def grants(state: State) -> None:
    """Write what each unit granted the year before."""
    noise = state.draws(31, state.book.year)
    givers = _givers(state, noise)
    sums = _sums(state)
    amounts: dict[str, float] = {}
    oslo = _oslo(state, sums, noise)
    amounts.update(oslo)
    for name, total in sums.items():
        group = [u for u in givers if state.units.at[u, "own_size_class"] == name]
        local = [u for u in oslo if state.units.at[u, "own_size_class"] == name]
        left = total * _THOUSAND - sum(int(oslo[unit]) for unit in local)
        weights = _people(state, group) ** 0.8 * noise.lognormal(0, 1.1, len(group))
        amounts.update(zip(group, _kroner(weights, left), strict=True))
    silent = set(givers) | set(oslo)
    others = [u for u in counted(state.units, "municipalities") if u not in silent]
    many = len(others) - state.facts.grants_nothing
    unknown = {others[k] for k in noise.permutation(len(others))[:many]}
    amounts.update({unit: 0.0 for unit in others if unit not in unknown})
    state.numbers[AMOUNT] = amounts
    state.answers[AMOUNT] = dict.fromkeys(sorted(unknown), ("dont_know",))


def _givers(state: State, noise: np.random.Generator) -> list[str]:
    towns = counted(state.units, "municipalities")
    many = len(towns) - state.facts.grants_nothing - state.facts.grants_unknown
    chance = state.units.loc[towns, "size_class"].map(_SMALL_GIVES).fillna(1.0).to_numpy(float)
    keys = noise.exponential(size=len(towns)) / chance
    return [str(towns[k]) for k in sorted(np.argsort(keys, kind="stable")[:many])]


def _sums(state: State) -> dict[str, int]:
    told = state.report.column("6.2", "amount_1000nok")
    told.pop("total")
    if state.book.year == state.report.year:
        return {name: int(total) for name, total in told.items()}
    whole = int(state.report.cell("6.1", str(state.book.year - 1), "nominal_1000nok"))
    parts = spread(np.array(list(told.values())), whole)
    return {name: int(part) for name, part in zip(told, parts, strict=True)}


def _oslo(state: State, sums: Mapping[str, int], noise: np.random.Generator) -> dict[str, float]:
    # one agency hands out the city's grants: it lies in the class of the agencies, 5 000-10 000
    whole = _OSLO_PER_INHABITANT * int(_people(state, [whole_city(state.units)])[0])
    agency = round(0.75 * sums["5000-10000"]) * _THOUSAND
    districts = list(counted(state.units, "oslo"))
    weights = noise.lognormal(0, 0.6, len(districts))
    parts = np.array(_kroner(weights, whole - agency))
    if state.book.year == state.report.year:
        parts = _whatever_class(state, districts, parts)
    return {**dict(zip(districts, parts, strict=True)), state.facts.grants_agency: float(agency)}


def _whatever_class(
    state: State, districts: list[str], parts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Table 6.2 holds with other inhabitants too: who may lie in another class grants nothing."""
    own = state.units.loc[districts]
    doubtful = (abs(own["pop_total"] - LARGEST) <= _DOUBT * LARGEST).to_numpy()
    moved = np.where(doubtful, 0.0, parts)
    for name in set(own.loc[doubtful, OWN_CLASS]):
        heirs = (own[OWN_CLASS] == name).to_numpy() & ~doubtful
        moved[heirs] = _kroner(parts[heirs], int(parts[own[OWN_CLASS] == name].sum()))
    return moved


def _people(state: State, units: list[str]) -> NDArray[np.float64]:
    return state.units.loc[units, "pop_total"].to_numpy(float)


def _kroner(weights: NDArray[np.float64], total: int) -> list[float]:
    # in whole half thousands, as people write them; the last one takes what is over
    if not len(weights):
        return []
    steps = spread(weights, total // _ROUND, least=1) * _ROUND
    steps[int(np.argmax(steps))] += total % _ROUND
    return [float(step) for step in steps]


def users(state: State) -> None:
    """Write how many users have IPS or SE, in the units that offer it."""
    for variable, name in USERS.items():
        noise = state.draws(32, *variable.encode())
        told = state.report.column(name, "users_n")
        told.pop("total")
        offering = [u for u, codes in state.answers.pop(variable).items() if codes == ("users",)]
        for size, total in told.items():
            group = [unit for unit in offering if state.units.at[unit, "size_class"] == size]
            weights = state.units.loc[group, "pop_18plus"].to_numpy(float)
            parts = spread(weights * noise.lognormal(0, 0.5, len(group)), int(total), least=1)
            values = {u: float(part) for u, part in zip(group, parts, strict=True)}
            state.numbers.setdefault(variable, {}).update(values)
