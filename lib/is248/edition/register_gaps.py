"""Gaps in what a year knows of places and people: register, areas, labels, inhabitants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.data_files import data_folder, read_rows
from is248.edition.gap import Gap, YearInput, listed
from is248.register import municipalities
from is248.survey.codebook import FTE_SPLIT
from is248.year.labels import load_labels, read_areas

if TYPE_CHECKING:
    from collections.abc import Iterator

_BASES = {"reconstructed": "rekonstruert", "calibrated": "kalibrert"}
_SIZE = "size_class"


def files(given: YearInput) -> Iterator[Gap]:
    """Files of the register that are missing, changed or wrong."""
    municipalities.verify(given.project, given.year)
    yield from ()


def areas(given: YearInput) -> Iterator[Gap]:
    """Areas of units that have no label, and areas without reference or place on the map."""
    rows, units = read_areas(given.params, given.project), _units(given)
    for grouping in dict.fromkeys(row["grouping"] for row in rows):
        own = [row for row in rows if row["grouping"] == grouping]
        held = {unit.get(grouping, "") for unit in units} - {""}
        yield from _areas_of(given, grouping, own, held)


def _areas_of(
    given: YearInput, grouping: str, own: list[dict[str, str]], held: set[str]
) -> Iterator[Gap]:
    files = given.params.register_files
    if lost := sorted(held - {row["key"] for row in own}):
        words = f"{listed(lost)} står i {files.units}, men ikke i {files.areas} ({grouping})."
        yield Gap("register", words, "Før dem opp der, der de skal stå i rekkefølgen.", stops=True)
    if not any(row["reference"] == "yes" for row in own):
        words = f"Ingen gruppe i «{grouping}» er merket som den de andre sammenlignes med."
        mend = f"Den første brukes; passer en annen bedre, sett reference til yes i {files.areas}."
        yield Gap("referanse", words, mend)
    without = [row["label"] for row in own if not row["row"]]
    if without and len(without) < len(own):
        words = f"{listed(without)} har ingen rute på kartet ({grouping})."
        yield Gap("kart", words, f"Skriv row og col i {files.areas}; ellers er de ikke på kartet.")


def labels(given: YearInput) -> Iterator[Gap]:
    """What is shown of the year and has no label."""
    known = load_labels(given.project, given.year)
    lost = {_SIZE: {unit.get(_SIZE, "") for unit in _units(given)} - {""}}
    for variable in given.book.variables if given.book else ():
        if variable.type == "fte" and (found := FTE_SPLIT.fullmatch(variable.concept)):
            group, split, part = found.groups()
            name = {"measure": f"{group}_measure"}.get(split, split)
            lost.setdefault(name, set()).add(f"{split}_{part}" if split == "pathway" else part)
    for name, keys in lost.items():
        if odd := sorted(keys - {*known.category(name).values}):
            words = f"{listed(odd)} mangler i params/labels.yml ({name})."
            mend = "Før dem opp under categories, der de skal stå i rekkefølgen."
            yield Gap("etiketter", words, mend, stops=True)


def _units(given: YearInput) -> list[dict[str, str]]:
    folder = data_folder(given.project, "municipalities")
    return read_rows(folder, given.params.register_files.units)


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
