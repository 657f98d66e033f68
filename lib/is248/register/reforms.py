"""Codes of other years: what municipal reforms made of the units of a register."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from is248.base.data_files import data_folder, read_rows, read_source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from is248.base.paths import Project

FOLDER, BEGINS = "municipalities", "reform_"


class Reform(NamedTuple):
    """A unit that got another code: alone, in a merger or in a split."""

    year: int
    before: str
    after: str
    name: str


class OtherCode(NamedTuple):
    """A code that a register does not have, because it is of another year.

    Attributes:
        name: The unit that has the code; empty where only the old code is known.
        since: The first year of the code, or of what came in its place.
        later: Whether the code is younger than the register.
        units: Keys of the register that it stands for.
    """

    name: str
    since: int
    later: bool
    units: tuple[str, ...]


def load_reforms(project: Project) -> list[Reform]:
    """All reforms in the files ``reform_*.csv`` that ``data/municipalities`` lists.

    Raises:
        DataError: A file is missing, changed or not as listed.
    """
    folder = data_folder(project, FOLDER)
    names = sorted(name for name in read_source(folder).files if name.startswith(BEGINS))
    rows = [row for name in names for row in read_rows(folder, name)]
    return [Reform(int(r["date"][:4]), r["from_code"], r["to_code"], r["to_name"]) for r in rows]


def other_codes(
    reforms: Sequence[Reform], register: Collection[str], year: int
) -> dict[str, OtherCode]:
    """What each code that a register lacks stands for in it.

    Args:
        reforms: From :func:`load_reforms`.
        register: Codes of the register.
        year: Its year.

    Returns:
        Code → the units of the register that it became, or was made of; through several reforms.
    """
    back, on = defaultdict(list), defaultdict(list)
    for reform in reforms:
        back[reform.after].append(reform.before)
        on[reform.before].append(reform.after)
    found = {}
    for reform in sorted(reforms, key=lambda reform: reform.year):
        later = reform.year > year
        code, ways = (reform.after, back) if later else (reform.before, on)
        units = tuple(sorted(set(_reached(code, ways, register, set()))))
        if units and code not in register and code not in found:
            found[code] = OtherCode(reform.name if later else "", reform.year, later, units)
    return found


def _reached(
    code: str, ways: Mapping[str, Sequence[str]], register: Collection[str], been: set[str]
) -> Iterator[str]:
    """Codes of the register at the end of all ways from a code."""
    if code in register:
        yield code
    elif code not in been:
        been.add(code)
        for following in ways.get(code, ()):
            yield from _reached(following, ways, register, been)
