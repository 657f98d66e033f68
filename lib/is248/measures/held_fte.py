"""FTE and inhabitants of every year that is held, in the borders of one year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.base.basis import of_answers, weakest
from is248.measures.areas import rates
from is248.measures.fte import unit_fte
from is248.register.crosswalk import carry, crosswalk, load_crossing
from is248.register.municipalities import load_units
from is248.survey.freshness import has_answers
from is248.year.params import known_years

if TYPE_CHECKING:
    from collections.abc import Sequence

    from is248.base.paths import Project

_COUNTS = ("fte_adult", "fte_child", "pop_under18", "pop_18plus")


def held_years(project: Project) -> list[int]:
    """The years with answers, oldest first."""
    return [year for year in known_years(project) if has_answers(year, project)]


def carried_fte(years: Sequence[int], borders: int, project: Project) -> pd.DataFrame:
    """FTE of every unit in several years, in the borders of one of them or another.

    Args:
        years: The years whose FTE are wanted.
        borders: The year whose municipalities they are wanted for.
        project: The project.

    Returns:
        One row per unit of the register and year, index ``code`` and ``year``: ``fte_adult``,
        ``fte_child``, ``fte_total``, ``pop_under18``, ``pop_18plus``, ``pop_total``, rates
        ``*_per10k``, ``estimated`` (a reform divided a unit, by inhabitants) and ``basis``. Missing
        where the unit, or any that it is made of, gave no FTE.

    Raises:
        DataError: A file is missing or wrong, or a year's register does not go over in that of the
            borders.
    """
    codes = load_units(borders, project).index
    found = {year: _in_borders(year, borders, project).reindex(codes) for year in years}
    return pd.concat(found, names=["year"]).reorder_levels(["code", "year"]).sort_index()


def _in_borders(year: int, borders: int, project: Project) -> pd.DataFrame:
    fte = unit_fte(year, project)
    found = _carried(fte.units[list(_COUNTS)], year, borders, project)
    found["pop_total"] = found["pop_under18"] + found["pop_18plus"]
    found["fte_total"] = found["fte_adult"] + found["fte_child"]
    basis = of_answers(fte.basis)
    on = found["estimated"].map({True: weakest([basis, "reconstructed"]), False: basis})
    return found.join(rates(found)).assign(basis=on)


def _carried(counts: pd.DataFrame, year: int, borders: int, project: Project) -> pd.DataFrame:
    if year == borders:
        return counts.assign(estimated=False)
    people = load_units(min(year, borders), project)["pop_total"]
    return carry(counts, crosswalk(people, year, borders, load_crossing(project)))
