"""Questions with several crosses: shares per option, and recoding into exclusive classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from is248.base.errors import DataError
from is248.stats import inputs
from is248.stats.proportions import proportions
from is248.stats.tidy import together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def option_shares(
    data: pd.DataFrame,
    options: Sequence[str],
    by: str | None = None,
    *,
    weight: str | None = None,
    orders: Mapping[str, Sequence[str]] | None = None,
    zeros_answer: bool = False,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Share of units that crossed each option, of those that answered the question at all.

    Args:
        data: One row per unit that was asked.
        options: One column per option: 1 crossed, 0 or missing not.
        by: Grouping column; total only when not given.
        weight: Column of inhabitants.
        orders: Column → its groups in order.
        zeros_answer: Whether a unit with zeros and no cross has answered ("none of these"); when
            false it takes at least one cross.
        confidence: Coverage.

    Returns:
        As :func:`is248.stats.proportions.proportions`, with ``item`` the option; ``missing``
        are the units without any answer. The shares may sum to more than one.

    Raises:
        DataError: As :func:`is248.stats.proportions.proportions`.
    """
    crossed = crosses(data, options, zeros_answer=zeros_answer)
    rest = data.drop(columns=list(options)).join(crossed)
    frames = [
        proportions(rest, option, by, weight=weight, orders=orders, confidence=confidence)
        for option in options
    ]
    return together(*frames)


def crosses(
    data: pd.DataFrame, options: Sequence[str], *, zeros_answer: bool = False
) -> pd.DataFrame:
    """The options as 1.0 and 0.0 for units that answered at all, missing for the others.

    Args:
        data: One row per unit.
        options: One column per option.
        zeros_answer: Whether zeros without a cross are an answer.

    Returns:
        One column per option, index as ``data``. An option left empty by a unit that crossed
        another counts as not crossed.
    """
    columns = [inputs.binary(data, name).to_numpy() for name in options]
    values = np.column_stack(columns) if columns else np.zeros((len(data), 0))
    answered = (~np.isnan(values) if zeros_answer else values == 1).any(axis=1, keepdims=True)
    crossed = np.where(answered, np.nan_to_num(values), np.nan)
    return pd.DataFrame(crossed, index=data.index, columns=list(options))


def exclusive(
    data: pd.DataFrame,
    classes: Mapping[str, Sequence[str]],
    *,
    options: Sequence[str] | None = None,
) -> pd.Series[Any]:
    """One class per unit from a question with several crosses, by an order of precedence.

    Table 10.1 is of this kind: who has the SLT model counts there whatever else is crossed; single
    cases together with something else form a class before single cases alone.

    Args:
        data: One row per unit.
        classes: Class → options that must all be crossed, first match wins. Put the stronger and
            the combined classes before the weaker and single ones.
        options: All columns of the question; those named in ``classes`` when not given.

    Returns:
        The class of each unit (categorical, in order of precedence), missing where the unit crossed
        nothing. Index as ``data``.

    Raises:
        DataError: A unit crossed something, but no class fits.
    """
    named = list(dict.fromkeys(name for needed in classes.values() for name in needed))
    crossed = crosses(data, list(options or named)) == 1
    found = pd.Series(None, index=data.index, dtype="object")
    for label, needed in classes.items():
        fits = crossed[list(needed)].all(axis=1) & found.isna()
        found = found.mask(fits, label)
    if len(lost := found.index[found.isna() & crossed.any(axis=1)]):
        raise DataError(f"Ingen klasse passer for {len(lost)} enheter, først {lost[0]}.")
    return pd.Series(pd.Categorical(found, categories=list(classes), ordered=True), data.index)
