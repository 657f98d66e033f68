"""Slope charts: the same groups in two years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.base.numbers import format_number
from is248.show.plots.style import canvas, spread_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT_MM = 92.0
LOW_MM, FEW_LINES = 60.0, 3
"""Height of a chart of few lines, and how many are few."""
LABEL_GAP = 0.06
"""Least distance between two labels, as a share of the range shown."""


def slopes(
    frame: pd.DataFrame, *, labels: Mapping[str, str], colours: Mapping[str, str], decimals: int = 0
) -> Figure:
    """One line per group from the first to the last year.

    Args:
        frame: One row per group, two columns (years), in the unit shown.
        labels: Group → label.
        colours: Group → colour.
        decimals: Decimals of the values written at the ends.

    Returns:
        The figure.
    """
    before, after = frame.columns
    height = HEIGHT_MM if len(frame) > FEW_LINES else LOW_MM
    figure, (axis,) = canvas(height)
    for key, row in frame.iterrows():
        axis.plot([0, 1], [row[before], row[after]], color=colours[str(key)], marker="o",
                  markersize=5, linewidth=1.6)  # fmt: skip
    gap = float(frame.to_numpy().max() - min(0.0, frame.to_numpy().min())) * LABEL_GAP
    gap *= HEIGHT_MM / height
    top = float(frame.to_numpy().max()) * 1.05
    for x, year, named in ((0, before, {}), (1, after, labels)):
        for key, at in spread_out(frame[year], gap).items():
            words = [format_number(float(frame[year][key]), decimals), named.get(key, "")]
            _end(axis, " ".join(filter(None, words)), (x, at), colours[key])
            top = max(top, at + gap)  # a label that was moved up is not cut off
    axis.set_ylim(min(0.0, float(frame.to_numpy().min())), top)
    axis.set_xticks([0, 1], [str(before), str(after)])
    axis.set_xlim(-0.25, 1.9)
    axis.yaxis.set_visible(False)
    axis.spines["left"].set_visible(False)
    return figure


def _end(axis: Axes, text: str, place: tuple[int, float], colour: str) -> None:
    first = place[0] == 0
    axis.annotate(
        text, place, (-8 if first else 8, 0), textcoords="offset points", va="center",
        ha="right" if first else "left", color=colour, fontweight=600,
    )  # fmt: skip
