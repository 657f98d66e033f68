"""What print gives of the FTE of the country: its tables, and the sums that answers must meet."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from is248.base.basis import FITTED, INVENTED
from is248.base.errors import UserError
from is248.base.paths import Project, find_project
from is248.measures import fte
from is248.printed import report as published
from is248.year.params import YearParams, load_year

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_NOISE = 1e-6
HALF = 0.5
"""A printed whole number stands for anything within half a unit of it."""

PRINTED: Mapping[str, str] = {
    "group": "table-fte-series",
    "adult_measure": "table-adult-measures-series",
    "child_measure": "table-child-measures-series",
    "adult_education": "table-adult-education",
    "child_education": "table-child-education",
}
"""Split of the FTE → the item of the chapter whose printed table gives its counts."""

PRINTED_SHARES: Mapping[str, str] = {
    f"{group}_education": f"table-{group}-education-shares" for group in fte.GROUPS
}
"""Split → the item whose printed table has shares of years whose counts are not printed."""

TOLD = ("non_reporting_municipalities", "reference_week")
"""Keys of statements that tell what the report's numbers rest on."""


def printed_splits(year: int, project: Project | None = None) -> dict[str, pd.DataFrame]:
    """What print gives of the FTE of a year: its own report, or that of the year after.

    Args:
        year: Reporting year.
        project: The project; found when not given.

    Returns:
        Name of :data:`PRINTED` → counts, columns ``fte_<year>`` up to the year; empty where neither
        year has a report.
    """
    read = _reader(year, project or find_project())
    found = {name: read(item, rows_of(name)) for name, item in PRINTED.items()} if read else {}
    return {name: counts[fte_columns(counts, year)] for name, counts in found.items()}


def printed_forms(year: int, project: Project | None = None) -> pd.DataFrame:
    """What print gives of the FTE by reporting form, from the same report; empty without one."""
    read = _reader(year, project or find_project())
    return read("table-fte-by-form", "reporting_form") if read else pd.DataFrame()


def _reader(year: int, project: Project) -> Callable[[str, str], pd.DataFrame] | None:
    """What reads a printed table of the first report on a year."""
    for report in (year, year + 1):
        if published.has_print(report, project):
            return partial(printed_table, load_year(report, project), project)
    return None


def printed_real(year: int, project: Project | None = None) -> pd.DataFrame:
    """The real change that print gives, ``real_change_pct`` by group; empty without print."""
    if not published.has_print(year, project):
        return pd.DataFrame()
    params = load_year(year, project)
    table = printed_table(params, project or find_project(), "table-fte-change", "group")
    return table[["real_change_pct"]]


def held(counts: pd.DataFrame, printed: pd.DataFrame, decimals: int = 0) -> pd.DataFrame:
    """What sums of synthetic answers rest on: a printed number that they meet, or nothing.

    Args:
        counts: Sums of the answers.
        printed: What print gives of them; rows and columns may lack.
        decimals: Those of print.

    Returns:
        Bases in the shape of the counts.
    """
    told = printed.reindex(index=counts.index, columns=counts.columns)
    met = (counts - told).abs() <= HALF * 10.0**-decimals + _NOISE
    return met.replace({True: FITTED, False: INVENTED}).astype("str")


def printed_words(year: int, project: Project | None = None) -> dict[str, float]:
    """What the report says in its text of the data behind it.

    Args:
        year: Reporting year.
        project: The project; found when not given.

    Returns:
        Key of :data:`TOLD` → number; empty in a year without print.
    """
    if not published.has_print(year, project):
        return {}
    statements = published.statements(year, project).drop_duplicates("key").set_index("key")
    return {key: float(statements["value"][key]) for key in TOLD if key in statements.index}


def printed_table(params: YearParams, project: Project, item: str, rows: str) -> pd.DataFrame:
    """The printed table that an item of the chapter answers to, its rows named."""
    found = params.chapter("fte_national").printed.get(item, "").partition("-")[2]
    if not found:
        raise UserError(f"params/{params.year}.yml sier ikke hvilken trykt tabell {item} er.")
    return published.table(params.year, found, project).rename_axis(index=rows)


def rows_of(name: str) -> str:
    """What the rows of a split are, in labels.yml."""
    return "education" if name.endswith("_education") else name


def fte_columns(frame: pd.DataFrame, last: int) -> list[str]:
    """The FTE columns of a printed series up to a year, oldest first."""
    named = [str(column) for column in frame.columns if str(column).startswith("fte_")]
    return [column for column in named if int(column[4:]) <= last]
