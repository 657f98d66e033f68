"""What print holds of one block of questions: every count, n and per cent that it determines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.survey.held import held_key
from is248_synthetic.held_algebra import add_up, close, nil, prints_alike
from is248_synthetic.held_cells import Cells, part_of
from is248_synthetic.held_oslo import settle_city
from is248_synthetic.held_printed import known_of, printed_of, windows_of
from is248_synthetic.held_results import results_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from is248.survey.held import HeldKey
    from is248_synthetic.held_algebra import Known, Places, Vector, Window
    from is248_synthetic.held_printed import Printed
    from is248_synthetic.held_results import Result
    from is248_synthetic.margin_audit import AnswerFile
    from is248_synthetic.margins import Block

Line = tuple[str, float, float, "Places"]
"""Kind, smallest and largest value, printed places."""


def block_lines(
    block: Block, blocks: Mapping[str, Block], answers: AnswerFile
) -> Iterator[tuple[HeldKey, Line]]:
    """The lines of a block.

    Args:
        block: The block.
        blocks: Variable → the block that answers it.
        answers: The answers.
    """
    chain = _chain(block, blocks)
    told = {one.block: printed_of(one, answers) for one in chain}
    if not told[block.block]:
        return
    cells = _cells(chain, told, answers)
    results = list(results_of(cells, cells.parts[block.variables[0]], told[block.block]))
    known, left = _closed(cells, told, results)
    yield from _exact(known, results)
    for window in left:
        yield from _within(known, window, results)


def _chain(block: Block, blocks: Mapping[str, Block]) -> list[Block]:
    gates = [*block.asked, *(name for hold in block.hold for name in hold.given)]
    before = [one for gate in gates for one in _chain(blocks[gate], blocks)]
    return list({one.block: one for one in [*before, block]}.values())


def _cells(chain: Sequence[Block], told: Mapping[str, list[Printed]], answers: AnswerFile) -> Cells:
    parts = {name: part_of(block, answers) for block in chain for name in block.variables}
    wheres = [one.target.where for found in told.values() for one in found]
    scopes = dict.fromkeys(answers.everybody(where) for where in wheres if where)
    return Cells(answers, parts, list(scopes))


def _closed(
    cells: Cells, told: Mapping[str, list[Printed]], results: Sequence[Result]
) -> tuple[Known, list[Window]]:
    # all columns must be there before the first equality: known_of and windows_of make the last
    chain = cells.chain()
    windows = [one for part in chain for one in windows_of(cells, part, told[part.block.block])]
    known = known_of(cells, told)
    sums = [result.count for result in results]
    sums += [add_up(r.every, r.count, signs=(1, -1)) for r in results if r.every]
    left = close(known, windows, sums)
    while sum(settle_city(known, cells, part) for part in chain):
        left = close(known, left, sums)
    return known, left


def _exact(known: Known, results: Sequence[Result]) -> Iterator[tuple[HeldKey, Line]]:
    held = known.holds([result.count for result in results])
    for result in (one for one, is_held in zip(results, held, strict=True) if is_held):
        n, places = known.value(result.count), known.places(result.count)
        for question, codes, who, group in result.keys:
            key = held_key(question, codes, who, group=group, measure="count")
            yield key, ("value", n, n, places)
        yield from _shares(known, result, (n, n), places)


def _shares(
    known: Known, result: Result, counts: tuple[float, float], places: Places
) -> Iterator[tuple[HeldKey, Line]]:
    bases = result.bases()
    held = known.holds(list(bases.values()))
    for (base, vector), is_held in zip(bases.items(), held, strict=True):
        n = known.value(vector)
        if not is_held or not n or vector == result.count:
            continue
        low, high = (100 * count / n for count in counts)
        if prints_alike(low, high):
            told = tuple(dict.fromkeys([*places, *known.places(vector)]))
            yield from _named(result, base, (low, high), told)


def _named(
    result: Result, base: str, between: tuple[float, float], places: Places
) -> Iterator[tuple[HeldKey, Line]]:
    for question, codes, who, group in result.keys:
        key = held_key(question, codes, who, group=group, measure="pct", base=base)
        yield key, ("value", *between, places)


def _within(
    known: Known, window: Window, results: Sequence[Result]
) -> Iterator[tuple[HeldKey, Line]]:
    # results that are the window's count itself, or the rest of its base, but for what is held
    fixed = bool(known.holds([window.base])[0])
    part, base = known.rests([window.part, window.base])
    counts = known.rests([result.count for result in results])
    same, rest = nil(counts - part), nil(counts + part - base)
    for at, result in enumerate(results):
        if same[at] or rest[at]:
            follow = _shifted if fixed else _alone
            yield from follow(known, window, result, is_rest=not same[at])


def _shifted(
    known: Known, window: Window, result: Result, *, is_rest: bool
) -> Iterator[tuple[HeldKey, Line]]:
    # the base is held: so many units more or fewer than the window's count, or the rest of so many
    low, high = window.counts(known.value(window.base))
    sign = 1 if is_rest else -1
    off = known.value(result.count) + sign * known.value(window.part)
    counts = (off - high, off - low) if is_rest else (off + low, off + high)
    places = tuple(dict.fromkeys([*window.places, *known.places(window.base)]))
    yield from _shares(known, result, counts, places)


def _alone(
    known: Known, window: Window, result: Result, *, is_rest: bool
) -> Iterator[tuple[HeldKey, Line]]:
    # the base is not held: the share alone goes to the same units, or to the rest of the same base
    signs = (1, 1, -1) if is_rest else (1, -1, 0)
    off = add_up(result.count, window.part, window.base, signs=signs)
    between = (100 - window.high, 100 - window.low) if is_rest else (window.low, window.high)
    for name, base in result.bases().items():
        gap = add_up(base, window.base, signs=(1, -1))
        if _is_nothing(known, gap) and _is_nothing(known, off):
            yield from _named(result, name, between, window.places)


def _is_nothing(known: Known, vector: Vector) -> bool:
    return not vector or (bool(known.holds([vector])[0]) and not known.value(vector))
