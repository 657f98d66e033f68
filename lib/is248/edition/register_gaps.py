"""Gaps in what a year knows of places and people: register, areas, labels, inhabitants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.data_files import data_folder, read_rows
from is248.edition.gap import Gap, YearInput
from is248.register import municipalities
from is248.survey.codebook import FTE_SPLIT
from is248.year.labels import load_labels, read_areas

if TYPE_CHECKING:
    from collections.abc import Iterator

_BASES = {"reconstructed": "rekonstruert", "calibrated": "kalibrert"}
_SIZE = "size_class"
_MUNICIPALITIES = "municipalities"


def files(given: YearInput) -> Iterator[Gap]:
    """Files of the register that are missing, changed or wrong."""
    municipalities.verify(given.project, given.year)
    yield from ()


def areas(given: YearInput) -> Iterator[Gap]:
    """Areas of units that have no label, and areas without reference or place on the map."""
    files = given.params.register_files
    rows, units = (
        read_areas(given.params, given.project),
        read_rows(data_folder(given.project, _MUNICIPALITIES), files.units),
    )
    for grouping in dict.fromkeys(row["grouping"] for row in rows):
        own = [row for row in rows if row["grouping"] == grouping]
        held = {unit.get(grouping, "") for unit in units} - {""}
        if lost := sorted(held - {row["key"] for row in own}):
            yield Gap(
                "register",
                f"{_listed(lost)} står i {files.units}, men ikke i {files.areas} ({grouping}).",
                "Før dem opp der med navn og plass i rekkefølgen.", stops=True,
            )  # fmt: skip
        if not any(row["reference"] == "yes" for row in own):
            yield Gap(
                "referanse",
                f"Ingen gruppe i «{grouping}» er merket som den de andre sammenlignes med.",
                f"Den første brukes. Sett reference til yes på en annen i {files.areas} om den ikke passer.",
            )
        placed = [row for row in own if row["row"]]
        if placed and (without := [row["label"] for row in own if not row["row"]]):
            yield Gap(
                "kart", f"{_listed(without)} har ingen rute på kartet ({grouping}).",
                f"Skriv row og col i {files.areas}; ellers tegnes kartet uten.",
            )  # fmt: skip


def labels(given: YearInput) -> Iterator[Gap]:
    """What is shown of the year and has no label."""
    known = load_labels(given.project, given.year)
    folder = data_folder(given.project, _MUNICIPALITIES)
    sizes = {row.get(_SIZE, "") for row in read_rows(folder, given.params.register_files.units)}
    if odd := sorted(sizes - {""} - {*known.category(_SIZE).values}):
        yield Gap("etiketter", f"Størrelsene {_listed(odd)} mangler i params/labels.yml ({_SIZE}).",
                  "Rett dem i registeret, eller før dem opp under categories.", stops=True)  # fmt: skip
    parts: dict[str, list[str]] = {}
    for variable in given.book.variables if given.book else ():
        if variable.type == "fte" and (found := FTE_SPLIT.fullmatch(variable.concept)):
            group, split, part = found.groups()
            name = f"{group}_{split}" if split == "measure" else split
            if part not in known.category(name).values and part not in parts.setdefault(name, []):
                parts[name].append(part)
    for name, lost in parts.items():
        if lost:
            yield Gap("etiketter", f"{_listed(lost)} mangler i params/labels.yml ({name}).",
                      "Før dem opp under categories, der de skal stå i rekkefølgen.", stops=True)  # fmt: skip


def inhabitants(given: YearInput) -> Iterator[Gap]:
    """Inhabitants that are not those of the year, or not official."""
    own, year = given.params.inhabitants, given.year
    mend = f"Hent de offisielle med «is248 inhabitants {year} FIL»."
    if own.as_of and own.as_of != year:
        yield Gap("innbyggere", f"Innbyggerne i {own.file} er fra {own.as_of}.", mend)
    if own.basis in _BASES:
        words = f"Innbyggerne i {own.file} er {_BASES[own.basis]}, ikke offisielle."
        yield Gap("innbyggere", words, mend)
    if given.params.fte and given.params.fte.basis in _BASES:
        basis = _BASES[given.params.fte.basis]
        yield Gap("årsverk", f"Årsverkene i {given.params.fte.file} er {basis}, ikke rapportert.",
                  "Ta bort «fte» i params når svarene har dem.")  # fmt: skip


def _listed(names: list[str], most: int = 5) -> str:
    more = f" og {len(names) - most} til" if len(names) > most else ""
    return ", ".join(f"«{name}»" for name in names[:most]) + more
