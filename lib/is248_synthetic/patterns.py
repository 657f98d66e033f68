"""What a unit can answer in one block: exclusive patterns over one or several variables."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from is248_synthetic.targets import NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from is248.survey.codebook import Codebook, Variable
    from is248_synthetic.margins import Block

Pattern = dict[str, tuple[str, ...]]
"""Variable → the categories that are chosen (one of a single choice, any of a multiple one)."""


@dataclass(frozen=True)
class Choices:
    """The patterns of a block.

    Attributes:
        names: Of the patterns.
        patterns: The same order.
        variables: Variables that the block answers.
        multiple: Those of them that allow several crosses.
    """

    names: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    variables: tuple[str, ...]
    multiple: frozenset[str]

    def matching(self, conditions: Mapping[str, tuple[str, ...]]) -> list[int]:
        """Numbers of the patterns that meet all conditions (no categories: any answer)."""
        return [
            at
            for at, (name, pattern) in enumerate(zip(self.names, self.patterns, strict=True))
            if all(_meets({**pattern, NAMES: (name,)}, *told) for told in conditions.items())
        ]


def _meets(pattern: Pattern, variable: str, codes: tuple[str, ...]) -> bool:
    chosen = pattern.get(variable, ())
    return bool(chosen) if not codes else bool(set(chosen) & set(codes))


def choices(block: Block, book: Codebook) -> Choices:
    """The patterns of a block: told as classes, all combinations of options, or the categories."""
    variables = [book.variable(name) for name in block.variables]
    multiple = frozenset(v.id for v in variables if v.type == "multiple")
    found = _patterns(block, variables)
    return Choices(tuple(found), tuple(found.values()), block.variables, multiple)


def _patterns(block: Block, variables: list[Variable]) -> dict[str, Pattern]:
    if block.classes:
        return {name: _told(block, pattern) for name, pattern in block.classes.items()}
    (variable,) = variables
    if variable.type == "multiple":
        return _combinations(variable, block.exclusive)
    return {code: {variable.id: (code,)} for code in variable.categories}


def _told(block: Block, pattern: Mapping[str, tuple[str, ...]]) -> Pattern:
    default = () if block.default is None else (block.default,)
    filled = {name: pattern.get(name, default) for name in block.variables}
    return {name: codes for name, codes in filled.items() if codes}


def _combinations(variable: Variable, exclusive: tuple[str, ...]) -> dict[str, Pattern]:
    free = [code for code in variable.categories if code not in exclusive]
    chosen = [c for size in range(1, len(free) + 1) for c in combinations(free, size)]
    every = [*chosen, *((code,) for code in exclusive)]
    return {"+".join(codes): {variable.id: codes} for codes in every}
