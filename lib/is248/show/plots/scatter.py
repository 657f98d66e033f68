"""Rate against size: why small municipalities stand at both ends of every ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.ticker import FixedLocator, NullLocator

from is248.show.plots.style import canvas, norwegian_axis

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

HEIGHT_MM = 92.0
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
    for band in bands.to_dict("records"):
        axis.fill_between([band["left"], band["right"]], band["q1"], band["q3"], color="#4d565c",
                          alpha=0.18, linewidth=0)  # fmt: skip
        axis.plot([band["left"], band["right"]], [band["median"]] * 2, color="#1b2a33", lw=1.8)
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
