"""What is installed: the packages that is248 runs on, and a sum over their files.

A version number does not tell a patched wheel from the published one, nor that a folder earlier on
the path stands in front of a package. The sum does: it is taken of the checksums that each
package's own list of files (RECORD) holds, of the files of whatever stands in front, and of those
that were edited by hand after they were installed: such a file is newer than its RECORD or has
another size, and is then held against its checksum. What reads packages' own words is imported when
it is needed: a year without changes can do without.
"""

from __future__ import annotations

import base64
import hashlib
import os
import sys
from importlib.machinery import all_suffixes
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib import metadata

PROJECT = "is248"


SHADOWED = "skygget av"
"""Said of a package that another stands in front of."""

EDITED = "endret for hånd"
"""Said of a package with files that are not as they were installed."""

MODULES = tuple(all_suffixes())
"""How files end that can be imported."""

_ABOUT_A_PACKAGE = ("METADATA", "RECORD", "PKG-INFO")
FOUND: dict[tuple[object, ...], dict[str, str]] = {}
"""What was found in this process; a run asks twice."""


class FileState(NamedTuple):
    """A file by all that changes with it, but for its content."""

    path: str
    changed: int
    modified: int
    size: int
    number: int


def file_state(path: str | Path) -> FileState | tuple[str]:
    """The state of a file; its name alone when it is not there."""
    try:
        found = os.stat(path)  # noqa: PTH116 - four times as many as pathlib makes in the time
    except OSError:
        return (str(path),)
    return FileState(str(path), found.st_ctime_ns, found.st_mtime_ns, found.st_size, found.st_ino)


def state_of_path() -> Iterator[tuple[object, ...]]:
    """What stands on the path: its names, and the state of what each package says of itself."""
    yield (sys.version, *sys.path)
    for entry in dict.fromkeys(sys.path):
        names = sorted(_names(entry)) if os.path.isdir(entry) else []  # noqa: PTH112
        yield (entry, *names)
        for name in names:
            if name.endswith((".dist-info/", ".egg-info/")):
                yield from (file_state(Path(entry, name, part)) for part in _ABOUT_A_PACKAGE)


def _names(entry: str) -> Iterator[str]:
    """What stands in a folder; folders can be imported whatever they are called, files cannot."""
    with os.scandir(entry) as found:
        yield from (f"{one.name}/" if one.is_dir() else one.name for one in found)


def is_shadowed(packages: Mapping[str, str]) -> bool:
    """Whether another stands in front of any package: what it holds shows in no list of names."""
    return any(SHADOWED in told for told in packages.values())


def installed() -> dict[str, str]:
    """The packages that is248 runs on, directly or by another.

    Returns:
        Name → version and the beginning of the sum over its files, ``"2.1.0 (f3a91c02b4d1)"``,
        sorted; the same on every machine that installed the same files. What stands in front of
        a package on the path has its own sum and says so, and so do files that were edited.
    """
    now = tuple(state_of_path())
    if now not in FOUND:
        found = {name: one for name, one in _needed() if one is not None}
        hidden = _in_front(found.values())
        told = {name: _told(one, hidden) for name, one in sorted(found.items())}
        if is_shadowed(told):  # what stands in front has states that we do not look at
            return told
        FOUND.clear()
        FOUND[now] = told
    return dict(FOUND[now])


def files_listed() -> list[str]:
    """The files whose sums the packages that is248 runs on tell, sorted."""
    found = (one for _, one in _needed() if one is not None)
    return sorted(
        f"{one.locate_file(line.split(',')[0])}" for one in found for line in _records(one)
    )


def names_installed() -> list[str]:
    """The names under which the packages that is248 runs on are imported, sorted."""
    return sorted(set[str]().union(*(_tops(one) for _, one in _needed() if one is not None)))


