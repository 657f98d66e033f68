"""FTE of each unit drawn anew beside official inhabitants, so that every printed number holds.

A printed whole number of FTE and a printed rate each leave an interval; the sums of size classes,
counties, areas and the country leave others. The draw nearest to the shipped one in all of them is
a linear programme in hundredths.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from is248.base.keys import TOTAL
from is248.base.rounding import half_up
from is248.measures.appendix import COUNTRY, UNITS
from is248.measures.areas import DENOMINATORS, RATE_SUFFIX
from is248.printed import report as published
from is248.register.municipalities import are_parts, count_oslo, oslo_for
from is248.year.labels import city_code
from is248.year.params import load_year
from is248_synthetic.fte_totals import HUNDRED
from is248_synthetic.solve import Programme, solve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from is248.base.paths import Project
    from is248.year.params import YearParams

GROUPS = ("fte_adult", "fte_child")
THEME = "fte_by_area"
TABLES = {
    "table-fte-by-size": "size_class", "table-fte-by-county": "county",
    "table-fte-by-hf-area": "hf_area", "table-fte-by-region": "region",
}  # fmt: skip
"""Items of the chapter of FTE by area → what they group by."""

_Part = tuple[str, str]
"""A unit and a kind of its FTE."""

_TIE = 1e-6
"""What makes one draw out of several equally near: later units cost a little more."""


class Draw(NamedTuple):
    """FTE beside official inhabitants.

    Attributes:
        fte: One row per unit with FTE, index ``code``; the city as one has the sum of its parts.
        printed: How many numbers of the appendix and the tables by area were compared.
        missed: Those of them that do not come out: place → what it clashes with.
    """

    fte: pd.DataFrame
    printed: int
    missed: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Printed:
    """A printed row: whose FTE and whose inhabitants it is of."""

    place: str
    numbers: pd.Series
    codes: Sequence[str]
    people: pd.Series


def joint_draw(year: int, units: pd.DataFrame, project: Project | None = None) -> Draw:
    """Draw the FTE of the units of a printed appendix.

    Args:
        year: A year with a printed report.
        units: The register with official inhabitants and the FTE of the shipped draw, as from
            :func:`is248.register.municipalities.load_units`.
        project: The project; found when not given.
    """
    params = load_year(year, project)
    per, rows = params.thresholds.rate_per, list(_rows(params, units, project))
    kept = _hundredths(units)
    programme, columns = _programme(rows, kept, per)
    solution = solve(programme)
    drawn = {
        part: kept[part] + int(solution.values[up] - solution.values[down])
        for part, (up, down) in columns.items()
    }
    compared = dict(_compared(rows, drawn, per))
    missed = {at: solution.given_up.get(at, ()) for at, held in compared.items() if not held}
    return Draw(_frame({**kept, **drawn}, units), len(compared), missed)


def _rows(params: YearParams, units: pd.DataFrame, project: Project | None) -> Iterator[_Printed]:
    """Every printed row of FTE: of units, of the city, of the country and of areas."""
    appendix = published.appendix(params.year, project)
    own = appendix.index[appendix["kind"].isin(UNITS)]
    parts = {city_code(units.index): [*own[are_parts(own)]], COUNTRY: [*own]}
    members = {code: [code] for code in own} | parts
    whole = _people(units[~are_parts(units.index)]).sum()
    people = _people(units).T
    for code, numbers in appendix.iterrows():
        living = whole if code == COUNTRY else people[str(code)]
        yield _Printed(f"vedlegget, {code} {numbers['name']}", numbers, members[str(code)], living)
    for item, table in params.chapter(THEME).printed.items():
        if item in TABLES:
            printed = published.table(params.year, table.removeprefix("table-"), project)
            counted = count_oslo(units, oslo_for(TABLES[item]))
            yield from _areas(table, printed, TABLES[item], counted, members)


def _areas(
    table: str,
    numbers: pd.DataFrame,
    by: str,
    counted: pd.DataFrame,
    members: Mapping[str, list[str]],
) -> Iterator[_Printed]:
    for key, row in numbers.iterrows():
        chosen = counted if key == TOTAL else counted[counted[by] == key]
        codes = [one for code in chosen.index for one in members.get(code, [])]
        place = table.replace("table-", "tabell ")
        yield _Printed(f"{place}, {key}", row, codes, _people(chosen).sum())


def _people(units: pd.DataFrame) -> pd.DataFrame:
    """Inhabitants under the name of the FTE that are measured against them."""
    return units[list(DENOMINATORS.values())].fillna(0).set_axis(list(DENOMINATORS), axis=1)


def _programme(
    rows: Sequence[_Printed], kept: Mapping[_Part, int], per: int
) -> tuple[Programme, dict[_Part, tuple[int, int]]]:
    """The programme, and how far each unit's FTE go up and down from the shipped ones."""
    programme, columns = Programme(gap=0.0), dict[_Part, tuple[int, int]]()
    for row in rows:
        for part in _parts(row, "fte_total") if len(row.codes) == 1 else ():
            low, high = _level(row.numbers[part[1]])
            score = -1 - _TIE * len(columns)
            up = programme.column(score, max(0, high - kept[part]))
            columns[part] = up, programme.column(score, max(0, kept[part] - low))
    for row in rows:
        for name, low, high in _windows(row, per):
            parts = _parts(row, name)
            now = sum(kept[part] for part in parts)
            terms = [(at, sign) for part in parts
                     for at, sign in zip(columns[part], (1.0, -1.0), strict=True)]  # fmt: skip
            programme.hold(terms, low - now, high - now, _margin(row, name))
    return programme, columns


