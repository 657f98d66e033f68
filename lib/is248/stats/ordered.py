"""Ordered logit for five-point scales: proportional odds over the cuts of the scale."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from is248.stats import inputs
from is248.stats.design import Design, Factor, complete, make_design
from is248.stats.multiplicity import adjusted
from is248.stats.ordered_fit import OrderedFit, brant, fit_ordered
from is248.stats.permutation import COLLINEAR, CONSTANT, ONE_GROUP, factor_rows
from is248.stats.tidy import NO_ANSWERS, REFERENCE, Row, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

SEPARATED = "Svarene skilles helt av faktorene: oddsratioene har ingen endelig verdi."
EXTREME = "Alle i gruppen svarte i ytterste kategori: oddsratioen har ingen endelig verdi."
BASE_EXTREME = (
    "Alle i referansegruppen svarte i ytterste kategori: velg en annen referanse for oddsratioer."
)
NOT_REACHED = "Tilpasningen nådde ikke noe maksimum."
NO_BRANT = "Snittene av skalaen gir for få forskjeller til at testen kan beregnes."
MODEL = "model"


def ordered_logit(
    data: pd.DataFrame,
    outcome: str,
    scale: Sequence[str | float],
    factors: Sequence[str],
    *,
    references: Mapping[str, str] | None = None,
    orders: Mapping[str, Sequence[str]] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Ordered logit of a scale on factors, with tests of the factors and of proportional odds.

    Args:
        data: One row per unit that was asked.
        outcome: Column of scale values, text or number; "vet ikke" and no answer must be missing.
        scale: The values from lowest to highest. An odds ratio above one is a shift towards the
            last. For a scale where 1 is best, list 5 to 1 to speak of better.
        factors: Grouping columns.
        references: Column → reference group; else the first of its order.
        orders: Column → its groups in order, also empty ones; else order of appearance.
        confidence: Coverage.

    Returns:
        Tidy rows: ``factor_test`` per factor, by permutation
        (:func:`is248.stats.permutation.factor_test`); ``proportional_odds_test`` (Brant) per factor
        and for ``model``, where a small p says that one odds ratio does not serve all cuts;
        ``odds_ratio`` per group with Wald limits, delta-method ``se`` and z. A value of the scale
        that nobody chose is left out of the fit. A group whose units all chose the same outermost
        value has no finite odds ratio: NaN with a note, and in a model of one factor the other
        groups are exact without it. Other separation, all answers alike and empty
        groups are NaN with a note.

    Raises:
        DataError: A column is unknown, or an answer is not on the scale.

    Source:
        McCullagh (1980), JRSS B 42; Agresti (2010), Analysis of Ordinal Categorical Data, ch. 3;
        Brant (1990), Biometrics 46.
    """
    places = inputs.places(data, outcome, scale)
    used = complete(data, places, factors)
    design = make_design(data, factors, references, orders, used)
    values = _ranks(places[used])
    if reason := _impossible(design, values):
        rows = _nothing(design, reason)
    else:
        rows = _Model(design, values, confidence).rows()
    rows = [*factor_rows(data, places, factors), *rows]
    whole = {"n": int(used.sum()), "missing": int(places.isna().sum())}
    return adjusted(
        tidy({"item": outcome} | whole | _size(data, places, used, row) | row for row in rows)
    )


def _ranks(places: ArrayLike) -> NDArray[np.intp]:
    """0, 1, ... for the values that are used, in their order."""
    return np.unique(np.asarray(places), return_inverse=True)[1].astype(np.intp)


def _size(data: pd.DataFrame, places: pd.Series[float], used: pd.Series[bool], row: Row) -> Row:
    if not row.get("level"):
        return {}
    members = inputs.group(data, row["term"]) == row["level"]
    return {"n": int((members & used).sum()), "missing": int(places[members].isna().sum())}


def _impossible(design: Design, values: NDArray[np.intp]) -> str:
    if len(values) == 0:
        return NO_ANSWERS
    if values.max() == 0:
        return CONSTANT
    if design.matrix.shape[1] == 1:
        return ONE_GROUP
    return "" if design.full_rank() else COLLINEAR


def _nothing(design: Design, reason: str) -> list[Row]:
    blank = {"method": "none", "note": reason}
    tests = [
        blank | {"term": factor.name, "quantity": "proportional_odds_test"}
        for factor in design.factors
    ]
    groups = [
        blank | {"term": factor.name, "level": level, "quantity": "odds_ratio"}
        for factor in design.factors
        for level in (*factor.levels, *factor.empty)
    ]
    return [*tests, *groups]


