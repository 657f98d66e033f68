"""What equalities determine: sums and complements of what is known, and little else.

Unknown are whole numbers x, none below zero: how many units of a kind gave an answer or none. Known
are equalities a·x = b that rest on the register (how many units there are) or on a printed number.

1. A sum c·x is held when c is a combination of the a (it lies in their row space): the sum of two
   held counts, a group as the rest of a total, an answer as the rest of those who answered.
2. A held sum of zero holds each of its parts at zero.
3. A printed per cent says low·n <= 100·count < high·n. It holds the per cent alone. When n is held
   and one whole number lies between, it holds the count too, and that is one equality more; and a
   held count may leave one n alone.
4. With n held, the window stays with the count through 1: count + held or held - count.

Each equality carries the printed places that it rests on; a sum rests on those of the equalities
that it is a combination of.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from is248.base.rounding import half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

Vector = dict[int, float]
"""Column → coefficient."""
Places = tuple[str, ...]

_NIL = 1e-7


class Known:
    """Equalities on whole numbers of which one solution is at hand.

    Args:
        solution: Any numbers that meet all equalities that will be added: the right sides.

    Example:
        >>> known = Known([7, 2, 1])
        >>> known.add({0: 1, 1: 1, 2: 1}, ("s1",)), known.add({0: 1}, ("s2",))
        (True, True)
        >>> known.holds([{1: 1, 2: 1}, {1: 1}]).tolist()
        [True, False]
        >>> known.value({1: 1, 2: 1}), known.places({1: 1, 2: 1})
        (3.0, ('s1', 's2'))
    """

    def __init__(self, solution: Sequence[float]) -> None:
        self._solution = np.asarray(solution, dtype=np.float64)
        self._basis = np.zeros((0, len(self._solution)))
        self._rows: list[NDArray[np.float64]] = []
        self._places: list[Places] = []
        self._inverse: NDArray[np.float64] | None = None

    def add(self, vector: Vector, places: Places) -> bool:
        """Add an equality; False when it follows from those before."""
        row = self._dense([vector])
        rest = self.rest(row)[0]
        size = float(np.linalg.norm(rest))
        if size < _NIL:
            return False
        self._basis = np.vstack([self._basis, rest / size])
        self._rows.append(row[0])
        self._places.append(places)
        self._inverse = None
        return True

    def rest(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """What of each row the equalities do not determine."""
        for _ in range(2):  # once more against rounding
            rows = rows - (rows @ self._basis.T) @ self._basis
        return rows

    def rests(self, vectors: Sequence[Vector]) -> NDArray[np.float64]:
        """The same of sums."""
        return self.rest(self._dense(vectors))

    def holds(self, vectors: Sequence[Vector]) -> NDArray[np.bool_]:
        """Which sums are held."""
        return nil(self.rests(vectors))

    def value(self, vector: Vector) -> float:
        """The value of a sum in the solution at hand: of every solution, when it is held."""
        return float(sum(self._solution[k] * v for k, v in vector.items()))

    def places(self, vector: Vector) -> Places:
        """The printed places that a held sum rests on."""
        if self._inverse is None:
            self._inverse = np.linalg.pinv(np.array(self._rows))
        shares = self._dense([vector])[0] @ self._inverse
        used = (self._places[k] for k in np.flatnonzero(np.abs(shares) > _NIL))
        return tuple(dict.fromkeys(place for places in used for place in places))

    def _dense(self, vectors: Sequence[Vector]) -> NDArray[np.float64]:
        found = np.zeros((len(vectors), len(self._solution)))
        for at, vector in enumerate(vectors):
            found[at, list(vector)] = list(vector.values())
        return found


def nil(rows: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows are nothing."""
    return np.asarray((np.abs(rows) < _NIL).all(axis=1))


def add_up(*vectors: Vector, signs: Iterable[float] | None = None) -> Vector:
    """The sum of sums, each with its sign.

    Example:
        >>> add_up({0: 1.0, 1: 1.0}, {1: 1.0}, signs=(1, -1))
        {0: 1.0}
    """
    found: Vector = {}
    for vector, sign in zip(vectors, signs or [1.0] * len(vectors), strict=True):
        for column, value in vector.items():
            found[column] = found.get(column, 0.0) + sign * value
    return {column: value for column, value in found.items() if value}


@dataclass(frozen=True)
class Window:
    """A printed per cent: low <= 100 part / base <= high, below high when rounded half up.

    Attributes:
        part: The units that are counted.
        base: What the share is of.
        low: Smallest per cent that is printed so.
        high: Largest.
        is_open: Whether the largest itself is printed otherwise.
        places: Where it is printed.
    """

    part: Vector
    base: Vector
    low: float
    high: float
    is_open: bool
    places: Places

    def counts(self, n: float) -> tuple[int, int]:
        """Smallest and largest count that print allows when the base is n.

        Example:
            >>> Window({}, {}, 4.5, 5.5, True, ()).counts(40)
            (2, 2)
            >>> Window({}, {}, 4.5, 5.5, True, ()).counts(200)
            (9, 10)
        """
        low, high = self.low * n / 100, self.high * n / 100
        most = math.ceil(high - _NIL) - 1 if self.is_open else math.floor(high + _NIL)
        return math.ceil(low - _NIL), most

    def bases(self, count: float) -> tuple[float, float]:
        """Smallest and largest base that print allows when the count is known.

        Example:
            >>> Window({}, {}, 52.5, 53.5, True, ()).bases(8)
            (15, 15)
            >>> Window({}, {}, 4.5, 5.5, True, ()).bases(8)
            (146, 177)
        """
        if count == 0 or self.low <= 0:
            return 0, math.inf
        least = 100 * count / self.high
        first = math.floor(least + _NIL) + 1 if self.is_open else math.ceil(least - _NIL)
        return first, math.floor(100 * count / self.low + _NIL)


def prints_alike(low: float, high: float) -> bool:
    """Whether the smallest and the largest are printed as one whole number, or are one.

    Example:
        >>> prints_alike(4.5, 5.4), prints_alike(4.9, 5.5)
        (True, False)
    """
    return half_up(low) == half_up(high)


def close(known: Known, windows: Sequence[Window], sums: Sequence[Vector]) -> list[Window]:
    """Add what windows and zeros determine until nothing more follows.

    Args:
        known: The equalities; more are added.
        windows: Printed per cents.
        sums: Sums without negative coefficients that may turn out to be zero.

    Returns:
        The windows that hold no count.
    """
    left, grew = list(windows), True
    while grew:
        settled = [window for window in left if _settle(known, window)]
        left = [window for window in left if window not in settled]
        grew = bool(settled) | _empty(known, sums)
    return left


def _settle(known: Known, window: Window) -> bool:
    """Whether a window is used up; the count or the base that it holds is added."""
    part, base = known.holds([window.part, window.base])
    if part == base:
        return bool(part)
    held, sought = (window.part, window.base) if part else (window.base, window.part)
    between = window.bases if part else window.counts
    low, high = between(known.value(held))
    if low != high:
        return False
    known.add(sought, (*window.places, *known.places(held)))
    return True


def _empty(known: Known, sums: Sequence[Vector]) -> bool:
    zero = [one for one in sums if abs(known.value(one)) < _NIL]
    if not zero:
        return False
    found = [one for one, held in zip(zero, known.holds(zero), strict=True) if held]
    grew = False
    for one in found:
        places = known.places(one)
        grew |= sum(known.add({column: 1.0}, places) for column in one) > 0
    return grew
