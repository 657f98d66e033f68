"""Ranked bars of shares: one quantity over one set of categories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import seaborn as sns

from is248.base.numbers import format_number
from is248.show.plots.style import canvas, rows_only

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

ROW_MM = 7.5
FRAME_MM = 12.0


def ranked_bars(
    values: pd.Series[float],
    labels: list[str],
    colour: str,
    unit: str,
    decimals: int = 0,
    *,
    ranked: bool = True,
) -> Figure:
    """Horizontal bars, the largest first, each with its value.

    Args:
        values: One value per category, unrounded.
        labels: Their labels, in the same order.
        colour: Colour of the bars.
        unit: Written after each value ("prosent").
        decimals: Decimals shown.
        ranked: Whether the largest come first; else they keep their order, as a scale wants.

    Returns:
        The figure; its height follows the number of bars.
    """
    order = values.sort_values(ascending=False, kind="stable") if ranked else values
    names = dict(zip(values.index, labels, strict=True))
    figure, (axis,) = canvas(FRAME_MM + ROW_MM * len(order))
    shown = [names[key] for key in order.index]
    sns.barplot(x=order.to_numpy(), y=shown, orient="h", color=colour, saturation=1, ax=axis)
    for at, value in enumerate(order):
        text = f"{format_number(value, decimals)} {unit}"
        axis.annotate(text, (value, at), (4, 0), textcoords="offset points", va="center")
    axis.set_xlim(0, order.max() * 1.15)
    axis.xaxis.set_visible(False)
    axis.spines["bottom"].set_visible(False)
    rows_only(axis)
    axis.grid(visible=False)
    return figure
