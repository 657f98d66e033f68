"""Figures: an SVG, the finding in words, and the numbers behind it."""

from __future__ import annotations

import logging
import os
import re
import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from is248.base.errors import DisplayError
from is248.base.invisible import visible
from is248.base.paths import UNDRAWN_VARIABLE
from is248.show.bundle import FigureBundle, Note, Place, QuestionRef, check_id
from is248.show.figure_marks import with_titles
from is248.show.jupyter_html import mimebundle
from is248.show.letters import drawable, is_rare, lacking

if TYPE_CHECKING:
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure as MplFigure

    from is248.show.grid import Grid

MM_PER_INCH = 25.4
FAMILIES = ("Source Sans 3", "DejaVu Sans")
"""Fonts of a figure with rare letters; others have the first alone."""

SHORTEST_ALT = 40
"""An alt text below so many characters cannot say a finding."""

BLANK = '<svg xmlns="http://www.w3.org/2000/svg"></svg>'

_PLACEHOLDER = re.compile(r"^\s*(figur|bilde|graf|diagram|plot|image|todo|tbd)\W*\d*\W*$", re.I)


def svg_of(figure: MplFigure, salt: str) -> str:
    """The SVG of a matplotlib figure, the same bytes at every run.

    Args:
        figure: The figure; it is closed to free its memory.
        salt: Makes element ids unique on a page with several figures.

    Returns:
        SVG text from its ``<svg`` element on, without date or generator.
    """
    return drawn(figure, salt)[0]


def drawn(figure: MplFigure, salt: str) -> tuple[str, list[str]]:
    """The SVG as of :func:`svg_of`, and the figure's texts with letters that the fonts lack."""
    import matplotlib.pyplot as plt

    if os.environ.get(UNDRAWN_VARIABLE):
        plt.close(figure)
        return BLANK, []
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # we tell where it is
        text = as_drawn(figure, salt)
    # ticks have their texts when they have been drawn
    rare = [one for one in _texts(figure) if is_rare(one)]
    if rare:
        _mend(figure)
        text = as_drawn(figure, salt)
    plt.close(figure)
    return text[text.index("<svg") :], [one for one in map(visible, rare) if lacking(one)]


def as_drawn(figure: MplFigure, salt: str) -> str:
    """As :meth:`savefig` draws it, which would lay it out twice and draw it once for nothing."""
    import matplotlib as mpl

    from is248.show.frugal_axes import held_still
    from is248.show.svg_renderer import svg_text
    from is248.show.text_metrics import measured_once

    looks = mpl.rc_context({"svg.hashsalt": salt, "svg.fonttype": "path"})
    with looks, measured_once(), held_still(figure):
        return svg_text(figure)


def _texts(figure: MplFigure) -> list[str]:
    from matplotlib.text import Text

    return list(dict.fromkeys(text.get_text() for text in figure.findobj(Text)))


def _mend(figure: MplFigure) -> None:
    """Put what can be drawn in the place of every text, with a second font for rare letters."""
    from matplotlib.text import Text

    # DejaVu has no cut of our weight for titles: another is taken, which is nobody's concern
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            _mend_ticks(axis)
    for text in figure.findobj(Text):
        text.set_text(drawable(text.get_text()))
        text.set_fontfamily(FAMILIES)


def _mend_ticks(axis: Axis) -> None:
    """Ticks are written anew each time that they are drawn, by what stands here."""
    names = [text.get_text() for text in axis.get_ticklabels()]
    if any(drawable(name) != name for name in names):
        axis.set_ticks(axis.get_ticklocs(), [drawable(name) for name in names])


def check_alt(item: str, alt: str) -> str:
    """Check that an alt text says something.

    Raises:
        DisplayError: It is empty, a placeholder or too short to hold a finding.
    """
    if len(alt.strip()) < SHORTEST_ALT or _PLACEHOLDER.match(alt):
        raise DisplayError(f"{item}: the alt text must say the finding, not {alt!r}")
    return alt


@dataclass(frozen=True)
class Figure:
    """A figure of the report.

    Attributes:
        id: ``figure-`` and words, unique in the chapter.
        title: Caption without number, in Norwegian.
        plot: The drawn matplotlib figure.
        alt: The finding in one or two sentences.
        grid: The numbers behind the figure.
        n: Number of units and what they are, in words.
        source: Where the numbers come from.
        basis: What they rest on.
        notes: Notes below the figure.
        questions: The questions of the form behind it.
        place: Where it stands; see :data:`is248.show.bundle.Place`.
    """

    id: str
    title: str
    plot: MplFigure
    alt: str
    grid: Grid
    n: str
    source: str
    basis: str
    notes: tuple[Note, ...] = ()
    questions: tuple[QuestionRef, ...] = ()
    place: Place = "page"

    def noted(self, *texts: str) -> Figure:
        """The same figure with further notes."""
        more: tuple[Note, ...] = tuple({"mark": None, "text": text} for text in texts)
        return replace(self, notes=self.notes + more)

    def bundle(self) -> FigureBundle:
        """The JSON bundle; drawing happens here, once.

        Raises:
            DisplayError: The id, title, N or alt text is missing or has a wrong form.
        """
        if not self.title.strip() or not self.n.strip():
            raise DisplayError(f"{self.id}: a figure needs a title and its N")
        svg, odd = drawn(self.plot, self.id)
        grid = self.grid.bundle()
        bundle: FigureBundle = {
            "schema": 1,
            "kind": "figure",
            "id": check_id(self.id, "figure"),
            "title": self.title,
            "svg": with_titles(svg, grid, self.id),
            "width_mm": round(float(self.plot.get_figwidth()) * MM_PER_INCH, 1),
            "alt": check_alt(self.id, self.alt),
            "grid": grid,
            "n": self.n,
            "source": self.source,
            "basis": self.basis,
            "questions": list(self.questions),
            "notes": list(self.notes),
            "place": self.place,
        }
        return {**bundle, "lacking": odd} if odd else bundle

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return mimebundle(self.bundle())
