"""The page of all versions of a year, beside them: it is made anew when a version is published.

It is the only page that may say which version is the newest: the versions themselves never change.
Each of them leads to its own line here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from is248.base.exchange import said, write_whole
from is248.edition import manifest
from is248.edition.causes import CAUSES, CHANGES_JSON
from is248.edition.changes_page import cause_words
from is248.edition.edition_pages import CHANGES, EditionPage
from is248.edition.imprint import norwegian_date
from is248.edition.pages import render
from is248.edition.revisions import recorded, type_words
from is248.edition.shell import bare_shell
from is248.edition.versions import NEWEST, VERSIONS

if TYPE_CHECKING:
    from pathlib import Path

    from is248.edition.versions import Shelf
    from is248.year.params import Revision, YearParams


@dataclass(frozen=True)
class VersionLine:
    """A version on the page.

    Attributes:
        name: ``v3``.
        made: When it was made, in words: the date given, or that of its run.
        type: Correction, revision, or what else.
        revision: What whoever made it said of it; None when nothing.
        causes: What differs from the version before, in words.
        findings: How many key findings changed; None when it is not known.
        substantial: Whether more than their numbers did.
        values: How many values differ; None when it is not known.
        unaffected: How many chapters are as they were; None when it is not known.
        changes: Link to its page of changes.
    """

    name: str
    made: str
    type: str
    revision: Revision | None
    causes: str
    findings: int | None
    substantial: bool
    values: int | None
    unaffected: int | None
    changes: str


def write_version_list(shelf: Shelf, year: YearParams) -> None:
    """Make the page of all versions, in one step.

    Args:
        shelf: The versions of the year; whoever calls has the right to change them.
        year: The choices of the year.

    Raises:
        UserError: It cannot be written; the page that was there stands.
    """
    latest = shelf.latest()
    assert latest
    with said(f"{shelf.called}/{VERSIONS}"):
        write_whole(shelf.folder / VERSIONS, versions_html(shelf, year, latest))


def versions_html(shelf: Shelf, year: YearParams, latest: int) -> str:
    """The page of all versions, the newest first.

    Args:
        shelf: The versions of the year.
        year: The choices of the year.
        latest: Number of the newest; what lies above it is not whole.
    """
    numbers = [number for number in reversed(shelf.numbers()) if number <= latest]
    newest = EditionPage("newest", f"v{latest}/index.html", "Nyeste utgave")
    return render(
        "versions.html.j2",
        shell=bare_shell(year, newest),
        here="versions",
        up="",
        crumb="Alle utgaver",
        lines=[_line(shelf.version(number)) for number in numbers],
        newest=Markup(NEWEST.format(f"v{latest}")),  # noqa: S704 - a number in our own words
    )


def _line(folder: Path) -> VersionLine:
    known = manifest.read_manifest(folder) or {}
    told = manifest.read_json(folder / CHANGES_JSON) or {}
    revision = recorded(known)
    findings, values = told.get("findings"), told.get("values")
    return VersionLine(
        folder.name,
        _made(folder, revision),
        type_words(revision, first=not known.get("previous")),
        revision,
        cause_words(cause for cause in told.get("causes", {}) if cause in CAUSES),
        len(findings) if isinstance(findings, list) else None,
        bool(told.get("substantial")),
        values["changed"] if isinstance(values, dict) else None,
        len(told["unaffected"]) if isinstance(told.get("unaffected"), list) else None,
        f"{folder.name}/{CHANGES.file}",
    )


def _made(folder: Path, revision: Revision | None) -> str:
    if revision and revision.date:
        return norwegian_date(revision.date)
    began = str((manifest.read_json(folder / manifest.RUN_LOG) or {}).get("started", ""))
    try:
        return norwegian_date(dt.datetime.fromisoformat(began).date())
    except ValueError:
        return "ukjent"
