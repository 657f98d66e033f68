"""The page that finds a municipality by its name."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence  # noqa: TC003 - kept beside the code
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from is248.edition.blocks import DocumentError
from is248.edition.edition_pages import MUNICIPALITIES
from is248.edition.pages import Section, render
from is248.edition.search_index import Entry as Found
from is248.edition.search_index import Group
from is248.year.labels import HF_AREA

if TYPE_CHECKING:
    from is248.edition.document import Document
    from is248.edition.shell import Shell
    from is248.edition.unit_areas import Area
    from is248.show.bundle import CellBundle, ColumnBundle, RowBundle, TableBundle

SHEETS = "../sheets/index.html"
"""Link from an edition to the page that finds sheets: it says how they are made where they are not.

What stands in an edition may not depend on whether sheets have been made.
"""

FINDER_TABLE = "table-municipalities"
"""Id of the table that the finder is made of."""


@dataclass(frozen=True)
class Fact:
    """A number of a unit: its column's label, its text and its mark."""

    label: str
    text: str
    mark: str | None


@dataclass(frozen=True)
class Unit:
    """A municipality or district.

    Attributes:
        key: Unit code.
        name: Its name, not always its alone.
        county: The sub-heading that it stands below.
        facts: (span of the columns, the facts below it), in order.
        sheet: Link to where its sheet is found; empty for one that has none.
        beside: The other areas that it lies in: "HF-område: Telemark".
    """

    key: str
    name: str
    county: str
    facts: tuple[tuple[str, tuple[Fact, ...]], ...]
    sheet: str = ""
    beside: str = ""


@dataclass(frozen=True)
class Finder:
    """What the page that finds a municipality shows.

    Attributes:
        table: The appendix that it is made of.
        units: The municipalities and districts from A to Å.
        totals: What they are compared with.
        areas: The areas and the units in each that are on the page.
        anonymous: Whether the appendix has numbers in the place of names.
        sheets: Link to the page that finds sheets; empty where there are none.
    """

    table: TableBundle
    units: tuple[Unit, ...]
    totals: tuple[Unit, ...]
    areas: tuple[tuple[Area, tuple[Unit, ...]], ...] = ()
    anonymous: bool = False
    sheets: str = ""


def finder(
    document: Document,
    named: Mapping[str, tuple[str, str]] | None = None,
    areas: Sequence[Area] = (),
) -> Finder:
    """What the page that finds a municipality shows.

    Args:
        document: The appendix; its ``table-municipalities`` has one row per unit below its county.
        named: Units that have a sheet: code → name and county. Where the appendix has numbers in
            the place of names, for nobody gave its FTE, they are found without their FTE.
        areas: The areas of the register.

    Raises:
        DocumentError: The document has no such table.
    """
    table = _finder_table(document)
    units, totals = _units(table)
    known = named or {}
    anonymous = bool(known) and known.keys().isdisjoint(unit.key for unit in units)
    if anonymous:
        units, totals = [Unit(code, *names, ()) for code, names in known.items()], []
    other = [area for area in areas if area.grouping == HF_AREA]  # the county stands with the name
    around = {code: f"{area.kind}: {area.label}" for area in other for code in area.units}
    units = [
        replace(unit, sheet=_sheet(unit.key, known), beside=around.get(unit.key, ""))
        for unit in units
    ]
    units.sort(key=lambda unit: (alphabetical(unit.name), alphabetical(unit.county), unit.key))
    members = ((area, tuple(u for u in units if u.key in area.units)) for area in areas)
    listed = tuple((area, inside) for area, inside in members if inside)
    return Finder(table, tuple(units), tuple(totals), listed, anonymous, SHEETS if known else "")


def finder_html(found: Finder, shell: Shell, chapter_href: str) -> str:
    """The page that finds a municipality by its name.

    Args:
        found: From :func:`finder`.
        shell: What surrounds the page.
        chapter_href: Link from this page to the appendix.

    Returns:
        The page: all units from A to Å, the areas with their units, and with JavaScript a search
        field.
    """
    runs = groupby(found.units, lambda unit: first_letter(unit.name))
    kinds = groupby(found.areas, lambda pair: pair[0].kind)
    by_kind = [(kind, list(run)) for kind, run in kinds]
    return render(
        "municipalities.html.j2", "filter_units.js",
        shell=shell, here=MUNICIPALITIES.key, up="", found=found,
        sections=[Section(2, f"etter_{run[0][0].grouping}", f"Etter {_small(kind)}")
                  for kind, run in by_kind],
        table_href=f"{chapter_href}#{FINDER_TABLE}",
        letters=[(letter, list(run)) for letter, run in runs], kinds=by_kind,
    )  # fmt: skip


def place_groups(found: Finder) -> tuple[Group, ...]:
    """The units and the areas as the search finds them."""
    file = MUNICIPALITIES.file
    units = (
        Found("place", f"enhet_{unit.key}", unit.name, text=_listed(unit.county, unit.beside))
        for unit in found.units
    )
    areas = (
        Found("place", area.anchor, area.label, area.kind, ", ".join(u.name for u in inside))
        for area, inside in found.areas
    )
    return Group("Kommuner og bydeler", file, tuple(units)), Group("Områder", file, tuple(areas))


def _listed(*texts: str) -> str:
    return ", ".join(filter(None, texts))


def _small(kind: str) -> str:
    """A word inside a sentence: "fylke", but "HF-område"."""
    return kind if kind[:2].isupper() else kind.lower()


def _sheet(code: str, known: Mapping[str, tuple[str, str]]) -> str:
    return f"{SHEETS}#enhet_{code}" if code in known else ""


def alphabetical(name: str) -> str:
    """A name as a key of Norwegian order: æ, ø and å last, aa as two letters, accents ignored."""
    # the three ASCII signs after z keep the letters in order after it
    own = name.lower().translate(str.maketrans("æäøöåđŋŧ", "{{||}dnt"))
    return "".join(c for c in unicodedata.normalize("NFD", own) if not unicodedata.combining(c))


def _finder_table(document: Document) -> TableBundle:
    for bundle in document.items:
        if bundle["kind"] == "table" and bundle["id"] == FINDER_TABLE:
            return bundle
    raise DocumentError(f"{document.chapter.theme} has no {FINDER_TABLE}")


def _units(table: TableBundle) -> tuple[list[Unit], list[Unit]]:
    """The units, and the totals that they are compared with."""
    units: list[Unit] = []
    totals: list[Unit] = []
    county = ""
    for row in table["grid"]["rows"]:
        if row["role"] == "group":
            county = row["label"]
        elif row["role"] == "total":
            totals.append(_unit(row, "", table["grid"]["columns"]))
        else:
            units.append(_unit(row, county, table["grid"]["columns"]))
    return units, totals


def _unit(row: RowBundle, county: str, columns: list[ColumnBundle]) -> Unit:
    pairs = list(zip(columns, row["cells"], strict=True))
    spans = groupby(pairs, lambda pair: pair[0]["span"] or "")
    facts = tuple((span, tuple(_fact(c, cell) for c, cell in run)) for span, run in spans)
    return Unit(row["key"], row["label"], county, facts)


def _fact(column: ColumnBundle, cell: CellBundle) -> Fact:
    return Fact(column["label"], cell["text"], cell["mark"])


def first_letter(name: str) -> str:
    """The letter that a name is listed under; Aa is Å."""
    first = alphabetical(name)[:1]
    return {"{": "Æ", "|": "Ø", "}": "Å"}.get(first, first.upper())
