"""Bars side by side: several shares of the same groups, one panel each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.keys import TOTAL
from is248.base.numbers import format_number
from is248.show.plots.style import canvas, rows_only

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW_MM = 5.2
FRAME_MM = 13.0
FEW = 5
"""Groups with fewer units are drawn open: one unit more or less moves them far."""


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
    figure, axes = canvas(FRAME_MM + ROW_MM * len(shares), len(panels), share_y=True)
    heights = _heights([str(key) for key in shares.index])
    for axis, (column, title) in zip(axes, panels.items(), strict=True):
        axis.set_title(title.replace(", ", ",\n"), fontsize="medium")
        _bars(axis, shares[[column, "n"]].set_axis(heights), colours[column])
    names = [f"{labels.get(str(key), str(key))} ({int(n)})" for key, n in shares["n"].items()]
    axes[0].set_yticks(heights, names)
    axes[0].set_ylim(heights[-1] - 0.6, 0.6)
    return figure


def _heights(groups: list[str]) -> list[float]:
    """Rows from the top down, the total half a row further."""
    return [-(at + 0.5 * (group == TOTAL)) for at, group in enumerate(groups)]


def _bars(axis: Axes, values: pd.DataFrame, colour: str) -> None:
    for height, (value, n) in zip(values.index, values.to_numpy(), strict=True):
        face = "white" if n < FEW else colour
        axis.barh(height, value, 0.66, color=face, edgecolor=colour, linewidth=0.8)
        axis.annotate(format_number(value), (value, height), (3, 0), textcoords="offset points",
                      va="center")  # fmt: skip
    axis.set_xlim(0, 125)
    axis.xaxis.set_visible(False)
    axis.spines["bottom"].set_visible(False)
    rows_only(axis)
    axis.grid(visible=False)
