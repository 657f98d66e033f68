"""Texts of figures measured once, and not a dozen times each.

To lay out and draw a figure, matplotlib asks for the size of every text again and again: for the
layout, for the axis labels beside the ticks, and with a renderer of its own for the drawing. A
text of the same words and looks has the same size every time. While a figure is drawn, sizes once
found are kept; what comes out is the same to the byte (a test draws both ways).
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from matplotlib.text import Text
from matplotlib.textpath import TextToPath

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from matplotlib.font_manager import FontProperties

MOST = 20_000
"""Sizes kept; many figures of one process must not fill its memory."""

_sizes: dict[Hashable, Any] = {}


@contextlib.contextmanager
def measured_once() -> Iterator[None]:
    """Keep the sizes of texts while figures are drawn, and find them where they are kept."""
    lay_out: Callable[..., Any] = Text._get_layout  # type: ignore[attr-defined]
    measure = TextToPath.get_text_width_height_descent
    spell = TextToPath.get_glyphs_with_font

    def layout(text: Text, renderer: object) -> Any:  # noqa: ANN401 - matplotlib's own
        if text.get_wrap() or text.get_usetex():  # depends on more than the text
            return lay_out(text, renderer)
        return _kept(_looks(text), lambda: lay_out(text, renderer))

    def size(
        maker: TextToPath, words: str, font: FontProperties, ismath: Any  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        if ismath:
            return measure(maker, words, font, ismath)
        return _kept((words, hash(font)), lambda: measure(maker, words, font, ismath))

    def glyphs(
        maker: TextToPath, font: Any, words: str, glyph_map: Any = None,  # noqa: ANN401
        return_new_glyphs_only: bool = False, **more: Any,  # noqa: ANN401
    ) -> Any:  # fmt: skip  # noqa: ANN401
        if not return_new_glyphs_only:
            return spell(maker, font, words, glyph_map, return_new_glyphs_only, **more)
        key = font, words, *more.items()
        placed, paths, rects = _kept(key, lambda: spell(maker, font, words, None, True, **more))
        known = glyph_map or {}
        return placed, {name: path for name, path in paths.items() if name not in known}, rects

    Text._get_layout = layout  # type: ignore[attr-defined]
    TextToPath.get_text_width_height_descent = size  # type: ignore[method-assign]
    TextToPath.get_glyphs_with_font = glyphs  # type: ignore[method-assign]
    try:
        yield
    finally:
        Text._get_layout = lay_out  # type: ignore[attr-defined]
        TextToPath.get_text_width_height_descent = measure  # type: ignore[method-assign]
        TextToPath.get_glyphs_with_font = spell  # type: ignore[method-assign]


def _looks(text: Any) -> Hashable:  # noqa: ANN401 - some of it is private
    """All that the layout of a text depends on."""
    return (
        text.get_text(), hash(text.get_fontproperties()), text.get_rotation(),
        text.get_rotation_mode(), text._horizontalalignment, text._verticalalignment,
        text._multialignment, text._linespacing, text.get_parse_math(),
        text.get_figure(root=True).dpi,
    )  # fmt: skip


def _kept(key: Hashable, find: Callable[[], Any]) -> Any:  # noqa: ANN401
    if key not in _sizes:
        if len(_sizes) >= MOST:
            _sizes.clear()
        _sizes[key] = find()
    return _sizes[key]
