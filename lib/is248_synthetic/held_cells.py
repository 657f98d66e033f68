"""The unknowns of a block of questions: how many units of a kind gave which answers, or none.

Units that no printed number of the block tells apart lie in one cell: of one kind (municipality,
district, agency, Oslo as one) and together in or out of every group that is printed. Where a block
is put to those with another answer (a gate), or print counts among them, its cells are split by
it, and the parts are tied to the count of that answer in the gate's own block.

Oslo as one has a cell of its own. What it answers to each set of codes is an unknown of 0 or 1; it
is settled when what its districts answered is held (:mod:`is248_synthetic.held_oslo`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from is248_synthetic.held_algebra import add_up
from is248_synthetic.patterns import choices
from is248_synthetic.targets import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from is248_synthetic.held_algebra import Vector
    from is248_synthetic.margin_audit import AnswerFile
    from is248_synthetic.margins import Block
    from is248_synthetic.patterns import Choices, Pattern

Cell = tuple[object, ...]
"""Kind of its units, and whether they lie in each of the printed groups."""
Gate = tuple[str, tuple[str, ...]]
"""Earlier variable and the codes that let a unit in."""
Conditions = dict[str, tuple[str, ...]]
NUMBERS = frozenset({"count", "amount", "fte"})
CITY, DISTRICT = "oslo", "district"


@dataclass(frozen=True)
class Part:
    """A block in the chain of those that it depends on.

    Attributes:
        block: The block.
        options: What a unit can answer.
        gates: What splits its cells.
        asked: Those of the gates that shut out who does not meet them.
        single: Variables that allow one answer.
    """

    block: Block
    options: Choices
    gates: tuple[Gate, ...]
    asked: frozenset[Gate]
    single: frozenset[str]

    @property
    def first(self) -> str:
        """The variable that says whether a unit answered."""
        return self.block.variables[0]


def part_of(block: Block, answers: AnswerFile) -> Part:
    """A block with its gates."""
    asked = [(variable, codes) for variable, codes in block.asked.items()]
    given = [gate for hold in block.hold for gate in hold.given.items()]
    single = frozenset(v for v in block.variables if answers.book.variable(v).type != "multiple")
    gates = tuple(dict.fromkeys([*asked, *given]))
    return Part(block, choices(block, answers.book), gates, frozenset(asked), single)


@dataclass
class Cells:
    """The cells of a chain of blocks, and a column for each answer in each of them.

    Attributes:
        answers: The answers, for the sizes.
        parts: Variable → the block that answers it.
        scopes: Groups of units that print tells apart.
        cells: Cell → its units; the units of a cell answer alike as far as print can tell.
        sizes: Value of each column in the answers.
    """

    answers: AnswerFile
    parts: Mapping[str, Part]
    scopes: Sequence[frozenset[str]]
    cells: dict[Cell, list[str]] = field(default_factory=dict)
    sizes: list[float] = field(default_factory=list)
    _columns: dict[tuple[object, ...], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort the units into cells."""
        for unit, kind in self.answers.units["kind"].items():
            key = (kind, *(unit in scope for scope in self.scopes))
            self.cells.setdefault(key, []).append(str(unit))

    def chain(self) -> list[Part]:
        """The blocks, each after those that it depends on."""
        return list({part.block.block: part for part in self.parts.values()}.values())

    def among(self, units: Iterable[str], part: Part) -> list[Cell] | None:
        """The cells that a set of units fills, or None when it cuts through one."""
        wanted = set(units)
        found = []
        for cell, members in self.cells.items():
            inside = wanted.intersection(members)
            if inside and len(inside) < len(members):
                return None
            if inside and can_answer(part, cell):
                found.append(cell)
        return found

    # --- sums ----------------------------------------------------------------------------------
    def total(
        self,
        part: Part,
        conditions: Conditions | None,
        cells: Iterable[Cell],
        gates: Iterable[Gate] = (),
    ) -> Vector | None:
        """The units of some cells that meet conditions (None: answered or not).

        Returns:
            None where Oslo as one cannot be told: two questions at a time.
        """
        found: list[Vector] = []
        for cell in cells:
            for status in self.statuses(part, cell, gates):
                one = self._one(part, conditions, cell, status)
                if one is None:
                    return None
                found.append(one)
        return add_up(*found)

    def statuses(
        self, part: Part, cell: Cell, gates: Iterable[Gate] = ()
    ) -> Iterator[tuple[bool, ...]]:
        """The parts that gates split a cell into, of those that meet some of them."""
        needed = set(gates) | (set() if cell[0] == CITY else part.asked)
        choices_of = [(True,) if gate in needed else (True, False) for gate in part.gates]
        yield from product(*choices_of)

    def _one(
        self,
        part: Part,
        conditions: Conditions | None,
        cell: Cell,
        status: tuple[bool, ...],
    ) -> Vector | None:
        if cell[0] == CITY:
            return self._city(part, conditions, cell, status)
        every = range(len(part.options.names))
        at: list[int | None]
        at = [*every, None] if conditions is None else [*part.options.matching(conditions)]
        return {self._column(part, cell, status, one): 1.0 for one in at}

    def _city(
        self,
        part: Part,
        conditions: Conditions | None,
        cell: Cell,
        status: tuple[bool, ...],
    ) -> Vector | None:
        if conditions is None:
            return add_up(
                self._city(part, {part.first: ()}, cell, status) or {},
                {self._column(part, cell, status, (part.first, None)): 1.0},
            )
        if len(conditions) > 1:
            return None
        ((variable, codes),) = conditions.items()
        if variable in part.single:
            wanted = codes or tuple(self.answers.book.variable(variable).categories)
            keys: list[Gate] = [(variable, (code,)) for code in wanted]
        else:
            keys = [(variable, tuple(sorted(codes)))]
        return {self._column(part, cell, status, key): 1.0 for key in keys}

    def _column(self, part: Part, cell: Cell, status: tuple[bool, ...], what: object) -> int:
        key = (part.block.block, cell, status, what)
        if key not in self._columns:
            self._columns[key] = len(self.sizes)
            inside = [u for u in self.cells[cell] if self._status(part, u) == status]
            self.sizes.append(float(sum(self._gave(part, unit, what) for unit in inside)))
        return self._columns[key]

    def city_columns(self, part: Part, variable: str) -> dict[tuple[str, ...] | None, Vector]:
        """Codes → the unknowns of Oslo as one, whatever the gates; None for no answer."""
        found: dict[tuple[str, ...] | None, Vector] = {}
        for (block, cell, _, what), column in self._columns.items():
            if block == part.block.block and cell[0] == CITY and what[0] == variable:  # type: ignore[index]
                found.setdefault(what[1], {})[column] = 1.0  # type: ignore[index]
        return found

    # --- who gave what -------------------------------------------------------------------------
    def _status(self, part: Part, unit: str) -> tuple[bool, ...]:
        return tuple(
            bool(self.answers.given(variable).get(unit, frozenset()) & set(codes))
            for variable, codes in part.gates
        )

    def _gave(self, part: Part, unit: str, what: object) -> bool:
        if isinstance(what, tuple):
            return self._city_gave(part, unit, *what)
        if what is None:
            return not any(self.answers.given(v).get(unit) for v in self._asked(part))
        pattern = part.options.patterns[what]  # type: ignore[call-overload]
        return self._is_pattern(part, unit, pattern)

    def _asked(self, part: Part) -> list[str]:
        variables = part.block.variables
        return [v for v in variables if self.answers.book.variable(v).type not in NUMBERS]

    def _is_pattern(self, part: Part, unit: str, pattern: Pattern) -> bool:
        return all(
            self.answers.given(v).get(unit, frozenset()) == frozenset(pattern.get(v, ()))
            for v in self._asked(part)
        )

    def _city_gave(
        self, part: Part, unit: str, variable: str, codes: tuple[str, ...] | None
    ) -> bool:
        if variable == NAMES:
            return any(
                self._is_pattern(part, unit, pattern)
                for name, pattern in zip(part.options.names, part.options.patterns, strict=True)
                if name in (codes or ())
            )
        given = self.answers.given(variable).get(unit, frozenset())
        if codes is None:
            return not given
        return bool(given & set(codes)) if codes else bool(given)


def can_answer(part: Part, cell: Cell) -> bool:
    """Whether the units of a cell are asked at all."""
    return cell[0] != "agency" or part.block.who == "districts_and_agencies"
