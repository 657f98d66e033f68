"""Texts of figures measured once, and not a dozen times each.

To lay out and draw a figure, matplotlib asks for the size of every text again and again: for the
layout, for the axis labels beside the ticks, and for the drawing. A text of the same words and
looks has the same size, and the same letters, every time. While a figure is drawn, what was found
is kept; what comes out is the same to the byte (a test draws both ways). matplotlib has no door for
the layout of a text and the joining of boxes: those two methods are replaced meanwhile.
"""

# ruff: noqa: ANN401 - keys and values are what matplotlib takes and gives
from __future__ import annotations

import contextlib
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from matplotlib import get_data_path
from matplotlib.font_manager import fontManager, get_font
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text
from matplotlib.textpath import TextToPath
from matplotlib.transforms import Bbox, BboxBase

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    Method = Callable[..., Any]

MOST = 20_000
"""Texts kept; many figures of one process must not fill its memory."""

KEPT: dict[Hashable, Any] = {}
"""What texts measure, by their words and looks; of this process alone."""


@contextlib.contextmanager
def measured_once() -> Iterator[None]:
    """Keep what texts measure while figures are drawn, and find it where it is kept."""
    with _instead(Text, "_get_layout", _layouts), _instead(BboxBase, "union", _joined):
        yield


@contextlib.contextmanager
def _instead(owner: type, name: str, of: Callable[[Method], Method]) -> Iterator[None]:
    before = vars(owner)[name]
    setattr(owner, name, of(before))
    try:
        yield
    finally:
        setattr(owner, name, before)


def _layouts(find: Method) -> Method:
    def layout(text: Any, renderer: object) -> Any:
        if text.get_wrap() or text.get_usetex():  # depends on more than the text
            return find(text, renderer)
        return kept(_looks(text), lambda: find(text, renderer))

    return layout


def _joined(_: Method) -> Method:
    def union(boxes: Sequence[Any]) -> Bbox:
        """All boxes in one; matplotlib asks each of them four times for all its corners."""
        corners = np.array([box.get_points() for box in boxes])
        return Bbox([corners.min(axis=(0, 1)), corners.max(axis=(0, 1))])

    return cast("Method", staticmethod(union))


@lru_cache
def in_memory(path: str, face: int) -> FT2Font:
    """A font as :func:`get_font` gives it, but read from memory.

    From a file every letter is read anew by Python's own file, three times slower.
    """
    rare = Path(get_data_path(), "fonts/ttf/LastResortHE-Regular.ttf")
    instead = FT2Font(rare, _warn_if_used=True)
    instead.set_charmap(0)
    return FT2Font(BytesIO(Path(path).read_bytes()), face_index=face, _fallback_list=[instead])


class KeptTexts(TextToPath):
    """Sizes and letters of texts, found where they are kept."""

    def _get_font(self, prop: Any) -> Any:
        """The font, at the size at which letters are read."""
        first, *others = kept(("font", hash(prop)), lambda: fontManager._find_fonts_by_props(prop))
        font = get_font([first, *others]) if others else in_memory(first.path, first.face_index)
        font.set_size(self.FONT_SCALE, self.DPI)
        return font

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> Any:
        """The size of a line."""
        find = super().get_text_width_height_descent
        if ismath:
            return find(s, prop, ismath)
        return kept((s, hash(prop)), lambda: find(s, prop, ismath))

    def get_glyphs_with_font(
        self, font: Any, s: str, glyph_map: Any = None, return_new_glyphs_only: bool = False,
        **more: Any,
    ) -> Any:  # fmt: skip
        """Where its letters stand, and the shapes of those that are new."""
        find = super().get_glyphs_with_font
        if not return_new_glyphs_only:
            return find(font, s, glyph_map, return_new_glyphs_only, **more)
        key = font, s, *more.items()
        placed, paths, rects = kept(key, lambda: find(font, s, None, True, **more))
        known = glyph_map or {}
        return placed, {name: path for name, path in paths.items() if name not in known}, rects


def _looks(text: Any) -> Hashable:
    """All that the layout of a text depends on."""
    return (
        text.get_text(), hash(text.get_fontproperties()), text.get_rotation(),
        text.get_rotation_mode(), text._horizontalalignment, text._verticalalignment,
        text._multialignment, text._linespacing, text.get_parse_math(),
        text.get_figure(root=True).dpi,
    )  # fmt: skip


def kept(key: Hashable, find: Callable[[], Any]) -> Any:
    """What was found before by the same key; found now if nothing was."""
    if key not in KEPT:
        if len(KEPT) >= MOST:
            KEPT.clear()
        KEPT[key] = find()
    return KEPT[key]
