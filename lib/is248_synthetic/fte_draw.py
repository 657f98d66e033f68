"""FTE of each unit split over reporting forms, measures, education and user-experience staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from is248_synthetic.fte_totals import HUNDRED
from is248_synthetic.raking import rake
from is248_synthetic.solve import Programme, solve
from is248_synthetic.synthetic_units import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from is248_synthetic.categorical import State
    from is248_synthetic.fte_totals import Group, Totals

SEPARATE_FORMS = ("mental_health", "substance_use")
_NEAR = 12
"""Hundredths that the separate reporters' FTE may be off the chosen sum of table 3.1."""

_SPREAD, _SPARSE = 0.9, 0.45
_PEER_SHARE, _PEER_MOST = 0.16, 0.5


@dataclass(frozen=True)
class Row:
    """What one unit reports on one form."""

    unit: str
    form: str
    total: int


def choose_forms(state: State, group: Group, fte: Mapping[str, int], totals: Totals) -> list[str]:
    """Who reports separately, so that tables 1.1 and 3.1 come out; who does is in the answers."""
    year = state.book.year
    noise = np.random.default_rng([7, year, *group.encode()])
    units = list(counted(state.units, "districts_and_agencies"))
    programme = Programme()
    columns = {code: programme.column(float(noise.normal())) for code in units}
    towns = [(columns[c], 1.0) for c in counted(state.units, "municipalities")]
    share = state.report.cell("1.1", "separate", f"{group}_{year}")
    key = f"table-1.1/separate/{group}_{year}"
    per_cent = len(counted(state.units, "one")) / 100
    programme.hold(towns, (share - 0.49) * per_cent, (share + 0.49) * per_cent, key)
    districts = [(columns[c], 1.0) for c in counted(state.units, "oslo")]
    told = state.facts.separate.get(group, 0)
    programme.hold(districts, told, told, f"s{151 if group == 'adult' else 152}")
    programme.hold([(columns[state.facts.separate_agency], 1.0)], 1, 1)
    programme.hold([(columns[state.facts.grants_agency], 1.0)], 0, 0)
    fte_terms = [(columns[c], float(fte[c])) for c in units]
    cells = totals.of("form", group, year)
    wanted = sum(cells[form] for form in SEPARATE_FORMS)
    low, high = wanted - _NEAR, wanted + _NEAR
    programme.hold(fte_terms, low, high, f"table-3.1/{group}")
    solution = solve(programme)
    state.given_up.update(solution.given_up)
    chosen = [code for code in units if solution.values[columns[code]]]
    state.answers[f"reporting_form_{group}"] = {
        code: ("separate",) if code in chosen else ("joint",) for code in units
    }
    return chosen


def form_rows(state: State, group: Group, fte: Mapping[str, int], totals: Totals) -> list[Row]:
    """One row per unit and form, the separate reporters split in two (table 3.1)."""
    chosen = choose_forms(state, group, fte, totals)
    year = state.book.year
    whole = sum(fte[code] for code in chosen)
    mental = totals.of("form", group, year)["mental_health"]
    noise = np.random.default_rng([8, year, *group.encode()])
    shares = noise.beta(4, 4 * (whole - mental) / mental, size=len(chosen)) + 0.02
    table = rake(
        np.stack([shares, 1.05 - shares], axis=1),
        np.array([fte[code] for code in chosen], dtype=np.int64),
        np.array([mental, whole - mental], dtype=np.int64),
    )
    rows = [Row(code, "joint", fte[code]) for code in fte if code not in set(chosen)]
    for code, values in zip(chosen, table, strict=True):
        pairs = zip(SEPARATE_FORMS, values, strict=True)
        rows += [Row(code, form, int(value)) for form, value in pairs]
    return rows


def split(
    state: State, rows: list[Row], group: Group, kind: str, totals: Totals
) -> NDArray[np.int64]:
    """Split the rows over measures or education groups and write the answers.

    Returns:
        Hundredths, row x category, in the order of the rows.
    """
    year = state.book.year
    wanted = totals.of(kind, group, year)
    noise = np.random.default_rng([9, year, *group.encode(), *kind.encode()])
    columns = np.array(list(wanted.values()), dtype=np.int64)
    shares = columns / columns.sum()
    seeds = shares * noise.lognormal(0, _SPREAD, size=(len(rows), len(columns)))
    sizes = np.array([row.total for row in rows], dtype=np.int64)
    drop = noise.random(seeds.shape) < _SPARSE * np.exp(-sizes / 1500)[:, None]
    seeds[drop & (seeds < seeds.max(1, keepdims=True))] = 0.0
    table = rake(seeds, sizes, columns)
    for row, values in zip(rows, table, strict=True):
        for code, value in zip(wanted, values, strict=True):
            name = f"fte_{group}_{kind}_{code}_{row.form}"
            state.numbers.setdefault(name, {})[row.unit] = int(value) / HUNDRED
    return table


def user_experience_staff(state: State, rows: list[Row], group: Group) -> None:
    """How many FTE have user experience: asked but not reported, so plausible only."""
    if f"has_user_experience_{group}_joint" not in {v.id for v in state.book.variables}:
        return
    noise = np.random.default_rng([10, state.book.year, *group.encode()])
    for row, draw in zip(rows, noise.random(len(rows)), strict=True):
        has = f"has_user_experience_{group}_{row.form}"
        many = draw < _PEER_SHARE and row.total >= HUNDRED
        state.answers.setdefault(has, {})[row.unit] = ("yes",) if many else ("no",)
        if many:
            amount = round(min(row.total, HUNDRED) * _PEER_MOST * (0.4 + draw / _PEER_SHARE))
            name = f"fte_{group}_user_experience_{row.form}"
            state.numbers.setdefault(name, {})[row.unit] = amount / HUNDRED
