"""``is248 audit 2016``: the printed values that are not equal to the results, one line each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.cli.commands import say
from is248.edition.audit import BASIS_WORDS, STATUS_WORDS, audited, newest_results
from is248.edition.plan import read_year
from is248.edition.results import read_results
from is248.printed.verdicts import counts
from is248.year.params import load_year

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from is248.base.paths import Project
    from is248.printed.verdicts import Comparison, Result, Verdict

CHAPTER_HELP = "bare det som dette kapittelet svarer til"
RESULTS_HELP = "en annen results.csv enn den nyeste"
CLAIMS_HELP = "en annen claims.csv enn årets"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Year, chapter, files."""
    parser.add_argument("year", metavar="ÅR")
    parser.add_argument("--chapter", metavar="TEMA", help=CHAPTER_HELP)
    parser.add_argument("--results", metavar="FIL", help=RESULTS_HELP)
    parser.add_argument("--claims", metavar="FIL", help=CLAIMS_HELP)


def run(options: argparse.Namespace, project: Project) -> int:
    """Compare, and say what is not equal."""
    year = read_year(options.year, project)
    if options.chapter:
        load_year(year, project).chapter(options.chapter)
    path = Path(options.results) if options.results else None
    path = path or newest_results(project, year, options.chapter)
    claims = Path(options.claims) if options.claims else None
    found = audited(project, year, _read(path), claims=claims, theme=options.chapter)
    say(_lines(found))
    unexplained = any(verdict.status == "differs" for verdict in found.verdicts)
    return 1 if unexplained or found.faults else 0


def _read(path: Path) -> list[Result]:
    results = read_results(path)
    if not results:
        raise UserError(f"{path} mangler, eller har ikke de kolonnene som en utgave har nå.")
    return results


def _lines(found: Comparison) -> Iterator[str]:
    yield from (_line(one) for one in found.verdicts if one.status != "equal")
    yield from (f"FEIL  {fault}" for fault in found.faults)
    if not found.verdicts:
        yield "Ingenting er trykt som kan holdes opp mot resultatene."
    for (status, rests_on), number in counts(found.verdicts).items():
        yield f"{number:>6}  {STATUS_WORDS[status]}, {BASIS_WORDS[rests_on]}"


def _line(verdict: Verdict) -> str:
    printed = verdict.printed
    place = " / ".join(filter(None, printed.place))
    both = f"rapporten {printed.text}, vi {verdict.ours or '–'}"
    return f"{STATUS_WORDS[verdict.status]}  {place}  {printed.about}: {both}. {verdict.reason}"
