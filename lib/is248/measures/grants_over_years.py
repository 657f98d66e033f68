"""Grants to user involvement over years: nominal, real and per inhabitant."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from is248.base.basis import FITTED, INVENTED
from is248.measures.grants import AMOUNT, THOUSAND
from is248.printed import report as published
from is248.survey.held import load_held
from is248.year.params import known_years, load_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from is248.base.paths import Project
    from is248.survey.answers import Answers

ITEM = "table-grants"
"""The item whose printed table has the series."""

NOMINAL, REAL, PER_PERSON = "nominal_1000nok", "real_1000nok", "nok_per_inhabitant"
WHO = "districts_and_agencies"


class Grants(NamedTuple):
    """Grants by the year that they are of.

    Attributes:
        values: One row per year (index: int): :data:`NOMINAL`, :data:`REAL` (prices of the last
            year of the printed table; missing where no price level is known), changes in per cent
            from the year before, and :data:`PER_PERSON`.
        bases: Year → what its amounts rest on.
        prices_of: The year of the real kroner; 0 without print.
    """

    values: pd.DataFrame
    bases: dict[int, str]
    prices_of: int


def grants_over_years(
    answers: Mapping[int, Answers], people: pd.DataFrame, project: Project
) -> Grants:
    """Join the printed series to the amounts of the answers, which are of the year before.

    Args:
        answers: Year → its answers.
        people: Inhabitants of the country by year, with ``pop_total``.
        project: The project.

    Returns:
        A year that print gives is printed; the sum of the answers stands for others.
    """
    printed = _printed(project)
    nominal: dict[int, float] = dict(printed[NOMINAL].items()) if len(printed) else {}  # type: ignore[arg-type]
    bases = dict.fromkeys(nominal, "printed")
    for year, one in answers.items():
        if year - 1 not in nominal and AMOUNT in one.values:
            given = float(one.values[AMOUNT].astype("float64").sum(min_count=1))
            if not pd.isna(given):
                nominal[year - 1], bases[year - 1] = given / THOUSAND, _basis(one, given, project)
    found = pd.DataFrame({NOMINAL: pd.Series(nominal, dtype="float64")}).sort_index()
    found[REAL] = printed[REAL].reindex(found.index) if len(printed) else float("nan")
    found["nominal_change_pct"] = _changes(found[NOMINAL])
    found["real_change_pct"] = _changes(found[REAL])
    found[PER_PERSON] = found[NOMINAL] * THOUSAND / people["pop_total"].reindex(found.index)
    return Grants(found.rename_axis(index="year"), bases, max(printed.index, default=0))


def _printed(project: Project) -> pd.DataFrame:
    """The printed table of the last report that has one."""
    for year in reversed(known_years(project)):
        tables = [c.printed[ITEM] for c in load_year(year, project).chapters if ITEM in c.printed]
        if tables and published.has_print(year, project):
            found = published.table(year, tables[0].removeprefix("table-"), project)
            found.index = pd.Index([int(key) for key in found.index])
            return found
    return pd.DataFrame()


def _basis(answers: Answers, given: float, project: Project) -> str:
    if not answers.synthetic:
        return "microdata"
    held = load_held(project, answers.codebook.year).value(AMOUNT, (), WHO, measure="sum")
    return FITTED if held and held[0] <= given <= held[1] else INVENTED


def _changes(values: pd.Series[float]) -> pd.Series[float]:
    """Change in per cent from the year before, where that year is there."""
    last = values.reindex(_before(values.index)).set_axis(values.index)
    return (values / last - 1) * 100


def _before(years: Iterable[int]) -> list[int]:
    return [year - 1 for year in years]
