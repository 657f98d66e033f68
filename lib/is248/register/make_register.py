"""The register of a year, made from that of an earlier one and the facts of reforms.

Year by year units merge, split and get other codes; what their parts agree on they keep, and where
the parts lay in different HF areas a fact decides. Facts are data: ``reform_*.csv``,
``split_shares.csv``, ``hf_of_units.csv``, ``counties.csv``, ``tile_grids.csv``,
``dps_areas_<year>.csv`` and ``inhabitants_national.csv`` in ``data/municipalities``.
"""

from __future__ import annotations

import csv
import io
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from is248.base.data_files import data_folder, read_rows, read_source
from is248.base.errors import DataError, UserError
from is248.register.crosswalk import Crossing, carry, crosswalk, load_crossing
from is248.register.dps import SHARED, dps_of_units
from is248.register.hf_notes import FACTS as HF_FACTS
from is248.register.municipalities import (
    AGE_GROUPS,
    AGENCY,
    MUNICIPALITY,
    RESIDUAL,
    are_parts,
    lower_limits,
)
from is248.year.labels import AREA_COLUMNS, CODE_LENGTH, FOLDER, city_code, common_labels
from is248.year.params import RegisterFiles, known_years, load_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from is248.base.paths import Project

UNIT_COLUMNS = ("name", "printed_name", "kind", "county", "hf_area", "region", "size_class",
                *AGE_GROUPS, "dps")  # fmt: skip
_KEPT = ["printed_name", "kind", "region", "dps"]
"""What a merged unit has as its largest part; HF areas must agree, and names are facts."""

_PLACED = (*AREA_COLUMNS, "row", "col")
_COUNTIES, _TILES = "counties.csv", "tile_grids.csv"
_NATIONAL = "inhabitants_national.csv"
_PREFIX = 2
"""Figures of a code that are those of its county."""


class Register(NamedTuple):
    """A register, as its two files hold it.

    Attributes:
        units: One row per municipality, district, agency and the residual, index ``code`` in order;
            columns as :data:`UNIT_COLUMNS`: text, and inhabitants as whole numbers, missing for
            agencies.
        areas: One row per county, HF area, region and DPS area in the order shown; columns of
            ``<year>_areas.csv``, text; without a place on the map where none is known.
        inhabitants_of: The year whose national totals the inhabitants sum to: the register's own,
            or that of its source where no total of the year is held.
    """

    units: pd.DataFrame
    areas: pd.DataFrame
    inhabitants_of: int


def make_register(year: int, source_year: int, project: Project) -> Register:
    """Make the register of a year.

    Args:
        year: The year wanted; its borders are those of 1 January.
        source_year: A year that has a register: earlier, or with no reform between.
        project: The project whose facts are used.

    Returns:
        The register. Inhabitants are those of the source, carried across reforms and scaled within
        each age group to the national total of the year, in whole persons.

    Raises:
        UserError: There is no register of the source, or a reform was after the year wanted.
        DataError: A fact is missing: the county of a code, or the HF area of a merged unit.
    """
    crossing, names = load_crossing(project), files_of(source_year, project)
    _check_order(year, source_year, crossing)
    units = reduce(
        lambda units, to: _next_year(units, to, crossing, project),
        range(source_year + 1, year + 1),
        _read_units(names.units, project),
    )
    units, inhabitants_of = _scaled(units, year, source_year, project)
    units = units.assign(
        county=_counties_of(units, _county_rows(year, project)),
        size_class=size_classes(units, project),
        dps=dps_of_units(units, year, crossing, project),
    )
    areas = _areas(units, year, names, project)
    return Register(units.loc[:, list(UNIT_COLUMNS)].sort_index(), areas, inhabitants_of)


