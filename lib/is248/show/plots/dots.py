"""Ranked dot plots: rates by area, with the spread of the units behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.base.keys import TOTAL
from is248.show.plots.style import GRID, SMALLEST_PT, canvas, norwegian_axis, rows_only

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from is248.year.labels import Labels

ROW_MM = 5.2
FRAME_MM = 30.0


@dataclass(frozen=True)
class Panel:
    """One panel of a dot plot.

    Attributes:
        title: What is measured.
        colour: Colour of the dots.
        frame: One row per area: ``weighted`` (ratio of sums), ``mean`` (over units), ``q1``,
            ``q3``.
        reference: The country's weighted value.
    """

    title: str
    colour: str
    frame: pd.DataFrame
    reference: float


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
    axes[0].set_yticks(range(len(order)), [names[str(key)] for key in order])
    _legend(figure, axes[0])
    return figure


def _half(rates: pd.DataFrame, group: str, labels: Labels) -> Panel:
    columns = {f"{group}_{part}": part for part in ("weighted", "mean", "q1", "q3")}
    frame = rates[list(columns)].rename(columns=columns)
    title = labels.category("group").values[group].label
    return Panel(title, labels.colours[group], frame, float(frame["weighted"][TOTAL]))


def _panel(axis: Axes, panel: Panel, order: list[str]) -> None:
    frame, rows = panel.frame.loc[order], range(len(order))
    axis.barh(rows, frame["q3"] - frame["q1"], 0.5, frame["q1"], color=GRID,
              label="midterste halvdel av enhetene")  # fmt: skip
    axis.scatter(frame["mean"], rows, s=20, facecolor="white", edgecolor=panel.colour,
                 linewidth=1.1, zorder=3, label="snitt over enheter (uveid)")  # fmt: skip
    axis.scatter(frame["weighted"], rows, s=30, color=panel.colour, zorder=4,
                 label="hele området (veid)")  # fmt: skip
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
