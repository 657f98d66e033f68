"""``is248 series 2016``: FTE, rates and shares over all years held, in the borders of one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from is248.base.errors import UserError, suggestion
from is248.cli.commands import say
from is248.edition.plan import read_year

if TYPE_CHECKING:
    import argparse

    from is248.base.paths import Project
    from is248.measures.series_over_years import Series

NOTHING = 1
FOLDER = "series"


def arguments(parser: argparse.ArgumentParser) -> None:
    """The year whose borders are used, the place of the files, and the levels."""
    parser.add_argument("year", metavar="ÅR", help="året som områdene har grensene fra")
    parser.add_argument(
        "--out", metavar="MAPPE", type=Path, help="hvor filene skrives (outputs/ÅR/series)"
    )
    parser.add_argument(
        "--level", metavar="NIVÅ", action="append", default=[],
        help="bare dette nivået, som country, county eller municipality; kan gis flere ganger",
    )  # fmt: skip


def run(options: argparse.Namespace, project: Project) -> int:
    """Write the series; the result is 1 when there is nothing to write."""
    from is248.edition.series_files import write_series
    from is248.measures.series_over_years import series_over_years
    from is248.year.labels import load_labels

    year = read_year(options.year, project)
    series = series_over_years(year, project)
    if odd := [level for level in options.level if level not in series.borders.levels]:
        known = series.borders.levels
        near = suggestion(odd[0], known) or f" Nivåer: {', '.join(known)}."
        raise UserError(f"«{odd[0]}» er ikke et nivå i {year}.{near}")
    tidy = series.tidy(options.level)
    if tidy.empty:
        say([f"Det finnes verken svar eller trykte summer å vise i grensene for {year}."])
        return NOTHING
    folder = options.out or project.outputs / str(year) / FOLDER
    say(_told(series, len(tidy), int(tidy["estimated"].sum())))
    for path in write_series(tidy, folder, f"series-{year}", load_labels(project, year)):
        say([f"Skrev {project.relative(path) if path.is_relative_to(project.root) else path}"])
    return 0


def _told(series: Series, rows: int, estimated: int) -> list[str]:
    from is248.show.words import listing

    answered = listing(map(str, series.years)).text
    printed = listing(
        str(year) for year, kind in series.country.kinds.items() if kind != "answers"
    ).text
    made_up = [str(year) for year, one in series.answers.items() if one.synthetic]
    return [
        f"Grenser: {series.year}. Svar fra: {answered}. Trykte summer for landet: {printed}.",
        f"{rows} tall, {estimated} av dem anslått fordi en kommune er delt.",
        *([f"Svarene for {listing(made_up).text} er syntetiske."] if made_up else []),
    ]
