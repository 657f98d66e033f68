"""Counts of any year in the areas of a chosen year: every area made of the same ground."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandas as pd

from is248.base.errors import DataError
from is248.base.paths import Project, find_project
from is248.register.crosswalk import Crossing, carry, crosswalk, load_crossing
from is248.register.municipalities import GROUPINGS, are_parts, load_units
from is248.year.labels import CODE_LENGTH

COUNTRY, MUNICIPALITY, DISTRICT = "country", "municipality", "district"
SINGLE = (MUNICIPALITY, DISTRICT)
"""Levels whose areas are units themselves."""

SIZE = "size_class"
_WHOLE = 1 - 1e-9
"""A share of a unit that is all of it, but for the error of arithmetic."""


@dataclass(frozen=True, eq=False)
class Borders:
    """The borders of a year, and the way to them from other years.

    Attributes:
        year: The year.
        register: Its units, from :func:`is248.register.municipalities.load_units`.
        crossing: Reforms and shares of splits.
        project: The project.
    """

    year: int
    register: pd.DataFrame
    crossing: Crossing
    project: Project

    @property
    def levels(self) -> list[str]:
        """The country, the divisions that the register has, municipalities and districts."""
        held = [name for name in GROUPINGS if name in self.register and name != SIZE]
        order = sorted(held, key=lambda name: self.areas(name).nunique())
        order = [name for name in order if len(self.areas(name))]
        parts = [DISTRICT] if are_parts(self.register.index).any() else []
        return [COUNTRY, *order, MUNICIPALITY, *parts]

    @cache  # noqa: B019 - lives as long as the borders
    def areas(self, level: str) -> pd.Series[str]:
        """The area of every unit that lies in one, index: code.

        Args:
            level: One of :attr:`levels`. A part of the city lies in the city's municipality.
        """
        codes = self.register.index
        if level == COUNTRY:
            return pd.Series(COUNTRY, index=codes)
        if level == MUNICIPALITY:
            return pd.Series(codes.str[:CODE_LENGTH], index=codes)
        if level == DISTRICT:
            parts = self.register[are_parts(codes) & (self.register["kind"] != "residual")]
            return pd.Series(parts.index, index=parts.index)
        known = self.register[level]
        return pd.Series(known[known.notna() & (known != "")])

    def names(self, level: str) -> dict[str, str]:
        """Area → what it is called, where areas are units; others are called by their keys."""
        return dict(self.register["name"]) if level in SINGLE else {}

    @cache  # noqa: B019 - lives as long as the borders
    def units(self, year: int) -> pd.DataFrame:
        """The register of another year."""
        return self.register if year == self.year else load_units(year, self.project)

    @cache  # noqa: B019 - lives as long as the borders
    def pairs(self, year: int, level: str) -> pd.DataFrame:
        """How areas are made of the units of a year.

        Args:
            year: The year of the units.
            level: One of :attr:`levels`.

        Returns:
            As :func:`is248.register.crosswalk.crosswalk`, ``to`` an area. A share is an estimate
            only where a unit is divided between areas: a split within a county leaves the county
            as sure as before.

        Raises:
            DataError: The reforms lead to a code that the register of the borders lacks.
        """
        areas, pairs = self.areas(level), self._crosswalk(year)
        if lost := sorted({*pairs["to"]} - {*self.register.index}):
            raise DataError(
                f"Koden {lost[0]} finnes ikke i registeret for {self.year}: kommunereformene fra "
                f"{year} fører dit. Rett data/municipalities, registeret eller reform-filen."
            )
        known = pairs.assign(to=pairs["to"].map(areas)).dropna(subset=["to"])
        sums = pd.DataFrame(known.groupby(["from", "to"], as_index=False)["share"].sum())
        return sums.assign(estimated=sums["share"] < _WHOLE)

    @cache  # noqa: B019 - lives as long as the borders
    def _crosswalk(self, year: int) -> pd.DataFrame:
        people = self.units(min(year, self.year))["pop_total"].fillna(0)
        return crosswalk(people, year, self.year, self.crossing)

    def carried(self, counts: pd.DataFrame, year: int, level: str) -> pd.DataFrame:
        """Counts by area.

        Args:
            counts: One row per unit of the year, index code, numbers only.
            year: The year of the counts.
            level: One of :attr:`levels`.

        Returns:
            One row per area, in the order of the register; the columns of ``counts`` and
            ``estimated``. An area that gets a part of an unknown count is unknown.
        """
        pairs = self.pairs(year, level)
        inside = counts[counts.index.isin(pairs["from"])]
        found = carry(inside, pairs)
        order = [area for area in self.areas(level).unique() if area in found.index]
        return found.loc[order].rename_axis(index="area")


def borders_of(year: int, project: Project | None = None) -> Borders:
    """The borders of a year.

    Args:
        year: The year whose register has the areas.
        project: The project; found when not given.

    Raises:
        DataError: A file of the register or of the reforms is missing or wrong.
    """
    project = project or find_project()
    return Borders(year, load_units(year, project), load_crossing(project), project)
