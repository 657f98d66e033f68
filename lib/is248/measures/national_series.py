"""FTE of the country over all years: of printed reports, of other documents, and of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from is248.base import observed
from is248.base.basis import FITTED, INVENTED
from is248.base.data_files import data_folder, number, read_rows, read_source
from is248.base.errors import DataError
from is248.measures.areas import FTE
from is248.measures.printed_fte import PRINTED, printed_splits
from is248.printed import report as published
from is248.year.params import known_years, load_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from is248.base.paths import Project

FOLDER, FILE = "published", "national_fte.csv"
STATUSES = ("published", "derived")
ROWS = {name: name.removeprefix("fte_") for name in FTE}
"""FTE as columns → as rows of print."""

Kind = str
"""Where a year's numbers come from: ``report``, ``document`` or ``answers``."""


class NationalSeries(NamedTuple):
    """FTE of the country by year.

    Attributes:
        values: One row per year (index ``year``: int), columns :data:`FTE`.
        low: The least value that a told number allows; the value itself where it is exact.
        high: The greatest.
        bases: What each value rests on.
        kinds: Year → :data:`Kind`.
        notes: Year → how a document's numbers are known: ``published``, ``derived`` or ``mixed``.
    """

    values: pd.DataFrame
    low: pd.DataFrame
    high: pd.DataFrame
    bases: pd.DataFrame
    kinds: dict[int, Kind]
    notes: dict[int, str]


def national_series(
    sums: Mapping[int, pd.Series[float]], bases: Mapping[int, str], first: int, project: Project
) -> NationalSeries:
    """Join what print tells to what answers give.

    A printed report goes first, then answers that somebody gave, then what another document tells,
    and last answers that nobody gave: those are ``synthetic_invented`` wherever print tells nothing
    to hold them.

    Args:
        sums: Year → FTE of all units, index :data:`FTE`.
        bases: Year → what its answers rest on.
        first: The first year of the series.
        project: The project.

    Raises:
        DataError: A file is missing, changed or holds something that is not a number.
    """
    reports, documents = _of_reports(project), _of_documents(project)
    notes: dict[int, str] = {}
    rows, kinds = {}, {}
    for year in sorted({*reports.index, *documents, *sums}):
        if year < first:
            continue
        real = year in sums and bases[year] == "microdata"
        if year in reports.index:
            kinds[year], rows[year] = "report", _exact(reports.loc[year], "printed")
        elif year in documents and not real:
            kinds[year], rows[year] = "document", documents[year][0]
            notes[year] = documents[year][1]
        else:
            kinds[year], rows[year] = "answers", _exact(sums[year], _of_sums(bases[year]))
    value, low, high, on = (_column(rows, name) for name in ("value", "low", "high", "basis"))
    return NationalSeries(value, low, high, on, kinds, notes)


def _of_sums(basis: str) -> str:
    """What the sum of a year's units rests on that no print tells."""
    return INVENTED if basis in {"synthetic", FITTED} else basis


def _exact(values: pd.Series[float], basis: str) -> pd.DataFrame:
    return pd.DataFrame({"value": values, "low": values, "high": values, "basis": basis})


def _column(rows: Mapping[int, pd.DataFrame], name: str) -> pd.DataFrame:
    found = {year: row[name] for year, row in rows.items()}
    frame = pd.DataFrame.from_dict(found, orient="index", columns=list(FTE))
    return frame.rename_axis(index="year")


def _of_reports(project: Project) -> pd.DataFrame:
    """Printed FTE by year, of all reports that have a series; a later report goes first."""
    found: dict[int, pd.Series[float]] = {}
    for year in known_years(project):
        if not _has_series(year, project):
            continue
        table = printed_splits(year, project)["group"].rename({v: k for k, v in ROWS.items()})
        for column in table:
            found[int(str(column).removeprefix("fte_"))] = table[column]
    return pd.DataFrame.from_dict(found, orient="index", columns=list(FTE))


def _has_series(year: int, project: Project) -> bool:
    item = PRINTED["group"]
    told = any(item in chapter.printed for chapter in load_year(year, project).chapters)
    return told and published.has_print(year, project)


def _of_documents(project: Project) -> dict[int, tuple[pd.DataFrame, str]]:
    """Year → its numbers in the shape of :func:`_exact`, and how they are known."""
    folder = data_folder(project, FOLDER)
    if not observed.is_there(folder / "source.yml") or FILE not in read_source(folder).files:
        return {}
    told: dict[int, dict[str, list[float | None]]] = {}
    notes: dict[int, list[str]] = {}
    for at, row in enumerate(read_rows(folder, FILE), start=2):
        if row["status"] not in STATUSES or row["group"] not in ROWS.values():
            raise DataError(
                f"data/{FOLDER}/{FILE}, linje {at}: ukjent status «{row['status']}» eller gruppe "
                f"«{row['group']}». Status er {' eller '.join(STATUSES)}."
            )
        numbers = [number(row[c], folder / FILE, at, c) for c in ("value", "low", "high")]
        told.setdefault(int(row["year"]), {})[f"fte_{row['group']}"] = numbers
        notes.setdefault(int(row["year"]), []).append(row["status"])
    return {year: (_told(rows), _status(notes[year])) for year, rows in told.items()}


def _told(rows: Mapping[str, list[float | None]]) -> pd.DataFrame:
    columns = ["value", "low", "high"]
    frame = pd.DataFrame.from_dict(dict(rows), orient="index", columns=columns, dtype="float64")
    return frame.reindex(list(FTE)).assign(basis="printed")


def _status(statuses: Iterable[str]) -> str:
    """``published`` or ``derived`` when all groups are, else ``mixed``."""
    known = {*statuses}
    return known.pop() if len(known) == 1 else "mixed"
