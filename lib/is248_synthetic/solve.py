"""Integer programmes with named margins: solved together, or the clash found and named.

Every row may belong to a margin. When all margins cannot hold at once, the fewest (weighted) are
given up, and for each of them the smallest set of margins that cannot hold together is sought.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

GAP = 1e-2
"""How far from the most plausible answers a solution may stay: the margins are exact anyway."""

_OPTIMAL = 0
_NODES = 20_000
_LARGE = 6_000
"""Columns from which the fewest margins to give up are sought one by one, the dearest first."""


@dataclass(frozen=True)
class Row:
    """One linear row: low <= sum of coefficient x column <= high; part of a margin or always."""

    columns: tuple[int, ...]
    coefficients: tuple[float, ...]
    low: float
    high: float
    margin: str | None = None


@dataclass
class Programme:
    """A 0/1 programme that maximises how plausible the answers are.

    Attributes:
        scores: Plausibility of setting each column to 1.
        upper: Largest value of each column (0 shuts it, 1 a yes/no, more a whole number).
        rows: What must hold.
        weights: Margin → how much it costs to give it up.
        gap: How far from the most plausible answers a solution may stay.
    """

    scores: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    weights: dict[str, float] = field(default_factory=dict)
    gap: float = GAP

    def column(self, score: float = 0.0, upper: float = 1.0) -> int:
        """Add a column and return its number."""
        self.scores.append(score)
        self.upper.append(upper)
        return len(self.scores) - 1

    def hold(
        self,
        terms: Iterable[tuple[int, float]],
        low: float,
        high: float,
        margin: str | None = None,
        weight: float = 1.0,
    ) -> None:
        """Add a row; equal columns are added up."""
        merged: dict[int, float] = {}
        for column, coefficient in terms:
            merged[column] = merged.get(column, 0.0) + coefficient
        self.rows.append(Row(tuple(merged), tuple(merged.values()), low, high, margin))
        if margin is not None:
            self.weights[margin] = max(weight, self.weights.get(margin, 0.0))


@dataclass(frozen=True)
class Solution:
    """What came out.

    Attributes:
        values: Value of each column.
        given_up: Margin that does not hold → the smallest set of margins that it clashes with.
    """

    values: NDArray[np.int64]
    given_up: dict[str, tuple[str, ...]]


def solve(programme: Programme, declared: Mapping[str, tuple[str, ...]] | None = None) -> Solution:
    """Hold every margin, or as many as can hold together.

    Args:
        programme: What must hold.
        declared: Margin that is known not to hold → what it clashes with. It is left out at once;
            :func:`proved` shows that it must be.

    Raises:
        ValueError: The rows that belong to no margin cannot hold.
    """
    known = {name: clash for name, clash in (declared or {}).items() if name in programme.weights}
    every = list(programme.weights)
    values = _milp(programme, [name for name in every if name not in known])
    if values is not None:
        return Solution(values, known)
    violated = _violated(programme)
    held = [name for name in every if name not in violated]
    values = _milp(programme, held)
    if values is None:
        raise ValueError("no solution although the elastic programme had one")
    return Solution(values, {name: smallest_clash(programme, held, name) for name in violated})


def feasible(programme: Programme, margins: Sequence[str]) -> bool:
    """Whether these margins can hold together."""
    return _milp(programme, margins, seek_best=False) is not None


def proved(programme: Programme, broken: str, clash: Sequence[str]) -> bool:
    """Whether margins cannot hold together, and could if any one of them were given up."""
    together = [broken, *clash]
    if feasible(programme, together):
        return False
    rests = ([name for name in together if name != left] for left in clash)
    return all(feasible(programme, rest) for rest in rests)


def smallest_clash(programme: Programme, held: Sequence[str], broken: str) -> tuple[str, ...]:
    """A set of held margins, none of them superfluous, that cannot hold beside the broken one."""
    if not feasible(programme, [broken]):
        return ()
    return tuple(_explain(programme, [broken], list(held), has_new=False))


def _explain(programme: Programme, base: list[str], rest: list[str], *, has_new: bool) -> list[str]:
    # QuickXplain: halve the candidates, keep only halves that are needed for the clash
    if has_new and not feasible(programme, base):
        return []
    if len(rest) == 1:
        return rest
    left, right = rest[: len(rest) // 2], rest[len(rest) // 2 :]
    from_right = _explain(programme, base + left, right, has_new=True)
    from_left = _explain(programme, base + from_right, left, has_new=bool(from_right))
    return from_left + from_right


def _milp(
    programme: Programme, margins: Iterable[str], *, seek_best: bool = True
) -> NDArray[np.int64] | None:
    wanted = set(margins)
    rows = [row for row in programme.rows if row.margin is None or row.margin in wanted]
    scores = np.asarray(programme.scores)
    result = milp(
        -scores if seek_best else np.zeros(len(scores)),
        integrality=np.ones(len(scores)),
        bounds=Bounds(0, np.asarray(programme.upper)),
        constraints=_matrix(rows, len(scores)),
        options={"mip_rel_gap": programme.gap, "node_limit": _NODES},
    )
    if result.x is None:
        return None
    values: NDArray[np.int64] = np.rint(result.x).astype(np.int64)
    return values


def _matrix(rows: Sequence[Row], width: int) -> LinearConstraint:
    at = np.repeat(np.arange(len(rows)), [len(row.columns) for row in rows])
    columns = np.concatenate([np.asarray(row.columns, dtype=np.int64) for row in rows])
    values = np.concatenate([np.asarray(row.coefficients) for row in rows])
    matrix = csr_array((values, (at, columns)), shape=(len(rows), width))
    return LinearConstraint(matrix, [row.low for row in rows], [row.high for row in rows])


def _violated(programme: Programme) -> list[str]:
    if len(programme.scores) < _LARGE:
        return _fewest_violated(programme)
    kept: list[str] = []
    order = sorted(programme.weights, key=lambda name: -programme.weights[name])
    _keep_all(programme, kept, order)
    return [name for name in programme.weights if name not in kept]


def _keep_all(programme: Programme, kept: list[str], more: list[str]) -> None:
    # the dearest first, as many at a time as hold: what stays out cannot be taken back in
    if feasible(programme, [*kept, *more]):
        kept.extend(more)
    elif len(more) > 1:
        half = len(more) // 2
        _keep_all(programme, kept, more[:half])
        _keep_all(programme, kept, more[half:])


def _fewest_violated(programme: Programme) -> list[str]:
    names = list(programme.weights)
    slack = {name: len(programme.scores) + at for at, name in enumerate(names)}
    rows = [part for row in programme.rows for part in _elastic(programme, row, slack)]
    width = len(programme.scores) + len(names)
    cost = np.zeros(width)
    cost[len(programme.scores) :] = [programme.weights[name] for name in names]
    result = milp(
        cost,
        integrality=np.ones(width),
        bounds=Bounds(0, np.concatenate([programme.upper, np.ones(len(names))])),
        constraints=_matrix(rows, width),
        options={"node_limit": _NODES},
    )
    if result.x is None:
        raise ValueError("the rows that belong to no margin cannot hold")
    return [name for name in names if result.x[slack[name]] > 0.5]  # noqa: PLR2004 - 0 or 1


def _elastic(programme: Programme, row: Row, slack: dict[str, int]) -> list[Row]:
    if row.margin is None:
        return [row]
    values = [c * programme.upper[k] for c, k in zip(row.coefficients, row.columns, strict=True)]
    columns = (*row.columns, slack[row.margin])
    parts = []
    if np.isfinite(row.high):
        over = max(0.0, sum(v for v in values if v > 0) - row.high)
        parts.append(Row(columns, (*row.coefficients, -over), -np.inf, row.high))
    if np.isfinite(row.low):
        under = max(0.0, row.low - sum(v for v in values if v < 0))
        parts.append(Row(columns, (*row.coefficients, under), row.low, np.inf))
    return parts
