"""``is248 verify 2016 v1``: whether a version stands as it was published."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.cli.commands import say, warn
from is248.edition.plan import read_year
from is248.edition.versions import Shelf
from is248.edition.workbench import read_jobs
from is248.year.params import load_year

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from is248.base.paths import Project
    from is248.edition.verify import Verified

VERSION_HELP = "versjonen, for eksempel v2; den nyeste når ingen er gitt"
REBUILD_HELP = "bygg den også på nytt et annet sted, og hold filene opp mot hverandre"
JOBS_HELP = "kapitler som lages samtidig; vanligvis så mange som maskinen har kjerner"

_VERSION = re.compile(r"v?([1-9][0-9]{0,5})")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Year and version."""
    parser.add_argument("year", metavar="ÅR")
    parser.add_argument("version", metavar="VERSJON", nargs="?", help=VERSION_HELP)
    parser.add_argument("--rebuild", action="store_true", help=REBUILD_HELP)
    parser.add_argument("--jobs", metavar="N", help=JOBS_HELP)


def run(options: argparse.Namespace, project: Project) -> int:
    """Say what is not as it was; 1 when anything is not."""
    from is248.edition.progress import for_terminal
    from is248.edition.verify import rebuilt

    year = read_year(options.year, project)
    load_year(year, project)
    shelf = Shelf(project.outputs / str(year))
    number = _number(options.version, shelf)
    found = _verified(shelf, number)
    say(_good(found))
    warn(_bad(found))
    unlike: Mapping[str, str] = {}
    if options.rebuild:
        jobs = read_jobs(options.jobs)
        unlike = rebuilt(project, shelf, number, jobs, for_terminal())
        say([] if unlike else [f"Bygget på nytt: v{number} kom ut igjen, byte for byte."])
        warn(f"Bygget på nytt ble v{number} en annen: {line}" for line in _files(unlike))
    return 1 if found.unlike or found.faults or unlike else 0


def _verified(shelf: Shelf, number: int) -> Verified:
    from is248.edition.verify import verify

    try:
        return verify(shelf, number)
    except OSError as error:
        where = f"outputs/{shelf.folder.name}/v{number}"
        raise UserError(f"Kan ikke lese alt i {where}: {error.strerror or error}.") from error


def _number(text: str | None, shelf: Shelf) -> int:
    numbers = shelf.numbers() if shelf.folder.is_dir() else []
    where = f"outputs/{shelf.folder.name}"
    if not numbers:
        raise UserError(f"Det er ingen versjon i {where}.")
    match = _VERSION.fullmatch(text or f"v{shelf.latest() or numbers[-1]}")
    if match is None or int(match.group(1)) not in numbers:
        known = ", ".join(f"v{number}" for number in numbers)
        raise UserError(f"Det er ingen versjon «{text}» i {where}. Der er {known}.")
    return int(match.group(1))


def _good(found: Verified) -> Iterator[str]:
    if not found.unlike and not found.faults:
        yield f"v{found.number} er slik den ble publisert, alle {found.count} filer."
    if found.sum:
        yield f"Loggens sum er {found.sum}."


def _bad(found: Verified) -> Iterator[str]:
    yield from found.faults
    yield from (
        f"v{found.number} er ikke slik den ble publisert: {x}" for x in _files(found.unlike)
    )


def _files(unlike: Mapping[str, str]) -> Iterator[str]:
    return (f"{name} er {how}." for name, how in unlike.items())