def _needed() -> Iterator[tuple[str, metadata.Distribution | None]]:
    """The closure of what is248 requires here; packages that are not installed have none."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    left, been = [PROJECT], {PROJECT}
    while left:
        name = left.pop()
        own = _distribution(name)
        if name != PROJECT:
            yield name, own
        for text in _fields(own, "Requires-Dist") if own else ():
            need = Requirement(text)
            key = canonicalize_name(need.name)
            if key not in been and (need.marker is None or need.marker.evaluate({"extra": ""})):
                been.add(key)
                left.append(key)


def _distribution(name: str) -> metadata.Distribution | None:
    from importlib import metadata

    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None


def _fields(one: metadata.Distribution, name: str) -> list[str]:
    """Values of a field of the metadata; those of extras left out. Reading them as mail is slow."""
    head = (one.read_text("METADATA") or "").partition("\n\n")[0]
    lines = (line.partition(": ") for line in head.splitlines())
    return [value for key, _, value in lines if key == name and "extra ==" not in value]


def _told(one: metadata.Distribution, hidden: dict[str, Path]) -> str:
    digest = hashlib.sha256()
    for line in _records(one):
        digest.update(line.encode())
    words = f"{_fields(one, 'Version')[0]} ({digest.hexdigest()[:12]})"
    over = sorted(hidden[top] for top in _tops(one) if top in hidden)
    edited = sorted(_edited(one))
    told = [words, *([f"{SHADOWED} {_sum(over)}"] if over else ())]
    if edited:
        told.append(f"{EDITED} {hashlib.sha256(repr(edited).encode()).hexdigest()[:12]}")
    return ", ".join(told)


def _edited(one: metadata.Distribution) -> Iterator[tuple[str, str]]:
    """Files that do not hold what the package says, each with the sum of what it holds."""
    home = str(one.locate_file(""))
    lines = (one.read_text("RECORD") or "").splitlines()
    own = next((line.partition(",")[0] for line in lines if line.endswith("/RECORD,,")), "")
    listed = file_state(os.path.join(home, own))  # noqa: PTH118 - as below
    for line in _records(one):
        name, told, size = line.rsplit(",", 2)
        path = os.path.join(home, name)  # noqa: PTH118 - twelve thousand of them
        if _is_touched(file_state(path), size, listed) and told != (found := _sum_of(path)):
            yield name, found


def _is_touched(now: tuple[object, ...], size: str, listed: tuple[object, ...]) -> bool:
    """Whether a file may have been changed since the list of its package was written, the last."""
    if not (isinstance(now, FileState) and isinstance(listed, FileState)):
        return True
    later = now.changed > listed.changed or now.modified > listed.modified
    return later or size not in {"", str(now.size)}


def _sum_of(path: str) -> str:
    """The sum of a file as a list of files tells it; nothing when the file is not there."""
    try:
        digest = hashlib.sha256(Path(path).read_bytes()).digest()
    except OSError:
        return ""
    return f"sha256={base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def _records(one: metadata.Distribution) -> list[str]:
    """Lines of RECORD that are the same on every machine: modules and data with their sums."""
    lines = (one.read_text("RECORD") or "").splitlines()
    kept = (line for line in lines if not line.startswith(("..", "/")) and ",sha256=" in line)
    return sorted(line for line in kept if ".dist-info/" not in line)


def _tops(one: metadata.Distribution) -> set[str]:
    """Top-level modules and packages of a distribution, as they are imported."""
    files = {line.split(",")[0].split("/")[0] for line in _records(one)}
    code = (name for name in files if name.endswith((".py", ".so", ".pyd")) or "." not in name)
    return {name.partition(".")[0] for name in code}


def _in_front(packages: Iterable[metadata.Distribution]) -> dict[str, Path]:
    """Name that is imported from the path before the packages → where it is."""
    homes = {Path(str(one.locate_file(""))).resolve() for one in packages}
    found: dict[str, Path] = {}
    for entry in map(Path, sys.path):
        if entry.resolve() in homes:
            break
        if entry.is_dir():
            # a folder is imported before a module of its name, and a script in bin/ never
            names = [one for one in entry.iterdir() if one.is_dir() or one.name.endswith(MODULES)]
            paths = sorted(names, key=lambda path: (path.is_dir(), path.name))
            found = {path.name.partition(".")[0]: path for path in paths} | found
    return found


def _sum(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
