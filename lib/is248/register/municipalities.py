"""The register of municipalities, districts and agencies, with inhabitants and FTE.

The Oslo question is a named choice: Oslo counts as one unit, as its 15 districts, or as districts
and the two agencies. Sums never depend on it; the number of units and unweighted means do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from is248.base.data_files import data_folder, number, read_rows, read_source, verify_file
from is248.base.errors import DataError, UserError, suggestion
from is248.base.paths import Project, find_project
from is248.year.params import load_year

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from is248.year.params import YearParams

Oslo = Literal["one", "districts", "districts_and_agencies"]
"""How Oslo counts: one municipality (428 units), 15 districts (442), with agencies (444)."""

OSLO = "0301"
_COUNTED: dict[Oslo, frozenset[str]] = {
    "one": frozenset({"municipality"}),
    "districts": frozenset({"municipality", "district"}),
    "districts_and_agencies": frozenset({"municipality", "district", "agency"}),
}
_OSLO_FOR: dict[str, Oslo] = {
    "size_class": "one",
    "region": "one",
    "county": "districts",
    "hf_area": "districts_and_agencies",
}
GROUPINGS = tuple(_OSLO_FOR)
"""The divisions of the country that units can be grouped by."""

_REGISTER = ("name", "kind", "county", "hf_area", "region", "size_class")
_INHABITANTS = ("pop_under18", "pop_18plus")
_FTE = ("fte_adult", "fte_child")


def verify(project: Project, year: int) -> None:
    """Check the register, inhabitants and FTE that a year's params name.

    Raises:
        DataError: The first fault found.
    """
    folder = data_folder(project, "municipalities")
    params = load_year(year, project)
    fte = {params.fte.file} if params.fte else set()
    for name in sorted({_register_file(params), params.inhabitants.file, *fte}):
        verify_file(folder, name)


def load_units(year: int, project: Project | None = None) -> pd.DataFrame:
    """The register with inhabitants and FTE.

    Args:
        year: Reporting year.
        project: The project; found when not given.

    Returns:
        One row per municipality (Oslo as a whole too), district, agency and the residual of Oslo's
        inhabitants without a district; index ``code`` (text). Text columns ``name``, ``kind``,
        ``county``, ``hf_area``, ``region``, ``size_class``; numbers ``pop_under18``,
        ``pop_18plus``, ``pop_total`` (persons on 1 January) and ``fte_adult``, ``fte_child``,
        ``fte_total``. The agencies have no inhabitants and the residual no FTE: NaN. All FTE are
        missing where params name no file of them: they are those of the answers then.

    Raises:
        DataError: A file is missing or changed, lacks a column or a unit, or holds a wrong value.
    """
    project = project or find_project()
    params = load_year(year, project)
    folder = data_folder(project, "municipalities")
    frame = _text_frame(folder, _register_file(params), _REGISTER)
    people = _numbers(folder, params.inhabitants.file, _INHABITANTS)
    check_units(frame, people, params.inhabitants.file)
    frame = frame.join(people).assign(**dict.fromkeys(_FTE, float("nan")))
    if params.fte:
        frame = frame.drop(columns=list(_FTE)).join(_numbers(folder, params.fte.file, _FTE))
    frame["pop_total"] = frame["pop_under18"] + frame["pop_18plus"]
    frame["fte_total"] = frame["fte_adult"] + frame["fte_child"]
    return frame


def count_oslo(units: pd.DataFrame, oslo: Oslo) -> pd.DataFrame:
    """The units of an analysis under one answer to the Oslo question.

    Args:
        units: All units, from :func:`load_units`.
        oslo: How Oslo counts.

    Returns:
        Rows whose sums are the country's, never counting Oslo twice, with a column ``counted``:
        whether the row is a unit of its own. Agencies and the residual carry FTE or inhabitants
        without being counted under "districts". Under "one" Oslo has no HF area of its own.

    Raises:
        UserError: No such answer.
    """
    if oslo not in _COUNTED:
        raise UserError(f"Ukjent valg for Oslo: «{oslo}»." + suggestion(oslo, get_args(Oslo)))
    is_part = units.index.str.startswith(OSLO) & (units.index != OSLO)
    chosen = units[~is_part] if oslo == "one" else units[units.index != OSLO]
    return chosen.assign(counted=chosen["kind"].isin(_COUNTED[oslo]))


def oslo_for(by: str) -> Oslo:
    """How Oslo counts in the printed tables of a grouping.

    Args:
        by: size_class, county, hf_area or region.

    Returns:
        One unit by size class and region, districts by county, districts and agencies by HF area.

    Raises:
        UserError: No such grouping.
    """
    if by not in _OSLO_FOR:
        raise UserError(f"Kan ikke gruppere etter «{by}»." + suggestion(by, _OSLO_FOR))
    return _OSLO_FOR[by]


def tile_grid(layout: str, project: Project | None = None) -> pd.DataFrame:
    """Where the areas of a tile-grid map stand.

    Args:
        layout: county_2016, hf_2016, … (data/municipalities/tile_grids.csv).
        project: The project; found when not given.

    Returns:
        One row per area, index ``area``: ``row`` and ``col``, from 0 at the upper left.

    Raises:
        UserError: No such layout.
    """
    import pandas as pd

    rows = read_rows(data_folder(project or find_project(), "municipalities"), "tile_grids.csv")
    if layout not in (known := {row["layout"] for row in rows}):
        raise UserError(f"Ukjent kart: «{layout}»." + suggestion(layout, known))
    wanted = pd.DataFrame([row for row in rows if row["layout"] == layout]).set_index("area")
    return wanted[["row", "col"]].astype(int)


def _register_file(params: YearParams) -> str:
    return f"{params.register_year or params.year}.csv"


def _text_frame(folder: Path, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    _require(folder, name, columns)
    frame = pd.DataFrame(read_rows(folder, name)).set_index("code")
    return frame.loc[:, list(columns)]


def _numbers(folder: Path, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    _require(folder, name, columns)
    rows = read_rows(folder, name)
    values = [
        {c: number(row[c], folder / name, at, c) for c in columns}
        for at, row in enumerate(rows, start=2)
    ]
    index = pd.Index([row["code"] for row in rows], name="code")
    return pd.DataFrame(values, index=index, dtype="float64")


def _require(folder: Path, name: str, columns: tuple[str, ...]) -> None:
    if not (folder / name).is_file() and name not in read_source(folder).files:
        raise DataError(f"Mangler data/municipalities/{name}, som params nevner.")
    rows = read_rows(folder, name)
    found = set(rows[0]) if rows else set()
    if lack := [c for c in ("code", *columns) if c not in found]:
        raise DataError(
            f"data/municipalities/{name}, linje 1: mangler kolonnen «{lack[0]}»."
            + suggestion(lack[0], found)
        )


def check_units(register: pd.DataFrame, people: pd.DataFrame, name: str) -> None:
    """Check that register and inhabitants hold the same units, each once.

    Raises:
        DataError: They do not; the message names the first unit.
    """
    for frame, what in ((register, "registeret"), (people, name)):
        if not frame.index.is_unique:
            twice = frame.index[frame.index.duplicated()][0]
            raise DataError(f"Koden {twice} står to ganger i {what} (data/municipalities).")
    needs = register.index[register["kind"] != "agency"]
    if len(lost := needs.difference(people.index)):
        raise DataError(
            f"data/municipalities/{name} mangler innbyggere for {len(lost)} enheter, "
            f"først {lost[0]} {register.loc[lost[0], 'name']}."
        )
