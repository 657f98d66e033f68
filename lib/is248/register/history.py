"""How a municipality came to be, and what became of it: the reforms that it was part of."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from is248.base.data_files import data_folder, read_rows, read_source
from is248.base.paths import Project  # noqa: TC001 - lru_cache keys
from is248.register.reforms import FOLDER, Reform, load_reforms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_REGISTER = re.compile(r"\d{4}\.csv")

Kind = Literal["made_of", "new_code", "went_to", "other_code"]


class Event(NamedTuple):
    """What one reform did to a municipality.

    Attributes:
        year: The year from which it holds.
        kind: ``made_of`` others, got a ``new_code``; later ``went_to`` others, or got an
            ``other_code``.
        units: The others, or the other code of its own: (code, name, whether only in part).
    """

    year: int
    kind: Kind
    units: tuple[tuple[str, str, bool], ...]


def history(code: str, year: int, project: Project) -> list[Event]:
    """The reforms behind a municipality and before it.

    Args:
        code: Its code.
        year: The year in which it has that code.
        project: The project.

    Returns:
        Events, oldest first. Behind it, code by code, all that it is made of is followed; before
        it, what it became at the first reform.

    Raises:
        DataError: A file of ``data/municipalities`` is missing or changed.
    """
    reforms, names = load_reforms(project), _names(project)
    behind = _behind(code, year, reforms, names)
    return [*reversed([*behind]), *_after(code, year, reforms)]


def _behind(
    code: str, year: int, reforms: Sequence[Reform], names: dict[str, str]
) -> Iterator[Event]:
    """The newest event first; only a code that was alone is followed further back."""
    own = [reform for reform in reforms if reform.after == code and reform.year <= year]
    if not own:
        return
    when = max(reform.year for reform in own)
    of = [reform.before for reform in own if reform.year == when]
    parts = tuple((old, names.get(old, old), _is_split(old, when, reforms)) for old in of)
    alone = len(of) == 1 and not parts[0][2]
    yield Event(when, "new_code" if alone else "made_of", parts)
    if alone:
        yield from _behind(of[0], when - 1, reforms, names)


def _after(code: str, year: int, reforms: Sequence[Reform]) -> Iterator[Event]:
    own = [reform for reform in reforms if reform.before == code and reform.year > year]
    if not own:
        return
    when = min(reform.year for reform in own)
    to = [reform for reform in own if reform.year == when]
    alone = len(to) == 1 and sum(r.after == to[0].after and r.year == when for r in reforms) == 1
    units = tuple((r.after, r.name, len(to) > 1) for r in to)
    yield Event(when, "other_code" if alone else "went_to", units)


def _is_split(code: str, year: int, reforms: Sequence[Reform]) -> bool:
    return sum(reform.before == code and reform.year == year for reform in reforms) > 1


@lru_cache(maxsize=4)
def _names(project: Project) -> dict[str, str]:
    """Code → name, of every register at hand; the reforms name those that came of them."""
    folder = data_folder(project, FOLDER)
    files = sorted(name for name in read_source(folder).files if _REGISTER.fullmatch(name))
    known = {reform.after: reform.name for reform in load_reforms(project)}
    for name in files:
        known |= {row["code"]: row["name"] for row in read_rows(folder, name)}
    return known
