"""Axes of our figures: as matplotlib's, but what is the same is neither made nor measured twice.

matplotlib makes every tick from nothing, five artists each, and then gives it the looks of the
first; here a tick is a twin of the first. And while a figure is laid out and drawn it asks a dozen
times where ticks stand and what room their labels take; nothing has changed unless the axes were
moved or show another range. What is drawn is the same to the byte (a test draws both ways).
"""

# ruff: noqa: ANN401 - what matplotlib takes and gives has no types
# mypy: disable-error-code="attr-defined, misc"
from __future__ import annotations

import contextlib
import copy
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis, XAxis, YAxis
from matplotlib.ticker import NullLocator
from matplotlib.transforms import Bbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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

    majorTicks: list[Tick]  # noqa: N815
    minorTicks: list[Tick]  # noqa: N815
    still: dict[str, Any] | None = None

    def reset_ticks(self) -> None:
        self.minorTicks = []
        super().reset_ticks()
        self.minorTicks = []

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

    def _found(self, name: str, find: Callable[[], Any]) -> Any:
        if self.still is None:
            return find()
        view: Any = self.axes._viewLim  # what the property asks each time has been asked
        place = view.get_points().tobytes(), self.axes.bbox.get_points().tobytes()
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
    """Axes for ``pyplot.subplots(subplot_kw={"axes_class": FrugalAxes})``."""

    def _init_axis(self) -> None:
        self.xaxis = _X(self, clear=False)
        self.yaxis = _Y(self, clear=False)
        for name, spine in self.spines.items():
            spine.register_axis(self.yaxis if name in {"left", "right"} else self.xaxis)


def _twin(tick: Tick) -> Tick:
    made = copy.copy(tick)
    for name in ("tick1line", "tick2line", "gridline", "label1", "label2"):
        setattr(made, name, copy.copy(getattr(tick, name)))
    for label in (made.label1, made.label2):
        label._fontproperties = copy.copy(label.get_fontproperties())
    return made


def _labels(ticks: Sequence[Tick]) -> list[list[Text]]:
    """The labels on each side that count in a layout."""
    sides = [tick.label1 for tick in ticks], [tick.label2 for tick in ticks]
    return [[t for t in side if t.get_visible() and t.get_in_layout()] for side in sides]


def _room(labels: Sequence[Any], renderer: object) -> list[Any]:
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


@contextlib.contextmanager
def held_still(figure: Figure) -> Iterator[None]:
    """While a figure is drawn nobody changes its axes but the layout, which moves them.

    Args:
        figure: The figure; it may have axes of other kinds too, such as a scale of colours.
    """
    both = [axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)]
    held = [axis for axis in both if isinstance(axis, _Frugal)]
    for axis in held:
        axis.get_view_interval()  # so that limits that follow the data are set
        axis.still = {}
    try:
        yield
    finally:
        for axis in held:
            axis.still = None
