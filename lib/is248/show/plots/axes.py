"""Axes of our figures: as matplotlib's, but what is the same is neither made nor measured twice.

matplotlib makes every tick from nothing, five artists each, and then gives it the looks of the
first; here a tick is a twin of the first. And while a figure is laid out and drawn it asks a dozen
times where ticks stand and what room their labels take; nothing has changed unless the axes were
moved or show another range. What is drawn is the same to the byte (a test draws both ways).
"""

# ruff: noqa: ANN401 - what matplotlib takes and gives has no types
# mypy: disable-error-code="no-untyped-call"
from __future__ import annotations

import contextlib
import copy
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis, XAxis, YAxis
from matplotlib.patches import Rectangle
from matplotlib.ticker import NullLocator
from matplotlib.transforms import Bbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axis import Tick
    from matplotlib.figure import Figure
    from matplotlib.text import Text
    from matplotlib.ticker import Locator


class _Frugal(Axis):
    """What our axes have in common.

    Attributes:
        minorTicks: None where nothing places them; matplotlib begins with one.
        still: What was found where the axes stand now; None while somebody may change them.
    """

    still: dict[str, Any] | None = None

    def reset_ticks(self) -> None:
        self.minorTicks = list[Any]()
        super().reset_ticks()
        self.minorTicks = list[Any]()

    def set_minor_locator(self, locator: Locator) -> None:
        super().set_minor_locator(locator)
        if not isinstance(locator, NullLocator) and not self.minorTicks:
            self.minorTicks = [self._get_tick(major=False)]
            self.minorTicks[0].set_clip_path(self.axes.patch)

    def get_major_ticks(self, numticks: int | None = None) -> list[Tick]:
        number = len(self.get_majorticklocs()) if numticks is None else numticks
        while len(self.majorTicks) < number:
            self.majorTicks.append(_twin(self.majorTicks[0]))
        return self.majorTicks[:number]

    def _update_ticks(self) -> Any:
        return self._found("ticks", super()._update_ticks)

    def _get_ticklabel_bboxes(self, ticks: list[Tick], renderer: object) -> Any:
        if self.still is None or ticks is not self._update_ticks():
            return super()._get_ticklabel_bboxes(ticks, renderer)
        return self._found("boxes", lambda: [_room(each, renderer) for each in _labels(ticks)])

    def _found(self, name: str, find: Any) -> Any:
        if self.still is None:
            return find()
        place = self.axes._viewLim.get_points().tobytes(), self.axes.bbox.get_points().tobytes()
        if self.still.get("place") != place:
            self.still = {"place": place}
        if name not in self.still:
            self.still[name] = find()
        return self.still[name]


class _X(_Frugal, XAxis):
    pass


class _Y(_Frugal, YAxis):
    pass


class FrugalAxes(Axes):
    """Axes for ``pyplot.subplots(subplot_kw={"axes_class": ...})``."""

    def _init_axis(self) -> None:
        self.xaxis = _X(self, clear=False)
        self.spines.bottom.register_axis(self.xaxis)
        self.spines.top.register_axis(self.xaxis)
        self.yaxis = _Y(self, clear=False)
        self.spines.left.register_axis(self.yaxis)
        self.spines.right.register_axis(self.yaxis)


def bar(
    axis: Axes, row: float, width: float, height: float, left: float = 0.0, **look: Any
) -> Rectangle:
    """A horizontal bar, as :meth:`barh` draws it, without what many bars at once need.

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
    axis._request_autoscale_view()
    return drawn


def _labels(ticks: list[Tick]) -> tuple[list[Text], list[Text]]:
    """The labels on each side that count in a layout."""
    both = [tick.label1 for tick in ticks], [tick.label2 for tick in ticks]
    first, second = ([t for t in side if t.get_visible() and t.get_in_layout()] for side in both)
    return first, second


def _room(labels: list[Text], renderer: object) -> list[Bbox]:
    """The room of all labels of a side together: whoever asks for each would join them."""
    if not labels:
        return []
    move = labels[0].get_transform()
    if any(label.get_transform() is not move or not label.get_text() for label in labels):
        return [label.get_window_extent(renderer) for label in labels]
    sizes = np.array([label._get_layout(renderer)[0].get_points() for label in labels])
    places = move.transform([label.get_unitless_position() for label in labels])
    boxes = sizes + places[:, None, :]
    return [Bbox([boxes.min(axis=(0, 1)), boxes.max(axis=(0, 1))])]


def _twin(tick: Tick) -> Tick:
    made = copy.copy(tick)
    for name in ("tick1line", "tick2line", "gridline", "label1", "label2"):
        setattr(made, name, copy.copy(getattr(tick, name)))
    for label in (made.label1, made.label2):
        label._fontproperties = copy.copy(label._fontproperties)
    return made


@contextlib.contextmanager
def held_still(figure: Figure) -> Iterator[None]:
    """While a figure is drawn nobody changes its axes but the layout, which moves them."""
    held = [axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)
            if isinstance(axis, _Frugal)]
    for axis in held:
        axis.get_view_interval()  # so that limits that follow the data are set
        axis.still = {}
    try:
        yield
    finally:
        for axis in held:
            axis.still = None
