"""What print holds of one block of questions: every count, n and per cent that it determines."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from is248.survey.held import held_key
from is248_synthetic.held_algebra import Known, Window, add_up, close, nil, prints_alike
from is248_synthetic.held_cells import CITY, NUMBERS, Cells, part_of
from is248_synthetic.held_oslo import settle_city
from is248_synthetic.margin_audit import check_target
from is248_synthetic.synthetic_units import groups_of
from is248_synthetic.targets import NAMES, targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from is248.survey.held import HeldKey
    from is248_synthetic.held_algebra import Places, Vector
    from is248_synthetic.held_cells import Conditions, Gate, Part
    from is248_synthetic.margin_audit import AnswerFile
    from is248_synthetic.margins import Block
    from is248_synthetic.synthetic_units import Who
    from is248_synthetic.targets import Target

Line = tuple[str, float, float, "Places"]
"""Kind, smallest and largest value, printed places."""
ANY: tuple[str, ...] = ()


@dataclass(frozen=True)
class Printed:
    """A target that a printed number determines and that the answers meet."""

    target: Target
    places: Places


@dataclass(frozen=True)
class Filter:
    """Units picked by another answer: of an earlier block (gate) or of the same one."""

    variable: str
    codes: tuple[str, ...]
    is_gate: bool

    def __str__(self) -> str:
        return f"{self.variable}={'|'.join(sorted(self.codes))}"


@dataclass(frozen=True)
class Sums:
    """What one result is made of: the units counted, those that answered, all of them."""

    count: Vector
    answered: Vector
    every: Vector | None
    takers: Vector | None = None

    def bases(self) -> dict[str, Vector]:
        """Name of a base → its units."""
        found = {"answered": self.answered, "all": self.every, "takers": self.takers}
        return {name: vector for name, vector in found.items() if vector}


@dataclass
class Result:
    """One set of sums and the keys of the results that are made of it."""

    sums: Sums
    keys: list[tuple[str, tuple[str, ...], str, str]] = field(default_factory=list)


def printed_of(block: Block, answers: AnswerFile) -> list[Printed]:
    """The targets that are printed numbers, without those that are ours (about, cut)."""
    groups = groups_of(answers.units)
    found = []
    for hold in block.hold:
        if hold.about or hold.bound or hold.cut is not None or hold.differing is not None:
            continue
        for target in targets(hold, block.variables[0], groups, answers.report):
            if check_target(answers, block, hold, target).met:
                found.append(Printed(target, (target.key.split("/")[0], *hold.told[1:])))
    return found


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
    parts = {variable: part for part in cells.parts.values() for variable in part.block.variables}
    results = list(_results(cells, parts[block.variables[0]], told[block.block]))
    yield from _lines(cells, chain, told, results)


def _chain(block: Block, blocks: Mapping[str, Block]) -> list[Block]:
    gates = [*block.asked, *(v for hold in block.hold for v in hold.given)]
    before = [one for gate in gates for one in _chain(blocks[gate], blocks)]
    return list({one.block: one for one in [*before, block]}.values())


def _cells(chain: Sequence[Block], told: Mapping[str, list[Printed]], answers: AnswerFile) -> Cells:
    parts = {}
    for block in chain:
        part = part_of(block, answers)
        parts.update(dict.fromkeys(block.variables, part))
    wanted = [one.target.where for found in told.values() for one in found]
    scopes = [answers.everybody(where) for where in wanted if where]
    return Cells(answers, parts, list(dict.fromkeys(scopes)))


# --- what is known -----------------------------------------------------------------------------
def _known(cells: Cells, chain: Sequence[Block], told: Mapping[str, list[Printed]]) -> Known:
    known = Known(cells.sizes)
    for vector, places in _equalities(cells, chain, told):
        known.add(vector, places)
    return known


def _equalities(
    cells: Cells, chain: Sequence[Block], told: Mapping[str, list[Printed]]
) -> Iterator[tuple[Vector, Places]]:
    for block in chain:
        part = cells.parts[block.variables[0]]
        for vector in _sizes(cells, part):
            yield vector, ()
    for block in chain:
        part = cells.parts[block.variables[0]]
        for printed in told[block.block]:
            if printed.target.measure in {"count", "missing"}:
                vector = _told_count(cells, part, printed.target)
                if vector is not None:
                    yield vector, printed.places


def _sizes(cells: Cells, part: Part) -> Iterator[Vector]:
    # how many units a cell has, or how many of them came through a gate
    for cell in cells.cells:
        if part.block.who != "districts_and_agencies" and cell[0] == "agency":
            continue
        if cell[0] == CITY or not part.asked:
            yield cells.total(part, None, [cell]) or {}
        for gate in part.gates:
            if part.asked and cell[0] != CITY and gate not in part.asked:
                continue
            inside = cells.total(part, None, [cell], [gate]) or {}
            through = cells.total(cells.parts[gate[0]], dict([gate]), [cell]) or {}
            yield add_up(inside, through, signs=(1, -1))


def _told_count(cells: Cells, part: Part, target: Target) -> Vector | None:
    scope = _scope(cells, part, target)
    gates = tuple(target.given.items())
    if scope is None:
        return None
    if target.measure == "missing":
        every = cells.total(part, None, scope, gates)
        answered = cells.total(part, dict(target.conditions), scope, gates)
        return None if every is None or answered is None else add_up(every, answered, signs=(1, -1))
    return cells.total(part, dict(target.conditions), scope, gates)


def _scope(cells: Cells, part: Part, target: Target) -> list[tuple[object, ...]] | None:
    return cells.among(cells.answers.counted(target.who, target.where), part)


def _windows(cells: Cells, part: Part, told: Sequence[Printed]) -> Iterator[Window]:
    for printed in told:
        target = printed.target
        scope = _scope(cells, part, target)
        if target.measure != "pct" or scope is None:
            continue
        gates = tuple(target.given.items())
        count = cells.total(part, dict(target.conditions), scope, gates)
        base = _base(cells, part, target, scope)
        if count is not None and base is not None:
            yield Window(count, base, target.low, target.high, target.open_high, printed.places)


def _base(
    cells: Cells, part: Part, target: Target, scope: list[tuple[object, ...]]
) -> Vector | None:
    gates = tuple(target.given.items())
    first = next(iter(target.conditions))
    conditions: Conditions | None = {part.first if first == NAMES else first: ()}
    if target.base == "all":
        conditions = None
    elif target.base == "first":
        conditions = {first: target.conditions[first]}
    elif target.base == "takers":
        conditions = {first: _takers(cells, part, first)}
    elif target.base == "everywhere":
        everyone = _scope(cells, part, replace(target, where={}))
        return cells.total(part, dict(target.conditions), everyone or [], gates)
    return cells.total(part, conditions, scope, gates)


def _takers(cells: Cells, part: Part, variable: str) -> tuple[str, ...]:
    categories = cells.answers.book.variable(variable).categories
    return tuple(code for code in categories if code not in part.block.exclusive)


# --- what may be asked for ---------------------------------------------------------------------
def _results(cells: Cells, part: Part, told: Sequence[Printed]) -> Iterator[Result]:
    every = {(who, group): scope for who, group, scope in _groups(cells, part, told)}
    scopes: dict[tuple[object, ...], list[tuple[str, str]]] = {}
    for name, scope in every.items():
        scopes.setdefault(tuple(scope), []).append(name)
    for variable, codes in _codes(cells, part, told):
        for one in _filters(part, told, variable):
            for scope, names in scopes.items():
                sums = _sums(cells, part, (variable, codes), list(scope), one)
                if sums is not None:
                    yield Result(sums, list(_keys(part, (variable, codes), names, one)))


def _keys(
    part: Part,
    outcome: tuple[str, tuple[str, ...]],
    names: Iterable[tuple[str, str]],
    one: Filter | None,
) -> Iterator[tuple[str, tuple[str, ...], str, str]]:
    variable, codes = outcome
    if variable == NAMES:
        patterns = dict(zip(part.options.names, part.options.patterns, strict=True))
        codes = tuple("=" + "+".join(patterns[name][part.first]) for name in codes)
    for who, group in names:
        counting = who if one is None else f"{who} & {one}"
        yield part.first if variable == NAMES else variable, tuple(sorted(codes)), counting, group


def _groups(
    cells: Cells, part: Part, told: Sequence[Printed]
) -> Iterator[tuple[str, str, list[tuple[object, ...]]]]:
    answers = cells.answers
    kinds: list[Who] = ["one", "districts", "municipalities", "oslo"]
    if part.block.who == "districts_and_agencies":
        kinds.append("districts_and_agencies")
    wheres = [
        {},
        *({name: (v,)} for name, found in groups_of(answers.units).items() for v in found),
    ]
    wheres += [dict(one.target.where) for one in told]
    for who in kinds:
        for where in wheres:
            inside = answers.counted(who, where)
            scope = cells.among(inside, part)
            if inside and scope:
                yield who, group_name(where), scope


def group_name(where: Mapping[str, tuple[str, ...]]) -> str:
    """What a group is called in the file."""
    return " & ".join(f"{name}={'|'.join(values)}" for name, values in where.items())


def _codes(
    cells: Cells, part: Part, told: Sequence[Printed]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for variable in part.block.variables:
        question = cells.answers.book.variable(variable)
        if question.type in NUMBERS:
            continue
        order = list(question.categories)
        wanted = [ANY, *((code,) for code in order)]
        wanted += [tuple(one.codes) for one in question.outcomes.values()]
        wanted += [one.target.conditions.get(variable, ()) for one in told]
        if question.type != "multiple":
            runs = range(len(order) + 1)
            wanted += [tuple(order[a:b]) for a in runs for b in runs if b - a < len(order)]
            wanted += [tuple(code for code in order if code not in one) for one in wanted if one]
        for codes in dict.fromkeys(tuple(sorted(one)) for one in wanted):
            if len(codes) < len(order):
                yield variable, codes
    if part.block.classes and len(part.block.variables) == 1:
        names = [(name,) for name in part.options.names]
        names += [t.target.conditions[NAMES] for t in told if NAMES in t.target.conditions]
        yield from ((NAMES, codes) for codes in dict.fromkeys(names))


def _filters(part: Part, told: Sequence[Printed], variable: str) -> list[Filter | None]:
    found: list[Filter | None] = [None, *(Filter(v, codes, True) for v, codes in part.gates)]
    for printed in told:
        conditions = printed.target.conditions
        if len(conditions) > 1 and variable in conditions:
            found += [Filter(v, codes, False) for v, codes in conditions.items() if v != variable]
    return list(dict.fromkeys(found))


def _sums(
    cells: Cells,
    part: Part,
    outcome: tuple[str, tuple[str, ...]],
    scope: list[tuple[object, ...]],
    one: Filter | None,
) -> Sums | None:
    variable, codes = outcome
    gates: list[Gate] = [(one.variable, one.codes)] if one and one.is_gate else []
    also: Conditions = {one.variable: one.codes} if one and not one.is_gate else {}
    answer = part.first if variable == NAMES else variable
    count = cells.total(part, {variable: codes, **also}, scope, gates)
    answered = cells.total(part, {answer: (), **also}, scope, gates)
    every = cells.total(part, also or None, scope, gates)
    if not count or not answered or not every:
        return None
    takers = None
    if part.block.exclusive and not also:
        takers = cells.total(part, {answer: _takers(cells, part, answer)}, scope, gates)
    is_whole = also or part.asked <= set(gates)  # else not all that count are in the cells
    return Sums(count, answered, every if is_whole else None, takers)


# --- what is held ------------------------------------------------------------------------------
def _lines(
    cells: Cells,
    chain: Sequence[Block],
    told: Mapping[str, list[Printed]],
    results: Sequence[Result],
) -> Iterator[tuple[HeldKey, Line]]:
    parts = [cells.parts[block.variables[0]] for block in chain]
    windows = [w for p in parts for w in _windows(cells, p, told[p.block.block])]
    list(_equalities(cells, chain, told))  # all columns are there before the first is counted
    known = _known(cells, chain, told)
    sums = [result.sums.count for result in results]
    left = close(known, windows, sums)
    while any([settle_city(known, cells, part) for part in parts]):
        left = close(known, left, sums)
    yield from _exact(known, results)
    for window in left:
        yield from _within(known, window, results)


def _exact(known: Known, results: Sequence[Result]) -> Iterator[tuple[HeldKey, Line]]:
    counts = known.holds([result.sums.count for result in results])
    for result, held in zip(results, counts, strict=True):
        if not held:
            continue
        n, places = known.value(result.sums.count), known.places(result.sums.count)
        for question, codes, who, group in result.keys:
            key = held_key(question, codes, who, group=group, measure="count")
            yield key, ("value", n, n, places)
        yield from _shares(known, result, (n, n), places)


def _shares(
    known: Known, result: Result, counts: tuple[float, float], places: Places
) -> Iterator[tuple[HeldKey, Line]]:
    bases = result.sums.bases()
    held = known.holds(list(bases.values()))
    for (base, vector), is_held in zip(bases.items(), held, strict=True):
        n = known.value(vector)
        if not is_held or not n or (base == "answered" and not result.keys[0][1]):
            continue
        low, high = (100 * count / n for count in counts)
        if low == high or prints_alike(low, high):
            told = tuple(dict.fromkeys([*places, *known.places(vector)]))
            yield from _named(result, base, low, high, told)


def _named(
    result: Result, base: str, low: float, high: float, places: Places
) -> Iterator[tuple[HeldKey, Line]]:
    for question, codes, who, group in result.keys:
        key = held_key(question, codes, who, group=group, measure="pct", base=base)
        yield key, ("value", low, high, places)


def _within(
    known: Known, window: Window, results: Sequence[Result]
) -> Iterator[tuple[HeldKey, Line]]:
    # results that are the window's count itself, or the rest of its base, or off by what is held
    fixed = bool(known.holds([window.base])[0])
    part, base = known.rests([window.part, window.base])
    counts = known.rests([result.sums.count for result in results])
    same, rest = nil(counts - part), nil(counts + part - base)
    for at, result in enumerate(results):
        if fixed and (same[at] or rest[at]):
            yield from _shifted(known, window, result, is_rest=not same[at])
        elif same[at] or rest[at]:
            yield from _share_alone(known, window, result, is_rest=not same[at])


def _shifted(
    known: Known, window: Window, result: Result, *, is_rest: bool
) -> Iterator[tuple[HeldKey, Line]]:
    n, part = known.value(window.base), known.value(window.part)
    count = known.value(result.sums.count)
    low, high = window.counts(n)
    off = count + part if is_rest else count - part
    counts = (off - high, off - low) if is_rest else (low + off, high + off)
    places = (*window.places, *known.places(window.base))
    yield from _shares(known, result, counts, tuple(dict.fromkeys(places)))


def _share_alone(
    known: Known, window: Window, result: Result, *, is_rest: bool
) -> Iterator[tuple[HeldKey, Line]]:
    for name, base in result.sums.bases().items():
        gap = add_up(base, window.base, signs=(1, -1))
        sign = (1, 1, -1) if is_rest else (1, -1, 0)
        off = add_up(result.sums.count, window.part, window.base, signs=sign)
        if _is_nothing(known, gap) and _is_nothing(known, off):
            low, high = (
                (100 - window.high, 100 - window.low) if is_rest else (window.low, window.high)
            )
            yield from _named(result, name, low, high, window.places)


def _is_nothing(known: Known, vector: Vector) -> bool:
    return not vector or (bool(known.holds([vector])[0]) and abs(known.value(vector)) < 1e-7)
