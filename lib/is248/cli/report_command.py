"""``is248 report 2016``: build a year."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from is248.edition.plan import read_overrides, read_year
from is248.edition.workbench import read_jobs

if TYPE_CHECKING:
    import argparse

    from is248.base.paths import Project

CHAPTER_HELP = "bare dette kapittelet, som utkast; kan gjentas"
PARAMETER_HELP = "parameter til notatbøkene, for eksempel by=county; gir et utkast; kan gjentas"
JOBS_HELP = "kapitler som lages samtidig; vanligvis så mange som maskinen har kjerner"
DIRTY_HELP = "lag en utgave selv om filer ikke er lagret i git; det står på forsiden"
REBUILD_HELP = "kjør selv om ingenting er endret, og si fra hvis resultatet blir et annet"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Year, chapters, parameters."""
    parser.add_argument("year", metavar="ÅR")
    parser.add_argument("--chapter", metavar="TEMA", action="append", help=CHAPTER_HELP)
    parser.add_argument("-p", metavar="NAVN=VERDI", action="append", help=PARAMETER_HELP)
    parser.add_argument("--rebuild", action="store_true", help=REBUILD_HELP)
    parser.add_argument("--dirty", action="store_true", help=DIRTY_HELP)
    parser.add_argument("--jobs", metavar="N", help=JOBS_HELP)


def run(options: argparse.Namespace, project: Project) -> int:
    """Build, and say where it is."""
    from is248.edition.progress import for_terminal
    from is248.edition.run_summary import failures, summary
    from is248.edition.runner import build_year

    result = build_year(
        project,
        read_year(options.year, project),
        options.chapter,
        read_overrides(options.p or []),
        rebuild=options.rebuild,
        dirty=options.dirty,
        jobs=read_jobs(options.jobs),
        progress=for_terminal(),
    )
    sys.stdout.writelines(f"{line}\n" for line in summary(result, project))
    sys.stderr.writelines(f"{line}\n" for line in failures(result, project))
    return 0 if result.ok else 1
