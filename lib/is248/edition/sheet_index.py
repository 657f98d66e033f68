"""The units that have a sheet, and the page that finds sheets, beside their versions."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from is248.base.data_files import data_folder, read_rows
from is248.base.exchange import said, write_whole
from is248.edition.edition_pages import EditionPage
from is248.edition.finder_page import alphabetical, first_letter
from is248.edition.pages import render
from is248.edition.shell import bare_shell
from is248.edition.versions import LATEST, LATEST_TEXT
from is248.year.labels import load_labels
from is248.year.params import load_year

if TYPE_CHECKING:
    from is248.base.paths import Project

INDEX = "index.html"
FOLDER = "sheets"
"""Where sheets are, beside the versions of their year."""

FINDER = EditionPage("sheets", INDEX, "Alle kommuner og bydeler")
"""The page that finds sheets, as sheets know it."""

WITH_SHEET = ("municipality", "district")
"""Kinds of units that have a sheet."""


def units_with_sheet(year: int, project: Project) -> dict[str, tuple[str, str]]:
    """The units that have a sheet: code → name and county, in the order of the register.

    Raises:
        DataError: The register is missing or wrong.
    """
    name = load_year(year, project).register_files.units
    rows = read_rows(data_folder(project, "municipalities"), name)
    own = [row for row in rows if row.get("kind") in WITH_SHEET]
    return {row["code"]: (row["name"], _county(row["county"], year, project)) for row in own}


def _county(key: str, year: int, project: Project) -> str:
    known = load_labels(project, year).category("county").values
    return known[key].label if key in known else key


def sheet_index_html(year: int, project: Project, folder: str) -> str:
    """The page that finds a sheet.

    Args:
        year: The reporting year.
        project: The project.
        folder: Link to the folder of the sheets; empty where they have not been made.

    Returns:
        All units from A to Å, and with JavaScript a search field; without sheets it says how they
        are made.
    """
    units = [(code, *named) for code, named in units_with_sheet(year, project).items()]
    units.sort(key=lambda unit: (alphabetical(unit[1]), alphabetical(unit[2]), unit[0]))
    letters = [(letter, list(run)) for letter, run in groupby(units, lambda u: first_letter(u[1]))]
    return render(
        "sheets.html.j2", "filter_units.js", here=FINDER.key, up="",
        shell=bare_shell(load_year(year, project), FINDER),
        letters=letters, count=len(units), folder=folder,
    )  # fmt: skip


def tell_how(project: Project, year: int) -> None:
    """See to it that the page which finds sheets is there; without sheets it says how to make them.

    Args:
        project: The project.
        year: A year with an edition, whose page of municipalities leads there.

    Raises:
        UserError: It cannot be written.
    """
    folder = project.outputs / str(year) / FOLDER
    made = any((folder / name).exists() for name in (LATEST, LATEST_TEXT))
    if not made and units_with_sheet(year, project):
        with said(project.relative(folder)):
            folder.mkdir(exist_ok=True)
            write_whole(folder / INDEX, sheet_index_html(year, project, ""))
