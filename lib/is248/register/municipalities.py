"""The register of municipalities, districts and agencies, with inhabitants and FTE.

The Oslo question is a named choice: the city counts as one unit, as its districts, or as districts
and agencies. Sums never depend on it; the number of units and unweighted means do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from is248.base import observed
from is248.base.data_files import data_folder, number, read_rows, read_source, verify_file
from is248.base.errors import DataError, UserError, suggestion
from is248.base.paths import Project, find_project
from is248.year.labels import CODE_LENGTH, DPS, city_code, read_areas
from is248.year.params import Oslo as Oslo  # noqa: PLC0414 - known by this name to all above
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from is248.year.params import RegisterFiles

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
    "dps": "districts",
}
GROUPINGS = tuple(_OSLO_FOR)
"""The divisions of the country that units can be grouped by."""

_REGISTER = ("name", "kind", "county", "hf_area", "region", "size_class")
AGE_GROUPS = ("pop_under18", "pop_18plus")
"""Columns of inhabitants."""

MUNICIPALITY, AGENCY, RESIDUAL = "municipality", "agency", "residual"
"""Kinds of units, districts apart."""

_FTE = ("fte_adult", "fte_child")


def verify(project: Project, year: int) -> None:
    """Check the register, inhabitants and FTE that a year's params name.

    Raises:
        DataError: The first fault found.
    """
    folder = data_folder(project, "municipalities")
    params = load_year(year, project)
    fte = {params.fte.file} if params.fte else set()
    own = params.register_files
    areas = {own.areas} if own.areas else set()
    dps = {own.dps} if own.dps else set()
    for name in sorted({own.units, params.inhabitants.file, *fte, *areas, *dps}):
        verify_file(*_place(folder, name))


def load_units(year: int, project: Project | None = None, *, own: bool = True) -> pd.DataFrame:
    """The register with inhabitants and FTE.

    Args:
        year: Reporting year.
        project: The project; found when not given.
        own: Whether files of the user's own take the place of those that are shipped.

    Returns:
        One row per municipality (Oslo as a whole too), district, agency and the residual of Oslo's
        inhabitants without a district; index ``code`` (text). Text columns ``name``, ``kind``,
        ``county``, ``hf_area``, ``region``, ``size_class``, ``dps``; numbers ``pop_under18``,
        ``pop_18plus``, ``pop_total`` (persons on 1 January) and ``fte_adult``, ``fte_child``,
        ``fte_total``. The agencies have no inhabitants and the residual no FTE: NaN. All FTE are
        missing where params name no file of them: they are those of the answers then.

    Raises:
        DataError: A file is missing or changed, lacks a column or a unit, or holds a wrong value.
    """
    project = project or find_project()
    params = load_year(year, project, own=own)
    folder = data_folder(project, "municipalities")
    units = _rows(folder, params.register_files.units, _REGISTER)
    frame = _texts(units, _REGISTER)
    frame["dps"] = _dps(frame, params.register_files, folder, units)
    people = _numbers(folder, params.inhabitants.file, AGE_GROUPS)
    check_units(frame, people, params.inhabitants.file)
    if params.inhabitants.is_own:  # official counts may move a unit to another class
        frame["size_class"] = _size_classes(folder, params.inhabitants.file)
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
        raise UserError(f"Ukjent valg for byen: «{oslo}»." + suggestion(oslo, get_args(Oslo)))
    city = city_code(units.index)
    chosen = units[~are_parts(units.index)] if oslo == "one" else units[units.index != city]
    return chosen.assign(counted=chosen["kind"].isin(_COUNTED[oslo]))


def are_parts(codes: pd.Index) -> NDArray[np.bool_]:
    """Which codes are of parts of the city: districts, agencies, inhabitants without a district."""
    found: NDArray[np.bool_] = codes.str.len().to_numpy() > CODE_LENGTH
    return found


def are_agencies(codes: pd.Index) -> NDArray[np.bool_]:
    """Which codes are of the city's agencies: its code, a hyphen and a letter."""
    return codes.str.contains("-").astype(bool)


def lower_limits(size_classes: Sequence[str]) -> list[int]:
    """Fewest inhabitants of each size class.

    Args:
        size_classes: Keys from the smallest on; all but the first begin with their limit.
    """
    firsts = (key.split("-")[0] for key in size_classes[1:])
    return [0, *(int("".join(filter(str.isdigit, first))) for first in firsts)]


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


def tile_grid(grouping: str, year: int, project: Project | None = None) -> pd.DataFrame:
    """Where the areas of a tile-grid map stand.

    Args:
        grouping: county, hf_area or region.
        year: Reporting year, whose register has the areas.
        project: The project; found when not given.

    Returns:
        One row per area, index ``area``: ``row`` and ``col``, from 0 at the upper left.

    Raises:
        UserError: The year has no map of such areas.
    """
    import pandas as pd

    project = project or find_project()
    rows = [row for row in read_areas(load_year(year, project), project) if row["row"]]
    known = {row["grouping"] for row in rows}
    if grouping not in known:
        raise UserError(
            f"{year} har ikke noe kart over «{grouping}»." + suggestion(grouping, known)
        )
    own = [row for row in rows if row["grouping"] == grouping]
    places = {row["key"]: (int(row["row"]), int(row["col"])) for row in own}
    grid = pd.DataFrame.from_dict(places, orient="index", columns=["row", "col"])
    return grid.rename_axis(index="area")


def _dps(
    frame: pd.DataFrame, files: RegisterFiles, folder: Path, units: list[dict[str, str]]
) -> list[str]:
    """DPS area of each unit: of the list that params name, else of the register, if it has any."""
    name = files.dps or files.units
    rows = read_rows(folder, files.dps) if files.dps else units
    told = {row["code"]: row.get(DPS, "") for row in rows}
    told.setdefault(city_code(frame.index), "")
    if odd := sorted({*frame.index} ^ {*told} - {""}):
        raise DataError(
            f"data/municipalities/{name}: {odd[0]} står bare i ett av listen over DPS-områder og "
            "registeret. Listen skal ha hver kommune, bydel, etat og rest av registeret én gang."
        )
    return [told[code] for code in frame.index]


def _size_classes(folder: Path, name: str) -> pd.DataFrame:
    columns = ("size_class",)
    return _texts(_rows(folder, name, columns), columns)


def _texts(rows: list[dict[str, str]], columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({c: [row[c] for row in rows] for c in columns}, index=_codes(rows))


def _numbers(folder: Path, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    rows, path = _rows(folder, name, columns), folder / name
    values = {
        c: [number(row[c], path, at, c) for at, row in enumerate(rows, start=2)] for c in columns
    }
    return pd.DataFrame(values, index=_codes(rows), dtype="float64")


def _codes(rows: list[dict[str, str]]) -> pd.Index:
    import pandas as pd

    return pd.Index([row["code"] for row in rows], name="code")


def _place(folder: Path, name: str) -> tuple[Path, str]:
    """The folder whose source.yml lists a file, and its name there."""
    path = folder / name
    return path.parent, path.name


def _rows(folder: Path, name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a file that params name, with a code and some columns."""
    where, file = _place(folder, name)
    if not observed.is_there(where / file) and file not in read_source(where).files:
        raise DataError(f"Mangler data/municipalities/{name}, som params nevner.")
    rows = read_rows(where, file)
    found = set(rows[0]) if rows else set()
    if lack := [c for c in ("code", *columns) if c not in found]:
        raise DataError(
            f"data/municipalities/{name}, linje 1: mangler kolonnen «{lack[0]}»."
            + suggestion(lack[0], found)
        )
    return rows


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
