"""``is248 report 2016``: build a year, or a draft of some of its chapters, and say how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.base.numbers import format_number
from is248.cli.commands import say, warn
from is248.edition.causes import CAUSES, CHANGES_JSON
from is248.edition.edition_pages import CHANGES, ENGLISH
from is248.edition.lacking_letters import told_once
from is248.edition.manifest import read_json
from is248.edition.plan import read_overrides, read_year
from is248.edition.progress import duration
from is248.edition.readiness import gaps, told
from is248.edition.workbench import failure_text, read_jobs

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from is248.base.paths import Project
    from is248.edition.runner import BuildResult
    from is248.edition.workbench import Built

MOST_LISTED = 10
"""Files listed by name before the rest is only counted."""

LONGEST_LINE = 160
BAD_YEAR = 2
"""Exit code when the year lacks what a build needs."""


def summary(result: BuildResult, project: Project) -> list[str]:
    """The closing lines of a run.

    Args:
        result: How it ended.
        project: The project, for paths as the user knows them.

    Returns:
        Lines in Norwegian.
    """
    ending = _ENDINGS[result.status](result, project.relative(result.folder))
    return [*_chapters(result.built), *_warnings(result.built), *ending]


def reasons(result: BuildResult) -> list[str]:
    """For each chapter of a run what made it be run, or that a run of the same was kept."""
    if not result.reasons:
        return ["  Ingen kapitler ble kjørt: ingenting er endret."]
    return [
        f"  {theme:<32} {f'kjørt: {why}' if why else 'hentet: ingenting det bygger på, er endret'}"
        for theme, why in result.reasons.items()
    ]


def failures(result: BuildResult, project: Project) -> list[str]:
    """What went wrong, and how to look at it; for stderr."""
    if result.status == "differs":
        where = project.relative(result.folder)
        return [
            f"ADVARSEL: v{result.version} lot seg ikke gjenskape. Disse filene ble annerledes med "
            f"de samme inndataene: {_listed(result.differing)}.",
            f"v{result.version} står urørt. Det nye ligger i {where}/ til sammenligning.",
        ]
    lines = []
    for chapter in result.built:
        if chapter.failure and not chapter.failure.ran:
            lines.append(failure_text(chapter))
        elif chapter.failure:
            notebook = result.folder / "chapters" / f"{chapter.task.chapter.slug}.ipynb"
            path = project.relative(notebook)
            lines += [failure_text(chapter), f"  Det som ble kjørt: {path}"]
    return lines


def _chapters(built: Sequence[Built]) -> Iterator[str]:
    for chapter in built:
        how = "stoppet" if chapter.failure else "ferdig "
        yield f"  {how}  {duration(chapter.seconds):>6}  {chapter.task.chapter.heading}"


def _warnings(built: Sequence[Built]) -> Iterator[str]:
    for chapter in built:
        for warning in chapter.warnings:
            place = f"{chapter.task.chapter.theme}, celle {warning.cell}"
            yield f"  advarsel ({place}): {warning.line}"[:LONGEST_LINE]
    yield from (f"  advarsel: {one}" for one in told_once(chapter.lacking for chapter in built))


def _new(result: BuildResult, where: str) -> list[str]:
    touched = (
        [f"v{result.previous} er endret etter at den ble laget: {_listed(result.touched)}."]
        if result.touched
        else []
    )
    return [*touched, *_changed(result, where), f"Ny versjon: {where}/index.html"]


def _changed(result: BuildResult, where: str) -> list[str]:
    """What changed: how much, whether a conclusion did, what of, and where it is told."""
    if result.changes is None:
        return []
    told = read_json(result.folder / CHANGES_JSON) or {}
    values, findings = told.get("values", {}), told.get("findings", [])
    count, unseen = values.get("changed", len(result.changes)), values.get("unseen", 0)
    hidden = f", {format_number(unseen)} av dem synes ikke på sidene" if unseen else ""
    number = format_number(count) if count else "Ingen"
    lines = [f"{number} tall er endret siden v{result.previous}{hidden}."]
    if findings:
        how = "er endret, vesentlig" if told.get("substantial") else "har andre tall"
        lines.append(f"{format_number(len(findings))} hovedfunn {how}.")
    if causes := [CAUSES[cause] for cause in CAUSES if cause in told.get("causes", {})]:
        lines.append(f"Forskjellig i det utgaven er laget av: {', '.join(causes)}.")
    return [*lines, f"Hva som er endret: {where}/{CHANGES.file}"] if count or findings else lines


def _unchanged(result: BuildResult, where: str) -> list[str]:
    return [f"Ingen endringer siden v{result.version}; ingenting ble kjørt: {where}/index.html"]


def _confirmed(result: BuildResult, where: str) -> list[str]:
    return [f"Kjørt på nytt med samme resultat, v{result.version} blir stående: {where}/index.html"]


def _draft(result: BuildResult, where: str) -> list[str]:
    newest = f" Siste versjon er fortsatt v{result.version}." if result.version else ""
    english = result.folder / ENGLISH.file
    told = [f"På engelsk: {where}/{ENGLISH.file}"] if english.is_file() else []
    return [
        *_changed(result, where),
        f"Utkast, ikke en versjon: {where}/index.html.{newest}",
        *told,
    ]


def _failed(result: BuildResult, where: str) -> list[str]:
    kept = f" v{result.version} står urørt." if result.version else ""
    return [f"Ingenting er publisert.{kept} Det som ble laget, ligger i {where}/."]


def _differs(result: BuildResult, where: str) -> list[str]:  # noqa: ARG001 - told by failures()
    return []


_ENDINGS = {
    "new": _new,
    "unchanged": _unchanged,
    "confirmed": _confirmed,
    "draft": _draft,
    "failed": _failed,
    "differs": _differs,
}


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_LISTED
    rest = f" og {more} til" if more > 0 else ""
    return ", ".join(names[:MOST_LISTED]) + rest


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
    from is248.edition.progress import for_terminal
    from is248.edition.revisions import read_told
    from is248.edition.runner import build_year

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
