"""What is known of a block of questions: the sizes of its cells, and the printed numbers.

``about``, ``cut``, ``bound``, ``prior``, ``lean`` and ``not_districts`` of ``margins.yml`` are ours
or tell no number: nothing is known through them. A printed number that the answers do not meet
tells nothing either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from is248_synthetic.held_algebra import Known, Window, add_up
from is248_synthetic.held_cells import CITY, can_answer
from is248_synthetic.margin_audit import check_target
from is248_synthetic.synthetic_units import groups_of
from is248_synthetic.targets import NAMES, targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from is248_synthetic.held_algebra import Places, Vector
    from is248_synthetic.held_cells import Cell, Cells, Conditions, Part
    from is248_synthetic.margin_audit import AnswerFile
    from is248_synthetic.margins import Block
    from is248_synthetic.targets import Target

Equality = tuple["Vector", float, "Places"]
"""Sum, value, printed places; no places where the register says it."""


@dataclass(frozen=True)
class Printed:
    """A target that a printed number determines and that the answers meet."""

    target: Target
    places: Places


def printed_of(block: Block, answers: AnswerFile) -> list[Printed]:
    """The targets of a block that are printed numbers."""
    groups = groups_of(answers.units)
    found = []
    for hold in block.hold:
        if hold.about or hold.bound or hold.cut is not None or hold.differing is not None:
            continue
        for target in targets(hold, block.variables[0], groups, answers.report):
            if check_target(answers, block, hold, target).met:
                found.append(Printed(target, (target.key.split("/")[0], *hold.told[1:])))
    return found


def known_of(cells: Cells, told: Mapping[str, Sequence[Printed]]) -> Known:
    """The equalities of a chain of blocks.

    Args:
        cells: Its cells.
        told: Block → its printed numbers, in the order of the chain.

    Raises:
        ValueError: The answers do not meet one of them.
    """
    found = [one for part in cells.chain() for one in _sizes(cells, part)]
    for part in cells.chain():
        found += _counts(cells, part, told[part.block.block])
    known = Known(cells.sizes)
    for vector, value, places in found:
        if known.value(vector) != value:
            raise ValueError(f"{places or 'register'}: {known.value(vector)}, not {value}")
        known.add(vector, places)
    return known


def _sizes(cells: Cells, part: Part) -> Iterator[Equality]:
    # how many units a cell has, or how many of them came through a gate
    for cell in (cell for cell in cells.cells if can_answer(part, cell)):
        if cell[0] == CITY or not part.asked:
            yield cells.total(part, None, [cell]) or {}, len(cells.cells[cell]), ()
        for gate in part.gates:
            if cell[0] == CITY or not part.asked or gate in part.asked:
                inside = cells.total(part, None, [cell], [gate]) or {}
                through = cells.total(cells.parts[gate[0]], dict([gate]), [cell]) or {}
                yield add_up(inside, through, signs=(1, -1)), 0, ()


def _counts(cells: Cells, part: Part, told: Sequence[Printed]) -> Iterator[Equality]:
    for printed in told:
        target, scope = printed.target, scope_of(cells, part, printed.target)
        if target.measure not in {"count", "missing"} or scope is None:
            continue
        gates = tuple(target.given.items())
        count = cells.total(part, dict(target.conditions), scope, gates)
        every = cells.total(part, None, scope, gates)
        if count is None or every is None:
            continue
        is_rest = target.measure == "missing"
        vector = add_up(every, count, signs=(1, -1)) if is_rest else count
        yield vector, target.low, printed.places


def scope_of(cells: Cells, part: Part, target: Target) -> list[Cell] | None:
    """The cells that a target speaks of."""
    return cells.among(cells.answers.counted(target.who, target.where), part)


def windows_of(cells: Cells, part: Part, told: Sequence[Printed]) -> Iterator[Window]:
    """The printed per cents of a block."""
    for printed in told:
        target, scope = printed.target, scope_of(cells, part, printed.target)
        if target.measure != "pct" or scope is None:
            continue
        gates = tuple(target.given.items())
        count = cells.total(part, dict(target.conditions), scope, gates)
        base = _base(cells, part, target, scope)
        if count and base:
            yield Window(count, base, target.low, target.high, target.open_high, printed.places)


def _base(cells: Cells, part: Part, target: Target, scope: list[Cell]) -> Vector | None:
    conditions: Conditions | None
    first = next(iter(target.conditions))
    variable = part.first if first == NAMES else first
    if target.base == "everywhere":
        scope = scope_of(cells, part, replace(target, where={})) or []
        conditions = dict(target.conditions)
    elif target.base == "first":
        conditions = {first: target.conditions[first]}
    elif target.base == "takers":
        conditions = {variable: takers(cells, part, variable)}
    else:
        conditions = None if target.base == "all" else {variable: ()}
    return cells.total(part, conditions, scope, tuple(target.given.items()))


def takers(cells: Cells, part: Part, variable: str) -> tuple[str, ...]:
    """The options of a multiple choice that do not exclude the others."""
    categories = cells.answers.book.variable(variable).categories
    return tuple(code for code in categories if code not in part.block.exclusive)