def register_csv(frame: pd.DataFrame) -> str:
    """A frame of :class:`Register` as the text of its file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    index = [frame.index.name] if frame.index.name else []
    writer.writerow([*index, *frame.columns])
    rows = frame.itertuples(index=bool(index), name=None)
    writer.writerows(["" if pd.isna(cell) else cell for cell in row] for row in rows)
    return text.getvalue()


def files_of(year: int, project: Project) -> RegisterFiles:
    """The files of a year's register: those that its params name, else ``<year>.csv``.

    Raises:
        UserError: There is no register of the year.
    """
    if year in known_years(project):
        return load_year(year, project, own=False).register_files
    own = RegisterFiles(units=f"{year}.csv", areas=f"{year}_areas.csv")
    if own.units not in read_source(data_folder(project, FOLDER)).files:
        raise UserError(f"Det finnes ikke noe register for {year} i data/{FOLDER}.")
    return own


def _check_order(year: int, source_year: int, crossing: Crossing) -> None:
    between = sorted({r.year for r in crossing.reforms if year < r.year <= source_year})
    if between:
        raise UserError(
            f"Registeret for {year} kan ikke lages av registeret for {source_year}: kommuner ble "
            f"slått sammen eller fikk nye koder i {between[0]}, og navnene før det står ikke der. "
            f"Ta utgangspunkt i et register fra før {between[0]}."
        )


def _read_units(name: str, project: Project) -> pd.DataFrame:
    rows = read_rows(data_folder(project, FOLDER), name)
    units = pd.DataFrame(rows).set_index("code")
    people = {group: pd.to_numeric(units[group]) for group in AGE_GROUPS}
    return units.assign(**people).reindex(columns=list(UNIT_COLUMNS)).fillna({"dps": ""})


def _next_year(
    units: pd.DataFrame, year: int, crossing: Crossing, project: Project
) -> pd.DataFrame:
    """The units a year later, with inhabitants not yet whole or scaled."""
    people = units[list(AGE_GROUPS)]
    pairs = crosswalk(people.sum(axis=1), year - 1, year, crossing)
    parts = pairs.join(units[["name", "hf_area", *_KEPT]], on="from")
    parts["people"] = parts["share"] * people.sum(axis=1).loc[parts["from"]].to_numpy()
    largest = parts.sort_values("people", ascending=False, kind="stable").drop_duplicates("to")
    made = largest.set_index("to").rename_axis("code").sort_index()
    names = {reform.after: reform.name for reform in crossing.reforms if reform.year == year}
    areas = _hf_areas(parts, year, project)
    counts = carry(people.fillna(0), pairs).drop(columns="estimated")
    counts = counts.where(made["kind"] != AGENCY)
    name = _told(made["name"], names)
    printed = name.where(made["kind"] != RESIDUAL, "")
    return made[_KEPT].assign(name=name, printed_name=printed, hf_area=areas).join(counts)


def _hf_areas(parts: pd.DataFrame, year: int, project: Project) -> pd.Series:
    """HF area of each unit: what a fact of the year says, else what all its parts were in."""
    rows = read_rows(data_folder(project, FOLDER), HF_FACTS)
    told = {row["code"]: row["hf_area"] for row in rows if int(row["first_year"]) == year}
    before = parts.groupby("to")["hf_area"]
    for code, many in before.nunique().items():
        if many > 1 and code not in told:
            raise DataError(
                f"data/{FOLDER}/{HF_FACTS}: {code} er i {year} slått sammen av deler i ulike "
                f"HF-områder ({', '.join(sorted(set(before.get_group(code))))}). Før en rad med "
                "first_year, code, hf_area og certainty som sier hvilket område den hører til."
            )
    return _told(before.first(), told)


def _told(values: pd.Series, facts: Mapping[str, str]) -> pd.Series:
    """Values of units, but where a fact tells another."""
    return pd.Series([facts.get(str(c), v) for c, v in values.items()], values.index, dtype="str")


def _scaled(
    units: pd.DataFrame, year: int, source_year: int, project: Project
) -> tuple[pd.DataFrame, int]:
    """Units with whole inhabitants whose sums are the country's, and the year of those sums."""
    rows = read_rows(data_folder(project, FOLDER), _NATIONAL)
    told = {int(row["year"]): row for row in rows}.get(year)
    city = city_code(units.index)
    counted = units[(units.index != city) & units[AGE_GROUPS[0]].notna()]
    made = {}
    for group in AGE_GROUPS:
        total = float(told[group]) if told else counted[group].sum()
        whole = whole_parts(counted[group], total)
        if city:
            whole[city] = whole[are_parts(whole.index)].sum()
        made[group] = whole.reindex(units.index).astype("Int64")
    return units.assign(**made), year if told else source_year


