"""Estimates with their intervals, a row per group; and two means of one scale side by side."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING

from is248.base.keys import TOTAL
from is248.base.numbers import format_number
from is248.show import words
from is248.show.figure_marks import mark
from is248.show.plots.style import (
    HALF_MM,
    SMALLEST_PT,
    WIDTH_MM,
    canvas,
    gutter,
    norwegian_axis,
    rows_only,
)
from is248.show.plots.undrawn import when_drawn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.collections import PathCollection
    from matplotlib.figure import Figure

ROW_MM = 4.8
CLOSE_ROW_MM = 3.8
"""Height of a row where there are many."""

MANY = 12
FRAME_MM = 14.0
LEGEND_MM, LEGEND_COLUMNS = 4.6, 2
LONGEST_NAME = 28
"""Letters of a label that leave room for the dots in half the width of the text."""


@when_drawn
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
    told: Sequence[str] = (),
    legend: Mapping[str, str] = MappingProxyType({}),
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
        told: Columns of the figure's grid that a row shows.
        legend: What is explained below: ``estimate``, ``other`` and ``reference`` → words.

    Returns:
        The figure; the number of units stands after each label.
    """
    order = frame.sort_values("estimate", kind="stable") if ranked else frame.iloc[::-1]
    row = CLOSE_ROW_MM if len(order) > MANY else ROW_MM
    names = [f"{labels.get(str(k), str(k))} ({int(n)})" for k, n in order["n"].items()]
    width = HALF_MM if max(map(len, names), default=0) <= LONGEST_NAME else WIDTH_MM
    shown = {part: words for part, words in legend.items() if part != "reference" or reference}
    lines = math.ceil(len(shown) / LEGEND_COLUMNS) if width == HALF_MM else bool(shown)
    height = FRAME_MM + row * len(order) + lines * LEGEND_MM
    figure, (axis,) = canvas(height, width_mm=width)
    rows = range(len(order))
    parts: dict[str, Artist] = {"estimate": _spans_and_dots(axis, order, colour, told)}
    if other:
        parts["other"] = axis.scatter(order[other], rows, s=26, facecolor="white",
                                      edgecolor=colour, linewidth=1.2, zorder=3)  # fmt: skip
        mark(parts["other"], order.index[order[other].notna()], *told)
    if reference is not None:
        parts["reference"] = axis.axvline(reference, color="#4d565c", linewidth=0.9,
                                          linestyle=(0, (4, 3)))  # fmt: skip
    if shown:
        figure.legend([parts[part] for part in shown], list(shown.values()),
                      loc="outside lower right", handletextpad=0.4, columnspacing=1.2,
                      ncols=LEGEND_COLUMNS if width == HALF_MM else len(shown))  # fmt: skip
    axis.set_yticks(rows, names)
    axis.set_ylim(-0.7, len(order) - 0.3)
    axis.set_xlim(0, upper)
    axis.set_xlabel(unit, loc="right")  # a long one runs below the labels, not over the edge
    norwegian_axis(axis, x=True)
    rows_only(axis)
    gutter(axis)
    return figure


def _spans_and_dots(
    axis: Axes, order: pd.DataFrame, colour: str, told: Sequence[str]
) -> PathCollection:
    rows = range(len(order))
    spans = axis.hlines(rows, order["low"], order["high"], color=colour, linewidth=1.1)
    dots = axis.scatter(order["estimate"], rows, s=26, color=colour, zorder=4, clip_on=False)
    mark(spans, order.index, *told)
    mark(dots, order.index[order["estimate"].notna()], *told)
    return dots


PAIRED_FRAME_MM = 26.0
_MEANS = ("scale_mean", "scale_low", "scale_high", "scale_weighted")
STEP = 0.5
"""The axis ends at halves of a step of the scale."""


def paired_means(
    frame: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    colour: str,
    unit: str,
    ranked: bool = True,
) -> Figure | None:
    """One row per group: the unweighted mean with its interval, the weighted one beside it.

    Args:
        frame: From :func:`is248.measures.coded_scales.means_by`; may be empty.
        labels: Group → label.
        colour: Colour of the dots.
        unit: Label of the value axis.
        ranked: Whether rows are ranked by the unweighted mean; else they keep their order, first
            on top.

    Returns:
        The figure; the number of units stands after each label, the country is a dashed line. None
        when nobody answered.
    """
    if frame.empty:
        return None
    groups = frame.drop(index=TOTAL).dropna(subset="scale_mean")
    order = groups.sort_values("scale_mean", kind="stable") if ranked else groups.iloc[::-1]
    figure, (axis,) = canvas(PAIRED_FRAME_MM + ROW_MM * len(order))
    rows = range(len(order))
    spans = axis.hlines(rows, order["scale_low"], order["scale_high"], color=colour, linewidth=1.1,
                        label="intervall, uveid")  # fmt: skip
    dots = axis.scatter(order["scale_mean"], rows, s=26, facecolor="white", edgecolor=colour,
                        linewidth=1.2, zorder=3, label="uveid")  # fmt: skip
    weighted = axis.scatter(order["scale_weighted"], rows, s=26, color=colour, marker="D",
                            zorder=4, label="veid etter innbyggere")  # fmt: skip
    mark(spans, order.index, *_MEANS)
    for drawn, column in ((dots, "scale_mean"), (weighted, "scale_weighted")):
        mark(drawn, order.index[order[column].notna()], *_MEANS)
    axis.axvline(float(frame["scale_mean"][TOTAL]), color="#4d565c", linewidth=0.9,
                 linestyle=(0, (4, 3)), label="landet, uveid")  # fmt: skip
    axis.set_yticks(rows, [f"{labels.get(str(k), str(k))} ({n})" for k, n in order["n"].items()])
    axis.set_ylim(-0.6, len(order) - 0.4)
    axis.set_xlim(*_ends(order))
    axis.set_xlabel(unit)
    norwegian_axis(axis, x=True, decimals=1)
    rows_only(axis)
    handles, names = axis.get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=4, fontsize=SMALLEST_PT,
                  handletextpad=0.4, columnspacing=1.2)  # fmt: skip
    return figure


def means_alt(frame: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Alt text: the country's means, and from what to what the unweighted means of groups go.

    Args:
        frame: From :func:`is248.measures.coded_scales.means_by`; may be empty.
        labels: Group → label, where the ends are named; areas are not, chance may have put them
            there.
    """
    if frame.empty:
        return ""
    groups = frame.drop(index=TOTAL).dropna(subset="scale_mean")
    mean, weighted = (float(frame[c][TOTAL]) for c in ("scale_mean", "scale_weighted"))
    country = f"Landet: {format_number(mean, 2)} uveid og {format_number(weighted, 2)} veid."
    if not labels:
        ends = (
            format_number(end, 2)
            for end in (groups["scale_mean"].min(), groups["scale_mean"].max())
        )
        return f"{country} Gruppene går fra {' til '.join(ends)}."
    names = [labels.get(str(key), str(key)) for key in groups.index]
    high, low = (
        words.ranking(names, groups["scale_mean"], top=2, lowest=lowest, decimals=2).text
        for lowest in (False, True)
    )
    return f"{country} Høyest: {high}. Lavest: {low}."


def _ends(frame: pd.DataFrame) -> tuple[float, float]:
    shown = frame[["scale_mean", "scale_low", "scale_high", "scale_weighted"]]
    low, high = float(shown.min().min()), float(shown.max().max())
    return math.floor(low / STEP) * STEP, math.ceil(high / STEP) * STEP
