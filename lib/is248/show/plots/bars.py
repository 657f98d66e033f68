"""Bars: ranked, in panels side by side, and stacked around the middle of a scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from is248.base.keys import TOTAL
from is248.base.numbers import format_number
from is248.show.figure_marks import mark
from is248.show.plots.style import INK, bar, canvas, letters_on, rows_only
from is248.show.plots.undrawn import when_drawn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW_MM = 5.8
FRAME_MM = 6.0
BAR = 0.8
"""How thick a bar is, of the room of its row."""


@when_drawn
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
        values: One value per category, unrounded; named as the column of the figure's grid.
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
    for row, (key, value) in enumerate(order.items()):
        mark(bar(axis, row, value, BAR, facecolor=colour), [key], str(values.name))
    axis.set_yticks(range(len(shown)), shown)
    axis.set_ylim(len(shown) - 0.5, -0.5)
    for at, value in enumerate(order):
        text = f"{format_number(value, decimals)} {unit}"
        axis.annotate(text, (value, at), (4, 0), textcoords="offset points", va="center",
                      annotation_clip=False)  # fmt: skip
    axis.set_xlim(0, max(float(order.max()), 1.0) * 1.15)
    axis.xaxis.set_visible(False)
    axis.spines["bottom"].set_visible(False)
    rows_only(axis)
    axis.grid(visible=False)
    return figure


PANEL_ROW_MM = 4.4
PANEL_FRAME_MM = 13.0
FEW = 5
"""Groups with fewer units are drawn open: one unit more or less moves them far."""


@when_drawn
def share_panels(
    shares: pd.DataFrame,
    *,
    panels: Mapping[str, str],
    colours: Mapping[str, str],
    labels: Mapping[str, str],
) -> Figure:
    """One row per group, one panel per share, the same order in all panels.

    Args:
        shares: One row per group: ``n`` and one column per panel, in per cent; a group ``total`` is
            set apart below the others.
        panels: Column → title; what follows a comma stands on a line of its own.
        colours: Column → colour.
        labels: Group → label.

    Returns:
        The figure; the number of units stands after each label, the value after each bar, and
        groups with fewer than :data:`FEW` units have open bars.
    """
    figure, axes = canvas(PANEL_FRAME_MM + PANEL_ROW_MM * len(shares), len(panels), share_y=True)
    heights = _heights([str(key) for key in shares.index])
    for axis, (column, title) in zip(axes, panels.items(), strict=True):
        axis.set_title(title.replace(", ", ",\n"), fontsize="medium")
        _bars(axis, shares[[column, "n"]], heights, colours[column])
    names = [f"{labels.get(str(key), str(key))} ({int(n)})" for key, n in shares["n"].items()]
    axes[0].set_yticks(heights, names)
    axes[0].set_ylim(heights[-1] - 0.6, 0.6)
    return figure


def _heights(groups: list[str]) -> list[float]:
    """Rows from the top down, the total half a row further."""
    return [-(at + 0.5 * (group == TOTAL)) for at, group in enumerate(groups)]


def _bars(axis: Axes, values: pd.DataFrame, heights: Sequence[float], colour: str) -> None:
    column = str(values.columns[0])
    for height, (key, value, n) in zip(heights, values.itertuples(), strict=True):
        face = "white" if n < FEW else colour
        drawn = bar(axis, height, value, 0.66, facecolor=face, edgecolor=colour, linewidth=0.8)
        mark(drawn, [key], column)
        axis.annotate(format_number(value), (value, height), (3, 0), textcoords="offset points",
                      va="center", annotation_clip=False)  # fmt: skip
    axis.set_xlim(0, 125)
    axis.xaxis.set_visible(False)
    axis.spines["bottom"].set_visible(False)
    rows_only(axis)
    axis.grid(visible=False)


SCALE_ROW_MM = 6.0
SCALE_FRAME_MM = 24.0
LEAST_LABELLED = 5.5
"""Per cent below which a segment is too narrow for its number."""

LEFT_STEP, LEAST_LEFT, RIGHT = 25, 50, 100
"""Per cent shown on each side of the middle: neighbouring figures have it at the same place."""


@when_drawn
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
        shares: One row per group, one column per category, per cent of those who answered; the
            figure's grid has them as ``<category>_pct``.
        categories: Category → label, from the best to the poorest answer.
        colours: One colour per category, in the same order.
        neutral: The middle category, drawn across the middle; None when the scale has none.
        rows: Group → label, the first on top.

    Returns:
        The figure.
    """
    figure, (axis,) = canvas(SCALE_FRAME_MM + SCALE_ROW_MM * len(rows))
    groups, farthest = shares.T, LEAST_LEFT
    for row, key in enumerate(reversed(list(rows))):
        left = -_left_of_middle(groups[key], list(categories), neutral)
        _bar(axis, groups[key], row, left, dict(zip(categories, colours, strict=True)))
        farthest = max(farthest, math.ceil(-left / LEFT_STEP) * LEFT_STEP)
    axis.axvline(0, color=INK, linewidth=0.7, zorder=0)  # behind the numbers of the middle
    axis.set_xlim(-farthest, RIGHT)
    axis.set_yticks(range(len(rows)), list(rows.values())[::-1])
    _finish(figure, axis, categories, colours)
    return figure


def _bar(
    axis: Axes, values: pd.Series[float], row: int, left: float, colours: Mapping[str, str]
) -> None:
    for category, colour in reversed(list(colours.items())):
        width = float(values[category])
        # a white edge keeps neighbours apart in grey
        drawn = bar(axis, row, width, 0.7, left=left, facecolor=colour, edgecolor="white",
                    linewidth=0.6)  # fmt: skip
        mark(drawn, [values.name], f"{category}_pct")
        if width >= LEAST_LABELLED:
            axis.text(left + width / 2, row, format_number(width), ha="center", va="center",
                      color=letters_on(colour))  # fmt: skip
        left += width
    # the palest answers are hardly seen on the page without a line around the whole
    whole = float(values.sum())
    bar(axis, row, whole, 0.7, left=left - whole, facecolor="none", edgecolor="#8a949b",
        linewidth=0.5)  # fmt: skip


def _left_of_middle(values: pd.Series[float], categories: list[str], neutral: str | None) -> float:
    """Per cent that lies left of the middle: the poor answers and half of the neutral one."""
    middle = categories.index(neutral) if neutral else len(categories) // 2
    poorer = categories[middle + 1 :] if neutral else categories[middle:]
    half = float(values[neutral]) / 2 if neutral else 0.0
    return float(values[poorer].sum()) + half


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
