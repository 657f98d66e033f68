"""``is248 inhabitants 2016 FILE``: official inhabitants in the place of the reconstructed ones."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from is248.base.errors import DataError, UserError
from is248.base.numbers import format_number
from is248.cli.commands import say
from is248.edition.plan import read_year

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    import pandas as pd

    from is248.base.paths import Project
    from is248.register.inhabitants import Official
    from is248.register.inhabitants_own import Raw
    from is248_synthetic.fte_joint import Draw

FILE_HELP = (
    "SSBs tabell 07459, og gjerne 10826 for bydelene: .csv, .xlsx eller .json (JSON-stat 2), med "
    "koder"
)
FETCH_HELP = "hent tabellene fra SSBs åpne API i stedet for å lese filer"
JSON = ".json"
_SHOWN = 5


def arguments(parser: argparse.ArgumentParser) -> None:
    """The year, and the files or where else the numbers are from."""
    parser.add_argument("year", metavar="ÅR")
    parser.add_argument("files", metavar="FIL", type=Path, nargs="*", help=FILE_HELP)
    parser.add_argument("--fetch", action="store_true", help=FETCH_HELP)


def run(options: argparse.Namespace, project: Project) -> int:
    """Read, check, draw the FTE anew where they are printed, write, and tell."""
    from is248.register.inhabitants import counts_of, for_register
    from is248.register.inhabitants_own import Own, write_own
    from is248.register.make_register import size_classes
    from is248.register.reforms import load_reforms
    from is248.year.params import own_folder

    year = read_year(options.year, project)
    if bool(options.files) == options.fetch:
        raise UserError("Gi enten filer fra SSB eller --fetch.")
    units = _units(year, project)
    tables = list(_fetched(year, units) if options.fetch else map(_read, options.files))
    counts = [counts_of(table.numbers, year, table.raw.name) for table in tables]
    official = for_register(counts, units, year, load_reforms(project))
    _check_country(official, year, project)
    people = official.people.assign(kind=units["kind"])
    people["size_class"] = size_classes(people, project)
    drawn = _draw(year, people, project)
    own = Own(
        people, "register" if official.districts_told else "reconstructed",
        drawn.fte if drawn else None, [table.raw for table in tables],
        dt.datetime.now().astimezone().date(),
    )  # fmt: skip
    new = write_own(year, own, project)
    say(_untold_year(tables, year))
    say(_told(official, people, units, year))
    say(_told_fte(drawn) if drawn else ())
    say(_written(project.relative(own_folder(year, project)), own.basis, year, new=new))
    return 0


class _Table(NamedTuple):
    raw: Raw
    numbers: pd.DataFrame


def _units(year: int, project: Project) -> pd.DataFrame:
    """The register of the year with the inhabitants that it is shipped with."""
    import pandas as pd

    from is248.base.data_files import data_folder, read_rows
    from is248.register.make_register import files_of
    from is248.register.municipalities import AGE_GROUPS
    from is248.register.reforms import FOLDER

    rows = read_rows(data_folder(project, FOLDER), files_of(year, project).units)
    units = pd.DataFrame(rows).set_index("code")
    return units.assign(**{group: pd.to_numeric(units[group]) for group in AGE_GROUPS})


def _read(path: Path) -> _Table:
    from is248.register.inhabitants_own import Raw
    from is248.register.inhabitants_table import from_cells
    from is248.survey.findings import UnreadableError
    from is248.survey.readers import read_rows

    if not path.is_file():
        raise DataError(f"Fant ikke filen «{path}».")
    raw = Raw(path.name, path.read_bytes(), kept=False)
    if path.suffix.lower() == JSON:
        return _Table(raw, _of_json(raw))
    try:
        rows = [cells for _, cells in read_rows(path)]
    except UnreadableError as error:
        raise DataError(str(error)) from error
    return _Table(raw, from_cells(rows, path.name))


def _of_json(raw: Raw) -> pd.DataFrame:
    from is248.register.inhabitants_table import from_json_stat

    try:
        content = json.loads(raw.content)
    except (ValueError, RecursionError):
        raise DataError(f"{raw.name} er ikke JSON. Ta ut tabellen på nytt.") from None
    return from_json_stat(content, raw.name)


def _fetched(year: int, units: pd.DataFrame) -> Iterator[_Table]:
    from is248.register import inhabitants_fetch as api
    from is248.register.inhabitants_own import Raw

    for table, kind in ((api.MUNICIPALITIES, "municipality"), (api.DISTRICTS, "district")):
        if len(codes := units.index[units["kind"] == kind]):
            raw = Raw(f"{table}{JSON}", api.fetch(table, year, set(codes)), kept=True)
            yield _Table(raw, _of_json(raw))


def _draw(year: int, people: pd.DataFrame, project: Project) -> Draw | None:
    """FTE drawn beside the inhabitants, in a year whose shipped ones are drawn to fit its print."""
    from is248.printed.report import has_print
    from is248.register.municipalities import AGE_GROUPS, load_units
    from is248.year.params import known_years, load_year
    from is248_synthetic.fte_joint import joint_draw

    if year not in known_years(project) or not has_print(year, project):
        return None
    fte = load_year(year, project, own=False).fte
    if fte is None or fte.basis != "calibrated":
        return None
    units = load_units(year, project, own=False)
    units[list(AGE_GROUPS)] = people[list(AGE_GROUPS)].astype("float64")
    total = units[list(AGE_GROUPS)].sum(axis=1)
    return joint_draw(year, units.assign(size_class=people["size_class"], pop_total=total), project)


def _check_country(official: Official, year: int, project: Project) -> None:
    """The sums are the country's: a file of another year is found out here at the latest."""
    from is248.measures.national import inhabitants
    from is248.register.municipalities import AGE_GROUPS, are_parts

    national = inhabitants(project)
    if year not in national.index:
        return
    known = [int(national[group][year]) for group in AGE_GROUPS]
    made = official.people[~are_parts(official.people.index)].sum().tolist()
    if made != known:
        has, told = (" og ".join(map(format_number, both)) for both in (made, known))
        raise DataError(
            f"Kommunene har til sammen {has} innbyggere under og fra 18 år, men landet hadde "
            f"{told} 1. januar {year} (inhabitants_national.csv). Er filen for rett år, og er "
            "tallene hele?"
        )


