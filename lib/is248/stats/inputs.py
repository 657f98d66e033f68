"""What every method asks of its input: known columns, outcomes of 0 and 1, groups as text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pandas.api.types import is_extension_array_dtype, is_numeric_dtype

from is248.base.errors import DataError, suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray


def required(data: pd.DataFrame, name: str) -> pd.Series[float]:
    """A column by name.

    Raises:
        DataError: There is no such column.
    """
    if name not in data.columns:
        known = [str(c) for c in data.columns]
        raise DataError(f"Dataene har ingen kolonne «{name}»." + suggestion(name, known))
    return data[name]


def number(data: pd.DataFrame, name: str) -> pd.Series[float]:
    """A numeric column as float64; every kind of missing becomes NaN.

    Raises:
        DataError: There is no such column, or it holds something that is no number.
    """
    values = required(data, name)
    if values.dtype == "float64":
        return values
    if is_extension_array_dtype(values.dtype) and is_numeric_dtype(values.dtype):
        plain = values.to_numpy(dtype=np.float64, na_value=np.nan)
        return pd.Series(plain, index=values.index, name=values.name)
    try:
        return pd.to_numeric(values).astype("Float64").astype("float64")
    except (ValueError, TypeError) as error:
        raise DataError(f"Kolonnen «{name}» har verdier som ikke er tall.") from error


def binary(data: pd.DataFrame, name: str) -> pd.Series[float]:
    """An outcome of 0 and 1 as float64, missing as NaN.

    Raises:
        DataError: There is no such column, or it holds other values than 0, 1, true and false.
    """
    values = number(data, name)
    known = values.to_numpy()
    if not ((known == 0) | (known == 1) | np.isnan(known)).all():
        raise DataError(f"Kolonnen «{name}» har andre verdier enn 0 og 1.")
    return values


def places(data: pd.DataFrame, name: str, scale: Sequence[str | float]) -> pd.Series[float]:
    """Answers on a scale as their places 0, 1, ... in it; no answer as NaN.

    Raises:
        DataError: There is no such column, or an answer is not on the scale.
    """
    values = required(data, name)
    known = values.notna() & (values.astype("object").map(str) != "")
    place = {_key(value): float(at) for at, value in enumerate(scale)}
    found = values[known].map(lambda value: place.get(_key(value), math.nan)).astype("float64")
    if found.isna().any():
        odd = values[known][found.isna()].iloc[0]
        raise DataError(f"«{name}» har svaret «{odd}», som ikke er på skalaen.")
    return found.reindex(data.index)


def _key(value: object) -> str:
    """1, 1.0 and "1" are the same answer."""
    return str(value).removesuffix(".0")


def weights(data: pd.DataFrame, name: str) -> pd.Series[float]:
    """Weights such as inhabitants; zero and missing become NaN, since they carry no weight.

    Raises:
        DataError: There is no such column, or a weight is negative.
    """
    values = number(data, name)
    if (values < 0).any():
        raise DataError(f"Vekten «{name}» har negative verdier.")
    return values.where(values > 0)


def group(data: pd.DataFrame, name: str) -> pd.Series[str]:
    """A grouping column as text; the empty text is no group and becomes missing."""
    return pd.Series(_texts(data, name), index=data.index, dtype="str", name=name)


def _texts(data: pd.DataFrame, name: str) -> list[str | None]:
    values = required(data, name)
    known = values.notna().tolist()
    texts = values.to_numpy(dtype=object).tolist()
    return [str(v) or None if k else None for v, k in zip(texts, known, strict=True)]


def levels(
    data: pd.DataFrame, name: str, orders: Mapping[str, Sequence[str]] | None = None
) -> list[str]:
    """The groups of a column, in order.

    Args:
        data: One row per unit.
        name: The grouping column.
        orders: Column → its groups in order; also those that no unit belongs to.

    Returns:
        The given order; else that of a categorical column; else order of appearance.

    Raises:
        DataError: A unit belongs to a group that the order lacks.
    """
    return group_codes(data, name, orders)[0]


def group_codes(
    data: pd.DataFrame, name: str, orders: Mapping[str, Sequence[str]] | None = None
) -> tuple[list[str], NDArray[np.intp]]:
    """The groups of a column, see :func:`levels`, and the place of each unit's among them.

    Returns:
        The groups; and per unit the place of its own, -1 without one.
    """
    texts = _texts(data, name)
    found = [text for text in dict.fromkeys(texts) if text is not None]
    if orders and name in orders:
        chosen = [str(v) for v in orders[name]]
    elif isinstance(data[name].dtype, pd.CategoricalDtype):
        chosen = [str(v) for v in data[name].cat.categories if str(v)]
    else:
        chosen = found
    place: dict[str | None, int] = {level: at for at, level in enumerate(chosen)}
    if lost := [v for v in found if v not in place]:
        raise DataError(f"Rekkefølgen for «{name}» mangler «{lost[0]}».")
    return chosen, np.array([place.get(v, -1) for v in texts], dtype=np.intp)


def indicator(
    data: pd.DataFrame, name: str, codes: Sequence[str], of: Sequence[str] | None = None
) -> pd.Series[float]:
    """Whether an answer is one of some codes: a choice made binary.

    Args:
        data: One row per unit.
        name: Column of a single choice (text or number).
        codes: Answers that count as 1, such as "very_good" and "good".
        of: Answers that count at all; the others become missing. All when not given.

    Returns:
        1.0, 0.0 or NaN (no answer), index as ``data``.
    """
    values = group(data, name)
    asked = values.notna() if of is None else values.isin([str(v) for v in of])
    chosen = values.isin([str(v) for v in codes]).astype("float64")
    return chosen.where(asked, np.nan)
