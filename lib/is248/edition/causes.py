"""Why numbers can differ between two versions: which of the inputs differ, by kind.

Only what a version was made of is compared. Where inputs of several kinds differ at once nobody
can tell which of them moved a number, and it is said so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from is248.edition.manifest import unlike

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from is248.edition.manifest import Inputs
    from is248.year.params import Chapter

Cause = Literal["correction", "data", "parameter", "method", "notebook", "software", "look"]

CAUSES: Mapping[Cause, str] = {
    "correction": "rettelser av svar",
    "data": "data",
    "parameter": "valg for året (parametre)",
    "method": "metode (kode)",
    "notebook": "notatbøker",
    "software": "programvare",
    "look": "utforming",
}
"""What a reader calls each, in the order in which they are told."""

KINDS: tuple[tuple[Cause | None, str], ...] = (
    (None, r"params/revisions/.*"),
    ("correction", r"data/survey/\d+/(?:\w+_)?(?:corrections|decisions)\.yml"),
    ("method", r"data/survey/\d+/(?:codebook|columns)\.yml"),
    ("data", r"data/.*"),
    ("look", r"params/labels\.yml|lib/is248/(?:show|edition|cli)/.*"),
    ("parameter", r"params/.*"),
    ("notebook", r"notebooks/.*"),
)
"""Kind → files of it; the first that fits counts. Why a version was made is no cause of it."""

PYTHON = "Python"

CHANGES_JSON = "changes.json"
"""What lists of versions and the command line read of a version's changes."""

Causes = dict[Cause, tuple[str, ...]]


def causes_between(old: Mapping[str, Any], new: Inputs) -> Causes:
    """The inputs that differ between a version and what another is made from.

    Args:
        old: The manifest of the version before.
        new: The inputs now.

    Returns:
        Kind → files, packages or parameters that differ, in the order of :data:`CAUSES`.
    """
    found: dict[Cause, list[str]] = {}
    for name in unlike(_part(old, "inputs"), new.files):
        if cause := _cause_of(name):
            found.setdefault(cause, []).append(name)
    if given := unlike(_part(old, "parameters"), new.parameters):
        found.setdefault("parameter", []).extend(given)
    moved = unlike(_part(old, "packages"), new.packages)
    if moved := moved + ([] if old.get("python") == new.python else [PYTHON]):
        found["software"] = moved
    return {cause: tuple(found[cause]) for cause in CAUSES if cause in found}


def _part(manifest: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = manifest.get(key)
    return part if isinstance(part, dict) else {}


def _cause_of(name: str) -> Cause | None:
    for cause, pattern in KINDS:
        if re.fullmatch(pattern, name):
            return cause
    return "method"


def causes_of_chapter(found: Causes, chapter: Chapter) -> tuple[Cause, ...]:
    """The kinds of inputs that may have moved the numbers of a chapter.

    Args:
        found: All that differs.
        chapter: The chapter; one that is built from others has the causes of all.

    Returns:
        What a number can come from; its look, only if nothing else differs.
    """
    own = f"notebooks/{chapter.theme}.ipynb"
    foreign = not chapter.built_from_others and own not in found.get("notebook", ())
    left = tuple(cause for cause in found if not (cause == "notebook" and foreign))
    return moving(left) or left


def moving(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """The causes that can move a number: all but how things look."""
    return tuple(cause for cause in causes if cause != "look")
