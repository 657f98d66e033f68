"""Logit of a binary outcome on one or several factors.

Two readings stand beside one another: every group against a stated reference, as the report series
prints, and every group against the national mean, which needs no reference and gives every group
an estimate. Both come from one fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from is248.stats import inputs
from is248.stats.average_margins import margin_rows
from is248.stats.binary_fit import BinaryFit, Interval, contrast_row, fit_binary
from is248.stats.design import Average, Design, Factor, complete, make_design
from is248.stats.multiplicity import adjusted
from is248.stats.permutation import COLLINEAR, CONSTANT, ONE_GROUP, TEST, factor_rows
from is248.stats.tidy import NO_ANSWERS, REFERENCE, Row, tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

SEPARATED = (
    "Faktorene skiller svarene helt i minst én gruppe; oddsratioene er tilpasset med Firths metode."
)

Reading = Literal["factor_test", "odds_ratio", "odds_ratio_deviation", "margin"]
READINGS: tuple[Reading, ...] = ("factor_test", "odds_ratio", "odds_ratio_deviation", "margin")
EFFECTS = ("ame", "ame_deviation")
"""Quantities that come with the margins."""

NOT_REACHED = "Tilpasningen nådde ikke noe maksimum."
NOT_FINITE = "Uten Firths straff har oddsratioen ingen endelig verdi."


def logit(
    data: pd.DataFrame,
    outcome: str,
    factors: Sequence[str],
    *,
    references: Mapping[str, str] | None = None,
    orders: Mapping[str, Sequence[str]] | None = None,
    interval: Interval | None = None,
    average: Average = "units",
    confidence: float = 0.95,
    readings: Collection[Reading] = READINGS,
    limits: bool = True,
) -> pd.DataFrame:
    """Logit of a binary outcome on factors, both codings, with tests and marginal effects.

    Args:
        data: One row per unit that was asked.
        outcome: Column of 1, 0 and missing.
        factors: Grouping columns; name the control (size_class) beside the area.
        references: Column → reference group; else the first of its order.
        orders: Column → its groups in order, also empty ones; else order of appearance.
        interval: "wald" or "profile"; when not given Wald, and profile under Firth, where Wald
            intervals are poor (Heinze and Schemper 2002).
        average: What deviations are measured from: the mean of the log odds over units (every
            municipality counts the same; weighted effect coding) or over groups (effect coding).
        confidence: Coverage.
        readings: What is wanted of the model.
        limits: Whether odds ratios get their limits; those of a profile take most of the time.

    Returns:
        Tidy rows of the readings, in this order. ``factor_test``: one per factor, by permutation
        (:func:`is248.stats.permutation.factor_test`). ``odds_ratio``: every group against the
        reference, whose own row is 1 with a note. ``odds_ratio_deviation``: against the average.
        ``margin``, ``ame``, ``ame_deviation``: adjusted shares and effects, fractions. ``se`` of an
        odds ratio is by the delta method; ``statistic`` is z where ``df`` is NaN, else chi-square.
        ``n``, ``count`` and ``missing`` of a group count its units; p is adjusted within term and
        quantity. Units without an answer or a group are left out. Separation is looked for first:
        ``method`` and ``note`` say where Firth's penalised likelihood was used. What cannot be
        estimated (empty group, all answers alike, factors that cannot be told apart) is NaN with a
        note.

    Raises:
        DataError: A column or a reference is unknown, the outcome is not binary, or a group is not
            in the order.

    Source:
        Hosmer and Lemeshow (2000), Applied Logistic Regression, ch. 3; te Grotenhuis et al. (2017),
        Int J Public Health 62 (weighted effect coding); Firth (1993); Heinze and Schemper (2002).
    """
    answers = inputs.binary(data, outcome)
    used = complete(data, answers, factors)
    design = make_design(data, factors, references, orders, used)
    whole = _whole(answers, answers[used])
    counts = {factor.name: _counts(data, answers, used, factor) for factor in design.factors}
    wanted = {*readings, *(EFFECTS if "margin" in readings else ())}

    def read(fit: BinaryFit) -> list[Row]:
        way: Interval = interval or ("profile" if fit.likelihood.penalised else "wald")
        return _Model(fit, design, way, average, confidence, limits=limits).rows(readings)

    found, note = _rows(design, answers[used], read)
    tests = factor_rows(data, answers, factors) if TEST in readings else []
    numbered = [
        {"item": outcome} | counts[row["term"]].get(row.get("level", ""), whole) | row
        for row in [*({"note": note} | row for row in tests), *found]
        if row["quantity"] in wanted
    ]
    return adjusted(tidy(numbered))


def _rows(
    design: Design, values: pd.Series[float], read: Callable[[BinaryFit], list[Row]]
) -> tuple[list[Row], str]:
    """What the model tells, and what a reader must know of the whole of it."""
    if reason := _impossible(design, values):
        return _nothing(design, reason), ""
    fit = fit_binary(design.matrix, np.asarray(values, dtype=np.float64))
    if np.isnan(fit.value):
        return _nothing(design, NOT_REACHED), ""
    return read(fit), SEPARATED if fit.likelihood.penalised else ""


def _impossible(design: Design, values: pd.Series[float]) -> str:
    if values.empty:
        return NO_ANSWERS
    if values.nunique() < 2:  # noqa: PLR2004 - a model needs both outcomes
        return CONSTANT
    if design.matrix.shape[1] == 1:
        return ONE_GROUP
    return "" if design.full_rank() else COLLINEAR


def _nothing(design: Design, reason: str) -> list[Row]:
    quantities = (*READINGS[1:], *EFFECTS)
    return [
        {"term": f.name, "level": level, "quantity": quantity, "method": "none", "note": reason}
        for quantity in quantities
        for f in design.factors
        for level in (*f.levels, *f.empty)
    ]


@dataclass(frozen=True)
class _Model:
    """A fitted model and how it is read."""

    fit: BinaryFit
    design: Design
    interval: Interval
    average: Average
    confidence: float
    limits: bool = True

    def rows(self, readings: Collection[Reading]) -> list[Row]:
        """The rows of what is wanted, one reading after the other."""
        parts: dict[Reading, Callable[[Factor], list[Row]]] = {
            "odds_ratio": self._against_reference,
            "odds_ratio_deviation": self._against_average,
            "margin": self._margins,
        }
        wanted = [part for reading, part in parts.items() if reading in readings]
        return [row for part in wanted for factor in self.design.factors for row in part(factor)]

    def _contrast(self, weights: NDArray[np.float64]) -> Row:
        return contrast_row(self.fit, weights, self.interval, self.confidence, limits=self.limits)

    def _against_reference(self, factor: Factor) -> list[Row]:
        about: Row = {"term": factor.name, "quantity": "odds_ratio"}
        method = f"{self.fit.family}_{self.interval}"
        base = {"level": factor.reference, "estimate": 1.0, "method": method, "note": _why(factor)}
        rows: dict[str, Row] = {factor.reference: about | base}
        for level in factor.others:
            weights = self.design.against_reference(factor, level)
            found = self._contrast(weights)
            notes = [self._finite(factor, level), found.get("note", "")]
            rows[level] = about | found | {"level": level, "note": " ".join(filter(None, notes))}
        return [*(rows[level] for level in factor.levels), *_empty(factor, "odds_ratio")]

    def _against_average(self, factor: Factor) -> list[Row]:
        if not factor.others:
            return []
        about = {"term": factor.name, "quantity": "odds_ratio_deviation"}
        rows: list[Row] = []
        for level in factor.levels:
            weights = self.design.against_average(factor, level, self.average)
            found = self._contrast(weights)
            rows.append(about | found | {"level": level})
        return [*rows, *_empty(factor, "odds_ratio_deviation")]

    def _margins(self, factor: Factor) -> list[Row]:
        if not factor.others:
            return []
        return margin_rows(self.fit, self.design, factor, self.average, self.confidence)

    def _finite(self, factor: Factor, level: str) -> str:
        at = self.design.parameters.index((factor.name, level))
        return NOT_FINITE if self.fit.separated[at] else ""


def _why(factor: Factor) -> str:
    if factor.wanted:
        return f"{REFERENCE[:-1]}, siden «{factor.wanted}» ikke har svar."
    return REFERENCE if factor.others else ONE_GROUP


def _empty(factor: Factor, quantity: str) -> list[Row]:
    about = {"term": factor.name, "quantity": quantity, "method": "none", "note": NO_ANSWERS}
    return [about | {"level": level} for level in factor.empty]


def _counts(
    data: pd.DataFrame, answers: pd.Series[float], used: pd.Series[bool], factor: Factor
) -> dict[str, Row]:
    groups = inputs.group(data, factor.name)
    members = {level: groups == level for level in (*factor.levels, *factor.empty)}
    return {level: _whole(answers[at], answers[at & used]) for level, at in members.items()}


def _whole(answers: pd.Series[float], values: pd.Series[float]) -> Row:
    missing, n = int(answers.isna().sum()), len(values)
    return {"n": n, "count": int(values.sum()), "missing": missing, "denominator": n}
