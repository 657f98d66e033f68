"""FTE of every unit, and what they rest on: the print where there is one, else the answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.paths import find_project
from is248.measures import areas
from is248.measures.fte import with_reported_fte
from is248.printed import report as published
from is248.register import municipalities
from is248.survey.freshness import load
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.base.paths import Project
    from is248.survey.answers import Answers
    from is248.year.params import Basis


@dataclass(frozen=True)
class UnitFte:
    """FTE of every unit.

    Attributes:
        units: The register with ``fte_adult``, ``fte_child``, ``fte_total``.
        appendix: The printed appendix; None in a year without one.
        basis: What sums of the units rest on.
        rate_basis: What the rate of a single unit rests on.
        named: Whether units may be named: never where nobody gave their numbers.
        answers: The answers that the FTE come from; None where the print gives them.
    """

    units: pd.DataFrame
    appendix: pd.DataFrame | None
    basis: Basis
    rate_basis: Basis
    named: bool
    answers: Answers | None = None

    def counted(self, oslo: municipalities.Oslo) -> pd.DataFrame:
        """The units of an analysis: :func:`is248.register.municipalities.count_oslo`."""
        return municipalities.count_oslo(self.units, oslo)

    def rates(self, counted: pd.DataFrame) -> pd.DataFrame:
        """Rates of the counted units: :func:`is248.measures.areas.unit_rates`."""
        return areas.unit_rates(counted, self.appendix)

    def per_thousand(self, counted: pd.DataFrame) -> pd.DataFrame:
        """Rates per 1 000; units are numbered, also in the index, where they may not be named."""
        found = areas.per_thousand(self.rates(counted))
        if self.named:
            return found
        numbers = pd.Index([str(at) for at in range(1, len(found) + 1)], name=found.index.name)
        return found.set_axis(numbers).assign(label="Enhet " + numbers)

    def bases(self, columns: Mapping[str, str]) -> dict[str, str]:
        """The same columns resting on what rates of single units rest on."""
        return dict.fromkeys(columns, self.rate_basis)


def unit_fte(year: int, project: Project | None = None) -> UnitFte:
    """FTE of every unit in a year.

    Args:
        year: Reporting year.
        project: The project; found when not given.

    Returns:
        With a printed report its appendix and the file of FTE that params name; else the answers.

    Raises:
        DataError: A file is missing or wrong.
    """
    project = project or find_project()
    params, units = load_year(year, project), municipalities.load_units(year, project)
    if params.fte and published.has_print(year, project):
        appendix = published.appendix(year, project)
        return UnitFte(units, appendix, params.fte.basis, "appendix", named=True)
    answers = load(year, project)
    basis: Basis = "synthetic" if answers.synthetic else "microdata"
    reported = with_reported_fte(units, answers)
    return UnitFte(reported, None, basis, basis, not answers.synthetic, answers)
