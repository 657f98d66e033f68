"""``is248 report 2016``: build a year, or a draft of some of its chapters, and say how it went.

A year without changes is recognised before anything heavy is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.cli.commands import say, warn

if TYPE_CHECKING:
    import argparse

    from is248.base.paths import Project

BAD_YEAR = 2
"""Exit code when the year lacks what a build needs."""

CHAPTER_HELP = "bare dette kapittelet, som utkast; kan gjentas"
PARAMETER_HELP = "parameter til notatbøkene, for eksempel by=county; gir et utkast; kan gjentas"
JOBS_HELP = "kapitler som lages samtidig; vanligvis så mange som maskinen har kjerner"
ENGINE_HELP = "hvordan cellene kjøres: warm (bibliotekene er klare) eller kernel (vanlige kjerner)"
FRESH_HELP = "kjør alle kapitlene, også dem som er kjørt av det samme før"
WHY_HELP = "si for hvert kapittel hva som gjorde at det ble kjørt, eller at det ikke var nødvendig"
DIRTY_HELP = "lag en utgave selv om filer ikke er lagret i git; det står på forsiden"
LANG_HELP = (
    "sammendrag og spørsmål på dette språket også (en); gir et utkast når årets utgaver ikke har "
    "det, eller når bare noen kapitler lages"
)
REBUILD_HELP = "kjør selv om ingenting er endret, og si fra hvis resultatet blir et annet"


REASON_HELP = "hvorfor utgaven lages, slik leserne får vite det; ellers som params/revisions/ sier"
CORRECTION_HELP = "utgaven retter en feil; ellers er den en revisjon, som gjør tallene bedre"
DATE_HELP = "når utgaven er publisert, på formen ÅÅÅÅ-MM-DD"


_LOOK_CLOSER = (
    "chapter", "p", "lang", "rebuild", "fresh", "reason", "correction", "date", "jobs",
)  # fmt: skip
"""Options with which a run looks at everything itself."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Year, chapters, parameters."""
    parser.add_argument("year", metavar="ÅR")
    parser.add_argument("--chapter", metavar="TEMA", action="append", help=CHAPTER_HELP)
    parser.add_argument("-p", metavar="NAVN=VERDI", action="append", help=PARAMETER_HELP)
    parser.add_argument("--lang", metavar="SPRÅK", help=LANG_HELP)
    parser.add_argument("--rebuild", action="store_true", help=REBUILD_HELP)
    parser.add_argument("--fresh", action="store_true", help=FRESH_HELP)
    parser.add_argument("--why", action="store_true", help=WHY_HELP)
    parser.add_argument("--dirty", action="store_true", help=DIRTY_HELP)
    parser.add_argument("--reason", metavar="TEKST", help=REASON_HELP)
    parser.add_argument("--correction", action="store_true", help=CORRECTION_HELP)
    parser.add_argument("--date", metavar="DATO", help=DATE_HELP)
    parser.add_argument("--jobs", metavar="N", help=JOBS_HELP)
    parser.add_argument("--engine", choices=["warm", "kernel"], default="warm", help=ENGINE_HELP)


def run(options: argparse.Namespace, project: Project) -> int:
    """Build, and say where it is; or say all that the year lacks before anything is built."""
    from is248.edition.unchanged import NOTHING_RUN, stands, unchanged

    asks_more = any(getattr(options, name) for name in _LOOK_CLOSER)
    version = None if asks_more else stands(project, options.year, dirty=options.dirty)
    if version is None:
        return _build(options, project)
    where = f"outputs/{options.year}/v{version}"
    say([*([NOTHING_RUN] if options.why else []), unchanged(version, where)])
    return 0


def _build(options: argparse.Namespace, project: Project) -> int:
    from is248.cli.report_words import failures, reasons, summary
    from is248.edition.plan import read_overrides, read_year
    from is248.edition.progress import for_terminal
    from is248.edition.readiness import gaps, told
    from is248.edition.revisions import read_told
    from is248.edition.runner import build_year
    from is248.edition.workbench import read_jobs

    year = read_year(options.year, project)
    found = gaps(project, year, options.chapter)
    stopping = [gap for gap in found if gap.stops]
    if len(stopping) > 1:
        warn([*told(year, stopping), f"Alt som mangler, sier «is248 ready {year}»."])
        return BAD_YEAR
    if stopping:
        raise UserError(f"{stopping[0].words} {stopping[0].mend}".strip())
    result = build_year(
        project,
        year,
        options.chapter,
        read_overrides(options.p or []),
        rebuild=options.rebuild,
        fresh=options.fresh,
        dirty=options.dirty,
        language=options.lang,
        jobs=read_jobs(options.jobs),
        engine=options.engine,
        progress=for_terminal(),
        told=read_told(options.reason, options.date, correction=options.correction),
    )
    if options.why:
        say(reasons(result))
    say(summary(result, project))
    if found and result.status == "new":
        known = "én ting" if len(found) == 1 else f"{len(found)} ting"
        say([f"Før du leser, er det {known} å vite om {year}: is248 ready {year}"])
    warn(failures(result, project))
    return 0 if result.ok else 1
