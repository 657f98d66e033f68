"""Texts of figures measured once, and not a dozen times each.

To lay out and draw a figure, matplotlib asks for the size of every text again and again: for the
layout, for the axis labels beside the ticks, and with a renderer of its own for the drawing. A
text of the same words and looks has the same size, and the same letters, every time. While a
figure is drawn, what was found is kept; what comes out is the same to the byte (a test draws both
ways). matplotlib has no door for this: three of its methods are replaced meanwhile.
"""

# ruff: noqa: ANN401 - keys and values are what matplotlib takes and gives
from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from matplotlib.text import Text
from matplotlib.textpath import TextToPath

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    Method = Callable[..., Any]

MOST = 20_000
"""Texts kept; many figures of one process must not fill its memory."""

KEPT: dict[Hashable, Any] = {}
"""What texts measure, by their words and looks; of this process alone."""


@contextlib.contextmanager
def measured_once() -> Iterator[None]:
    """Keep what texts measure while figures are drawn, and find it where it is kept."""
    with (
        _instead(Text, "_get_layout", _layouts),
        _instead(TextToPath, "get_text_width_height_descent", _sizes),
        _instead(TextToPath, "get_glyphs_with_font", _letters),
    ):
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
        return _kept(_looks(text), lambda: find(text, renderer))

    return layout


def _sizes(find: Method) -> Method:
    def size(maker: object, words: str, font: object, ismath: object) -> Any:
        if ismath:
            return find(maker, words, font, ismath)
        return _kept((words, hash(font)), lambda: find(maker, words, font, ismath))

    return size


def _letters(find: Method) -> Method:
    def letters(
        maker: object, font: Any, words: str, glyph_map: Any = None,
        return_new_glyphs_only: bool = False, **more: Any,
    ) -> Any:  # fmt: skip
        if not return_new_glyphs_only:
            return find(maker, font, words, glyph_map, return_new_glyphs_only, **more)
        key = font, words, *more.items()
        placed, paths, rects = _kept(key, lambda: find(maker, font, words, None, True, **more))
        known = glyph_map or {}
        return placed, {name: path for name, path in paths.items() if name not in known}, rects

    return letters


def _looks(text: Any) -> Hashable:
    """All that the layout of a text depends on."""
    return (
        text.get_text(), hash(text.get_fontproperties()), text.get_rotation(),
        text.get_rotation_mode(), text._horizontalalignment, text._verticalalignment,
        text._multialignment, text._linespacing, text.get_parse_math(),
        text.get_figure(root=True).dpi,
    )  # fmt: skip


def _kept(key: Hashable, find: Callable[[], Any]) -> Any:
    if key not in KEPT:
        if len(KEPT) >= MOST:
            KEPT.clear()
        KEPT[key] = find()
    return KEPT[key]
