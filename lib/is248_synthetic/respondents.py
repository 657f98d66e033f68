"""How many filled in the form, in all as told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from is248_synthetic.printed_values import statement
from is248_synthetic.raking import spread
from is248_synthetic.synthetic_units import counted

if TYPE_CHECKING:
    from is248.base.paths import Project
    from is248_synthetic.categorical import State

COUNT, ROLES = "respondent_count", "respondent_roles"
_TOLD = {2015: "s169", 2016: "s170"}
"""Year → the statement that tells how many professionals filled in the form."""

_ROLE_WORDS = ("leder for tjenesten", "fagkonsulent", "ruskonsulent", "helsesøster", "rådgiver")


def respondents(state: State, project: Project | None) -> None:
    """Write number and roles of those who filled in."""
    year = state.book.year
    noise = np.random.default_rng([51, year])
    told = statement(_TOLD[year], project)
    units = [str(unit) for unit in counted(state.units, "districts_and_agencies")]
    many = spread(noise.gamma(4, size=len(units)), int(told), least=1)
    state.numbers[COUNT] = {u: float(n) for u, n in zip(units, many, strict=True)}
    roles = {}
    for unit, n in zip(units, many, strict=True):
        picked = noise.permutation(len(_ROLE_WORDS))[: int(n)]
        roles[unit] = ", ".join(_ROLE_WORDS[k] for k in sorted(picked))
    state.texts[ROLES] = roles
