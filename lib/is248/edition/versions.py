"""Versions of a year in outputs/: staged beside their place, flushed, renamed, pointed at last.

A run that is killed at any moment leaves the last good version and ``latest`` as they were. What it
left lying is cleared away at the start of the next run: the system says which folders are held by
the living. Several runs share a year: drafts are built side by side, versions one after another.
"""

from __future__ import annotations

import contextlib
import os
import platform
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.base.exchange import OLD, exchange, flush, flush_folder, recover, remove, said
from is248.base.locks import held, hold, taken
from is248.edition import manifest, published

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from is248.base.paths import Project

LATEST = "latest"
LATEST_TEXT = "latest.txt"
"""Stands in for the link on a file system without links."""

VERSIONS = "versions.html"
"""The page of all versions, beside them."""

NEWEST = '<link rel="latest-version" href="{}/index.html">'
"""In the head of that page (RFC 5829): by it one sees whether the page knows the newest."""

LOCK = ".lock"
"""Held for the moments in which folders come and go."""

PATIENCE = 60.0
"""Seconds for those moments, also on a slow disk."""

TURN = ".turn.lock"
"""Held as long as a version is built, by the workers too; in it the process that has it."""

STAGING = ".staging-"

_VERSION = re.compile(r"v([1-9][0-9]*)")


def is_version(name: str) -> bool:
    """Whether a name is that of a version, not of a draft."""
    return bool(_VERSION.fullmatch(name))


@dataclass(frozen=True)
class Shelf:
    """The versions of one year.

    Attributes:
        folder: ``outputs/<year>``, or a folder in it with versions of its own.
        called: The folder as the user knows it.
        waited: Whether another run had to end first; inputs may have changed meanwhile.
    """

    folder: Path
    called: str = ""
    waited: bool = False

    @property
    def year(self) -> int:
        """The reporting year."""
        return int(self.folder.name)

    def version(self, number: int) -> Path:
        """The folder of a version."""
        return self.folder / f"v{number}"

    def numbers(self) -> list[int]:
        """Numbers of the version folders, lowest first."""
        found = (_VERSION.fullmatch(path.name) for path in self.folder.iterdir())
        return sorted(int(match.group(1)) for match in found if match)

    @property
    def next_number(self) -> int:
        """A number that no version has had."""
        return max(self.numbers(), default=0) + 1

    def latest(self) -> int | None:
        """The version that ``latest`` points at; None when there is none."""
        link = self.folder / LATEST
        text = self.folder / LATEST_TEXT
        if link.is_symlink():
            name = os.readlink(link)  # noqa: PTH115 - the text as it stands
        else:
            name = text.read_text(encoding="utf-8").strip() if text.is_file() else ""
        match = _VERSION.fullmatch(name)
        number = int(match.group(1)) if match else None
        return number if number and self.version(number).is_dir() else None

    def drafts(self, name: str) -> Path:
        """The folder of a draft."""
        return self.folder / "drafts" / name

    @property
    def failed(self) -> Path:
        """What was built of a run in which a chapter failed."""
        return self.folder / "failed"


@contextlib.contextmanager
def opened(
    project: Project,
    year: int,
    below: str = "",
    *,
    draft: bool = False,
    told: Callable[[str], None] = lambda _: None,
) -> Iterator[Shelf]:
    """The versions of a year, with the right to add to them.

    Args:
        project: The project.
        year: The reporting year.
        below: A folder of the year that has versions of its own; empty for the year's editions.
        draft: Whether a draft is made, which waits for nobody.
        told: Called with a sentence when another run makes a version and must end first.

    Yields:
        The shelf; what dead runs left has been cleared away.

    Raises:
        UserError: outputs/ cannot be written to.
    """
    where = "/".join(filter(None, ("outputs", str(year), below)))
    shelf = Shelf(project.outputs / str(year) / below, where)
    with said(where):
        shelf.folder.mkdir(parents=True, exist_ok=True)
    with contextlib.nullcontext(False) if draft else _turn(shelf, told) as waited:
        with said(where), changing(shelf):
            clear(shelf)
            mend_latest(shelf)
        yield replace(shelf, waited=waited)


