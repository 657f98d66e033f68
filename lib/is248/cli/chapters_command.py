"""``is248 chapters 2016``: the chapters of a year and their parameters."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from is248.edition.parameters import YEAR, literal, read_notebook
from is248.edition.plan import read_year
from is248.year.params import load_year

if TYPE_CHECKING:
    import argparse

    from is248.base.paths import Project
    from is248.year.params import Chapter


def arguments(parser: argparse.ArgumentParser) -> None:
    """The year."""
    parser.add_argument("year", metavar="ÅR")


def run(options: argparse.Namespace, project: Project) -> int:
    """List the chapters."""
    for chapter in load_year(read_year(options.year, project), project).chapters:
        sys.stdout.write(_line(chapter, project))
    return 0


def _line(chapter: Chapter, project: Project) -> str:
    defaults = read_notebook(project, chapter.theme).defaults
    given = ", ".join(f"{k}={literal(v)}" for k, v in defaults.items() if k != YEAR)
    number = "" if chapter.number is None else str(chapter.number)
    line = f"{number:>3}  {chapter.theme:<20}  {chapter.title}\n"
    return line + (f"     {given}\n" if given else "")
