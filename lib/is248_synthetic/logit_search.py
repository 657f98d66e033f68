"""Counts that give a printed logit on size class (table 9.3), by exhaustive search.

With one factor the logit has a closed form: log odds ratio, its variance the sum of the inverse
counts; the printed standard error is that of the odds ratio (delta method). Every pair of answered
and good is tried in every class against every base, whoever answered.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import erfc

from is248.base.rounding import half_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

Counts = tuple[int, int]
"""Units that answered, and those among them with a good experience."""

Z95 = 1.959963984540054
HALF = 0.05
"""Half a unit of the last printed decimal."""

COLUMNS = ("odds_ratio", "std_err", "z", "p_value", "ci95_low", "ci95_high")
_NOISE = 1e-9


def logit_row(counts: Counts, base: Counts) -> dict[str, float]:
    """Odds ratio, its standard error, z, p and 95 per cent interval, in closed form."""
    pair = np.array([counts], dtype=np.float64)
    return {name: float(values[0]) for name, values in _rows(pair, base).items()}


def matching(counts: Counts, base: Counts, printed: Mapping[str, float]) -> list[str]:
    """The columns whose printed number (one decimal) comes out, rounded half up."""
    row = logit_row(counts, base)
    return [name for name in COLUMNS if float(half_up(row[name], 1)) == printed[name]]


def _rows(pairs: NDArray[np.float64], base: Counts) -> dict[str, NDArray[np.float64]]:
    n, yes = pairs[:, 0], pairs[:, 1]
    base_n, base_yes = base
    beta = np.log(yes * (base_n - base_yes) / ((n - yes) * base_yes))
    error = np.sqrt(1 / yes + 1 / (n - yes) + 1 / base_yes + 1 / (base_n - base_yes))
    z = beta / error
    values = (
        np.exp(beta),
        np.exp(beta) * error,
        z,
        erfc(np.abs(z) / math.sqrt(2)),
        np.exp(beta - Z95 * error),
        np.exp(beta + Z95 * error),
    )
    return dict(zip(COLUMNS, values, strict=True))


@dataclass(frozen=True)
class Search:
    """What is sought.

    Attributes:
        units: Size class → units in the country; the base first.
        printed: Size class → printed row; the base has none.
        given_up: Size class → columns of its row that need not come out.
    """

    units: Mapping[str, int]
    printed: Mapping[str, Mapping[str, float]]
    given_up: Mapping[str, Sequence[str]] = field(default_factory=dict)


def least_good(search: Search) -> dict[int, int]:
    """The fewest good answers with which the table comes out, for every number of answers.

    Nothing is assumed of who answered: every class may have from two to all of its units.

    Returns:
        Units that answered in all → fewest good answers among them; numbers of answers with which
        the table cannot come out are left out.
    """
    (base_class, *classes) = search.units
    every = {name: _pairs(units) for name, units in search.units.items()}
    classes.sort(key=lambda name: len(every[name]))  # small classes rule out most bases at once
    least: dict[int, int] = {}
    for base_n, base_yes in every[base_class].astype(int).tolist():
        sums = {base_n: base_yes}
        for name in classes:
            fits = _fitting(every[name], (base_n, base_yes), _asked(search, name))
            sums = _fewest(sums, fits)
        for n, yes in sums.items():
            least[n] = min(least.get(n, yes), yes)
    return dict(sorted(least.items()))


def _asked(search: Search, name: str) -> dict[str, float]:
    """The printed numbers of a row that must come out."""
    given_up = search.given_up.get(name, ())
    return {column: search.printed[name][column] for column in COLUMNS if column not in given_up}


def _pairs(units: int) -> NDArray[np.float64]:
    return np.array([(n, yes) for n in range(2, units + 1) for yes in range(1, n)], dtype=float)


def _fitting(
    pairs: NDArray[np.float64], base: Counts, printed: Mapping[str, float]
) -> NDArray[np.float64]:
    """The pairs that give a row; a value halfway between two decimals may be rounded either way."""
    rows = _rows(pairs, base)
    off = [np.abs(rows[name] - number) for name, number in printed.items()]
    return pairs[np.all(np.array(off) <= HALF + _NOISE, axis=0)]


def _fewest(sums: Mapping[int, int], fits: NDArray[np.float64]) -> dict[int, int]:
    found: dict[int, int] = {}
    for more, good in fits.astype(int).tolist():
        for n, yes in sums.items():
            found[n + more] = min(found.get(n + more, yes + good), yes + good)
    return found
