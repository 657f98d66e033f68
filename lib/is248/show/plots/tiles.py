"""Tile-grid maps: every area a square of the same size, about where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.patches import Rectangle

from is248.base.numbers import format_number, is_missing
from is248.show.plots.style import INK, canvas

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TILE_MM = 17.0
FRAME_MM = 14.0
STEPS = ("#e8f0f5", "#bcd5e3", "#86b3cd", "#4a86ad", "#0b4f7d")
"""Light to dark in five steps; reads in grey and with any colour vision."""

NO_VALUE = "#ffffff"
WHITE_FROM = 3
"""Step from which letters are white."""


def tile_map(
    values: pd.Series[float], grid: pd.DataFrame, labels: Mapping[str, str], decimals: int = 0
) -> Figure:
    """Areas shaded by value, each with its short name and its value.

    Args:
        values: One value per area; missing where there is none.
        grid: One row per area (index: area) with ``row`` and ``col`` on the map.
        labels: Area → short name, at most about ten letters.
        decimals: Decimals shown.

    Returns:
        The figure. The steps are of equal width between the lowest and the highest value; the
        number stands on every tile, so that colour is never the only carrier.
    """
    height, width = int(grid["row"].max()) + 1, int(grid["col"].max()) + 1
    figure, (axis,) = canvas(FRAME_MM + TILE_MM * height)
    low, high = float(values.min()), float(values.max())
    for area, place in grid.iterrows():
        step = colour_step(values.get(area), low, high)
        words = (labels.get(str(area), str(area)), format_number(values.get(area), decimals))
        _tile(axis, (int(place["col"]), int(place["row"])), step, words)
    axis.set_xlim(-0.6, width - 0.4)
    axis.set_ylim(height - 0.4, -0.6)
    axis.set_aspect("equal")
    axis.set_axis_off()
    return figure


def colour_step(value: float | None, low: float, high: float) -> int | None:
    """The step of the colour scale of a value between low and high; None when it is missing."""
    if value is None or is_missing(value):
        return None
    if high == low:
        return 0
    return min(int((value - low) / (high - low) * len(STEPS)), len(STEPS) - 1)


def _tile(axis: Axes, place: tuple[int, int], step: int | None, words: tuple[str, str]) -> None:
    face = NO_VALUE if step is None else STEPS[step]
    x, y = place
    axis.add_patch(Rectangle((x - 0.48, y - 0.48), 0.96, 0.96, facecolor=face, edgecolor="#8a949b",
                             linewidth=0.5))  # fmt: skip
    letters = "white" if step is not None and step >= WHITE_FROM else INK
    for text, height, weight in zip(words, (y - 0.17, y + 0.2), ("normal", 600), strict=True):
        axis.annotate(text, (x, height), ha="center", va="center", color=letters, fontweight=weight)