def _windows(row: _Printed, per: int) -> Iterator[tuple[str, int, int]]:
    """Printed column → the hundredths of FTE that round half up to it."""
    for column in DENOMINATORS:
        yield column, *_level(row.numbers[column])
        if people := row.people[column]:
            name = f"{column}{RATE_SUFFIX}"
            yield name, *_rate(row.numbers[name], int(people), per)


def _level(printed: float) -> tuple[int, int]:
    low = int(printed) * HUNDRED - HUNDRED // 2
    return max(0, low), low + HUNDRED - 1


def _rate(printed: float, people: int, per: int) -> tuple[int, int]:
    # (printed ± 1/2) x people / per, in hundredths; the upper end belongs to the next number
    low, end = ((2 * int(printed) + way) * people * HUNDRED for way in (-1, 1))
    return -(-low // (2 * per)), -(-end // (2 * per)) - 1


def _parts(row: _Printed, name: str) -> list[_Part]:
    """The single FTE that a printed column sums."""
    column = name.removesuffix(RATE_SUFFIX)
    columns = GROUPS if column == "fte_total" else (column,)
    return [(code, one) for code in row.codes for one in columns]


def _margin(row: _Printed, name: str) -> str:
    return f"{row.place}, {name}"


def _hundredths(units: pd.DataFrame) -> dict[_Part, int]:
    fte = units[list(GROUPS)].dropna()
    return {(str(code), column): round(value * HUNDRED)
            for column in GROUPS for code, value in fte[column].items()}  # fmt: skip


def _frame(hundredths: Mapping[_Part, int], units: pd.DataFrame) -> pd.DataFrame:
    """FTE in the order of the register; the city has the sum of its parts."""
    found = pd.DataFrame(
        {column: {code: value for (code, one), value in hundredths.items() if one == column}
         for column in GROUPS}
    )  # fmt: skip
    if city := city_code(found.index):
        found.loc[city] = found[are_parts(found.index)].sum()
    ordered = found.reindex(units.index.intersection(found.index)).rename_axis("code")
    return (ordered / HUNDRED).round(2)


def _compared(
    rows: Sequence[_Printed], drawn: Mapping[_Part, int], per: int
) -> Iterator[tuple[str, bool]]:
    """Each printed number, and whether FTE and inhabitants round to it."""
    for row in rows:
        for name, _, _ in _windows(row, per):
            fte = Fraction(sum(drawn[part] for part in _parts(row, name)), HUNDRED)
            people = int(row.people[name.removesuffix(RATE_SUFFIX)])
            made = fte * per / people if name.endswith(RATE_SUFFIX) else fte
            yield _margin(row, name), int(half_up(float(made))) == int(row.numbers[name])
