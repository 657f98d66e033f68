"""FTE of every municipality, district and agency: the printed appendix, or the like of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.measures.areas import FTE, POPULATIONS, RATES, rates
from is248.year.labels import city_code

if TYPE_CHECKING:
    from is248.measures.fte import UnitFte

COUNTRY = "0000"
"""Row key of the country in the appendix."""

UNITS = ("municipality", "district", "agency")
"""Kinds of rows that together are the country; the row of Oslo as a whole is not one of them."""

_ORDER = ("district", "agency", "oslo_total", "municipality")


def listing(fte: UnitFte) -> pd.DataFrame:
    """The rows of the appendix.

    Args:
        fte: FTE of every unit in a year.

    Returns:
        The printed appendix where the year has one; else the same of the answers: one row per
        municipality, district and agency, Oslo as a whole below its parts, the country last; index
        ``code``: ``name``, ``kind``, ``county``, FTE and FTE per 10 000. Units are numbered, also
        in the index, and have no county where they may not be named.
    """
    if fte.appendix is not None:
        return fte.appendix
    rows = fte.units[fte.units["kind"] != "residual"]
    kinds = rows["kind"].where(rows.index != city_code(rows.index), "oslo_total")
    rows = rows.assign(kind=kinds).join(rates(rows))
    place = kinds.map(_ORDER.index), pd.factorize(rows["county"])[0]
    shown = rows.iloc[np.lexsort(place)][["name", "kind", "county", *FTE, *RATES]]
    return pd.concat([shown if fte.named else _numbered(shown), _country(fte)]).rename_axis("code")


def _numbered(rows: pd.DataFrame) -> pd.DataFrame:
    numbers = pd.Index([str(at) for at in range(1, len(rows) + 1)])
    return rows.set_axis(numbers).assign(name="Enhet " + numbers, county="")


def _country(fte: UnitFte) -> pd.DataFrame:
    sums = fte.counted("one")[[*FTE, *POPULATIONS]].sum().to_frame(COUNTRY).T
    named = sums[list(FTE)].join(rates(sums))
    return named.assign(name="Norge", kind="national_total", county="")


def of_kind(appendix: pd.DataFrame, *kinds: str) -> pd.DataFrame:
    """The rows of the named kinds."""
    return appendix[appendix["kind"].isin(kinds)]


def kinds_in_words(appendix: pd.DataFrame) -> str:
    """How many municipalities (Oslo as one), districts and agencies it has, in words."""
    kinds = appendix["kind"].value_counts().reindex([*UNITS, "oslo_total"], fill_value=0)
    municipalities = kinds["municipality"] + kinds["oslo_total"]
    return f"{municipalities} kommuner, {kinds['district']} bydeler og {kinds['agency']} etater"


def first_of_county(appendix: pd.DataFrame) -> dict[str, str]:
    """Row key → county, for the first row of every county.

    Args:
        appendix: From :func:`listing`.
    """
    county = appendix.loc[appendix["county"] != "", "county"]
    return {str(key): str(name) for key, name in county[county != county.shift()].items()}


def row_names(appendix: pd.DataFrame) -> dict[str, str]:
    """Row key → name as shown; totals say that they are totals."""
    total = appendix["kind"].isin(["oslo_total", "national_total"])
    named = appendix["name"].where(~total, appendix["name"] + " i alt")
    return {str(key): str(name) for key, name in named.items()}


def against_country(appendix: pd.DataFrame) -> pd.DataFrame:
    """The sum of the rows against the country's own row.

    Args:
        appendix: From :func:`listing`.

    Returns:
        One row per kind of FTE, index ``fte``: ``n`` (rows summed), ``rows_sum``, ``country_row``
        and ``difference``, in FTE. Printed rows are whole numbers: their sum is off by rounding.
    """
    rows = of_kind(appendix, *UNITS)[list(FTE)]
    country = appendix.loc[COUNTRY, list(FTE)].astype(float)
    return pd.DataFrame(
        {
            "n": rows.count(),
            "rows_sum": rows.sum(),
            "country_row": country,
            "difference": rows.sum() - country,
        }
    ).rename_axis("fte")
