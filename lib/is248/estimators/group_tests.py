"""What is read from logit models of one grouping: whether groups differ, which, and how many tests.

An empty model, that of a question which nobody answered, gives NaN or no group, never an error.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from is248.estimators.multiplicity import CONVENTION, holm
from is248.estimators.tidy import pick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def factor_p(model: pd.DataFrame, by: str) -> float:
    """Likelihood-ratio test of a factor: its p.

    Args:
        model: From :func:`is248.estimators.logit.logit`, or empty.
        by: The factor.

    Returns:
        p, not adjusted; NaN when the model is empty or tells nothing.
    """
    if model.empty:
        return math.nan
    return float(pick(model, "lr_test", by)["p"].iloc[0])


def standing_out(
    model: pd.DataFrame, by: str, direction: str = "either", level: float = CONVENTION
) -> list[str]:
    """The groups that differ from the reference, each taken alone.

    Args:
        model: From :func:`is248.estimators.logit.logit`, or empty.
        by: The factor.
        direction: "higher", "lower" or "either".
        level: Largest p that counts, the report's when not given.

    Returns:
        The groups in order; p is not adjusted for their number, as in the report series.
    """
    if model.empty:
        return []
    rows = pick(model, "odds_ratio", by)
    found = rows[rows["p"] < level]
    if direction == "higher":
        found = found[found["estimate"] > 1]
    elif direction == "lower":
        found = found[found["estimate"] < 1]
    return [str(group) for group in found.index]


def onwards(groups: Sequence[str], order: Sequence[str], start: str) -> str:
    """Whether a finding holds from one group on, in the words of the report.

    Args:
        groups: The groups that it holds in.
        order: All groups, from south to north.
        start: The first of those that the report names.

    Returns:
        "<start> og nordover" when it holds there and in all later groups, whatever holds before
        them; else "ikke i " and those in which it does not hold.
    """
    named = list(order)[list(order).index(start) :]
    lacking = [group for group in named if group not in groups]
    return f"ikke i {', '.join(lacking)}" if lacking else f"{start} og nordover"


def lower_bound(groups: Sequence[str]) -> float:
    """Inhabitants from which the first of some size classes begins: 10 000 for "10000-20000".

    Args:
        groups: Size classes in order.

    Returns:
        The bound, 0 for the open lowest class; NaN without groups.
    """
    if not groups:
        return math.nan
    return 0.0 if groups[0].startswith("<") else float(re.findall(r"\d+", groups[0])[0])


def factor_tests(models: Mapping[str, Mapping[str, pd.DataFrame]]) -> pd.DataFrame:
    """Likelihood-ratio tests of several questions by several groupings, raw and adjusted.

    Args:
        models: Question's label → grouping → model.

    Returns:
        One row per question with a model, index ``question``: ``lr_<grouping>`` and
        ``holm_<grouping>``, adjusted by Holm's method over all tests of the table.
    """
    raw = pd.DataFrame(
        {label: {by: factor_p(model, by) for by, model in found.items()}
         for label, found in models.items()}
    ).T.dropna(how="all")  # fmt: skip
    adjusted = holm(raw.to_numpy(dtype=np.float64).ravel()).reshape(raw.shape)
    both = raw.add_prefix("lr_").join(
        pd.DataFrame(adjusted, index=raw.index, columns=raw.columns).add_prefix("holm_")
    )
    return both.rename_axis("question")


def below(tests: pd.DataFrame, prefix: str, level: float = CONVENTION) -> tuple[int, int]:
    """How many tests fall below a level.

    Args:
        tests: From :func:`factor_tests`.
        prefix: ``lr_`` (raw) or ``holm_`` (adjusted).
        level: Largest p that counts, the report's when not given.

    Returns:
        The tests below it, and all tests.
    """
    chosen = tests[[name for name in tests.columns if str(name).startswith(prefix)]]
    return int((chosen < level).to_numpy().sum()), int(chosen.notna().to_numpy().sum())
