"""Inhabitants of a register's units from Statistics Norway's counts, checked against the register.

A code of another year, a missing unit, an age group across the limit or a sum that does not agree
stops everything: a municipality with the inhabitants of another would look like any other.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from is248.base.errors import DataError
from is248.base.numbers import format_number
from is248.register.inhabitants_table import SEXES, TOTAL_AGE, age_of, code_of, number_of
from is248.register.reforms import other_codes
from is248.year.labels import CODE_LENGTH, city_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from is248.register.reforms import Reform

UNDER, FROM = "pop_under18", "pop_18plus"
GROUPS = (UNDER, FROM)
_ADULT = 18.0
_COUNTRY, _COUNTY_LENGTH = "0", 2
_SHOWN = 4


class Official(NamedTuple):
    """Inhabitants of a register's units.

    Attributes:
        people: One row per unit of the register in its order, index ``code``: ``pop_under18`` and
            ``pop_18plus``, whole numbers; missing for agencies, which have none.
        districts_told: Whether the city's districts have counts of their own; else they share the
            city's as in the register.
    """

    people: pd.DataFrame
    districts_told: bool


def counts_of(numbers: pd.DataFrame, year: int, file: str) -> pd.DataFrame:
    """Inhabitants by code on 1 January of a year.

    Args:
        numbers: From :mod:`is248.register.inhabitants_table`.
        year: The year.
        file: Name of the file, for messages.

    Returns:
        One row per code that has inhabitants, index ``code``: ``pop_under18`` and ``pop_18plus``.

    Raises:
        DataError: The year, codes, one of the sexes or an age is missing or told twice, or a group
            has ages on both sides of 18.
    """
    own = _of_year(numbers, year, file)
    own = _sexes(own.assign(code=own["region"].map(_codes(own["region"], file))), file)
    ages = {text: age_of(text) for text in own["age"].unique()}
    if odd := [text for text, group in ages.items() if group is None]:
        raise DataError(f"{file}: forstår ikke alderen «{odd[0]}». Ta ut ettårige aldre.")
    own = own.assign(age=own["age"].map(ages), count=own["count"].map(number_of))
    if own.duplicated(["code", "sex", "age"]).any():
        twice = own[own.duplicated(["code", "sex", "age"])].iloc[0]
        raise DataError(f"{file}: «{twice['region']}» har to tall for samme alder. Slett det ene.")
    table = own.groupby(["code", "age"])["count"].sum(min_count=own["sex"].nunique()).unstack()
    groups = _groups(list(table.columns), file)
    people = pd.DataFrame(
        {name: table[columns].sum(axis=1, skipna=False) for name, columns in groups.items()}
    )
    return people[people.sum(axis=1, min_count=1) != 0]  # a unit that is not there has none


def for_register(
    counts: Sequence[pd.DataFrame], units: pd.DataFrame, year: int, reforms: Sequence[Reform]
) -> Official:
    """Inhabitants of the units of a register.

    Args:
        counts: From :func:`counts_of`, one per file; together they hold every municipality.
        units: The register, index ``code``: ``name``, ``kind`` and the inhabitants that it has.
        year: Its year.
        reforms: From :func:`is248.register.reforms.load_reforms`.

    Raises:
        DataError: A municipality is missing, a code is of another year or unknown, a sum does not
            agree, or two files tell different numbers of one code.
    """
    people = _together(counts)
    whole = units.index[units["kind"] == "municipality"]
    _check_codes(people, units, whole, year, reforms)
    _check_sums(people, people.loc[whole])
    city = city_code(units.index)
    parts = _parts(people, units, city) if city else people.iloc[:0]
    found = pd.concat([people.loc[whole], parts]).reindex(units.index)
    told = not city or bool(_districts(units).isin(people.index).all())
    return Official(found.astype("Int64"), told)


def _of_year(numbers: pd.DataFrame, year: int, file: str) -> pd.DataFrame:
    years = sorted({*numbers["year"]} - {""})
    if years and str(year) not in years:
        raise DataError(f"{file} har tall for {_some(years)}, ikke for {year}. Ta ut {year}.")
    return numbers[numbers["year"] == str(year)] if years else numbers


def _codes(regions: pd.Series, file: str) -> dict[str, str]:
    codes = {region: code_of(region) for region in regions.unique()}
    if nameless := [region for region, code in codes.items() if code is None]:
        raise DataError(
            f"{file}: «{nameless[0]}» har ikke noe nummer, og flere kommuner heter det samme. Ta ut "
            "tabellen med koder."
        )
    return {region: str(code) for region, code in codes.items()}


def _sexes(own: pd.DataFrame, file: str) -> pd.DataFrame:
    """Rows that together count everybody once: of both sexes where those are told."""
    sexes = own["sex"].map(lambda said: SEXES.get(said.casefold(), said)).replace("", "both")
    known = {*sexes}
    if "both" in known:
        return own.assign(sex=sexes)[sexes == "both"]
    if known != {"men", "women"}:
        raise DataError(f"{file}: har bare {_some(sorted(known))}. Ta ut begge kjønn.")
    return own.assign(sex=sexes)


def _groups(ages: Sequence[tuple[float, float]], file: str) -> dict[str, list[tuple[float, float]]]:
    """The age groups of a table that are under 18, and those from 18; each age once."""
    told = sorted(group for group in ages if group != TOTAL_AGE)
    ends = [-1.0, *(last for _, last in told)]
    for (first, last), before in zip(told, ends, strict=False):
        if first <= before:
            raise DataError(f"{file}: alderen {first:.0f} er med i flere aldersgrupper. Ta ut én av dem.")
        if first > before + 1:
            raise DataError(f"{file}: mangler alderen {before + 1:.0f}. Ta ut alle aldre.")
        if first < _ADULT <= last:
            raise DataError(
                f"{file}: aldersgruppen {first:.0f}–{last:.0f} går over 18 år. Ta ut ettårige aldre."
            )
    if ends[-1] < math.inf:
        raise DataError(f"{file}: slutter ved {ends[-1]:.0f} år. Ta med alle aldre, også de eldste.")
    return {UNDER: [g for g in told if g[0] < _ADULT], FROM: [g for g in told if g[0] >= _ADULT]}


def _together(counts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    every = pd.concat(counts)
    once = every.reset_index().drop_duplicates().set_index("code")
    if len(twice := once.index[once.index.duplicated()]):
        raise DataError(f"Filene har ulike tall for {twice[0]}. Bruk filer fra samme tabell og år.")
    return once


def _check_codes(
    people: pd.DataFrame,
    units: pd.DataFrame,
    whole: pd.Index,
    year: int,
    reforms: Sequence[Reform],
) -> None:
    """Every municipality of the register has its numbers, and nobody else has any."""
    lost = [code for code in whole if code not in people.index or people.loc[code].isna().any()]
    odd = [c for c in people.index if len(c) == CODE_LENGTH and c not in whole]
    others = other_codes(reforms, whole, year)
    wrong = [f"{code} ({_became(code, others[code].units, units)})" for code in odd if code in others]
    if wrong:
        raise DataError(
            f"Filen har andre grenser enn {year}: {_some(wrong)}. Ta ut tabellen med kommunene slik "
            f"de var 1. januar {year}, ikke omregnet til dagens grenser."
        )
    if lost:
        named = [f"{code} {units.loc[code, 'name']}" for code in lost]
        raise DataError(
            f"Mangler innbyggere for {len(lost)} av {len(whole)} kommuner: {_some(named)}. Ta ut "
            "alle kommunene."
        )
    if odd:
        raise DataError(f"Ukjente kommunenummer med innbyggere: {_some(odd)}. Rett eller slett dem.")


def _became(code: str, others: Sequence[str], units: pd.DataFrame) -> str:
    return "i registeret " + _some([f"{other} {units.loc[other, 'name']}" for other in others])


def _check_sums(people: pd.DataFrame, whole: pd.DataFrame) -> None:
    """The country and the counties of the files have the inhabitants of their municipalities."""
    sums = whole.groupby(whole.index.str[:_COUNTY_LENGTH]).sum()
    sums.loc[_COUNTRY] = whole.sum()
    for code, told in people[people.index.isin(sums.index)].iterrows():
        if (told != sums.loc[code]).any():
            has, made = (format_number(row.sum()) for row in (told, sums.loc[code]))
            raise DataError(
                f"Filen har {has} innbyggere i region {code}, men kommunene der har {made} til "
                "sammen. Er noen tall endret? Ta ut tabellen på nytt."
            )


def _districts(units: pd.DataFrame) -> pd.Index:
    return units.index[units["kind"] == "district"]


def _parts(people: pd.DataFrame, units: pd.DataFrame, city: str) -> pd.DataFrame:
    """The city's districts and its inhabitants without one: told, or shared as in the register."""
    districts, rest = _districts(units), units.index[units["kind"] == "residual"]
    lost = districts.difference(people.index)
    if len(lost) == len(districts):
        shares = units.loc[[*districts, *rest], list(GROUPS)]
        return shares.apply(lambda part: _shared(part, people.loc[city, str(part.name)]))
    if len(lost):
        named = [f"{code} {units.loc[code, 'name']}" for code in lost]
        raise DataError(f"Mangler {len(lost)} bydeler: {_some(named)}. Ta ut alle eller ingen.")
    own = people.loc[districts]
    left = people.loc[city] - own.sum()
    if (left < 0).any() or (len(rest) == 0 and left.any()):
        raise DataError(
            f"Bydelene har {format_number(own.sum().sum())} innbyggere, men byen har "
            f"{format_number(people.loc[city].sum())}. Er begge fra samme år?"
        )
    return pd.concat([own, pd.DataFrame([left] * len(rest), index=rest)])


def _shared(part: pd.Series, total: float) -> pd.Series:
    """Whole people in proportion; the largest remainders get what rounding leaves."""
    exact = part * (total / part.sum())
    floor = np.floor(exact)
    place = (exact - floor).rank(method="first", ascending=False)
    return floor + (place <= round(total - floor.sum()))


def _some(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" og {more} til" if more > 0 else "")
