"""``is248 site 2015 2016``: the editions of several years as one static site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.numbers import format_number
from is248.cli.commands import say, warn
from is248.edition.plan import read_year

if TYPE_CHECKING:
    import argparse

    from is248.base.paths import Project

BASE_HELP = "adressen der nettstedet skal ligge; gir også Atom-strøm og sitemap.xml"
ALL_HELP = "ta med alle utgaver, ikke bare den nyeste av hvert år"
SHEETS_HELP = "uten kommunearkene, også der de er laget"
MEGABYTE = 1e6


def arguments(parser: argparse.ArgumentParser) -> None:
    """Years, address, versions."""
    parser.add_argument("year", metavar="ÅR", nargs="+")
    parser.add_argument("--base-url", metavar="ADRESSE", help=BASE_HELP)
    parser.add_argument("--all-versions", action="store_true", help=ALL_HELP)
    parser.add_argument("--without-sheets", action="store_true", help=SHEETS_HELP)


def run(options: argparse.Namespace, project: Project) -> int:
    """Make the site, and say where it is, how large, and what to think of first."""
    from is248.edition.site import Wanted, make_site, read_base

    wanted = Wanted(
        tuple(read_year(year, project) for year in options.year),
        read_base(options.base_url),
        all_versions=options.all_versions,
        sheets=not options.without_sheets,
    )
    made = make_site(project, wanted)
    kept = [edition for edition in made.editions if edition.is_kept]
    editions = ", ".join(f"{one.year.year} {one.name}" for one in kept)
    size = format_number(made.bytes / MEGABYTE, 1)
    where = project.relative(made.folder)
    say([f"Nettsted: {where}/index.html ({editions}; {made.files} filer, {size} MB)"])
    if not wanted.base:
        say(["Uten --base-url har nettstedet verken Atom-strøm eller sitemap.xml."])
    warn(remark for edition in kept for remark in edition.remarks)
    return 0
