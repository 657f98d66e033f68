"""Time series with breaks, which are drawn as breaks and never joined; and two years as slopes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FixedLocator

from is248.base.numbers import format_number
from is248.show.figure_marks import places
from is248.show.plots.style import HALF_MM, WIDTH_MM, canvas, norwegian_axis, readable, spread_out

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    from is248.show.figure_marks import Place

HEIGHT_MM = 78.0
LABEL_GAP = 0.065
"""Least distance between two labels at the right edge, as a share of the axis."""


def segments(years: Sequence[int], breaks: Sequence[int], *, gaps: bool = False) -> list[list[int]]:
    """Years cut at every break.

    Args:
        years: Years with a value, in order.
        breaks: A line never passes over one of these years.
        gaps: Whether a line also stops where a year between two others has no value.

    Returns:
        Runs of years that may be joined by a line.
    """
    runs: list[list[int]] = []
    for year in years:
        near = bool(runs) and (not gaps or year - runs[-1][-1] == 1)
        if near and not any(runs[-1][-1] < cut <= year for cut in breaks):
            runs[-1].append(year)
        else:
            runs.append([year])
    return runs


def row_of_year(line: str, year: int) -> Place:
    """The cell of a point where a year is a row of the figure's grid, and a line a column."""
    return str(year), (line,)


def lines_with_breaks(
    frame: pd.DataFrame,
    labels: Mapping[str, str],
    colours: Mapping[str, str],
    breaks: Sequence[int],
    unit: str,
    *,
    cell: Callable[[str, int], Place] = row_of_year,
) -> Figure:
    """One line per column over years, labelled at its end.

    Args:
        frame: One row per year (index: int), one column per line; NaN where not asked.
        labels: Column → label.
        colours: Column → colour.
        breaks: Years at which the series breaks.
        unit: Label of the value axis.
        cell: Line and year → row and columns of the figure's grid.

    Returns:
        The figure. Markers differ by line so that it reads in grey.
    """
    figure, (axis,) = canvas(HEIGHT_MM)
    for marker, column in zip("osD^vP", frame.columns, strict=False):
        values = frame[column].dropna()
        points = _line(axis, values, colours[column], marker, breaks)
        places(points, (cell(str(column), int(year)) for year in values.index))
    axis.set_ylim(0, float(np.nanmax(frame.to_numpy())) * 1.1)
    mark_breaks(axis, breaks)
    _end_labels(axis, frame, labels, colours)
    axis.xaxis.set_major_locator(FixedLocator([int(year) for year in frame.index]))
    axis.set_ylabel(unit)
    norwegian_axis(axis, y=True)
    axis.grid(axis="y")
    return figure


def fte_lines(
    frame: pd.DataFrame,
    labels: Mapping[str, str],
    colours: Mapping[str, str],
    breaks: Sequence[int],
) -> Figure:
    """Lines of FTE, which are rows of the figure's grid, a year a column ``fte_<year>``.

    Args:
        frame: As for :func:`lines_with_breaks`, and so the others.
        labels: Column → label.
        colours: Column → colour.
        breaks: Years at which the series breaks.
    """

    def cell(line: str, year: int) -> Place:
        return line, (f"fte_{year}",)

    return lines_with_breaks(frame, labels, colours, breaks, "Årsverk", cell=cell)


def _line(
    axis: Axes, values: pd.Series[float], colour: str, marker: str, breaks: Sequence[int]
) -> Line2D:
    for run in segments([int(year) for year in values.index], breaks):
        axis.plot(run, values.loc[run], color=colour, linewidth=1.6, clip_on=False)
    (points,) = axis.plot(values.index, values, color=colour, marker=marker, markersize=4.5,
                          linestyle="", clip_on=False)  # fmt: skip
    return points


def mark_breaks(axis: Axes, breaks: Sequence[int]) -> None:
    """A grey band with words at every break."""
    for year in breaks:
        axis.axvspan(year - 0.5, year + 0.5, color="#f0f2f4", zorder=0)
        axis.annotate(
            "brudd i\nserien", (year, 1), (0, -3), xycoords=("data", "axes fraction"),
            textcoords="offset points", ha="center", va="top", fontstyle="italic",
        )  # fmt: skip


def _end_labels(
    axis: Axes, frame: pd.DataFrame, labels: Mapping[str, str], colours: Mapping[str, str]
) -> None:
    last = frame.ffill().iloc[-1]
    span = axis.get_ylim()[1]
    for column, at in spread_out(last, span * LABEL_GAP).items():
        axis.annotate(
            labels[str(column)], (1, at), (6, 0), xycoords=("axes fraction", "data"),
            textcoords="offset points", va="center", fontweight=600,
            color=readable(colours[str(column)]),
        )  # fmt: skip


LOW_MM, FEW_LINES = 50.0, 3
"""Height of a chart of few lines, and how many are few."""
LONGEST_NAME = 17
"""Letters of a name that has room at the end of a line in half the width of the text."""

SLOPE_GAP = 0.07
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
    longest = max((len(labels.get(str(key), "")) for key in frame.index), default=0)
    figure, (axis,) = canvas(height, width_mm=HALF_MM if longest <= LONGEST_NAME else WIDTH_MM)
    for key, row in frame.iterrows():
        ends = [row[before], row[after]]
        axis.plot([0, 1], ends, color=colours[str(key)], linewidth=1.6)
        (points,) = axis.plot([0, 1], ends, color=colours[str(key)], marker="o", markersize=5,
                              linestyle="")  # fmt: skip
        places(points, ((str(key), (str(year),)) for year in (before, after)))
    gap = float(frame.to_numpy().max() - min(0.0, frame.to_numpy().min())) * SLOPE_GAP
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
        ha="right" if first else "left", color=readable(colour), fontweight=600,
    )  # fmt: skip
