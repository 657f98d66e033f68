"""DPS areas of other years: facts of one year, carried to the units of another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from is248.base.data_files import data_folder, read_rows, read_source
from is248.register.crosswalk import Crossing, crosswalk
from is248.register.municipalities import MUNICIPALITY
from is248.year.labels import DPS, FOLDER, city_code

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


def dps_notes(
    units: pd.DataFrame, year: int, project: Project, own: str | None = None
) -> tuple[str, ...]:
    """What a reader must know of the DPS areas of a year.

    Args:
        units: The register of the year.
        year: The year.
        project: The project.
        own: The list of one's own that params name, if any.

    Returns:
        Where the areas are from, and that they are an approximation where carried; and which
        municipalities are shared.
    """
    known, told = _facts(project)
    file = read_source(data_folder(project, FOLDER)).files.get(f"dps_areas_{known}.csv")
    source = (file and (file.model_extra or {}).get("source")) or "registeret"
    way = "tilbake" if year < known else "fram"
    where = f"DPS-områdene er fra {known} (kilde: {source})"
    if own:
        where = f"DPS-områdene er etter egen liste ({own})."
    elif year == known or not told:
        where += "."
    else:
        where += f" og ført {way} til {year} gjennom kommuneendringene: en tilnærming."
    shared = units[(units[DPS] == SHARED) & (units["kind"] == MUNICIPALITY)]["name"]
    cities = (
        f"{', '.join(shared[:-1])} og {shared.iloc[-1]}" if len(shared) > 1 else "".join(shared)
    )
    said = f"{cities} ligger i flere DPS-områder, svarer ikke for hvert av dem og er ført som delt."
    return (where, said) if cities else (where,)


def _facts(project: Project) -> tuple[int, dict[str, str]]:
    """The newest year of which areas are known, and code → area."""
    folder = data_folder(project, FOLDER)
    years = {int(m[1]): m[0] for m in map(_FILE.fullmatch, read_source(folder).files) if m}
    if not years:
        return 0, {}
    year = max(years)
    told = {row["code"]: row["dps_area"] for row in read_rows(folder, years[year])}
    return year, told