def whole_parts(people: pd.Series, total: float) -> pd.Series:
    """Counts in proportion, whole, that sum to a total; the largest remainders get the rest."""
    exact = people * (total / people.sum())
    floor = np.floor(exact.round(6))
    place = (exact - floor).rank(method="first", ascending=False)
    whole: pd.Series = floor + (place <= round(total - floor.sum()))
    return whole


def _county_rows(year: int, project: Project) -> list[dict[str, str]]:
    """The counties of a year in their order, with their code and place on the map."""
    folder = data_folder(project, FOLDER)
    rows = read_rows(folder, _COUNTIES)
    since = max((int(r["first_year"]) for r in rows if int(r["first_year"]) <= year), default=None)
    if since is None:
        raise UserError(f"data/{FOLDER}/{_COUNTIES} har ingen fylker for {year}.")
    tiles = {
        row["area"]: row for row in read_rows(folder, _TILES) if row["layout"] == f"county_{since}"
    }
    own = [row for row in rows if int(row["first_year"]) == since]
    empty = {"row": "", "col": ""}
    return [{**row, "grouping": "county", **_place(tiles.get(row["key"], empty))} for row in own]


def _place(tile: dict[str, str]) -> dict[str, str]:
    return {"row": tile["row"], "col": tile["col"]}


def _counties_of(units: pd.DataFrame, rows: Sequence[dict[str, str]]) -> pd.Series:
    prefixes = {row["prefix"]: row["key"] for row in rows}
    counties = units.index.to_series().str[:_PREFIX].map(prefixes)
    if len(lost := counties[counties.isna()]):
        raise DataError(
            f"data/{FOLDER}/{_COUNTIES} mangler fylket med kode {lost.index[0][:_PREFIX]}, som "
            f"{lost.index[0]} {units.loc[lost.index[0], 'name']} ligger i. Før en rad for hvert "
            "fylke fra og med det året de endret seg."
        )
    return counties


def size_classes(units: pd.DataFrame, project: Project) -> pd.Series:
    """Size class by inhabitants; parts of the city have the class of the city."""
    keys = list(common_labels(project).category("size_class").values)
    whole = units[units["kind"] == MUNICIPALITY]
    people = whole[list(AGE_GROUPS)].sum(axis=1).astype("float64")
    classes = pd.cut(people, [*lower_limits(keys), np.inf], right=False, labels=keys)
    return units.index.str[:CODE_LENGTH].to_series(units.index).map(classes.astype(str))


def _areas(units: pd.DataFrame, year: int, source: RegisterFiles, project: Project) -> pd.DataFrame:
    """Areas that units lie in: counties of the year, the source's others, and what is new."""
    folder = data_folder(project, FOLDER)
    known = read_rows(folder, source.areas) if source.areas else []
    rows = _county_rows(year, project)
    for grouping in ("hf_area", "region", "dps"):
        own = {row["key"]: row for row in known if row["grouping"] == grouping}
        rows += [own.get(key) or _new_area(grouping, key) for key in _keys(units, grouping, own)]
    frame = pd.DataFrame(rows).reindex(columns=list(_PLACED))
    held = [bool((units[row.grouping] == row.key).any()) for row in frame.itertuples()]
    return frame[held].reset_index(drop=True)


def _keys(units: pd.DataFrame, grouping: str, known: Iterable[str]) -> list[str]:
    """Keys of a grouping: the known in their order, the new in that of the codes, shared last."""
    found = dict.fromkeys(known) | dict.fromkeys(units.sort_index()[grouping])
    return sorted(filter(None, found), key=SHARED.__eq__)


def _new_area(grouping: str, key: str) -> dict[str, str]:
    return {**dict.fromkeys(_PLACED, ""), "grouping": grouping, "key": key, "label": key,
            "reference": "no"}  # fmt: skip
