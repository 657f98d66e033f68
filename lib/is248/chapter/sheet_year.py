"""What all sheets of a year share, read once a process: units beside their groups, the years."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.paths import Project  # noqa: TC001 - lru_cache keys
from is248.chapter.context import Chapter
from is248.measures.fte import UnitFte, unit_fte
from is248.measures.held_fte import held_fte
from is248.measures.series_over_years import series_over_years
from is248.measures.unit_parts import BesideGroups, beside_groups, fte_parts
from is248.show.plots import style
from is248.survey.answers import load_chapter_labels
from is248.year.params import SHEET, load_year
from is248.year.params import Chapter as Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.measures.series_over_years import Series

GROUPS = ("size_class", "county", "hf_area")
"""The groupings that a unit is held against, beside the country."""

KINDS: Mapping[str, str] = {"municipality": "kommune", "district": "bydel"}
"""Kinds of units that have a sheet, in words."""


@dataclass(frozen=True)
class YearOfSheets:
    """What all sheets of a year share.

    Attributes:
        chapter: The year as notebooks know it.
        fte: FTE of every unit.
        beside: The units and their groups.
        held: FTE of every unit in all years held, in the year's borders.
        over_years: Those years.
    """

    chapter: Chapter
    fte: UnitFte
    beside: BesideGroups
    held: pd.DataFrame
    over_years: Series

    @cached_property
    def units(self) -> pd.DataFrame:
        """The units that have a sheet."""
        return self.beside.units[self.beside.units["kind"].isin(KINDS)]

    def title(self, code: str) -> str:
        """What a unit is called: its name, with its county where others share the name."""
        name, county = (str(self.units[column][code]) for column in ("name", "county"))
        alone = (self.units["name"] == name).sum() == 1
        return name if alone else f"{name} ({self.chapter.label('county', county)})"


@lru_cache(maxsize=2)
def year_of_sheets(year: int, project: Project) -> YearOfSheets:
    """What all sheets of a year share; read once a process.

    Args:
        year: Reporting year.
        project: The project.

    Raises:
        DataError: A file is missing or wrong.
    """
    params, over_years = load_year(year, project), series_over_years(year, project)
    own = over_years.answers.get(year)
    fte = unit_fte(year, project)
    parts = fte_parts(own) if own else pd.DataFrame(index=fte.units.index)
    chapter = Chapter(
        project=project, params=params, page=Page(theme=SHEET, title=SHEET), answers=own,
        labels=load_chapter_labels(project, year), register=fte.units,
    )  # fmt: skip
    style.use()
    return YearOfSheets(
        chapter,
        fte,
        beside_groups(fte.units, parts, GROUPS, params.thresholds.rate_per),
        held_fte(over_years),
        over_years,
    )
