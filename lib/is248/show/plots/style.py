"""The look of all figures: type, sizes, lines. Nothing else in the project sets a plot knob."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib import font_manager
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter
from matplotlib.transforms import ScaledTranslation

from is248.base.numbers import format_number
from is248.show.figure import MM_PER_INCH
from is248.show.frugal_axes import FrugalAxes

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH_MM = 160.0
"""Text width of the PDF: figures stand at their own size, so 9 pt is 9 pt in print."""

HALF_MM = 78.0
"""Width of a figure that another may stand beside."""

GUTTER_MM = 40.0
"""Least room for the names of rows in a figure of that width."""

SMALLEST_PT = 9.0
INK = "#1b2a33"
LEAST_CONTRAST = 4.5
"""Of letters on what is behind them (WCAG 1.4.3)."""

GRID = "#dde3e7"
FONTS = ("Regular", "Semibold", "It")


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    folder = resources.files("is248.show") / "fonts"
    for weight in FONTS:
        with resources.as_file(folder / f"SourceSans3-{weight}.ttf") as path:
            font_manager.fontManager.addfont(str(path))


def use() -> None:
    """Set the report's style for this process."""
    _register_fonts()
    settings: Any = _settings()
    mpl.rcParams.update(settings)
    mpl.rcParams["svg.fonttype"] = "path"


def _settings() -> dict[str, Any]:
    return {
        "font.family": "Source Sans 3",
        "font.size": SMALLEST_PT,
        "axes.labelsize": SMALLEST_PT,
        "axes.titlesize": 10,
        "axes.titleweight": 600,
        "axes.titlelocation": "left",
        "xtick.labelsize": SMALLEST_PT,
        "ytick.labelsize": SMALLEST_PT,
        "ytick.alignment": "center",
        "legend.fontsize": SMALLEST_PT,
        "legend.frameon": False,
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.edgecolor": "#8a949b",
        "xtick.color": INK,
        "ytick.color": INK,
        "axes.linewidth": 0.6,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "xtick.major.size": 3,
        "ytick.major.size": 3,
        "axes.grid": False,
        "grid.color": GRID,
        "grid.linewidth": 0.6,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.prop_cycle": "cycler('color', ['#4c72b0'])",
        "axes.unicode_minus": True,
        "figure.constrained_layout.use": True,
        "savefig.facecolor": "white",
        "legend.title_fontsize": 12,
        "lines.solid_capstyle": "round",
        "patch.edgecolor": "white",
        "patch.force_edgecolor": True,
        "xtick.minor.size": 4,
        "xtick.minor.width": 1,
        "ytick.minor.size": 4,
        "ytick.minor.width": 1,
    }


def canvas(
    height_mm: float, columns: int = 1, *, share_y: bool = False, width_mm: float = WIDTH_MM
) -> tuple[Figure, list[Axes]]:
    """A figure, as wide as the report's text where nothing else is said.

    Args:
        height_mm: Height in millimetres.
        columns: Panels side by side.
        share_y: Whether the panels share their rows.
        width_mm: Width in millimetres.

    Returns:
        The figure and its panels, left to right.
    """
    size = (width_mm / MM_PER_INCH, height_mm / MM_PER_INCH)
    figure, axes = plt.subplots(1, columns, figsize=size, sharey=share_y, squeeze=False,
                                subplot_kw={"axes_class": FrugalAxes})  # fmt: skip
    return figure, list(axes[0])


def norwegian_axis(axis: Axes, *, x: bool = False, y: bool = False, decimals: int = 0) -> None:
    """Write the ticks of an axis in Norwegian."""
    formatter = FuncFormatter(lambda value, _: format_number(value, decimals))
    if x:
        axis.xaxis.set_major_formatter(formatter)
    if y:
        axis.yaxis.set_major_formatter(formatter)


def letters_on(colour: str) -> str:
    """Black or white, what reads better on a colour: never below 4.5:1.

    Args:
        colour: As ``#rrggbb``.
    """
    return "#ffffff" if contrast(colour, "#ffffff") > contrast(colour, "#000000") else "#000000"


def readable(colour: str) -> str:
    """A colour for letters on white: itself, or that of all text where it is too pale to read.

    Args:
        colour: As ``#rrggbb``.
    """
    return colour if contrast(colour, "#ffffff") >= LEAST_CONTRAST else INK


def contrast(one: str, other: str) -> float:
    """How far two colours differ in luminance, from 1 to 21, as WCAG counts it.

    Args:
        one: As ``#rrggbb``.
        other: The other.
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


_DARKEST_CURVED = 0.04045


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        ((part + 0.055) / 1.055) ** 2.4 if part > _DARKEST_CURVED else part / 12.92
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def gutter(axis: Axes, millimetres: float = GUTTER_MM) -> None:
    """Leave so much room for the names of rows: neighbouring figures have zero at one place."""
    inches = axis.figure.dpi_scale_trans
    left = axis.transAxes + ScaledTranslation(-millimetres / MM_PER_INCH, 0, inches)
    # what nobody sees and the layout has to make room for; it passes over what has no extent
    axis.add_artist(Line2D([0, 0.01], [0, 0.01], transform=left, alpha=0, clip_on=False))


def bar(
    axis: Axes, row: float, width: float, height: float, *, left: float = 0.0, **look: Any
) -> Rectangle:
    """A horizontal bar as :meth:`barh` draws it, without what that does for many bars at once.

    Args:
        axis: Where it is drawn.
        row: The middle of the bar.
        width: How long it is.
        height: How thick it is.
        left: Where it begins.
        **look: Colours and lines.
    """
    drawn = Rectangle((left, row - height / 2), width, height, **look)
    drawn.sticky_edges.x.append(left)
    axis.add_patch(drawn)
    axis._request_autoscale_view()  # type: ignore[attr-defined]
    return drawn


def rows_only(axis: Axes) -> None:
    """A panel whose rows are names: light row lines, no axis line at the names."""
    axis.tick_params(axis="y", length=0)
    axis.spines["left"].set_visible(False)
    axis.grid(axis="y")
    axis.set_ylabel("")


def spread_out(values: pd.Series[float], gap: float) -> dict[str, float]:
    """Label heights: each as near its value as the least distance allows, from below.

    Args:
        values: One value per label.
        gap: Least distance between two labels, in the unit of the axis.

    Returns:
        Label → height.
    """
    heights: dict[str, float] = {}
    floor = float("-inf")
    for key, value in values.sort_values().items():
        floor = max(float(value), floor + gap)
        heights[str(key)] = floor
    return heights
