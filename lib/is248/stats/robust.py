"""Robust regression beside least squares, with the weight that each unit was given."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from is248.stats import inputs
from is248.stats.tidy import Row, tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERCEPT = "intercept"
TOO_FEW = "For få enheter til en regresjon."
COLLINEAR = "Forklaringsvariablene kan ikke skilles fra hverandre."
NO_SPREAD = "Minst halvparten av enhetene ligger på linja: den robuste spredningen er null."
NOT_REACHED = "Vektene falt ikke til ro."
METHODS = ("ols", "ols_hc3", "rlm_huber", "rlm_tukey")


def robust_regression(
    data: pd.DataFrame, outcome: str, predictors: Sequence[str], *, confidence: float = 0.95
) -> pd.DataFrame:
    """Linear regression by least squares and by two robust methods, side by side.

    Where they agree, no single unit carries the result. Huber's gives far units less weight;
    Tukey's bisquare gives the farthest none.

    Args:
        data: One row per unit.
        outcome: Numeric column.
        predictors: Numeric columns; recode groups to 0 and 1 first.
        confidence: Coverage.

    Returns:
        Tidy rows ``coefficient`` per method and predictor (``term``; ``intercept`` first), in units
        of the outcome per unit of the predictor: ``se``, ``statistic`` (t with ``df`` for least
        squares, z for the others), ``p`` and limits. ``n`` complete units, ``missing`` the others.
        NaN with a note when there are too few units, the predictors cannot be told apart, or the
        robust spread is zero.

    Raises:
        DataError: A column is unknown or not numeric.

    Source:
        Huber (1981), Robust Statistics (k = 1.345); Beaton and Tukey (1974) (c = 4.685); scale by
        the median absolute deviation, as `MASS::rlm`; HC3: MacKinnon and White (1985).
    """
    problem = _complete(data, outcome, predictors)
    about = {"item": outcome, "n": len(problem.outcome), "missing": problem.missing}
    rows: list[Row] = []
    for method in METHODS:
        rows += [about | {"method": method} | row for row in problem.rows(method, confidence)]
    return tidy(rows)


def unit_weights(data: pd.DataFrame, outcome: str, predictors: Sequence[str]) -> pd.DataFrame:
    """What the robust methods made of every unit.

    Args:
        data: One row per unit.
        outcome: Numeric column.
        predictors: Numeric columns.

    Returns:
        One row per complete unit, index as ``data``: ``observed``, ``fitted`` and ``residual``
        (least squares), ``weight_huber`` and ``weight_tukey`` (1 full weight, 0 none; NaN where the
        method had no fit), the lowest Tukey weight first.

    Raises:
        DataError: A column is unknown or not numeric.
    """
    problem = _complete(data, outcome, predictors)
    fits = {method: problem.fit(method) for method in ("ols", "rlm_huber", "rlm_tukey")}
    fitted = fits["ols"].fittedvalues if fits["ols"] is not None else math.nan
    frame = pd.DataFrame({"observed": problem.outcome, "fitted": fitted})
    frame = frame.assign(residual=frame["observed"] - frame["fitted"])
    for name in ("huber", "tukey"):
        found = fits[f"rlm_{name}"]
        frame[f"weight_{name}"] = math.nan if found is None else np.asarray(found.weights)
    return frame.sort_values("weight_tukey", kind="stable")


@dataclass(frozen=True)
class _Problem:
    """Complete units of a regression."""

    outcome: pd.Series[float]
    design: pd.DataFrame
    missing: int

    def reason(self) -> str:
        """Why there is no fit at all; "" when there is."""
        if len(self.design) <= self.design.shape[1]:
            return TOO_FEW
        rank = int(np.linalg.matrix_rank(self.design.to_numpy()))
        return COLLINEAR if rank < self.design.shape[1] else ""

    def fit(self, method: str) -> Any:  # noqa: ANN401 - statsmodels is untyped
        """The fit of one method; None when there is none."""
        from statsmodels.regression.linear_model import OLS
        from statsmodels.robust.norms import HuberT, TukeyBiweight
        from statsmodels.robust.robust_linear_model import RLM

        if self.reason():
            return None
        least = OLS(self.outcome, self.design).fit()
        if method.startswith("ols"):
            return least if method == "ols" else least.get_robustcov_results("HC3")
        middle = float(np.median(np.abs(least.resid)))
        if middle <= 1e-12 * max(1.0, float(np.abs(self.outcome).max())):
            return None
        norm = HuberT() if method == "rlm_huber" else TukeyBiweight()
        return RLM(self.outcome, self.design, M=norm).fit(maxiter=500, tol=1e-10)

    def rows(self, method: str, confidence: float) -> list[Row]:
        """One row per column of the design."""
        names = list(self.design.columns)
        about = {"quantity": "coefficient"}
        found = self.fit(method)
        if found is None:
            note = self.reason() or NO_SPREAD
            return [about | {"term": name, "note": note} for name in names]
        note = "" if getattr(found, "converged", True) else NOT_REACHED
        limits = np.asarray(found.conf_int(1 - confidence))
        return [
            about
            | {
                "term": name,
                "estimate": float(np.asarray(found.params)[at]),
                "low": float(limits[at, 0]),
                "high": float(limits[at, 1]),
                "se": float(np.asarray(found.bse)[at]),
                "statistic": float(np.asarray(found.tvalues)[at]),
                "df": float(found.df_resid) if method.startswith("ols") else math.nan,
                "p": float(np.asarray(found.pvalues)[at]),
                "denominator": len(self.outcome),
                "note": note,
            }
            for at, name in enumerate(names)
        ]


def _complete(data: pd.DataFrame, outcome: str, predictors: Sequence[str]) -> _Problem:
    columns = {name: inputs.number(data, name) for name in (outcome, *predictors)}
    frame = pd.DataFrame(columns, index=data.index).dropna()
    design = frame[list(predictors)].copy()
    design.insert(0, INTERCEPT, 1.0)
    return _Problem(frame[outcome], design, len(data) - len(frame))
