"""How well two coders agree.

Per code an answer has it or not, for each coder: Cohen's kappa with an interval, and
Krippendorff's alpha (nominal). Over all codes the value of an answer is its *set* of codes, and
alpha takes the MASI distance between sets: coders who share one of two codes agree in part. Pooling
present/absent over codes would instead count every code that neither coder gave as agreement, so
that a longer code list alone raised it, and would treat the codes of one answer as independent.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import krippendorff
import numpy as np
import pandas as pd

from is248.base.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from is248.survey.coding.coding_model import Coding

Z = 1.959963984540054
"""Standard normal quantile of a 95 % interval."""

COUNTS = ("n_answers", "n_first", "n_second", "n_both")
MEASURES = ("agree_pct", "kappa", "kappa_low", "kappa_high", "alpha")
COLUMNS = ("code", "label", *COUNTS, *MEASURES, "note")
NO_VARIATION = (
    "Begge har gitt alle svar samme verdi på denne koden: kappa og alfa er ikke definert."
)
ONE_CODER = "Bare den ene koderens verdi varierer: kappa er 0 uansett hvor ofte de er enige."
FULL = "Full enighet: nedre grense er regnet av Wilson-intervallet for andelen de er enige om."


@dataclass(frozen=True)
class Kappa:
    """Cohen's kappa with its 95 % interval; None where it is not defined."""

    value: float | None
    low: float | None = None
    high: float | None = None


def agreement(first: Coding, second: Coding) -> pd.DataFrame:
    """Agreement per code.

    Args:
        first: One coder's coding.
        second: The other's, of the same answers.

    Returns:
        One row per code of either list: answers (``n_answers``), with the code by each and by both,
        per cent equal, kappa with interval, alpha, and a Norwegian note where a number needs one.

    Raises:
        DataError: They are of other answers, or use a code with two meanings.
    """
    _check_comparable(first, second)
    labels = {code.code: code.label for code in (*first.codes, *second.codes)}
    keys = sorted(first.answers)
    rows = []
    for code, label in labels.items():
        ours, theirs = (_given(coding, keys, code) for coding in (first, second))
        rows.append((code, label, *_measures(ours, theirs)))
    types = dict.fromkeys(COUNTS, "Int64") | dict.fromkeys(MEASURES, "Float64")
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(types)


def overall_alpha(first: Coding, second: Coding) -> float | None:
    """Krippendorff's alpha over all codes: sets of codes with the MASI distance.

    Returns:
        None when every answer has the same set from both (no variation).

    Raises:
        DataError: They are of other answers, or use a code with two meanings.
    """
    _check_comparable(first, second)
    pairs = [
        (frozenset(first.answers[key].codes), frozenset(second.answers[key].codes))
        for key in sorted(first.answers)
    ]
    return masi_alpha(pairs)


def masi_alpha(pairs: Sequence[tuple[frozenset[str], frozenset[str]]]) -> float | None:
    """Krippendorff's alpha of two coders' sets, none missing.

    The same as the ``krippendorff`` package with :func:`masi_distance` as its metric; that makes a
    table of units × sets × sets, which does not fit in memory where most sets are different.

    Args:
        pairs: The two sets of each answer.

    Returns:
        None when there is no variation.
    """
    counts = Counter(value for pair in pairs for value in pair)
    total = counts.total()
    both = product(counts.items(), repeat=2)
    spread = sum(n * m * masi_distance(a, b) for (a, n), (b, m) in both)
    if not spread:
        return None
    observed = sum(masi_distance(a, b) for a, b in pairs) / len(pairs)
    return 1 - observed * total * (total - 1) / spread


def masi_distance(a: frozenset[str], b: frozenset[str]) -> float:
    """Distance of two sets (Passonneau 2006): 1 - Jaccard x monotonicity.

    Monotonicity is 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, else 0.
    """
    if a == b:
        return 0.0
    shared = len(a & b)
    monotonicity = 2 / 3 if a <= b or b <= a else 1 / 3
    return 1 - shared / len(a | b) * monotonicity


