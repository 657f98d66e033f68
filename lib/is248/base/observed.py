"""What a chapter's run reads of the project, told while it runs.

All that a chapter reads, looks for or lists goes through these functions, also what is not there.
The store of runs keeps the names with the chapter, and asks next time whether any has changed. A
process that nobody observes (:data:`VARIABLE` is not set) tells nothing.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VARIABLE = "IS248_OBSERVED"
"""Environment variable that names the file where a run tells what it reads, a line each."""

Kind = Literal["read", "part", "there", "list", "call", "import", "package", "value", "made"]

PART = "#"
"""Stands between a file and the name of a part of it."""


OF_FILES = frozenset({"read", "part", "there", "list"})
_hidden: set[tuple[str, str]] | None = None
ALL_TOLD: set[tuple[str, str]] = set()
"""What this process has told, kinds and paths."""

CALLED: set[str] = set()
"""The functions and blocks that this process has told of."""


class Seen(NamedTuple):
    """Something that a run depends on.

    Attributes:
        kind: ``read`` for what a file holds, ``part`` for what a part of it does (a column, an
            entry), ``there`` for whether it is, ``list`` for the names in
            a folder that have a pattern; ``call`` for a function, ``import`` for a module of
            is248, ``package`` for what another's modules are found under, there or not; ``value``
            for what came out of something that counts instead of all that it was made of, and
            ``made`` for what that was; see :mod:`is248.base.told_values`.
        path: The file below the project, with forward slashes; for ``part`` file and name with
            :data:`PART` between; for ``list`` folder and pattern; ``module:function`` or the
            module.
    """

    kind: Kind
    path: str


def read(path: Path) -> Path:
    """Tell that a file is read; it need not be there.

    Returns:
        The path, to be read.
    """
    _tell("read", str(path))
    return path


def part(path: Path, name: str) -> None:
    """Tell that a part of a file is read, and not the whole of it."""
    if PART in name or (name and not name.isprintable()):  # no name that can be told
        _tell("read", str(path))
    else:
        _tell("part", f"{path}{PART}{name}")


@contextlib.contextmanager
def apart(kept: set[tuple[str, str]] | None = None) -> Iterator[None]:
    """Read files without telling: where what is found there is told in another way.

    Only around code that keeps nothing of what it read; calls are told all the same.

    Args:
        kept: Where to put what would have been told, kinds and paths.
    """
    global _hidden  # noqa: PLW0603 - of the process, as what was told
    before, _hidden = _hidden, set() if kept is None else kept
    try:
        yield
    finally:
        _hidden = before


def is_there(path: Path) -> bool:
    """Whether a file or folder is there, and tell that it was asked for."""
    _tell("there", str(path))
    return path.exists()


def in_folder(folder: Path, pattern: str) -> list[Path]:
    """The paths of a folder that have a pattern, sorted; and tell that they were asked for."""
    _tell("list", str(folder / pattern))
    return sorted(folder.glob(pattern))


def called(name: str) -> None:
    """Tell that a function or a block of one was reached, ``module:function/0/1``."""
    if name not in CALLED:
        CALLED.add(name)
        _tell("call", name)


def imported(module: str) -> None:
    """Tell that a module was imported."""
    _tell("import", module)


def package(name: str) -> None:
    """Tell that a package was imported, or looked for and not found."""
    _tell("package", name)


def value(name: str, of: str, digest: str) -> None:
    """Tell what came out of something; see :class:`is248.base.told_values.ToldValues`."""
    _tell("value", f"{name} {of} {digest}")


def made_of(name: str, kind: str, path: str) -> None:
    """Tell what values were made of."""
    _tell("made", f"{name} {kind} {path}")


def again(kind: Kind, path: str) -> None:
    """Tell what was not told when it was read."""
    _tell(kind, path)


def begin() -> None:
    """Tell what was called and imported before anybody looked: in a process just forked."""
    _write("".join(f"{kind}\t{path}\n" for kind, path in sorted(ALL_TOLD)))


def _tell(kind: Kind, path: str) -> None:
    if _hidden is not None and kind in OF_FILES:
        _hidden.add((kind, path))
    elif (kind, path) not in ALL_TOLD:
        ALL_TOLD.add((kind, path))
        _write(f"{kind}\t{path}\n")


def _write(lines: str) -> None:
    if file := os.environ.get(VARIABLE):
        with open(file, "a", encoding="utf-8") as stream:  # noqa: PTH123 - at once
            stream.write(lines)


def observed(file: Path, root: Path) -> list[Seen]:
    """What a run told, sorted.

    Args:
        file: Where it told it.
        root: The project's folder; files outside it are left out.

    Returns:
        Each thing once; nothing where the run told nothing.
    """
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return sorted(set(_below(lines, root.as_posix() + "/")))


def _below(lines: list[str], root: str) -> Iterator[Seen]:
    for line in lines:
        kind, _, path = line.partition("\t")
        *above, path = path.split(" ", 2) if kind == "made" else [path]
        if not (above or kind in OF_FILES) or path.startswith(root):
            yield Seen(kind, " ".join([*above, path.removeprefix(root)]))  # type: ignore[arg-type]
