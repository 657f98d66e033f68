"""How a build went, in words: for ``is248 report``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.numbers import format_number
from is248.edition.causes import CAUSES, CHANGES_JSON
from is248.edition.edition_pages import CHANGES, ENGLISH
from is248.edition.lacking_letters import told_once
from is248.edition.manifest import read_json
from is248.edition.progress import duration
from is248.edition.unchanged import NOTHING_RUN, unchanged
from is248.edition.workbench import failure_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from is248.base.paths import Project
    from is248.edition.runner import BuildResult
    from is248.edition.workbench import Built

MOST_LISTED = 10
"""Files listed by name before the rest is only counted."""

LONGEST_LINE = 160


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
        return [NOTHING_RUN]
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
    assert result.version
    return [unchanged(result.version, where)]


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
