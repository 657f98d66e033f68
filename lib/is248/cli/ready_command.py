"""``is248 ready 2020``: everything that a year lacks, each with its mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.cli.commands import say
from is248.edition.plan import read_year
from is248.edition.readiness import final_gaps, gaps, told

if TYPE_CHECKING:
    import argparse

    from is248.base.paths import Project

LACKING = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """The year."""
    parser.add_argument("year", metavar="ÅR")


def run(options: argparse.Namespace, project: Project) -> int:
    """List the gaps; the result is 1 when the year cannot be built."""
    year = read_year(options.year, project)
    found = gaps(project, year)
    if not any(gap.stops for gap in found):
        found = [*final_gaps(project, year), *found]
    say(told(year, found))
    return LACKING if any(gap.stops for gap in found) else 0
