"""The areas of a year's register and the municipalities and districts in each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.base.data_files import data_folder, read_rows
from is248.year.labels import HF_AREA, load_labels
from is248.year.params import load_year

if TYPE_CHECKING:
    from is248.base.paths import Project

LISTED = ("county", HF_AREA)
"""Groupings whose areas are listed with their units, in order."""

_FOLDED = str.maketrans("æøåäö", "aoaao")


@dataclass(frozen=True)
class Area:
    """An area.

    Attributes:
        grouping: What it is one of.
        kind: That in words: "Fylke".
        label: What it is called.
        units: Codes of the municipalities and districts in it, in the order of the register.
    """

    grouping: str
    kind: str
    label: str
    units: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Where it stands on the page of municipalities."""
        words = re.sub(r"[^a-z0-9]+", "-", self.label.lower().translate(_FOLDED)).strip("-")
        return f"{self.grouping}_{words}"


def unit_areas(year: int, project: Project) -> tuple[Area, ...]:
    """The counties and HF areas of a year, in the order of the report.

    Args:
        year: The reporting year.
        project: The project.

    Raises:
        DataError: The register is missing or wrong.
    """
    name = load_year(year, project).register_files.units
    rows = read_rows(data_folder(project, "municipalities"), name)
    labels, found = load_labels(project, year), list[Area]()
    for grouping in LISTED:
        category = labels.category(grouping)
        for key, value in category.values.items():
            codes = tuple(row["code"] for row in rows if row.get(grouping) == key)
            found += [Area(grouping, category.label, value.label, codes)] if codes else []
    return tuple(found)
