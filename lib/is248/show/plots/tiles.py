"""Shaded areas: a map of squares about where they lie, and a map of response by topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator

from is248.base.numbers import format_number, is_missing
from is248.show.figure_marks import mark, places
from is248.show.plots.style import canvas, letters_on
from is248.show.plots.undrawn import when_drawn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from is248.year.labels import Labels

TILE_MM = 17.0
FRAME_MM = 24.0
SCALE = LinearSegmentedColormap.from_list("share", ["#f4f8fb", "#7fb0cf"])
"""Over the whole scale, in grey too; letters on it are read on paper and turned for the dark."""

NO_VALUE = "#ffffff"


@when_drawn
def tile_map(
    shares: pd.DataFrame, grid: pd.DataFrame, labels: Mapping[str, str], few: int,
    decimals: int = 0,
) -> Figure:  # fmt: skip
    """Areas shaded by their share, each with its short name, its value and its number of units.

    Args:
        shares: One row per area: ``pct``, missing where there is none, and ``n``.
        grid: One row per area (index: area) with ``row`` and ``col`` on the map.
        labels: Area → short name, at most about ten letters.
        few: Areas with fewer answers are hatched, and their share is not told.
        decimals: Decimals shown.

    Returns:
        The figure. The shade goes evenly from 0 to 100 per cent, so that 57 and 58 look alike and
        the same shade is the same share on every map; the number stands on every tile, so that
        colour is never the only carrier.
    """
    height, width = int(grid["row"].max()) + 1, int(grid["col"].max()) + 1
    figure, (axis,) = canvas(FRAME_MM + TILE_MM * height)
    for area, place in grid.iterrows():
        n = int(shares["n"].get(area, 0))
        value = shares["pct"].get(area) if n >= few else None
        words = (labels.get(str(area), str(area)), format_number(value, decimals), f"n = {n}")
        tile = _tile(axis, (int(place["col"]), int(place["row"])), value, words)
        if area in shares.index:
            mark(tile, [area], *(["pct"] if n >= few else []))
    axis.set_xlim(-0.6, width - 0.4)
    axis.set_ylim(height - 0.4, -0.6)
    axis.set_aspect("equal")
    axis.set_axis_off()
    _legend(figure, few)
    return figure


def shade(value: float | None) -> str:
    """The colour of a share from 0 to 100; that of no value when it is missing."""
    return NO_VALUE if value is None or is_missing(value) else to_hex(SCALE(float(value) / 100))


def _tile(
    axis: Axes, place: tuple[int, int], value: float | None, words: Sequence[str]
) -> Rectangle:
    (x, y), face = place, shade(value)
    tile = Rectangle((x - 0.48, y - 0.48), 0.96, 0.96, facecolor=face, edgecolor="#8a949b",
                     linewidth=0.5, hatch="////" if value is None else None)  # fmt: skip
    axis.add_patch(tile)
    for text, height, weight in zip(words, (y - 0.27, y, y + 0.27), (400, 600, 400), strict=True):
        axis.text(x, height, text, ha="center", va="center", color=letters_on(face),
                      fontweight=weight, bbox=_GROUND if value is None else None)  # fmt: skip
    return tile


_GROUND = {"facecolor": NO_VALUE, "edgecolor": "none", "pad": 0.8}
"""Behind letters on hatching."""


def _legend(figure: Figure, few: int) -> None:
    """What the shades are, from one end of the scale to the other, and what the hatching is."""
    ends = [0, 25, 50, 75, 100]
    handles = [Patch(facecolor=shade(end), edgecolor="#8a949b", linewidth=0.5) for end in ends]
    handles.append(Patch(facecolor=NO_VALUE, edgecolor="#8a949b", linewidth=0.5, hatch="////"))
    names = [*(f"{end} prosent" for end in ends), f"færre enn {few} svar"]
    figure.legend(handles, names, loc="outside lower center", ncols=6, handlelength=1.4,
                  handletextpad=0.4, columnspacing=1.1)  # fmt: skip


ROW_MM = 4.1
HEAT_FRAME_MM = 44.0
SHADES = 64
"""Steps of the scale of response: finer than per cent over the range that is shown."""


@when_drawn
def response_heat(shares: pd.DataFrame, rows: Mapping[str, str], labels: Labels) -> Figure:
    """Response per area and topic.

    Args:
        shares: From :func:`is248.chapter.quality_frames.areas_by_topic`; per cent.
        rows: Area → label, the first on top; the total is left out.
        labels: Display names of the topics, and colours.

    Returns:
        The figure: dark where all answered. Its height follows the number of areas.
    """
    import seaborn as sns  # a second of imports, for few chapters

    areas = shares.loc[[key for key in rows if key in shares.index]]
    topics = [labels.column(str(column)).label for column in areas.columns]
    figure, (axis,) = canvas(HEAT_FRAME_MM + ROW_MM * len(areas))
    ends = ["#e8f0f5", labels.colours["adult"]]
    shades = LinearSegmentedColormap.from_list("response", ends, N=SHADES)
    lowest = min(float(areas.min().min()), 90.0)
    sns.heatmap(
        areas.to_numpy(), vmin=lowest, vmax=100, cmap=shades, linewidths=0.6, ax=axis,
        xticklabels=topics, yticklabels=[rows[str(key)] for key in areas.index],
        cbar_kws={"label": "Har svart, prosent", "shrink": 0.6, "ticks": MaxNLocator(integer=True),
                  "format": lambda value, _: format_number(value)},
    )  # fmt: skip
    cells = [(str(area), (str(topic),)) for area in areas.index for topic in areas.columns]
    places(axis.collections[0], cells)
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
