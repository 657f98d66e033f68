"""Inhabitants of a register's units from Statistics Norway's counts, checked against the register.

A code of another year, a missing unit, an age group across the limit or a sum that does not agree
stops everything: a municipality with the inhabitants of another would look like any other.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from is248.base.errors import DataError
from is248.base.numbers import format_number
from is248.register.inhabitants_table import SEXES, TOTAL_AGE, age_of, code_of, number_of
from is248.register.make_register import whole_parts
from is248.register.municipalities import AGE_GROUPS, MUNICIPALITY, RESIDUAL
from is248.register.reforms import other_codes
from is248.year.labels import CODE_LENGTH, city_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from is248.register.reforms import Reform

DISTRICT = "district"
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
        One row per code that has inhabitants, index ``code``: ``pop_under18`` and ``pop_18plus``;
        missing where the number of any age is.

    Raises:
        DataError: The year, codes, one of the sexes or an age is missing or told twice, or a group
            has ages on both sides of 18.
    """
    own = _of_year(numbers, year, file)
    own = _sexes(own.assign(code=own["region"].map(_codes(own["region"], file))), file)
    ages = {text: age_of(text) for text in own["age"].unique()}
    if odd := [text for text, group in ages.items() if group is None]:
        raise DataError(f"{file}: forstår ikke alderen «{odd[0]}». Ta ut ettårige aldre.")
    if (twice := own.duplicated(["code", "sex", "age"])).any():
        named = own.loc[twice, "region"].iloc[0]
        raise DataError(f"{file}: «{named}» har to tall for samme alder. Slett det ene.")
    groups = {age: ages[age] for age in ages if ages[age] != TOTAL_AGE}
    _check_ages(sorted(group for group in groups.values() if group), file)
    own = own[own["age"].isin(groups)].assign(count=own["count"].map(number_of))
    adult = own["age"].map(
        {age: bool(group and group[0] >= _ADULT) for age, group in groups.items()}
    )
    known = own.groupby("code")["count"].count()
    people = pd.DataFrame(
        {name: own[adult == is_adult].groupby("code")["count"].sum()
         for name, is_adult in zip(AGE_GROUPS, (False, True), strict=True)}
    )  # fmt: skip
    whole = known == len(groups) * own["sex"].nunique()
    return people[people.sum(axis=1) > 0].where(whole)  # a unit that is not there has none


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
    _check_codes(people, units, year, reforms)
    whole = people.loc[_of_kind(units, MUNICIPALITY)]
    _check_sums(people, whole)
    city = city_code(units.index)
    parts = _parts(people, units, city) if city else people.iloc[:0]
    found = pd.concat([whole, parts]).reindex(units.index)
    told = bool(_of_kind(units, DISTRICT).isin(people.index).all())
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
            f"{file}: «{nameless[0]}» har ikke noe nummer, og flere kommuner heter det samme. "
            "Ta ut tabellen med koder."
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


def _check_ages(told: Sequence[tuple[float, float]], file: str) -> None:
    """Every age is told once, and no group lies on both sides of 18."""
    ends = [-1.0, *(last for _, last in told)]
    for (first, last), before in zip(told, ends, strict=False):
        fault = (
            f"alderen {first:.0f} er med i flere aldersgrupper" if first <= before
            else f"mangler alderen {before + 1:.0f}" if first > before + 1
            else f"aldersgruppen {first:.0f}–{last:.0f} går over 18 år" if first < _ADULT <= last
            else ""
        )  # fmt: skip
        if fault:
            raise DataError(f"{file}: {fault}. Ta ut tabellen med ettårige aldre, alle sammen.")
    if ends[-1] < math.inf:
        raise DataError(f"{file}: slutter ved {ends[-1]:.0f} år. Ta med alle aldre, til de eldste.")


def _together(counts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    every = pd.concat(counts)
    once = every.reset_index().drop_duplicates().set_index("code")
    if len(twice := once.index[once.index.duplicated()]):
        raise DataError(f"Filene har ulike tall for {twice[0]}. Bruk filer fra samme tabell og år.")
    return once


def _check_codes(
    people: pd.DataFrame, units: pd.DataFrame, year: int, reforms: Sequence[Reform]
) -> None:
    """Every municipality of the register has its numbers, and nobody else has any."""
    whole = _of_kind(units, MUNICIPALITY)
    odd = [code for code in people.index if len(code) == CODE_LENGTH and code not in whole]
    others = other_codes(reforms, whole, year)
    if wrong := [
        f"{code} (i registeret {_named(others[code].units, units)})"
        for code in odd if code in others
    ]:  # fmt: skip
        raise DataError(
            f"Filen har andre grenser enn {year}: {_some(wrong)}. Ta ut tabellen med kommunene "
            f"slik de var 1. januar {year}, ikke omregnet til dagens grenser."
        )
    if len(lost := whole.difference(people.dropna().index)):
        raise DataError(
            f"Mangler innbyggere for {len(lost)} av {len(whole)} kommuner: {_named(lost, units)}. "
            "Ta ut alle kommunene."
        )
    if odd:
        raise DataError(f"Ukjente kommunenummer med innbyggere: {_some(odd)}. Rett eller slett.")


def _check_sums(people: pd.DataFrame, whole: pd.DataFrame) -> None:
    """The country and the counties of the files have the inhabitants of their municipalities."""
    sums = whole.groupby(whole.index.str[:_COUNTY_LENGTH]).sum()
    sums.loc[_COUNTRY] = whole.sum()
    told = people[people.index.isin(sums.index)]
    wrong = (told != sums.loc[told.index]).any(axis=1)
    if wrong.any():
        code = told.index[wrong][0]
        has, made = (_total(frame.loc[[code]]) for frame in (told, sums))
        raise DataError(
            f"Filen har {has} innbyggere i region {code}, men kommunene der har {made} til sammen. "
            "Er noen tall endret? Ta ut tabellen på nytt."
        )


def _parts(people: pd.DataFrame, units: pd.DataFrame, city: str) -> pd.DataFrame:
    """The city's districts and its inhabitants without one: told, or shared as in the register."""
    districts, rest = _of_kind(units, DISTRICT), _of_kind(units, RESIDUAL)
    lost = districts.difference(people.index)
    if len(lost) == len(districts):
        now = units.loc[[*districts, *rest], list(AGE_GROUPS)]
        total = people.loc[[city]].sum()
        return pd.DataFrame({group: whole_parts(now[group], total[group]) for group in AGE_GROUPS})
    if len(lost):
        named = _named(lost, units)
        raise DataError(f"Mangler {len(lost)} bydeler: {named}. Ta ut alle eller ingen.")
    own = people.loc[districts]
    left = people.loc[[city]].sum() - own.sum()
    if (left < 0).any() or (len(rest) == 0 and left.any()):
        raise DataError(
            f"Bydelene har {_total(own)} innbyggere, men byen har {_total(people.loc[[city]])}. "
            "Er begge fra samme år?"
        )
    return pd.concat([own, pd.DataFrame([left] * len(rest), index=rest)])


def _of_kind(units: pd.DataFrame, kind: str) -> pd.Index:
    return units.index[units["kind"] == kind]


def _total(people: pd.DataFrame) -> str:
    return format_number(float(people.to_numpy().sum()))


def _named(codes: Iterable[str], units: pd.DataFrame) -> str:
    return _some([f"{code} {units['name'][code]}" for code in codes])


def _some(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" og {more} til" if more > 0 else "")