@contextlib.contextmanager
def _turn(shelf: Shelf, told: Callable[[str], None]) -> Iterator[bool]:
    """The turn to make a version; yields whether another run had it first."""
    with said(shelf.called):
        file = (shelf.folder / TURN).open("a+", encoding="utf-8")
    with file:
        if waited := not taken(file, 0):
            file.seek(0)
            told(
                f"En annen kjøring ({file.read().strip() or 'ukjent'}) lager en utgave i "
                f"{shelf.called}. Venter til den er ferdig."
            )
            taken(file, float("inf"))
        file.truncate(0)
        file.write(f"prosess {os.getpid()} på {platform.node()}\n")
        file.flush()
        yield waited


@contextlib.contextmanager
def changing(shelf: Shelf) -> Iterator[None]:
    """The right to let folders come and go, for a moment.

    Raises:
        UserError: Another run has it and does not let go.
    """
    with (shelf.folder / LOCK).open("a+", encoding="utf-8") as file:
        if not taken(file, PATIENCE):
            raise UserError(
                f"En annen kjøring holder på med {shelf.called}. Vent til den er ferdig, og prøv "
                "igjen."
            )
        yield


def list_stands(shelf: Shelf) -> bool:
    """Whether the page of all versions is there and knows the newest, if there is one."""
    page, latest = shelf.folder / VERSIONS, shelf.latest()
    if latest is None:
        return True
    known = page.read_text(encoding="utf-8", errors="replace") if page.is_file() else ""
    return NEWEST.format(f"v{latest}") in known


def clear(shelf: Shelf) -> None:
    """Clear away what dead runs left: half-built folders, and folders about to be replaced.

    To be called with the right of :func:`changing`: whatever is half exchanged is of the dead.
    """
    staged = [path for path in shelf.folder.glob(f"{STAGING}*") if not held(path)]
    for path in [*staged, *shelf.folder.glob(f".{LATEST}-*")]:
        remove(path)
    for old in [*shelf.folder.glob(f"{OLD}*"), *shelf.folder.glob(f"drafts/{OLD}*")]:
        recover(old.with_name(old.name.removeprefix(OLD)))


def mend_latest(shelf: Shelf) -> None:
    """Point ``latest`` at the newest whole version: a run may have died between the two steps."""
    now = shelf.latest() or 0
    for number in reversed(shelf.numbers()):
        if number <= now:
            return
        if not manifest.differences(shelf.version(number)):
            point_latest(shelf, number)
            return


@contextlib.contextmanager
def staging(shelf: Shelf) -> Iterator[Path]:
    """A folder to build in, held by this run; gone afterwards, unless it was put in its place.

    Raises:
        UserError: There is no room, or the folder cannot be written to.
    """
    folder = shelf.folder / f"{STAGING}{os.getpid()}"
    with contextlib.ExitStack() as life:
        with said(shelf.called), changing(shelf):
            folder.mkdir()
            life.callback(remove, folder)
            life.enter_context(hold(folder))
        with said(shelf.called):
            yield folder


def place(shelf: Shelf, staged: Path, target: Path) -> Path:
    """Put a staged folder in the place of another that is no version."""
    with changing(shelf):
        return exchange(staged, target)


def publish(shelf: Shelf, staged: Path, number: int) -> Path:
    """Make a staged folder a version, and point ``latest`` at it; the log has it first.

    Args:
        shelf: The versions of the year.
        staged: The complete folder.
        number: The number that it gets.

    Returns:
        The folder of the version.
    """
    target = shelf.version(number)
    flush(staged)
    with changing(shelf):
        published.add(shelf.folder, number, staged)
        staged.rename(target)
        flush_folder(shelf.folder)
        point_latest(shelf, number)
    return target


def point_latest(shelf: Shelf, number: int) -> None:
    """Point ``latest`` at a version, in one step."""
    fresh = shelf.folder / f".{LATEST}-{os.getpid()}"
    remove(fresh)
    try:
        fresh.symlink_to(f"v{number}", target_is_directory=True)
        target = shelf.folder / LATEST
    except (OSError, NotImplementedError):
        fresh.write_text(f"v{number}\n", encoding="utf-8")
        target = shelf.folder / LATEST_TEXT
    fresh.replace(target)
    flush_folder(shelf.folder)
