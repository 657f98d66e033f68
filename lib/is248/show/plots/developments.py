"""Series of many years that do not all have answers: gaps stay gaps, areas get a panel each."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, MaxNLocator

from is248.base.numbers import format_number
from is248.show.figure import MM_PER_INCH
from is248.show.figure_marks import places
from is248.show.frugal_axes import FrugalAxes
from is248.show.plots.series import HEIGHT_MM, LABEL_GAP, mark_breaks, row_of_year, segments
from is248.show.plots.style import GRID, INK, WIDTH_MM, canvas, norwegian_axis, readable, spread_out

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from is248.show.figure_marks import Place

MARKERS = "osD^vP"
PANELS, PANEL_MM, FRAME_MM = 4, 31.0, 16.0
"""Panels in a row, the height of one, and what stands around them."""

MOST_PANELS = 24
"""More areas than this have no room on a page."""

PALE = 0.5
_ROOM = 1.12
_FEW = 10
"""FTE below which an axis would have ticks between whole numbers."""

_LONG_SPAN = 9
"""More years than this are not all written under the axis."""


class Other(NamedTuple):
    """Years that are drawn in another way.

    Attributes:
        elsewhere: Their numbers come from elsewhere than the others'.
        invented: Their numbers are invented.
    """

    elsewhere: Collection[int] = ()
    invented: Collection[int] = ()


class Lines(NamedTuple):
    """Lines over years.

    Attributes:
        values: One row per year (index: int), one column per line; NaN where nothing is known.
        labels: Column → label.
        colours: Column → colour.
        breaks: Years at which the series breaks.
        unit: Label of the value axis.
        cell: Line and year → row and columns of the figure's grid.
    """

    values: pd.DataFrame
    labels: Mapping[str, str]
    colours: Mapping[str, str]
    breaks: Sequence[int]
    unit: str
    cell: Callable[[str, int], Place] = row_of_year


def over_years(
    lines: Lines, other: Other, low: pd.DataFrame, high: pd.DataFrame, last: int, *,
    height_mm: float = HEIGHT_MM,
) -> Figure:  # fmt: skip
    """Lines that stop at breaks and at years without a value.

    Args:
        lines: What is drawn.
        other: Years whose marks are open: they come from elsewhere than the others; and years whose
            numbers are invented: pale crosses that no line joins.
        low: The least that each value may be, in the shape of the values.
        high: The greatest; where the two differ a thin bar joins them.
        last: The year at which the axis ends.
        height_mm: How high the figure is.

    Returns:
        The figure. Markers differ by line so that it reads in grey.
    """
    figure, (axis,) = canvas(height_mm)
    for marker, column in zip(MARKERS, lines.values.columns, strict=False):
        every, colour = lines.values[column].dropna(), lines.colours[column]
        made_up = every.index.isin(list(other.invented))
        known, crosses = every[~made_up], every[made_up]
        if len(crosses):
            (points,) = axis.plot(crosses.index, crosses, color=colour, alpha=PALE, marker="x",
                                  markersize=5, linestyle="", clip_on=False)  # fmt: skip
            places(points, (lines.cell(column, int(year)) for year in crosses.index))
        for run in segments([int(year) for year in known.index], lines.breaks, gaps=True):
            axis.plot(run, known.loc[run], color=colour, linewidth=1.6)
        spread = high[column].sub(low[column]).loc[known.index] > 0
        axis.vlines(known.index[spread], low[column][known.index][spread],
                    high[column][known.index][spread], color=colour, linewidth=1.0)  # fmt: skip
        is_open = known.index.isin(list(other.elsewhere))
        _marks(axis, known, (colour, marker), is_open, partial(lines.cell, str(column)))
    axis.set_ylim(0, max(float(np.nanmax(high.to_numpy())) * _ROOM, 1.0))
    _years(axis, [int(lines.values.index[0]), last])
    mark_breaks(axis, lines.breaks)
    _labels(axis, lines)
    axis.set_ylabel(lines.unit)
    if axis.get_ylim()[1] < _FEW:
        # ticks at halves would be written as the whole numbers beside them
        axis.yaxis.set_major_locator(MaxNLocator("auto", integer=True))
    norwegian_axis(axis, y=True)
    axis.grid(axis="y")
    return figure


def _marks(
    axis: Axes, known: pd.Series[float], look: tuple[str, str], is_open: np.ndarray,
    cell: Callable[[int], Place],
) -> None:  # fmt: skip
    colour, marker = look
    for chosen, face in ((~is_open, colour), (is_open, "white")):
        points = known[chosen]
        if points.empty:  # an empty line that is not clipped has no place in the layout
            continue
        (drawn,) = axis.plot(points.index, points, color=colour, marker=marker, markersize=4.5,
                             linestyle="", markerfacecolor=face, clip_on=False)  # fmt: skip
        places(drawn, (cell(int(year)) for year in points.index))


def _years(axis: Axes, ends: Sequence[int]) -> None:
    first, last = ends
    step = 2 if last - first > _LONG_SPAN else 1
    axis.set_xlim(first - 0.5, last + 0.5)
    axis.xaxis.set_major_locator(FixedLocator(list(range(first, last + 1, step))))


def _labels(axis: Axes, lines: Lines) -> None:
    span = axis.get_ylim()[1]
    last = lines.values.ffill().iloc[-1].dropna()
    for column, at in spread_out(last, span * LABEL_GAP).items():
        axis.annotate(
            lines.labels[column], (1, at), (6, 0), xycoords=("axes fraction", "data"),
            textcoords="offset points", va="center", fontweight=600,
            color=readable(lines.colours[column]),
        )  # fmt: skip


def small_multiples(
    panels: Mapping[str, pd.DataFrame], country: pd.DataFrame, estimated: Mapping[str, set[int]],
    lines: Lines, names: Mapping[str, str],
) -> Figure | None:  # fmt: skip
    """A panel for every area, on one scale, with the country behind in grey.

    Args:
        panels: Area → values, one row per year and one column per line.
        country: The country's, in the same shape.
        estimated: Area → years whose values rest on a divided unit: their marks are open.
        lines: Labels, colours and breaks; its values are not drawn. The figure's grid has a row
            per area, and a column ``<line>_rate_<year>`` per line and year.
        names: Area → title of its panel.

    Returns:
        The figure; None where there are no areas, or more than have room.
    """
    if not panels or len(panels) > MOST_PANELS:
        return None
    columns = min(PANELS, len(panels))
    rows = math.ceil(len(panels) / columns)
    size = (WIDTH_MM / MM_PER_INCH, (rows * PANEL_MM + FRAME_MM) / MM_PER_INCH)
    figure, grid = plt.subplots(rows, columns, figsize=size, sharex=True, sharey=True,
                                squeeze=False, subplot_kw={"axes_class": FrugalAxes})  # fmt: skip
    axes = list(grid.ravel())
    for axis, (area, frame) in zip(axes, panels.items(), strict=False):
        _panel(axis, area, (frame, country), lines, estimated.get(area, set()))
        axis.set_title(names[area], fontsize=9, pad=2)
    for axis in axes[len(panels) :]:
        axis.set_visible(False)
    for above in axes[len(panels) - columns : len(panels)]:
        above.xaxis.set_tick_params(labelbottom=True)
    top = max(float(np.nanmax(f.to_numpy())) for f in (*panels.values(), country))
    years = [int(year) for year in country.index]
    axes[0].set_ylim(0, top * _ROOM)
    axes[0].set_xlim(years[0] - 0.5, years[-1] + 0.5)
    axes[0].xaxis.set_major_locator(FixedLocator([years[0], years[-1]]))
    handles = [Line2D([], [], color=lines.colours[c], marker=m, markersize=4)
               for m, c in zip(MARKERS, country.columns, strict=False)]  # fmt: skip
    figure.legend(handles, [lines.labels[c] for c in country.columns], loc="outside upper left",
                  ncols=len(handles), title=lines.unit, title_fontsize=9,
                  alignment="left")  # fmt: skip
    return figure


def _panel(
    axis: Axes, area: str, frames: tuple[pd.DataFrame, pd.DataFrame], lines: Lines,
    estimated: set[int],
) -> None:  # fmt: skip
    frame, country = frames
    for marker, column in zip(MARKERS, country.columns, strict=False):
        for values, colour, width in (
            (country[column].dropna(), "#b9c0c5", 2.0),
            (frame[column].dropna(), lines.colours[column], 1.4),
        ):
            for run in segments([int(year) for year in values.index], lines.breaks, gaps=True):
                axis.plot(run, values.loc[run], color=colour, linewidth=width,
                          solid_capstyle="butt")  # fmt: skip
        known = frame[column].dropna()
        look, is_open = (lines.colours[column], marker), known.index.isin(list(estimated))
        _marks(axis, known, look, is_open, partial(_cell_of_area, area, str(column)))
    for cut in lines.breaks:
        axis.axvline(cut, color=GRID, linewidth=4, zorder=0)
    norwegian_axis(axis, y=True)
    axis.tick_params(labelsize=8, pad=1)


def _cell_of_area(area: str, line: str, year: int) -> Place:
    return area, (f"{line}_rate_{year}",)


SLOPE_ROW_MM, SLOPE_FRAME_MM = 5.2, 14.0
_SLOPE_GAP = 0.8
_NEAR, _LEADER = 0.02, 0.12
"""From a point to where the thin line to its label begins and ends, in the width of the slope."""


def area_slopes(
    frame: pd.DataFrame, names: Mapping[str, str], country: str, colours: Sequence[str], unit: str
) -> Figure | None:
    """One line per area from one year to another, the country's in bold.

    Args:
        frame: One row per area, two columns (years), which the figure's grid has as
            ``rate_<year>``.
        names: Area → label.
        country: The row that is the country.
        colours: Colour of the areas and of the country.
        unit: What the values are.

    Returns:
        The figure, as high as its labels need; None with more areas than have room.
    """
    if len(frame) < 2 or len(frame) > MOST_PANELS + 1:  # noqa: PLR2004 - a slope needs another
        return None
    before, after = frame.columns
    height = len(frame) * SLOPE_ROW_MM + SLOPE_FRAME_MM
    figure, (axis,) = canvas(height)
    low, high = float(frame.to_numpy().min()), float(frame.to_numpy().max())
    gap = (high - low) / max(len(frame) - 1, 1) * _SLOPE_GAP
    for key, row in frame.iterrows():
        bold = key == country
        axis.plot([0, 1], row, color=colours[bold], linewidth=2.4 if bold else 1.0,
                  zorder=3 if bold else 2)  # fmt: skip
        (points,) = axis.plot([0, 1], row, color=colours[bold], marker="o", markersize=4,
                              linestyle="", zorder=3 if bold else 2)  # fmt: skip
        if not bold:  # the country is not in the grid
            places(points, ((str(key), (f"rate_{year}",)) for year in frame.columns))
    reached = [low, high]
    for x, year, side in ((0, before, -1), (1, after, 1)):
        for key, at in _spread_around(frame[year], gap).items():
            reached.append(at)
            shown = float(frame[year][key])
            words = [names.get(key, key), format_number(shown, 1)][::-side]
            beside = x + side * _LEADER
            axis.plot([x + side * _NEAR, beside], [shown, at], color=GRID, linewidth=0.8, zorder=1)
            axis.annotate(
                " ".join(words), (beside, at), (2 * side, 0), textcoords="offset points",
                va="center", ha="left" if side > 0 else "right", color=INK,
                fontweight=600 if key == country else 400,
            ).set_in_layout(False)  # fmt: skip
    axis.set_ylim(min(reached) - gap, max(reached) + gap)
    axis.set_xticks([0, 1], [str(before), str(after)])
    axis.set_xlim(-0.9, 1.9)
    axis.set_title(unit, fontsize=9, fontweight=400)
    axis.yaxis.set_visible(False)
    axis.spines["left"].set_visible(False)
    return figure


def _spread_around(values: pd.Series[float], gap: float) -> dict[str, float]:
    """Label heights a gap apart, moved up and down alike so that the middle stays."""
    up = spread_out(values, gap)
    down = {key: -at for key, at in spread_out(-values[::-1], gap).items()}
    return {key: (up[key] + down[key]) / 2 for key in up}
