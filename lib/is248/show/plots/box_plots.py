"""Box plots by group with the outliers named: for public data only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from is248.show.figure_marks import mark
from is248.show.plots.style import canvas, norwegian_axis, rows_only

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = ("box_q1", "box_median", "box_q3", "low", "high", "outliers")
"""Columns of the figure's grid that a box shows."""

ROW_MM = 22.0
FRAME_MM = 16.0
AXIS_MM = 132.0
"""Width of the panel that names are laid out in, about what the group labels leave."""

LETTER_MM = 1.65
GAP_MM = 2.0
LINE_PT = 9.5
LINES = (1, -1, 2, -2, 3, -3)
"""Lines for names, from the nearest to the farthest."""


def boxes_with_outliers(
    values: pd.DataFrame,
    outliers: pd.DataFrame,
    *,
    by: str,
    column: str,
    order: Mapping[str, str],
    colour: str,
    unit: str,
    fence: float,
) -> Figure:
    """Horizontal boxes, one per group, with the named units outside the fences.

    Args:
        values: One row per unit with ``by`` and ``column``.
        outliers: The units to name, with ``by``, ``column`` and ``label``, in the order in which
            they are to be named; the others outside are drawn without a name.
        by: Column of the groups.
        column: Column of the value.
        order: Group → label, the first on top.
        colour: Colour of boxes and points.
        unit: Label of the value axis.
        fence: Length of the whiskers in interquartile ranges.

    Returns:
        The figure.
    """
    import seaborn as sns  # a second of imports, for few chapters

    keys = list(order)
    figure, (axis,) = canvas(FRAME_MM + ROW_MM * len(keys))
    sns.boxplot(
        values, x=column, y=by, order=keys, orient="h", whis=fence, width=0.42, color="#dde3e7",
        linecolor=colour, linewidth=1.1, saturation=1, ax=axis,
        flierprops={"marker": "o", "markersize": 3.5, "markerfacecolor": colour,
                    "markeredgecolor": colour},
    )  # fmt: skip
    for box in axis.patches:
        extents = box.get_path().get_extents()
        mark(box, [keys[round((extents.y0 + extents.y1) / 2)]], *COLUMNS)
    axis.set_yticks(range(len(keys)), list(order.values()))
    axis.set_xlim(0, values[column].max() * 1.08)
    for row, key in enumerate(keys):
        _name(axis, outliers[outliers[by] == key], column, row)
    axis.set_xlabel(unit)
    norwegian_axis(axis, x=True)
    rows_only(axis)
    return figure


def _name(axis: Axes, named: pd.DataFrame, column: str, row: int) -> None:
    """Names above and below their points, each in the nearest line where it does not touch."""
    ordered = named.sort_values(column, kind="stable")
    labels, places = list(ordered["label"]), list(ordered[column])
    for label, value, line in zip(labels, places, name_lines(axis, labels, places), strict=True):
        axis.annotate(
            label, (value, row), (0, line * LINE_PT + (3 if line > 0 else -3)),
            textcoords="offset points", ha="center", va="center",
        )  # fmt: skip


def name_lines(axis: Axes, labels: Sequence[str], places: Sequence[float]) -> list[int]:
    """The line of each name: 1 above, -1 below, 2, -2 and so on outwards."""
    per_mm = (axis.get_xlim()[1] - axis.get_xlim()[0]) / AXIS_MM
    taken: dict[int, float] = dict.fromkeys(LINES, float("-inf"))
    chosen = []
    for label, place in zip(labels, places, strict=True):
        half = (len(label) * LETTER_MM + GAP_MM) / 2 * per_mm
        line = next(
            (at for at in LINES if taken[at] <= place - half), min(taken, key=taken.__getitem__)
        )
        taken[line] = place + half
        chosen.append(line)
    return chosen
