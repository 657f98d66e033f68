"""Whether a version stands as it was published, and whether it comes out again."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from is248.base.errors import UserError
from is248.base.exchange import said
from is248.edition import manifest, published
from is248.edition.kept_files import NOTHING_KEPT
from is248.edition.plan import make_plan
from is248.edition.results import RESULTS
from is248.edition.revisions import recorded, with_reason
from is248.edition.run_store import run_store
from is248.edition.runner import Build, Goal
from is248.edition.workbench import failure_text
from is248.survey.freshness import ensure_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.base.paths import Project
    from is248.edition.manifest import Inputs
    from is248.edition.progress import Progress
    from is248.edition.versions import Shelf

SHOWN = 3
"""Inputs that a sentence names."""


@dataclass(frozen=True)
class Verified:
    """A version held against the log of what was published.

    Attributes:
        number: Its number.
        count: How many files it has.
        unlike: File → "endret", "borte" or "lagt til".
        faults: What is wrong with the log itself, one sentence each.
        sum: Sum of the last line of the log; empty without one.
    """

    number: int
    count: int
    unlike: Mapping[str, str]
    faults: tuple[str, ...]
    sum: str


def verify(shelf: Shelf, number: int) -> Verified:
    """Hold a version against the log of what was published.

    Args:
        shelf: The versions of the year.
        number: The version's number.

    Returns:
        Each file that is not as it was. A version that the log does not know is held against its
        own manifest, and that is a fault.
    """
    lines, broken = published.read(shelf.folder)
    entry = next((line for line in reversed(lines) if line.version == number), None)
    now = published.sums(shelf.version(number))
    faults = []
    if broken:
        faults.append(f"{published.LOG} er endret: linje {broken} følger ikke av linjen før.")
    if entry is None:
        faults.append(f"{published.LOG} har ingen linje om v{number}.")
    files = entry.files if entry else _listed(shelf.version(number), now)
    unlike = how_unlike(files, now)
    return Verified(number, len(now), unlike, tuple(faults), lines[-1].sum if lines else "")


def _listed(folder: Path, now: Mapping[str, str]) -> dict[str, str]:
    """What a version's own manifest lists; of the manifest itself nothing can be said."""
    listed = _part(manifest.read_manifest(folder) or {}, "outputs")
    own = {name: now[name] for name in manifest.OUTSIDE if name in now}
    return own | {name: str(_part(listed, name).get("sha256")) for name in listed}


def _part(content: Mapping[str, Any], key: str) -> dict[str, Any]:
    """A part of a manifest; it may have been edited to hold anything."""
    part = content.get(key)
    return part if isinstance(part, dict) else {}


def how_unlike(then: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Files that two lists of sums do not agree on, and in what way."""
    return {
        name: "borte" if name not in now else "endret" if name in then else "lagt til"
        for name in manifest.unlike(then, now)
    }


def rebuilt(
    project: Project, shelf: Shelf, number: int, jobs: int, progress: Progress
) -> dict[str, str]:
    """Build a version again in a temporary place.

    Args:
        project: The project.
        shelf: The versions of the year.
        number: The version's number.
        jobs: How many chapters are made at once.
        progress: Follows the run.

    Returns:
        Each file of the version that did not come out the same, and in what way.

    Raises:
        UserError: What it was made of is no longer here, or a chapter failed.
    """
    year, stands = shelf.year, manifest.read_manifest(shelf.version(number)) or {}
    plan = make_plan(project, year, None, None, dirty=True)
    _check_inputs(number, stands, plan.inputs)
    plan = with_reason(plan, recorded(stands))
    goal = Goal(number, _previous(shelf, number, stands), again=True)
    ensure_all(year, project)
    with said("mappen for midlertidige filer"), tempfile.TemporaryDirectory() as place:
        store = run_store(project, plan.inputs.packages, time.time_ns(), fresh=True)
        build = Build(project, plan, shelf, goal, Path(place), jobs, store, NOTHING_KEPT)
        built, _ = build.made(progress)
        if failures := [failure_text(chapter) for chapter in built if chapter.failure]:
            raise UserError(f"v{number} kan ikke bygges på nytt. {failures[0]}")
        return how_unlike(_outputs(Path(place)), _outputs(shelf.version(number)))


def _outputs(folder: Path) -> dict[str, str]:
    """The files that depend on nothing but the inputs."""
    return {name: str(entry["sha256"]) for name, entry in manifest.listed(folder).items()}


def _previous(shelf: Shelf, number: int, stands: Mapping[str, Any]) -> int | None:
    previous = stands.get("previous")
    if not isinstance(previous, int):
        return None
    if not (shelf.version(previous) / RESULTS).is_file():
        raise UserError(
            f"v{number} forteller hva som er endret siden v{previous}, og v{previous} er ikke her. "
            "Legg den tilbake, og prøv igjen."
        )
    return previous


def _check_inputs(number: int, stands: Mapping[str, Any], now: Inputs) -> None:
    if stands.get("fingerprint") == now.fingerprint:
        return
    moved = manifest.unlike(_part(stands, "inputs"), now.files)
    moved += manifest.unlike(_part(stands, "packages"), now.packages)
    moved += [] if stands.get("python") == now.python else ["Python"]
    named = ", ".join(moved[:SHOWN]) + (f" og {len(moved) - SHOWN} til" if moved[SHOWN:] else "")
    commit = _part(stands, "code").get("commit")
    where = f" Den ble laget ved {str(commit)[:12]} i git." if commit else ""
    raise UserError(
        f"v{number} ble laget av andre inndata enn dem som er her nå "
        f"({named or 'filer som ikke var lagret'}).{where} Hent dem fram, og prøv igjen."
    )
