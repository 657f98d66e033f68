"""Plots where only numbers are wanted: most of what a figure costs is not its ink."""

from __future__ import annotations

import os
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

from matplotlib.figure import Figure

from is248.base.paths import UNDRAWN_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")


def when_drawn(plot: Callable[P, Figure]) -> Callable[P, Figure]:
    """A plot in whose place an empty figure stands where figures are not drawn.

    Args:
        plot: The plot.
    """

    @wraps(plot)
    def made(*given: P.args, **named: P.kwargs) -> Figure:
        return Figure() if os.environ.get(UNDRAWN_VARIABLE) else plot(*given, **named)

    return made