@dataclass(frozen=True)
class _Model:
    """A design and its answers, and how the fit is read."""

    design: Design
    values: NDArray[np.intp]
    confidence: float

    def rows(self) -> list[Row]:
        """All rows, tests first."""
        fit, kept = self._fit()
        rows = self._brant()
        for factor in self.design.factors:
            rows += self._odds_ratios(fit, kept, factor)
        return rows

    def _fit(self) -> tuple[OrderedFit, NDArray[np.bool_]]:
        """The fit, and which units it rests on.

        Where one factor's group sits wholly in an outermost category, its probability tends to one
        and it tells nothing of the thresholds: the fit of the others without it is the limit.
        """
        kept = np.ones(len(self.values), dtype=bool)
        fit = fit_ordered(self.design.matrix[:, 1:], self.values)
        if not fit.separated.any() or len(self.design.factors) > 1:
            return fit, kept
        ends = {0, int(self.values.max())}
        for level in self.design.factors[0].levels:
            members = (self.design.groups.iloc[:, 0] == level).to_numpy()
            chosen = set(self.values[members].tolist())
            kept &= ~members if len(chosen) == 1 and chosen <= ends else True
        return self._refit(kept, fit), kept

    def _refit(self, kept: NDArray[np.bool_], lost: OrderedFit) -> OrderedFit:
        """The fit to some of the units, in the parameters of all; ``lost`` when there is none."""
        matrix = self.design.matrix[kept]
        values = _ranks(self.values[kept])
        present = np.flatnonzero(matrix[:, 1:].any(axis=0))
        base = (matrix[:, 1:] == 0).all(axis=1)
        if not base.any() or values.max() == 0:
            return lost
        found = fit_ordered(matrix[:, 1:][:, present], values)
        beta, se = np.full((2, matrix.shape[1] - 1), np.nan)
        beta[present], se[present] = found.beta, found.se
        return OrderedFit(beta, se, lost.separated, found.converged)

    def _brant(self) -> list[Row]:
        rows: list[Row] = []
        for term, tested in self._terms():
            about = {"term": term, "quantity": "proportional_odds_test", "method": "brant"}
            found = brant(self.design.matrix, self.values, tested) if tested else {}
            rows.append(about | found | {"note": "" if found else self._no_brant(tested)})
        return rows

    def _no_brant(self, tested: list[int]) -> str:
        if not tested:
            return ONE_GROUP
        return NO_BRANT if self.values.max() > 1 else "Skalaen har bare ett snitt i disse svarene."

    def _terms(self) -> list[tuple[str, list[int]]]:
        terms = [(factor.name, self.design.columns(factor.name)) for factor in self.design.factors]
        return [*terms, (MODEL, list(range(1, self.design.matrix.shape[1])))]

    def _odds_ratios(self, fit: OrderedFit, kept: NDArray[np.bool_], factor: Factor) -> list[Row]:
        about = {"term": factor.name, "quantity": "odds_ratio"}
        rows: list[Row] = []
        for level in factor.levels:
            found = self._odds_ratio(fit, kept, factor, level)
            rows.append(about | {"level": level, "method": "ordered_wald"} | found)
        blank = {"method": "none", "note": NO_ANSWERS}
        return [*rows, *(about | blank | {"level": level} for level in factor.empty)]

    def _odds_ratio(
        self, fit: OrderedFit, kept: NDArray[np.bool_], factor: Factor, level: str
    ) -> Row:
        from scipy.stats import norm

        members = (self.design.groups[factor.name] == level).to_numpy()
        base = (self.design.groups[factor.name] == factor.reference).to_numpy()
        if level == factor.reference:
            note = REFERENCE if kept[base].all() else BASE_EXTREME
            return {"estimate": 1.0, "note": _why(factor) if note == REFERENCE else note}
        at = self.design.parameters.index((factor.name, level)) - 1
        log_odds, se = float(fit.beta[at]), float(fit.se[at])
        if math.isnan(log_odds) or not fit.converged:
            return {"note": self._note(fit, kept, members, base)}
        reach = float(norm.isf((1 - self.confidence) / 2)) * se
        return {
            "estimate": math.exp(log_odds),
            "low": math.exp(log_odds - reach),
            "high": math.exp(log_odds + reach),
            "se": math.exp(log_odds) * se,
            "statistic": log_odds / se,
            "p": 2 * float(norm.sf(abs(log_odds / se))),
        }

    def _note(
        self,
        fit: OrderedFit,
        kept: NDArray[np.bool_],
        members: NDArray[np.bool_],
        base: NDArray[np.bool_],
    ) -> str:
        if not fit.separated.any():
            return NOT_REACHED
        if not kept[members].any():
            return EXTREME
        return BASE_EXTREME if not kept[base].any() else SEPARATED


def _why(factor: Factor) -> str:
    if factor.wanted:
        return f"{REFERENCE[:-1]}, siden «{factor.wanted}» ikke har svar."
    return REFERENCE if factor.others else ONE_GROUP
