"""Whether the newest version of a year is what would come out: known at once, or not at all.

A run that finds it so, or makes it so, leaves a note below ``outputs/.store``: the version, and
the state of what is dear to look at again (the version's own files, what is installed, prepared
answers), told by size, times and number of each file. The inputs themselves are summed up anew each
time. Whatever is not exactly as noted is left to the run, which looks at everything; nothing heavy
is imported to find that out.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from is248.base.exchange import write_whole
from is248.base.files import JITTER
from is248.edition import manifest, versions
from is248.edition.importable import Importable
from is248.edition.installed import (
    FileState,
    file_state,
    is_shadowed,
    names_installed,
    state_of_path,
)
from is248.survey.places import all_prepared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from is248.base.paths import Project
    from is248.edition.manifest import Inputs
    from is248.edition.versions import Shelf

NOTE = ".store/stands/{year}.json"
"""The note of a year, in outputs/."""

NOTHING_RUN = "  Ingen kapitler ble kjørt: ingenting er endret."


def unchanged(version: int, where: str) -> str:
    """The sentence on a year that stands as it is."""
    return f"Ingen endringer siden v{version}; ingenting ble kjørt: {where}/index.html"


def stands(project: Project, year: str, *, dirty: bool = False) -> int | None:
    """The version of a year that stands, when nothing has changed since it was made.

    Args:
        project: The project.
        year: The reporting year, as the user wrote it.
        dirty: Whether a version may be made of inputs that differ from the commit.

    Returns:
        Its number; None when a run must look closer.

    Raises:
        UserError: Another run is at work with the year.
    """
    note = manifest.read_json(_place(project, year)) if year.isdecimal() else None
    if note is None:
        return None
    with versions.opened(project, int(year)) as shelf:
        number = shelf.latest()
        if number is None or number != note.get("version") or not versions.list_stands(shelf):
            return None
        if _states(project, shelf.version(number), note.get("names", [])) != note.get("states"):
            return None
        stood = manifest.read_manifest(shelf.version(number)) or {}
        now = _inputs(project, int(year), stood, note.get("packages", {}))
    is_refused = bool(now.unsaved) and not dirty
    return number if now.fingerprint == stood.get("fingerprint") and not is_refused else None


def _inputs(
    project: Project, year: int, stood: Mapping[str, Any], packages: Mapping[str, str]
) -> Inputs:
    """The inputs as they are now: the same params name the same chapters."""
    notebooks = (name for name in stood.get("inputs", {}) if name.startswith("notebooks/"))
    themes = [Path(name).stem for name in notebooks if project.notebook(Path(name).stem).is_file()]
    return manifest.read_inputs(project, year, themes, {}, packages)


def note(project: Project, shelf: Shelf, inputs: Inputs) -> None:
    """Note that the newest version is what comes out of such inputs, if that is beyond doubt.

    Args:
        project: The project.
        shelf: The versions of the year.
        inputs: What the newest version was made from.
    """
    from is248.survey.freshness import check_all

    latest = shelf.latest()
    if latest is None or is_shadowed(inputs.packages):
        return
    time.sleep(JITTER / 1e9)  # what the run wrote last is told apart from what is changed after it
    began = time.time_ns()
    names = names_installed()
    states = _states(project, shelf.version(latest), names)
    check_all(shelf.year, project)
    if manifest.differences(shelf.version(latest)) or states["newest"] > began - JITTER:
        return  # touched, or perhaps just about to be
    place = _place(project, str(shelf.year))
    place.parent.mkdir(parents=True, exist_ok=True)
    told = {"packages": dict(inputs.packages), "names": names}
    write_whole(place, json.dumps({"version": latest, "states": states, **told}, sort_keys=True))


def _place(project: Project, year: str) -> Path:
    return project.outputs / NOTE.format(year=year)


def _states(project: Project, version: Path, names: Iterable[str]) -> dict[str, Any]:
    """The state of what is not summed up anew, and when the newest of it was changed.

    Args:
        project: The project.
        version: The folder of the version.
        names: The names under which packages are imported; each of their files counts.
    """
    found: dict[str, list[tuple[Any, ...]]] = {
        "version": [file_state(path) for path in _below(version)],
        "prepared": [file_state(path) for path in _below(all_prepared(project))],
        "installed": list(state_of_path()),
    }
    states = (one for files in found.values() for one in files)
    changed = [one.changed for one in states if isinstance(one, FileState)]
    sums = {name: _sum(files) for name, files in found.items()}
    importable = Importable()
    sums["modules"] = _sum([(name, importable.state(name)) for name in names])
    return {**sums, "newest": max([*changed, importable.newest])}


def _below(folder: Path) -> Iterator[Path]:
    """The files of a folder in a fixed order; hidden ones, such as locks, count nowhere."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        yield from (Path(place, name) for name in sorted(files) if not name.startswith("."))


def _sum(parts: Iterable[tuple[Any, ...]]) -> str:
    return hashlib.sha256(json.dumps(list(parts)).encode()).hexdigest()
