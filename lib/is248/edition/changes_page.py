"""The page of what changed since the version before, and the same for spreadsheets and machines."""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, Any

from is248.base.numbers import format_number
from is248.edition.causes import CAUSES, CHANGES_JSON, moving
from is248.edition.chapter_files import write
from is248.edition.edition_pages import CHANGES
from is248.edition.imprint import norwegian_date
from is248.edition.manifest import json_text
from is248.edition.pages import and_list, render
from is248.edition.results import Change
from is248.edition.revisions import type_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from is248.edition.causes import Causes
    from is248.edition.changes import Comparison
    from is248.edition.shell import Shell

CHANGES_CSV = "changes.csv"
"""Every value that differs, in full precision."""

MOST_ROWS = 10
"""Values of one item on the page; the file has all of them."""

HOW = {
    "new": "Nytt blant hovedfunnene",
    "gone": "Ikke lenger blant hovedfunnene",
    "words": "Sagt på en annen måte",
    "numbers": "Samme ordlyd, andre tall",
}


@dataclass(frozen=True)
class CausePart:
    """A cause as the page tells it: its name, and what differs, as many as are worth naming."""

    name: str
    files: tuple[str, ...]
    more: int


MOST_FILES = 8
"""Files of a cause that the page names."""


def write_changes(
    folder: Path, shell: Shell, comparison: Comparison | None, changes: Iterable[Change]
) -> None:
    """Write the page of what changed, all values that did, and the record for lists of versions.

    Args:
        folder: The version.
        shell: What surrounds the page.
        comparison: The version beside the one before; None in the first.
        changes: All that changed in results.csv.
    """
    write(folder / CHANGES.file, changes_html(shell, comparison))
    write(folder / CHANGES_JSON, json_text(changes_record(shell, comparison)))
    if comparison and comparison.count:
        write(folder / CHANGES_CSV, changes_csv(changes))


def changes_html(shell: Shell, comparison: Comparison | None) -> str:
    """The page of what changed.

    Args:
        shell: What surrounds it.
        comparison: The version beside the one before; None in the first.
    """
    revision = shell.year.revision(shell.version)
    return render(
        "changes.html.j2",
        shell=shell,
        here=CHANGES.key,
        up="",
        found=comparison,
        type=type_words(revision, first=comparison is None),
        revision=revision,
        date=norwegian_date(revision.date) if revision and revision.date else "",
        causes=[_part(name, found) for name, found in _named(comparison)],
        moving=[CAUSES[cause] for cause in moving(comparison.causes if comparison else ())],
        cause_words=cause_words,
        number=format_number,
        how=HOW,
        most=MOST_ROWS,
        file=CHANGES_CSV,
    )


def _named(comparison: Comparison | None) -> Iterable[tuple[str, Sequence[str]]]:
    found: Causes = comparison.causes if comparison else {}
    return ((CAUSES[cause], names) for cause, names in found.items())


def _part(name: str, names: Sequence[str]) -> CausePart:
    return CausePart(name, tuple(names[:MOST_FILES]), max(len(names) - MOST_FILES, 0))


def cause_words(causes: Iterable[str]) -> str:
    """Causes in a sentence: "data og notatbøker"."""
    known = set(causes)
    return and_list([CAUSES[cause] for cause in CAUSES if cause in known])


def changes_csv(changes: Iterable[Change]) -> str:
    """Every value that differs, in full precision; empty where it was or is not there."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([field.name for field in fields(Change)])
    writer.writerows(astuple(change) for change in changes)
    return buffer.getvalue()


def changes_record(shell: Shell, comparison: Comparison | None) -> dict[str, Any]:
    """What lists of versions and machines need to know of a version."""
    revision = shell.year.revision(shell.version)
    told = revision.model_dump(mode="json") if revision else None
    found: Mapping[str, Any] = comparison.record if comparison else {"previous": ""}
    return {"schema": 1, "version": shell.version, "revision": told, **found}
