"""A map of response: areas as rows, topics as columns, the share as shade."""

from __future__ import annotations

from typing import TYPE_CHECKING

import seaborn as sns
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator

from is248.base.numbers import format_number
from is248.show.plots.style import canvas

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.figure import Figure

    from is248.year.labels import Labels

ROW_MM = 4.6
FRAME_MM = 44.0


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
    figure, (axis,) = canvas(FRAME_MM + ROW_MM * len(areas))
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
