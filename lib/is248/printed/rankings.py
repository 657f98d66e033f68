"""Rankings and lists of names: ours as they were computed, and whether print's are the same."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from is248.printed.names import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from is248.printed.names import Names

TOTAL = "total"


def ranking(
    printed: str, relation: str, ours: str | Mapping[str, str], names: Names
) -> tuple[str, bool]:
    """Our list, and whether it stands to the printed one as the relation says.

    Args:
        printed: Names as printed.
        relation: A relation of claims.csv between names.
        ours: Names joined by "; ", or row → value of a whole column.
        names: Other names of areas.

    Returns:
        Our names, joined by "; ", in our own order: of a column ranked as many as print names and
        those that share the last place, of a list to be taken from its start as many as print
        names. And whether the relation holds.
    """
    told = names.groups(printed)
    wanted = frozenset[str]().union(*told)
    if relation in {"highest_of", "lowest_of"}:
        column = _numbers(ours if isinstance(ours, Mapping) else {})
        return _extremes(column, wanted, names, lowest=relation == "lowest_of")
    mine = listed(ours) if isinstance(ours, str) else _filled(ours)
    if relation == "first_of":
        mine = _first(mine, len(wanted), names)
    return "; ".join(mine), _stands(relation, mine, told, names)


def _stands(relation: str, mine: Sequence[str], told: list[frozenset[str]], names: Names) -> bool:
    wanted, held = frozenset[str]().union(*told), names.united(mine)
    if relation in {"equal", "first_of"}:
        return _in_same_order([names.meant(one) for one in mine], told)
    return {"at_least": held >= wanted, "at_most": bool(held) and held <= wanted}.get(
        relation, held == wanted
    )


def _in_same_order(mine: list[frozenset[str]], told: list[frozenset[str]]) -> bool:
    """Whether the names stand in the same order; areas that print names as one in any order."""
    rest = [area for group in mine for area in sorted(group)]
    for group in told:
        head, rest = rest[: len(group)], rest[len(group) :]
        if set(head) != group:
            return False
    return not rest


def _first(mine: Sequence[str], wanted: int, names: Names) -> list[str]:
    """The first names, until they stand for as many areas as print names."""
    found: list[str] = []
    for name in mine:
        if len(names.united(found)) >= wanted:
            break
        found.append(name)
    return found


def _extremes(
    column: Mapping[str, float], wanted: frozenset[str], names: Names, *, lowest: bool
) -> tuple[str, bool]:
    """The extreme rows, as many as are wanted, with all that share the last place."""
    if not column:
        return "", False
    sign = 1 if lowest else -1
    order = sorted(column, key=lambda row: sign * column[row])
    last = sign * column[order[min(len(wanted), len(order)) - 1]]
    most = [row for row in order if sign * column[row] <= last]
    inside = [row for row in order if sign * column[row] < last]
    holds = len(wanted) <= len(order) and names.united(inside) <= wanted <= names.united(most)
    return "; ".join(most), holds


def _numbers(column: Mapping[str, str]) -> dict[str, float]:
    """The rows that hold a number, without the total."""
    return {row: float(text) for row, text in column.items() if row != TOTAL and _is_number(text)}


def _is_number(text: str) -> bool:
    try:
        return not math.isnan(float(text))
    except ValueError:
        return False


def _filled(column: Mapping[str, str]) -> list[str]:
    """The rows that hold something, without the total."""
    return [row for row, text in column.items() if row != TOTAL and text]
