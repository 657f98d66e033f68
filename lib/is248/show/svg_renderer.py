"""Figures written as SVG: matplotlib's renderer, with a quicker writer and what texts measure kept.

:meth:`savefig` makes a renderer to lay out with and another to draw with; here one does both. What
comes out is what matplotlib would write, to the byte (a test draws both ways).
"""

# ruff: noqa: ANN401 - matplotlib's own renderer tells no types
# mypy: disable-error-code="no-untyped-call, attr-defined"
from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from matplotlib.backends import backend_svg
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.colors import rgb2hex

from is248.show.text_metrics import KeptTexts, kept

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from matplotlib.figure import Figure

PT_PER_INCH = 72
_ODD = frozenset("&<>\"'")


def svg_text(figure: Figure) -> str:
    """A figure as SVG, without date or generator.

    Args:
        figure: The figure; it is laid out for the size that it has in points.
    """
    file, dpi = io.StringIO(), figure.dpi
    figure.dpi = PT_PER_INCH
    width, height = figure.get_size_inches()
    size = width * PT_PER_INCH, height * PT_PER_INCH
    plain = {"Date": None, "Creator": None}
    writer = _Renderer(*size, file, image_dpi=dpi, metadata=plain)
    # a scale of many colours is an image
    renderer: Any = MixedModeRenderer(figure, width, height, dpi, writer)
    canvas: Any = FigureCanvasSVG(figure)
    canvas.get_renderer = lambda: renderer  # that of the layout
    figure.draw(renderer)
    renderer.finalize()
    return file.getvalue()


class _Writer:
    """Writes as matplotlib's writer does: elements a line each, without empty attributes."""

    def __init__(self, file: io.StringIO, *tags: str) -> None:
        self._write, self.flush = file.write, file.flush
        self._tags = list(tags)  # those that are open
        self._open = False

    def start(self, tag: str, attrib: Mapping[str, str] | None = None, **extra: str) -> int:
        """Open an element; the number by which :meth:`close` knows it."""
        told = {**attrib, **extra} if attrib else extra
        known = "".join([f" {name}={_quoted(value)}" for name, value in told.items() if value])
        self._write(f"{self._line()}<{tag}{known}")
        self._tags.append(tag)
        self._open = True
        return len(self._tags) - 1

    def comment(self, comment: str) -> None:
        """Write a comment."""
        self._write(f"{self._line()}<!-- {backend_svg._escape_comment(comment)} -->\n")

    def end(self, tag: str | None = None) -> None:
        """Close the element opened last."""
        tag = self._tags.pop()
        self._write("/>\n" if self._open else f"{' ' * len(self._tags)}</{tag}>\n")
        self._open = False

    def close(self, id: int) -> None:
        """Close all elements down to one."""
        while len(self._tags) > id:
            self.end()

    def element(
        self, tag: str, text: str = "", attrib: Mapping[str, str] | None = None, **extra: str
    ) -> None:
        """Write a whole element."""
        self.start(tag, attrib, **extra)
        if text:
            self._write(f">{backend_svg._escape_cdata(text)}</{tag}>\n")
            self._tags.pop()
            self._open = False
        else:
            self.end()

    def block(self, key: tuple[Hashable, ...], make: Callable[[], list[str]]) -> None:
        """Write elements that are the same wherever they stand, a line each, made once."""
        line, inside = self._line(), " " * len(self._tags)
        whole = kept((*key, inside), lambda: "".join(f"{inside}{one}\n" for one in make()))
        self._write(line[: len(line) - len(inside)] + whole)

    def _line(self) -> str:
        """Where a line begins; the tag before it, if it is open, is closed."""
        before = ">\n" if self._open else ""
        self._open = False
        return before + " " * len(self._tags)


def _quoted(value: str) -> str:
    return f'"{value}"' if _ODD.isdisjoint(value) else backend_svg._quote_escape_attrib(value)


class _Renderer(RendererSVG):
    """Writes the letters of a text as a block that is made once."""

    def __init__(self, width: float, height: float, file: io.StringIO, **more: Any) -> None:
        super().__init__(width, height, file, **more)
        self.writer: Any = _Writer(file, "svg")
        self._text2path = KeptTexts()

    def _draw_text_as_path(  # noqa: PLR0917 - as matplotlib has it
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: object,
        mtext: Any = None,
    ) -> None:  # fmt: skip
        if ismath:
            super()._draw_text_as_path(gc, x, y, s, prop, angle, ismath, mtext)
            return
        told = (mtext.get_fontfeatures(), mtext.get_language()) if mtext else (None, None)
        key = s, hash(prop), *told
        font, (features, language) = self._text2path._get_font(prop), told
        placed, paths, _ = self._text2path.get_glyphs_with_font(
            font, s, self._glyph_map, True, features=features, language=language
        )
        scale = prop.get_size_in_points() / self._text2path.FONT_SCALE
        moves = ("translate", (x, y)), ("rotate", (-angle,)), ("scale", (scale, -scale))
        self.writer.comment(s)
        self.writer.start("g", style=_fill(gc), transform=_moved(*moves))
        self._update_glyph_map_defs(paths)
        self.writer.block(("uses", *key), lambda: [_use(*one) for one in placed])
        self.writer.end("g")


def _use(name: str, x: float, y: float, scale: float) -> str:
    moved = _moved(("translate", (x, y)), ("scale", (scale,)))
    return f'<use xlink:href="#{name}"{f" transform={_quoted(moved)}" if moved else ""}/>'


def _moved(*steps: tuple[str, tuple[float, ...]]) -> str:
    return str(backend_svg._generate_transform(steps))


def _fill(gc: Any) -> str:
    """The colour of letters; nothing of black that one does not see through."""
    colour = rgb2hex(gc.get_rgb())
    alpha = gc.get_alpha() if gc.get_forced_alpha() else gc.get_rgb()[3]
    told = {"fill": colour} if colour != "#000000" else {}
    if alpha != 1:
        told["opacity"] = backend_svg._short_float_fmt(alpha)
    return str(backend_svg._generate_css(told))
