"""FTE of the answers: the country's by measure, education and reporting form, and every unit's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.keys import TOTAL
from is248.base.paths import find_project
from is248.measures import areas
from is248.measures.areas import with_total
from is248.printed import report as published
from is248.register import municipalities
from is248.register.municipalities import are_parts
from is248.survey.codebook import FTE_SPLIT
from is248.survey.freshness import load
from is248.year.labels import city_code
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from is248.base.paths import Project
    from is248.survey.answers import Answers
    from is248.survey.codebook import Codebook
    from is248.year.params import Basis

GROUPS = ("adult", "child")
FORMS = ("joint", "mental_health", "substance_use")


def fte_columns(codebook: Codebook) -> pd.DataFrame:
    """The questions of part 1 that split the FTE.

    Args:
        codebook: The questions of a year.

    Returns:
        One row per column of the answers, index ``variable``: ``group``, ``split`` (measure,
        education, pathway), ``form`` (joint, mental_health, substance_use) and ``part`` (of the
        split, such as staffed_housing); see :func:`labels_of`.
    """
    found = [
        (v.id, v.group, match.group(2), v.form, match.group(3))
        for v in codebook.variables
        if v.type == "fte" and (match := FTE_SPLIT.fullmatch(v.concept))
    ]
    names = ["variable", "group", "split", "form", "part"]
    return pd.DataFrame(found, columns=names).set_index("variable")


def labels_of(codebook: Codebook, names: Iterable[str]) -> dict[str, str]:
    """What some questions are called; no others are asked for.

    Args:
        codebook: The questions of a year.
        names: Their ids.
    """
    wanted = {*names}
    return {v.id: v.label for v in codebook.variables if v.id in wanted}


def by_split(years: Mapping[int, Answers], group: str, split: str) -> pd.DataFrame:
    """FTE of the country by measure or education.

    Args:
        years: Year → its answers.
        group: ``adult`` or ``child``.
        split: ``measure`` or ``education``.

    Returns:
        One row per part and a row ``total``, index as in labels.yml; columns ``fte_<year>``, FTE
        of all units, joint and separate together. A blank counts as none.
    """
    name = f"{group}_{split}" if split == "measure" else split
    sums = {f"fte_{year}": _sums(one, group, split, "part") for year, one in years.items()}
    return with_total(pd.DataFrame(sums).rename_axis(index=name))


def by_group(years: Mapping[int, Answers]) -> pd.DataFrame:
    """FTE of the country for adults and for children, by measure.

    Args:
        years: Year → its answers.

    Returns:
        Rows ``adult``, ``child`` and ``total``, index ``group``; columns ``fte_<year>``.
    """
    totals = {group: by_split(years, group, "measure").loc[TOTAL] for group in GROUPS}
    return with_total(pd.DataFrame(totals).T.rename_axis(index="group"))


def by_form(years: Mapping[int, Answers]) -> pd.DataFrame:
    """FTE of the country by the form in which they were reported.

    Args:
        years: Year → its answers.

    Returns:
        Rows ``joint``, ``mental_health``, ``substance_use`` and ``total``, index
        ``reporting_form``; columns ``adult_fte_<year>``, ``child_fte_<year>``,
        ``total_fte_<year>``.
    """
    columns = {
        f"{group}_fte_{year}": _sums(one, group, "measure", "form").reindex(FORMS, fill_value=0.0)
        for group in GROUPS
        for year, one in years.items()
    }
    frame = pd.DataFrame(columns).rename_axis(index="reporting_form")
    for year in years:
        frame[f"total_fte_{year}"] = sum(frame[f"{group}_fte_{year}"] for group in GROUPS)
    return with_total(frame)


def of_units(answers: Answers) -> pd.DataFrame:
    """FTE of every unit by measure.

    Args:
        answers: The answers of a year.

    Returns:
        One row per reporting unit, index as the answers: ``fte_adult``, ``fte_child``. Missing
        when no measure was answered; blank ones count as none when another was.
    """
    columns = fte_columns(answers.codebook)
    measures = columns[columns["split"] == "measure"]
    return pd.DataFrame({f"fte_{group}": _per_unit(answers, measures, group) for group in GROUPS})


def with_reported_fte(units: pd.DataFrame, answers: Answers) -> pd.DataFrame:
    """The register with the FTE of the answers.

    Args:
        units: All units, from :func:`is248.register.municipalities.load_units`.
        answers: The answers of a year.

    Returns:
        The same rows; ``fte_adult``, ``fte_child`` and ``fte_total`` as reported. Oslo as one has
        the sum of its districts and agencies, the residual none.
    """
    found = of_units(answers)
    own = found.reindex(units.index)
    if city := city_code(found.index):
        own.loc[city] = found[are_parts(found.index)].sum(min_count=1)
    own["fte_total"] = own.sum(axis=1, min_count=1)
    return units.assign(**{str(name): values for name, values in own.items()})


def _sums(answers: Answers, group: str, split: str, by: str) -> pd.Series[float]:
    columns = fte_columns(answers.codebook)
    own = columns[(columns["group"] == group) & (columns["split"] == split)]
    known = own[own.index.isin(answers.values.columns)]
    sums = answers.values[list(known.index)].astype("float64").sum()
    return sums.groupby(known[by], sort=False).sum()


def _per_unit(answers: Answers, measures: pd.DataFrame, group: str) -> pd.Series[float]:
    own = measures.index[measures["group"] == group]
    known = [column for column in own if column in answers.values.columns]
    return answers.values[known].astype("float64").sum(axis=1, min_count=1)


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
        return UnitFte(units, appendix, params.fte.basis, "printed", named=True)
    answers = load(year, project)
    basis: Basis = "synthetic" if answers.synthetic else "microdata"
    reported = with_reported_fte(units, answers)
    return UnitFte(reported, None, basis, basis, not answers.synthetic, answers)
