"""Ranked estimates with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.show.plots.style import canvas, norwegian_axis, rows_only

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.figure import Figure

ROW_MM = 5.4
CLOSE_ROW_MM = 4.1
"""Height of a row where there are many, so that two figures of areas fit on a page."""

MANY = 12
FRAME_MM = 16.0


def ranked_intervals(
    frame: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    colour: str,
    unit: str,
    reference: float | None = None,
    ranked: bool = True,
    upper: float | None = None,
    other: str = "",
) -> Figure:
    """One row per group: the estimate as a dot, its interval as a line.

    Args:
        frame: One row per group: ``estimate``, ``low``, ``high`` in the unit shown, and ``n``.
        labels: Group → label.
        colour: Colour of the dots.
        unit: Label of the value axis.
        reference: A value drawn as a dashed line, such as the country's.
        ranked: Whether rows are ranked by estimate; else they keep their order, first on top.
        upper: End of the axis; from the data when not given.
        other: A column drawn as an open dot at the other end of the line.

    Returns:
        The figure; the number of units stands after each label.
    """
    order = frame.sort_values("estimate", kind="stable") if ranked else frame.iloc[::-1]
    row = CLOSE_ROW_MM if len(order) > MANY else ROW_MM
    figure, (axis,) = canvas(FRAME_MM + row * len(order))
    rows = range(len(order))
    axis.hlines(rows, order["low"], order["high"], color=colour, linewidth=1.6, alpha=0.45)
    axis.scatter(order["estimate"], rows, s=26, color=colour, zorder=4, clip_on=False)
    if other:
        axis.scatter(order[other], rows, s=26, facecolor="white", edgecolor=colour, linewidth=1.2,
                     zorder=3)  # fmt: skip
    if reference is not None:
        axis.axvline(reference, color="#4d565c", linewidth=0.9, linestyle=(0, (4, 3)))
    names = [f"{labels.get(str(k), str(k))} ({int(n)})" for k, n in order["n"].items()]
    axis.set_yticks(rows, names)
    axis.set_xlim(0, upper)
    axis.set_xlabel(unit)
    norwegian_axis(axis, x=True)
    rows_only(axis)
    return figure
