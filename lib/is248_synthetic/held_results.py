"""What a chapter may ask of a block: outcomes, who counts, groups, and filters by another answer.

The outcomes are single answers, steps of a scale that lie together, what the codebook and print
tell together, and the rest of each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from is248_synthetic.held_cells import NUMBERS
from is248_synthetic.held_printed import takers
from is248_synthetic.synthetic_units import OWN_CLASS, groups_of
from is248_synthetic.targets import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from is248_synthetic.held_algebra import Vector
    from is248_synthetic.held_cells import Cell, Cells, Conditions, Gate, Part
    from is248_synthetic.held_printed import Printed
    from is248_synthetic.synthetic_units import Who

Outcome = tuple[str, tuple[str, ...]]
"""Variable (or the patterns of a block) and the codes that count."""
Key = tuple[str, tuple[str, ...], str, str]
"""Question, codes, who and group, as in the file."""


@dataclass(frozen=True)
class Filter:
    """Units picked by another answer: of an earlier block (gate) or of the same one."""

    variable: str
    codes: tuple[str, ...]
    is_gate: bool

    @property
    def name(self) -> str:
        """What the file calls it."""
        return f"{self.variable}={'|'.join(sorted(self.codes))}"


@dataclass(frozen=True)
class Result:
    """The sums that results are made of, and the keys of those that share them.

    Attributes:
        keys: What the file calls them.
        count: The units counted.
        answered: Those that answered.
        every: All; None where some of them lie in no cell.
        taking: Those that crossed an option that does not exclude the others.
    """

    keys: tuple[Key, ...]
    count: Vector
    answered: Vector
    every: Vector | None
    taking: Vector | None

    def bases(self) -> dict[str, Vector]:
        """Name of a base → its units."""
        found = {"answered": self.answered, "all": self.every, "takers": self.taking}
        return {name: vector for name, vector in found.items() if vector}


def results_of(cells: Cells, part: Part, told: Sequence[Printed]) -> Iterator[Result]:
    """All results of a block that its cells can tell."""
    scopes: dict[tuple[Cell, ...], list[tuple[str, str]]] = {}
    for who, group, scope in _groups(cells, part, told):
        scopes.setdefault(tuple(scope), []).append((who, group))
    for outcome in _outcomes(cells, part, told):
        for one in _filters(part, told, outcome[0]):
            for cell_set, names in scopes.items():
                made = _result(cells, part, outcome, cell_set, one)
                if made is not None:
                    yield replace(made, keys=tuple(_keys(part, outcome, names, one)))


def _keys(
    part: Part, outcome: Outcome, names: Iterable[tuple[str, str]], one: Filter | None
) -> Iterator[Key]:
    variable, codes = outcome
    if variable == NAMES:
        patterns = dict(zip(part.options.names, part.options.patterns, strict=True))
        codes = tuple("=" + "+".join(patterns[name][part.first]) for name in codes)
        variable = part.first
    for who, group in dict.fromkeys(names):
        counting = f"{who} & {one.name}" if one else who
        yield variable, tuple(sorted(codes)), counting, group


def _groups(
    cells: Cells, part: Part, told: Sequence[Printed]
) -> Iterator[tuple[str, str, list[Cell]]]:
    kinds: list[Who] = ["one", "districts", "municipalities", "oslo"]
    if part.block.who == "districts_and_agencies":
        kinds.append("districts_and_agencies")
    every = groups_of(cells.answers.units)
    every.pop(OWN_CLASS)  # of the grants alone
    wheres: list[Mapping[str, tuple[str, ...]]] = [{}, *(one.target.where for one in told)]
    wheres += [{name: (value,)} for name, values in every.items() for value in values]
    for who in kinds:
        for where in wheres if who != "oslo" else [{}]:
            if scope := cells.among(cells.answers.counted(who, where), part):
                yield who, group_name(where), scope


def group_name(where: Mapping[str, tuple[str, ...]]) -> str:
    """What the file calls a group.

    Example:
        >>> group_name({"county": ("Oppland", "Hedmark")})
        'county=Oppland|Hedmark'
    """
    return " & ".join(f"{name}={'|'.join(values)}" for name, values in where.items())


def _outcomes(cells: Cells, part: Part, told: Sequence[Printed]) -> Iterator[Outcome]:
    for variable in part.block.variables:
        question = cells.answers.book.variable(variable)
        if question.type not in NUMBERS:
            named = [tuple(one.codes) for one in question.outcomes.values()]
            named += [one.target.conditions.get(variable, ()) for one in told]
            order = tuple(question.categories)
            for codes in code_sets(order, named, is_single=variable in part.single):
                yield variable, codes
    if part.block.classes and len(part.block.variables) == 1:
        names: list[tuple[str, ...]] = [(name,) for name in part.options.names]
        names += [one.target.conditions[NAMES] for one in told if NAMES in one.target.conditions]
        yield from ((NAMES, codes) for codes in dict.fromkeys(names))


def code_sets(
    order: tuple[str, ...], named: Sequence[tuple[str, ...]], *, is_single: bool
) -> list[tuple[str, ...]]:
    """The sets of codes that are worth asking for; the empty one stands for any answer.

    Example:
        >>> code_sets(("a", "b", "c"), [("a", "c")], is_single=True)
        [(), ('a',), ('b',), ('c',), ('a', 'c'), ('a', 'b'), ('b', 'c')]
    """
    wanted = [(), *((code,) for code in order), *named]
    if is_single:
        places = range(len(order) + 1)
        wanted += [order[low:high] for low in places for high in places]
        wanted += [tuple(code for code in order if code not in one) for one in wanted]
    found = dict.fromkeys(tuple(sorted(one)) for one in wanted)
    return [one for one in found if len(one) < len(order)]


def _filters(part: Part, told: Sequence[Printed], variable: str) -> list[Filter | None]:
    found: list[Filter | None] = [None, *(Filter(v, codes, True) for v, codes in part.gates)]
    for conditions in (one.target.conditions for one in told):
        if len(conditions) > 1 and variable in conditions:
            found += [Filter(v, codes, False) for v, codes in conditions.items() if v != variable]
    return list(dict.fromkeys(found))


def _result(
    cells: Cells,
    part: Part,
    outcome: Outcome,
    scope: Iterable[Cell],
    one: Filter | None,
) -> Result | None:
    variable, codes = outcome
    gates: list[Gate] = [(one.variable, one.codes)] if one and one.is_gate else []
    also: Conditions = {one.variable: one.codes} if one and not one.is_gate else {}
    answer = part.first if variable == NAMES else variable
    count = cells.total(part, {variable: codes, **also}, scope, gates)
    answered = cells.total(part, {answer: (), **also}, scope, gates)
    if not count or not answered:
        return None
    is_whole = bool(also) or part.asked <= set(gates)  # else not all that are asked lie in cells
    every = cells.total(part, also or None, scope, gates) if is_whole else None
    taking = None
    if part.block.exclusive and not also:
        taking = cells.total(part, {answer: takers(cells, part, answer)}, scope, gates)
    return Result((), count, answered, every, taking)
