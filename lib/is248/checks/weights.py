"""The weight of each unit in robust regression, and the level of each size class with and without.

Within a size class the regression has a constant and nothing else, so that each class has a spread
of its own: a small municipality is held against small ones, as in the box plots. Least squares then
gives the mean, robust regression a mean in which units far from the others count less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from is248.stats.robust import robust_regression, unit_weights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

METHODS = {"ols": "level_ols", "rlm_huber": "level_huber", "rlm_tukey": "level_tukey"}
FULL = 0.995
"""Huber's weights from here on are shown as 1,00; less is a reduced weight."""


def levels(rates: pd.DataFrame, column: str, order: Sequence[str]) -> pd.DataFrame:
    """The level of each size class by least squares and by two robust methods.

    Args:
        rates: One row per unit with ``size_class`` and the column.
        column: FTE per inhabitant.
        order: Size classes in order.

    Returns:
        One row per size class, index ``size_class``: ``n``, ``level_ols`` (the mean),
        ``level_huber``, ``level_tukey``, and the number of units with ``reduced`` (Huber's weight
        below :data:`FULL`) and ``none`` (Tukey's weight zero).
    """
    rows = {}
    for size, part in _classes(rates, order):
        fits = robust_regression(part, column, []).set_index("method")["estimate"]
        weights = unit_weights(part, column, [])
        rows[size] = {
            "n": len(weights),
            **{name: fits[method] for method, name in METHODS.items()},
            "reduced": int((weights["weight_huber"] < FULL).sum()),
            "none": int((weights["weight_tukey"] <= 0).sum()),
        }
    return pd.DataFrame(rows).T.rename_axis(index="size_class")


def weights(rates: pd.DataFrame, groups: Sequence[str], order: Sequence[str]) -> pd.DataFrame:
    """The rate and weights of every unit.

    Args:
        rates: One row per unit with ``size_class``, ``label`` and ``<group>_per1000``.
        groups: ``adult`` and ``child``.
        order: Size classes in order.

    Returns:
        One row per unit, index as ``rates``: ``label``, ``size_class``, and per group
        ``<group>_per1000``, ``<group>_huber``, ``<group>_tukey``.
    """
    found = rates[["label", "size_class"]]
    for group in groups:
        column = f"{group}_per1000"
        parts = [unit_weights(part, column, []) for _, part in _classes(rates, order)]
        own = pd.concat(parts)[["observed", "weight_huber", "weight_tukey"]]
        own.columns = pd.Index([column, f"{group}_huber", f"{group}_tukey"])
        found = found.join(own)
    return found


def reduced(found: pd.DataFrame, groups: Sequence[str], order: Sequence[str]) -> pd.DataFrame:
    """The units with a reduced Huber weight in some group, by size class and name.

    Args:
        found: From :func:`weights`.
        groups: ``adult`` and ``child``.
        order: Size classes in order.
    """
    less = (found[[f"{group}_huber" for group in groups]] < FULL).any(axis=1)
    place = {size: at for at, size in enumerate(order)}
    own = found[less].assign(place=found["size_class"].map(place))
    return own.sort_values(["place", "label"], kind="stable").drop(columns="place")


def headings(rows: pd.DataFrame, labels: Mapping[str, str]) -> dict[str, str]:
    """Size classes as sub-headings: the first row of each → its label."""
    first = rows[~rows["size_class"].duplicated()]
    return {str(key): f"{labels[size]} innbyggere" for key, size in first["size_class"].items()}


def _classes(rates: pd.DataFrame, order: Sequence[str]) -> list[tuple[str, pd.DataFrame]]:
    parts = dict(iter(rates.groupby("size_class", sort=False)))
    return [(size, parts[size]) for size in order if size in parts]
