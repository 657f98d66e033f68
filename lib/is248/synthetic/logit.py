"""Counts that give a printed logit on size class (table 9.3), by exhaustive search.

With one factor the logit has a closed form: log odds ratio, its variance the sum of the inverse
counts; the printed standard error is that of the odds ratio (delta method). Every pair of answered
and good is tried in every class against every base.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import erfc

from is248.rounding import half_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

Counts = tuple[int, int]
"""Units that answered, and those among them with a good experience."""

Z95 = 1.959963984540054
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
        least: Smallest share of a class that may have answered.
    """

    units: Mapping[str, int]
    printed: Mapping[str, Mapping[str, float]]
    least: float = 0.5


def totals(search: Search) -> Iterator[tuple[Counts, set[Counts]]]:
    """Every base that lets all classes come out → all sums of answered and good that are possible.

    Yields:
        The base's counts, and (answered, good) over all classes together.
    """
    (base_class, *classes) = search.units
    every = {name: _pairs(search.units[name], search.least) for name in search.units}
    for pair in every[base_class]:
        base = (int(pair[0]), int(pair[1]))
        found = [_fitting(every[name], base, search.printed[name]) for name in classes]
        if all(len(fits) for fits in found):
            yield base, _sums(base, found)


def _pairs(units: int, least: float) -> NDArray[np.float64]:
    answered = range(math.ceil(units * least), units + 1)
    return np.array([(n, yes) for n in answered for yes in range(1, n)], dtype=np.float64)


def _fitting(
    pairs: NDArray[np.float64], base: Counts, printed: Mapping[str, float]
) -> NDArray[np.float64]:
    fits = np.ones(len(pairs), dtype=bool)
    for name, values in _rows(pairs, base).items():
        rounded = np.floor(np.abs(values) * 10 + 0.5 + _NOISE) / 10 * np.sign(values)
        fits &= np.isclose(rounded, printed[name])
    return pairs[fits]


def _sums(base: Counts, found: list[NDArray[np.float64]]) -> set[Counts]:
    sums = {base}
    for fits in found:
        sums = {(n + int(more), yes + int(good)) for n, yes in sums for more, good in fits}
    return sums