def cohens_kappa(counts: npt.ArrayLike) -> Kappa:
    """Cohen's kappa of two coders.

    The interval uses the large-sample variance of Fleiss, Cohen and Everitt (1969) and is cut at
    -1 and 1. Where the coders agree on every answer that variance is zero; the lower limit is
    then kappa at the Wilson limit of the share of agreement.

    Args:
        counts: Square table of answers: rows the first coder's values, columns the second's.

    Returns:
        Kappa with its 95 % interval; nothing where chance alone would give full agreement.
    """
    table = np.asarray(counts, dtype=float)
    n = table.sum()
    if not n:
        return Kappa(None)
    shares = table / n
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed, expected = float(np.trace(shares)), float(rows @ columns)
    if math.isclose(expected, 1):
        return Kappa(None)
    kappa = (observed - expected) / (1 - expected)
    if math.isclose(observed, 1):
        wilson = n / (n + Z**2)
        return Kappa(1.0, (wilson - expected) / (1 - expected), 1.0)
    error = math.sqrt(_variance(shares, kappa) / n)
    return Kappa(kappa, max(kappa - Z * error, -1.0), min(kappa + Z * error, 1.0))


def _variance(shares: npt.NDArray[np.float64], kappa: float) -> float:
    """N times the variance of kappa when it is not zero."""
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    expected = float(rows @ columns)
    # weight of cell (i, j): the share of the first coder's j plus the second coder's i
    weights = columns[:, None] + rows[None, :]
    diagonal = np.diag(shares) * (1 - np.diag(weights) * (1 - kappa)) ** 2
    off = shares * weights**2
    rest = (1 - kappa) ** 2 * float(off.sum() - np.trace(off))
    correction = (kappa - expected * (1 - kappa)) ** 2
    return max(float(diagonal.sum()) + rest - correction, 0.0) / (1 - expected) ** 2


def _given(coding: Coding, keys: Sequence[str], code: str) -> npt.NDArray[np.int_]:
    return np.array([code in coding.answers[key].codes for key in keys], dtype=int)


def _measures(ours: npt.NDArray[np.int_], theirs: npt.NDArray[np.int_]) -> Iterator[object]:
    """The numbers of one code, in the order of the columns."""
    yield from (len(ours), int(ours.sum()), int(theirs.sum()), int((ours & theirs).sum()))
    yield float(100 * (ours == theirs).mean()) if len(ours) else None
    table = np.zeros((2, 2))
    np.add.at(table, (ours, theirs), 1)
    kappa = cohens_kappa(table)
    yield from (kappa.value, kappa.low, kappa.high, _binary_alpha(ours, theirs))
    yield _note(ours, theirs)


def _varies(values: npt.NDArray[np.int_]) -> bool:
    return len(np.unique(values)) > 1


def _binary_alpha(ours: npt.NDArray[np.int_], theirs: npt.NDArray[np.int_]) -> float | None:
    both = np.vstack([ours, theirs])
    if not _varies(both):
        return None
    return float(krippendorff.alpha(reliability_data=both, level_of_measurement="nominal"))


def _note(ours: npt.NDArray[np.int_], theirs: npt.NDArray[np.int_]) -> str:
    if not _varies(np.concatenate([ours, theirs])):
        return NO_VARIATION
    if not (_varies(ours) and _varies(theirs)):
        return ONE_CODER
    return FULL if bool((ours == theirs).all()) else ""


def _check_comparable(first: Coding, second: Coding) -> None:
    ours, theirs = ((c.year, c.variable, set(c.answers)) for c in (first, second))
    if ours != theirs:
        raise DataError("De to kodingene gjelder ikke de samme svarene.")
    labels = {code.code: code.label for code in first.codes}
    for code in second.codes:
        label = labels.get(code.code, code.label)
        if label.casefold() != code.label.casefold():
            raise DataError(
                f"Koden «{code.code}» betyr «{label}» i den første filen og «{code.label}» i den "
                "andre. Gi den ene en ny kode før enigheten regnes ut."
            )
