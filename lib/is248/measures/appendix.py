"""The printed municipal appendix: its kinds of rows, and whether it adds up."""

from __future__ import annotations

import pandas as pd

from is248.measures.areas import FTE

COUNTRY = "0000"
"""Row key of the country in the appendix."""

UNITS = ("municipality", "district", "agency")
"""Kinds of rows that together are the country; the row of Oslo as a whole is not one of them."""


def of_kind(appendix: pd.DataFrame, *kinds: str) -> pd.DataFrame:
    """The rows of the named kinds."""
    return appendix[appendix["kind"].isin(kinds)]


def kinds_in_words(appendix: pd.DataFrame) -> str:
    """How many municipalities (Oslo as one), districts and agencies it has, in words."""
    kinds = appendix["kind"].value_counts()
    municipalities = kinds["municipality"] + kinds["oslo_total"]
    return f"{municipalities} kommuner, {kinds['district']} bydeler og {kinds['agency']} etater"


def first_of_county(appendix: pd.DataFrame) -> dict[str, str]:
    """Row key → county, for the first row of every county.

    Args:
        appendix: From :func:`is248.printed.report.appendix`, in printed order.
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
        appendix: From :func:`is248.printed.report.appendix`.

    Returns:
        One row per kind of FTE, index ``fte``: ``n`` (rows summed), ``rows_sum``, ``country_row``
        and ``difference``, in FTE. Rows are whole numbers: the sum is off by their rounding.
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
