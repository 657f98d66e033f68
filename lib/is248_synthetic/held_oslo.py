"""Oslo as one: settled where what its districts answered is held.

A single choice is that of most districts, an option of a multiple choice counts when more than half
of them crossed it (:mod:`is248_synthetic.synthetic_units`). Where districts' counts are held, or
leave too little to the others, Oslo's answer follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248_synthetic.held_cells import CITY, DISTRICT
from is248_synthetic.targets import NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248_synthetic.held_algebra import Known, Places, Vector
    from is248_synthetic.held_cells import Cell, Cells, Part

Counts = dict[str, tuple[float, tuple[str, ...]]]
"""Code → how many districts gave it, where that is held, and where it is printed."""


def settle_city(known: Known, cells: Cells, part: Part) -> bool:
    """Add what Oslo as one answers; whether there is anything new."""
    if not any(cell[0] == CITY for cell in cells.cells):
        return False
    grew = False
    for variable in (*part.block.variables, NAMES):
        columns = cells.city_columns(part, variable)
        if not columns:
            continue
        if variable in part.single:
            grew |= _most(known, cells, part, variable, columns)
        else:
            grew |= _more_than_half(known, cells, part, variable, columns)
    return grew


def _districts(cells: Cells) -> list[Cell]:
    return [cell for cell in cells.cells if cell[0] == DISTRICT]


def _counts(known: Known, cells: Cells, part: Part, variable: str) -> Counts:
    names = part.options.names
    codes = names if variable == NAMES else tuple(cells.answers.book.variable(variable).categories)
    found: Counts = {}
    for code in codes:
        total = cells.total(part, {variable: (code,)}, _districts(cells)) or {}
        if total and known.holds([total])[0]:
            found[code] = (known.value(total), known.places(total))
    return found


def _most(
    known: Known,
    cells: Cells,
    part: Part,
    variable: str,
    columns: dict[tuple[str, ...] | None, Vector],
) -> bool:
    counts = _counts(known, cells, part, variable)
    if not counts or not max(n for n, _ in counts.values()):
        return False
    best = max(counts, key=lambda code: counts[code][0])
    most, places = counts[best]
    every = len([unit for cell in _districts(cells) for unit in cells.cells[cell]])
    left = every - sum(n for n, _ in counts.values())
    others = [counts.get(c[0], (left, ()))[0] for c in columns if c and c[0] != best]
    grew = known.add(columns[None], places) if None in columns else False
    if most > max(others, default=0):
        places = tuple(dict.fromkeys(p for _, told in counts.values() for p in told))
        grew |= sum(known.add(column, places) for column in columns.values()) > 0
        grew |= _zeros(known, columns, places)
    return grew


def _zeros(known: Known, columns: dict[tuple[str, ...] | None, Vector], places: Places) -> bool:
    none = [one for one in columns.values() if not known.value(one)]
    return sum(known.add({column: 1.0}, places) for one in none for column in one) > 0


def _more_than_half(
    known: Known,
    cells: Cells,
    part: Part,
    variable: str,
    columns: dict[tuple[str, ...] | None, Vector],
) -> bool:
    counts = _counts(known, cells, part, variable)
    every = len([unit for cell in _districts(cells) for unit in cells.cells[cell]])
    crossed = {code: told for code, (n, told) in counts.items() if 2 * n > every}
    if variable == NAMES:  # most districts have this pattern and no other: so has Oslo
        places = next(iter(crossed.values()), ())
        return sum(known.add(one, places) for one in columns.values() if crossed) > 0
    least = max((n for n, _ in counts.values()), default=0)
    missed = {code: told for code, (n, told) in counts.items() if 2 * n <= least}
    found = {codes: _settles(codes, crossed, missed) for codes in columns}
    return sum(known.add(columns[c], told) for c, told in found.items() if told is not None) > 0


def _settles(
    codes: tuple[str, ...] | None, crossed: Mapping[str, Places], missed: Mapping[str, Places]
) -> Places | None:
    # an option that more than half crossed settles all sets with it, and that Oslo answers
    hits = [told for code, told in crossed.items() if not codes or code in codes]
    if hits:
        return hits[0]
    if codes and all(code in missed for code in codes):
        return tuple(dict.fromkeys(place for code in codes for place in missed[code]))
    return None
