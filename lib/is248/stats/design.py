"""Factors as a design matrix, and the contrasts that tell its parameters' meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from is248.base.errors import DataError, suggestion
from is248.stats import inputs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

Average = Literal["units", "groups"]
"""What a deviation is measured from: the mean over units, or over groups of equal weight."""


@dataclass(frozen=True)
class Factor:
    """One factor of a model.

    Attributes:
        name: Its column.
        levels: Groups that units of the model belong to, in order.
        empty: Groups without such units.
        reference: The group that the others are compared with; "" when no unit is in any group.
        wanted: The reference asked for, where it had no answers; else "".
    """

    name: str
    levels: tuple[str, ...]
    empty: tuple[str, ...]
    reference: str
    wanted: str = ""

    @property
    def others(self) -> tuple[str, ...]:
        """The groups that have a parameter of their own."""
        return tuple(level for level in self.levels if level != self.reference)


@dataclass(frozen=True)
class Design:
    """Units by parameters: an intercept and one indicator per group but the reference.

    Attributes:
        matrix: The design.
        factors: The factors of the model, those with one group too.
        groups: One row per unit, one column of group names per factor.
    """

    matrix: NDArray[np.float64]
    factors: tuple[Factor, ...]
    groups: pd.DataFrame

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Factor and group of every column; the intercept is ("", "")."""
        named = [(factor.name, level) for factor in self.factors for level in factor.others]
        return [("", ""), *named]

    def columns(self, factor: str) -> list[int]:
        """Positions of a factor's parameters."""
        return [at for at, (name, _) in enumerate(self.parameters) if name == factor]

    def full_rank(self) -> bool:
        """Whether every parameter can be told from the others."""
        return bool(np.linalg.matrix_rank(self.matrix) == self.matrix.shape[1])

    def against_reference(self, factor: Factor, level: str) -> NDArray[np.float64]:
        """Weights of the parameters in: this group less the reference."""
        weights = np.zeros(self.matrix.shape[1])
        if level != factor.reference:
            weights[self.parameters.index((factor.name, level))] = 1.0
        return weights

    def against_average(self, factor: Factor, level: str, average: Average) -> NDArray[np.float64]:
        """Weights of the parameters in: this group less the average of all groups."""
        shares = self.shares(factor, average)
        mean = sum(
            (share * self.against_reference(factor, name) for name, share in shares.items()),
            start=np.zeros(self.matrix.shape[1]),
        )
        return self.against_reference(factor, level) - mean

    def shares(self, factor: Factor, average: Average) -> dict[str, float]:
        """Group → its weight in the average; they sum to one."""
        if average == "groups":
            return dict.fromkeys(factor.levels, 1 / len(factor.levels))
        counts = self.groups[factor.name].value_counts(normalize=True)
        return {level: float(counts[level]) for level in factor.levels}

    def moved_to(self, factor: Factor, level: str) -> NDArray[np.float64]:
        """The design if every unit belonged to one group, all else as it is."""
        moved = self.matrix.copy()
        moved[:, self.columns(factor.name)] = 0.0
        return moved + self.against_reference(factor, level)


def make_design(
    data: pd.DataFrame,
    factors: Sequence[str],
    references: Mapping[str, str] | None,
    orders: Mapping[str, Sequence[str]] | None,
    used: pd.Series[bool],
) -> Design:
    """The design of the units that a model rests on.

    Args:
        data: One row per unit.
        factors: Grouping columns.
        references: Column → reference group; else the first of its order.
        orders: Column → its groups in order.
        used: The units of the model: an answer, and a group in every factor.

    Raises:
        DataError: A column or a reference is unknown, or a group is not in the order.
    """
    groups = data.loc[used, []].assign(**{name: inputs.group(data, name) for name in factors})
    made = tuple(_factor(data, groups, name, references or {}, orders) for name in factors)
    columns = [
        (groups[factor.name] == level).to_numpy(dtype=np.float64)
        for factor in made
        for level in factor.others
    ]
    return Design(np.column_stack([np.ones(len(groups)), *columns]), made, groups)


def complete(
    data: pd.DataFrame, outcome: pd.Series[float], factors: Sequence[str]
) -> pd.Series[bool]:
    """Units with an answer and a group in every factor."""
    used = outcome.notna()
    for name in factors:
        used &= inputs.group(data, name).notna()
    return used


def _factor(
    data: pd.DataFrame,
    groups: pd.DataFrame,
    name: str,
    references: Mapping[str, str],
    orders: Mapping[str, Sequence[str]] | None,
) -> Factor:
    every = inputs.levels(data, name, orders)
    known = set(groups[name])
    levels = tuple(level for level in every if level in known)
    if name in references and references[name] not in every:
        near = suggestion(references[name], every)
        raise DataError(f"«{name}» har ingen gruppe «{references[name]}»." + near)
    wanted = references.get(name) or next(iter((orders or {}).get(name, ())), "")
    first = levels[0] if levels else ""
    reference = wanted if wanted in levels else first
    lost = wanted if wanted in every and wanted != reference else ""
    empty = tuple(level for level in every if level not in known)
    return Factor(name, levels, empty, reference, lost)
