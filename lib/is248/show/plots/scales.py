"""Stacked bars of an ordered scale, with the neutral answer in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from is248.base.numbers import format_number
from is248.show.plots.style import INK, canvas, rows_only

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW_MM = 8.0
FRAME_MM = 26.0
LEAST_LABELLED = 5.5
"""Per cent below which a segment is too narrow for its number."""

DARK = 0.45
"""Relative luminance below which white letters read better than black ones."""


def diverging_scale(
    shares: pd.DataFrame,
    *,
    categories: Mapping[str, str],
    colours: Sequence[str],
    neutral: str | None,
    rows: Mapping[str, str],
) -> Figure:
    """One bar per group: good answers to the right, poor ones to the left of the middle.

    Args:
        shares: One row per group, one column per category, per cent of those who answered.
        categories: Category → label, from the best to the poorest answer.
        colours: One colour per category, in the same order.
        neutral: The middle category, drawn across the middle; None when the scale has none.
        rows: Group → label, the first on top.

    Returns:
        The figure.
    """
    figure, (axis,) = canvas(FRAME_MM + ROW_MM * len(rows))
    groups = shares.T
    for row, key in enumerate(reversed(list(rows))):
        left = -_left_of_middle(groups[key], list(categories), neutral)
        _bar(axis, groups[key], row, left, dict(zip(categories, colours, strict=True)))
    axis.axvline(0, color=INK, linewidth=0.7, zorder=0)  # behind the numbers of the middle
    axis.set_yticks(range(len(rows)), list(rows.values())[::-1])
    _finish(figure, axis, categories, colours)
    return figure


def _bar(
    axis: Axes, values: pd.Series[float], row: int, left: float, colours: Mapping[str, str]
) -> None:
    for category, colour in reversed(list(colours.items())):
        width = float(values[category])
        axis.barh(row, width, 0.7, left, color=colour)
        if width >= LEAST_LABELLED:
            letters = "white" if _luminance(colour) < DARK else INK
            middle = (left + width / 2, row)
            axis.annotate(format_number(width), middle, ha="center", va="center", color=letters)
        left += width


def _left_of_middle(values: pd.Series[float], categories: list[str], neutral: str | None) -> float:
    """Per cent that lies left of the middle: the poor answers and half of the neutral one."""
    middle = categories.index(neutral) if neutral else len(categories) // 2
    poorer = categories[middle + 1 :] if neutral else categories[middle:]
    half = float(values[neutral]) / 2 if neutral else 0.0
    return float(values[poorer].sum()) + half


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _finish(
    figure: Figure, axis: Axes, categories: Mapping[str, str], colours: Sequence[str]
) -> None:
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(abs(value))))
    axis.set_xlabel("Prosent av dem som svarte")
    rows_only(axis)
    axis.grid(visible=False)
    handles = [Patch(color=colour) for colour in reversed(colours)]
    figure.legend(
        handles, list(reversed(list(categories.values()))), loc="outside lower center",
        ncols=min(len(categories), 5), columnspacing=1.2, handlelength=1.0, handletextpad=0.4,
    )  # fmt: skip
