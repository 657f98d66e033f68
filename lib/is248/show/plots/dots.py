"""Rates by area as ranked dots with the spread of the units behind, and rates against size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.ticker import FixedLocator, NullLocator

from is248.base.keys import TOTAL
from is248.show.figure_marks import mark
from is248.show.plots.style import GRID, SMALLEST_PT, canvas, norwegian_axis, rows_only

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from is248.year.labels import Labels

ROW_MM = 4.3
FRAME_MM = 27.0


@dataclass(frozen=True)
class Panel:
    """One panel of a dot plot.

    Attributes:
        title: What is measured.
        colour: Colour of the dots.
        frame: One row per area: ``weighted`` (ratio of sums), ``mean`` (over units), ``q1``,
            ``q3``.
        reference: The country's weighted value.
        group: How the columns of the figure's grid begin.
    """

    title: str
    colour: str
    frame: pd.DataFrame
    reference: float
    group: str


def adult_and_child(
    rates: pd.DataFrame, labels: Labels, category: str, *, ranked: bool = True
) -> Figure:
    """Areas as rows, a panel for adults and one for children, the same order in both.

    A filled dot is the ratio of sums, a hollow dot the mean over units, a light bar the middle half
    of the units, a dashed line the country.

    Args:
        rates: From :func:`is248.measures.areas.group_rates`.
        labels: Display names and colours.
        category: What the areas are, in labels.yml.
        ranked: Whether rows are ranked by the rate of adults; else they keep the order of
            labels.yml, as ordered categories must.

    Returns:
        The figure; its height follows the number of areas.
    """
    names = {
        key: value.short or value.label for key, value in labels.category(category).values.items()
    }
    areas = rates.loc[[key for key in names if key in rates.index]]
    order = (
        areas["adult_weighted"].sort_values(kind="stable").index if ranked else areas.index[::-1]
    )
    figure, axes = canvas(FRAME_MM + ROW_MM * len(order), 2, share_y=True)
    for axis, group in zip(axes, ("adult", "child"), strict=True):
        _panel(axis, _half(rates, group, labels), [str(key) for key in order])
    farthest = max(axis.get_xlim()[1] for axis in axes)
    for axis in axes:
        axis.set_xlim(0, farthest)  # equal lengths are equal rates
    axes[0].set_yticks(range(len(order)), [names[str(key)] for key in order])
    _legend(figure, axes[0])
    return figure


def _half(rates: pd.DataFrame, group: str, labels: Labels) -> Panel:
    columns = {f"{group}_{part}": part for part in ("weighted", "mean", "q1", "q3")}
    frame = rates[list(columns)].rename(columns=columns)
    title = labels.category("group").values[group].label
    return Panel(title, labels.colours[group], frame, float(frame["weighted"][TOTAL]), group)


def _panel(axis: Axes, panel: Panel, order: list[str]) -> None:
    frame, rows = panel.frame.loc[order], range(len(order))
    told = [f"{panel.group}_{part}" for part in ("weighted", "mean", "q1", "q3")]
    halves = axis.barh(rows, frame["q3"] - frame["q1"], 0.5, frame["q1"], facecolor=GRID,
                       edgecolor="#8a949b", linewidth=0.5,
                       label="midterste halvdel av enhetene")  # fmt: skip
    means = axis.scatter(frame["mean"], rows, s=20, facecolor="white", edgecolor=panel.colour,
                         linewidth=1.1, zorder=3, label="snitt over enheter (uveid)")  # fmt: skip
    whole = axis.scatter(frame["weighted"], rows, s=30, color=panel.colour, zorder=4,
                         label="hele området (veid)")  # fmt: skip
    for key, half in zip(frame.index, halves, strict=True):
        mark(half, [key], *told)
    mark(means, frame.index[frame["mean"].notna()], *told)
    mark(whole, frame.index[frame["weighted"].notna()], *told)
    axis.axvline(panel.reference, color="#4d565c", linewidth=0.9, linestyle=(0, (4, 3)),
                 label="landet")  # fmt: skip
    axis.set_title(panel.title)
    axis.set_xlabel("Årsverk per 10 000")
    axis.set_xlim(left=0)
    norwegian_axis(axis, x=True)
    rows_only(axis)


def _legend(figure: Figure, axis: Axes) -> None:
    handles, names = axis.get_legend_handles_labels()
    figure.legend(
        handles, names, loc="outside lower center", ncols=4, fontsize=SMALLEST_PT,
        handletextpad=0.4, columnspacing=1.2,
    )  # fmt: skip


HEIGHT_MM = 78.0
TICKS = (200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000)


def rate_by_size(
    values: pd.DataFrame, bands: pd.DataFrame, *, size: str, rate: str, colour: str, unit: str
) -> Figure:
    """Units by size (logarithmic) and rate, with the middle half and the median per size band.

    Args:
        values: One row per unit with ``size`` and ``rate``.
        size: Column of inhabitants.
        rate: Column of the rate.
        bands: One row per size band: ``left``, ``right`` (inhabitants), ``q1``, ``median``, ``q3``.
        colour: Colour of the points.
        unit: Label of the value axis.

    Returns:
        The figure.
    """
    figure, (axis,) = canvas(HEIGHT_MM)
    axis.scatter(values[size], values[rate], s=9, color=colour, alpha=0.55, linewidth=0)
    for key, band in bands.to_dict("index").items():
        axis.fill_between([band["left"], band["right"]], band["q1"], band["q3"], color="#4d565c",
                          alpha=0.18, linewidth=0)  # fmt: skip
        (line,) = axis.plot([band["left"], band["right"]], [band["median"]] * 2, color="#1b2a33",
                            lw=1.8)  # fmt: skip
        mark(line, [key], *bands.columns)
    axis.set_xscale("log")
    axis.xaxis.set_major_locator(FixedLocator(TICKS))
    axis.xaxis.set_minor_locator(NullLocator())
    axis.set_ylim(0, float(values[rate].max()) * 1.05)
    axis.set_xlabel("Innbyggere (logaritmisk skala)")
    axis.set_ylabel(unit)
    axis.tick_params(axis="x", rotation=0)
    norwegian_axis(axis, x=True, y=True)
    axis.grid(axis="y")
    return figure
