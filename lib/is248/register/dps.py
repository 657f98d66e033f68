"""DPS areas of other years: facts of one year, carried to the units of another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from is248.base.data_files import data_folder, read_rows, read_source
from is248.register.crosswalk import Crossing, crosswalk
from is248.year.labels import city_code

if TYPE_CHECKING:
    import pandas as pd

    from is248.base.paths import Project

SHARED = "Delt mellom flere"
"""The area of what lies in several: cities without answers by district, agencies of the city."""

_FILE = re.compile(r"dps_areas_(\d{4})\.csv")


def dps_of_units(
    units: pd.DataFrame, year: int, crossing: Crossing, project: Project
) -> pd.Series[str]:
    """The DPS area of each unit.

    Args:
        units: The register of a year, index code: ``kind``, inhabitants, and ``dps`` as its parts
            had it, which stands where the facts are older than the year.
        year: The year of the units.
        crossing: The reforms.
        project: The project, whose ``dps_areas_<year>.csv`` have the facts.

    Returns:
        Index as ``units``; "" for the city as a whole. Of a year before the facts: the area that
        most of the unit's inhabitants are in by the crosswalk, an approximation. What lies in
        several areas is :data:`SHARED`.
    """
    known, facts = _facts(project)
    if year > known:
        return units["dps"]
    people = units[["pop_under18", "pop_18plus"]].sum(axis=1).astype("float64")
    pairs = crosswalk(people, year, known, crossing)
    most = pairs.sort_values("share", ascending=False, kind="stable").drop_duplicates("from")
    found = most.set_index("from")["to"].map(facts).reindex(units.index).fillna(SHARED)
    return found.mask(found.index == city_code(units.index), "")


def _facts(project: Project) -> tuple[int, dict[str, str]]:
    """The newest year of which areas are known, and code → area."""
    folder = data_folder(project, "municipalities")
    years = {int(m[1]): m[0] for m in map(_FILE.fullmatch, read_source(folder).files) if m}
    if not years:
        return 0, {}
    year = max(years)
    told = {row["code"]: row["dps_area"] for row in read_rows(folder, years[year])}
    return year, told