def _untold_year(tables: list[_Table], year: int) -> Iterator[str]:
    for raw, numbers in tables:
        if not numbers["year"].any():
            yield f"{raw.name} sier ikke hvilket år den er for; lest som 1. januar {year}."


def _told(
    official: Official, people: pd.DataFrame, units: pd.DataFrame, year: int
) -> Iterator[str]:
    """The sums, beside what is known of them, and how far off the shipped numbers were."""
    from is248.register.municipalities import AGE_GROUPS

    groups = list(AGE_GROUPS)
    whole = people.loc[people["kind"] == "municipality", groups]
    under, over = whole.sum().astype(int)
    yield (
        f"{len(whole)} kommuner 1. januar {year}: {format_number(under)} under 18 år og "
        f"{format_number(over)} fra 18 år, i alt {format_number(under + over)}."
    )
    if not official.districts_told:
        yield (
            "Filen har ingen bydeler: de fikk byens innbyggere fordelt som i registeret. Gi tabell "
            "10826 i tillegg, så er også de offisielle."
        )
    off = ((units[groups] - whole) / whole).abs().loc[whole.index].median() * 100
    yield (
        f"Tallene som fulgte med, var i median {format_number(off.iloc[0], 1)} prosent unna under "
        f"18 år og {format_number(off.iloc[1], 1)} prosent fra 18 år."
    )
    if moved := list(units.loc[whole.index, "name"][units["size_class"] != people["size_class"]]):
        yield f"I en annen størrelsesgruppe enn før: {', '.join(moved)}."


def _told_fte(drawn: Draw) -> Iterator[str]:
    held = drawn.printed - len(drawn.missed)
    yield (
        f"Årsverkene er trukket på nytt sammen med innbyggerne: {format_number(held)} av "
        f"{format_number(drawn.printed)} trykte årsverk og rater kommer ut."
    )
    for place, clash in [*drawn.missed.items()][:_SHOWN]:
        yield f"  Kan ikke holde: {place}{'; sammen med ' if clash else ''}{', '.join(clash)}."
    if len(drawn.missed) > _SHOWN:
        yield f"  … og {len(drawn.missed) - _SHOWN} til."


def _written(where: str, basis: str, year: int, *, new: bool) -> Iterator[str]:
    name = "register" if basis == "register" else "rekonstruert"
    yield f"Skrevet {where}/, som git ikke tar med." if new else f"{where}/ er som det var."
    yield (
        f"Neste «make report YEAR={year}» bruker dem, og sidene sier «{name}» om innbyggerne. "
        "Slett mappen for å gå tilbake."
    )
