"""manifest.json: what a version was made from, what it holds, and whether it still does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from is248 import __version__
from is248.base.files import sha256

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from is248.edition.fingerprint import Inputs
    from is248.year.params import YearParams

NAME = "manifest.json"
RUN_LOG = "run_log.json"
OUTSIDE = frozenset({NAME, RUN_LOG})
"""Files of a version that the manifest does not list."""


def manifest_of(
    folder: Path,
    year: YearParams,
    version: int | None,
    inputs: Inputs,
    commit: str | None,
) -> dict[str, Any]:
    """The manifest of a built folder.

    Args:
        folder: The folder, complete but for the manifest.
        year: The choices of the year.
        version: Its number; None for a draft.
        inputs: What it was made from.
        commit: What the sources stand at; None when it is not known.

    Returns:
        The manifest as JSON.
    """
    return {
        "schema": 1,
        "year": year.year,
        "version": version,
        "title": year.title,
        "fingerprint": inputs.fingerprint,
        "parameters": dict(inputs.parameters),
        "inputs": dict(inputs.files),
        "outputs": listed(folder),
        "code": {"is248": __version__, "commit": commit, "unsaved": list(inputs.unsaved)},
        "packages": dict(inputs.packages),
        "python": inputs.python,
        "seed": None,
    }


def listed(folder: Path) -> dict[str, dict[str, Any]]:
    """The files of a version: path below it → sha256 and size."""
    return {
        path.relative_to(folder).as_posix(): {
            "sha256": sha256(path),
            "bytes": path.stat().st_size,
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in OUTSIDE and not path.name.startswith(".")
    }


def json_text(content: Mapping[str, Any]) -> str:
    """JSON as it is written to a file: sorted keys, readable."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a version; None when it is missing or cannot be read."""
    return read_json(folder / NAME)


def read_json(path: Path) -> dict[str, Any] | None:
    """A JSON object from a file; None when it is missing or is no such thing."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def differences(folder: Path) -> list[str]:
    """Files of a version that are not as its manifest says.

    Args:
        folder: The folder of the version.

    Returns:
        Paths that were changed, added or taken away; the manifest itself when it is missing.
    """
    content = read_manifest(folder)
    if content is None or not isinstance(content.get("outputs"), dict):
        return [NAME]
    return unlike(content["outputs"], listed(folder))


def unlike(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Paths that two lists of files do not agree on."""
    return sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
