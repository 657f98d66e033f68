"""``is248 synthesise 2016``: build the calibrated answers of a year from its printed margins."""

from __future__ import annotations

import hashlib
import sys
from typing import TYPE_CHECKING

from is248.cli.commands import say
from is248.edition.plan import read_year

if TYPE_CHECKING:
    import argparse

    from is248.base.paths import Project

CHANGED = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """The year, and whether to compare only."""
    parser.add_argument("year", metavar="ÅR")
    parser.add_argument(
        "--check",
        action="store_true",
        help="bygg svarene på nytt og sammenlign med filene som ligger her; skriv ingenting",
    )


def run(options: argparse.Namespace, project: Project) -> int:
    """Build, report what holds, and write; the result is 1 when a comparison finds a difference."""
    from is248_synthetic.answer_store import differing, write_files
    from is248_synthetic.build import build
    from is248_synthetic.margin_report import summary_lines

    year = read_year(options.year, project)
    built = build(year, project)
    say(summary_lines(built, project))
    digest = hashlib.sha256(built.content).hexdigest()
    sys.stdout.write(f"sha256 {digest}\n")
    if options.check:
        found = differing(built, project)
        for name in found:
            sys.stderr.write(f"{name} er ikke lik den som bygges nå.\n")
        return CHANGED if found else 0
    for path in write_files(built, project):
        sys.stdout.write(f"Skrev {project.relative(path)}\n")
    return 0
