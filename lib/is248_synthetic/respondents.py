"""How many filled in the form, in all as told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248_synthetic.raking import spread
from is248_synthetic.synthetic_units import counted

if TYPE_CHECKING:
    from is248_synthetic.categorical import State

COUNT, ROLES = "respondent_count", "respondent_roles"

_ROLE_WORDS = ("leder for tjenesten", "fagkonsulent", "ruskonsulent", "helsesøster", "rådgiver")


def respondents(state: State) -> None:
    """Write number and roles of those who filled in."""
    year = state.book.year
    noise = state.draws(51, year)
    if not state.facts.respondents:
        return
    told = state.facts.respondents_in_all or state.report.statement(state.facts.respondents)
    units = [str(unit) for unit in counted(state.units, "districts_and_agencies")]
    many = spread(noise.gamma(4, size=len(units)), int(told), least=1)
    state.numbers[COUNT] = {u: float(n) for u, n in zip(units, many, strict=True)}
    roles = {}
    for unit, n in zip(units, many, strict=True):
        picked = noise.permutation(len(_ROLE_WORDS))[: int(n)]
        roles[unit] = ", ".join(_ROLE_WORDS[k] for k in sorted(picked))
    state.texts[ROLES] = roles
