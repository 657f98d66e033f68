"""Shaded areas: a map of squares about where they lie, and a map of response by topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import seaborn as sns
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from is248.base.numbers import format_number, is_missing
from is248.show.plots.style import INK, canvas

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from is248.year.labels import Labels

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


ROW_MM = 4.1
HEAT_FRAME_MM = 44.0


def response_heat(shares: pd.DataFrame, rows: Mapping[str, str], labels: Labels) -> Figure:
    """Response per area and topic.

    Args:
        shares: From :func:`is248.chapter.quality_frames.areas_by_topic`; per cent.
        rows: Area → label, the first on top; the total is left out.
        labels: Display names of the topics, and colours.

    Returns:
        The figure: dark where all answered. Its height follows the number of areas.
    """
    areas = shares.loc[[key for key in rows if key in shares.index]]
    topics = [labels.column(str(column)).label for column in areas.columns]
    figure, (axis,) = canvas(HEAT_FRAME_MM + ROW_MM * len(areas))
    shades = LinearSegmentedColormap.from_list("response", ["#ffffff", labels.colours["adult"]])
    lowest = min(float(areas.min().min()), 90.0)
    sns.heatmap(
        areas.to_numpy(), vmin=lowest, vmax=100, cmap=shades, linewidths=0.6, ax=axis,
        xticklabels=topics, yticklabels=[rows[str(key)] for key in areas.index],
        cbar_kws={"label": "Har svart, prosent", "shrink": 0.6, "ticks": MaxNLocator(integer=True),
                  "format": lambda value, _: format_number(value)},
    )  # fmt: skip
    axis.tick_params(axis="both", length=0)
    axis.set_xticklabels(topics, rotation=60, ha="right", rotation_mode="anchor")
    axis.set_yticklabels(axis.get_yticklabels(), rotation=0)
    return figure


def heat_alt(shares: pd.DataFrame, rows: Mapping[str, str], labels: Labels) -> str:
    """Alt text: the lowest and highest area and topic.

    Args:
        shares: As for :func:`response_heat`.
        rows: Area → label.
        labels: Display names of the topics.
    """
    areas = shares.loc[[key for key in rows if key in shares.index]]
    by_area, by_topic = areas.mean(axis=1).sort_values(), areas.mean().sort_values()
    low, high = by_area.index[0], by_area.index[-1]
    topic = labels.column(str(by_topic.index[0])).label
    return (
        f"Andel som har svart, snitt over temaer: lavest i {rows[str(low)]} "
        f"({format_number(by_area.iloc[0])} prosent) og høyest i {rows[str(high)]} "
        f"({format_number(by_area.iloc[-1])} prosent). Temaet med lavest svarandel er {topic} "
        f"({format_number(by_topic.iloc[0])} prosent)."
    )
