"""A figure as a picture that stands alone: SVG, and PNG at twice the size, with its words in it."""

from __future__ import annotations

import re
import textwrap
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image

from is248.edition.kept_files import NOTHING_KEPT, KeptFiles
from is248.edition.pdf_export import pixels
from is248.edition.png_rows import packed_rows, png_of
from is248.show.invented import shown_svg, tagged_alt
from is248.show.jupyter_html import PX_PER_MM, full_title
from is248.show.letters import drawable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from is248.show.bundle import FigureBundle

MARGIN = 14
TITLE_SIZE, FOOT_SIZE = 15, 11.5
LEADING = 1.35
WIDTH_OF_LETTER = 0.53
"""Of the size of letters, on average: Arial, that a reader may have instead of ours, is as wide."""

TWICE = 2
COLOURS, STEPS, NEAR, WHITE = 256, 16, 8, 255
"""Most colours of a PNG, their steps to white, and how far two are apart at least."""

INK, SOFT = "#1b2429", "#515f67"
_COLOUR = re.compile(r"#([0-9a-f]{6})\b")
_OPENING = re.compile(r"<svg\b[^>]*>")
_SIZE = re.compile(r'\b(?:width|height|x|y|preserveAspectRatio)="[^"]*"')
_VIEW = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')


class Picture(NamedTuple):
    """A figure with its title above and its foot below.

    Attributes:
        svg: An SVG file, white behind, whose words are text.
        upper: The same as far as the last paragraph of the foot, which names the edition.
        lower: That paragraph, in whole pixels: the same below all figures of a chapter and width.
    """

    svg: str
    upper: str
    lower: str


def picture(bundle: FigureBundle, foot: Sequence[str]) -> Picture:
    """A figure as a picture that stands alone.

    Args:
        bundle: The figure.
        foot: Paragraphs below it: N and source, basis, the edition.

    Raises:
        ValueError: The drawing has no view box.
    """
    width = round(bundle["width_mm"] * PX_PER_MM) + 2 * MARGIN
    title = _wrapped(drawable(full_title(bundle)), TITLE_SIZE, width)
    feet = [_wrapped(drawable(text), FOOT_SIZE, width) for text in foot]
    lines, last = [line for feet_of in feet for line in feet_of], len(feet[-1])
    drawing, tall = _placed(
        shown_svg(bundle), width - 2 * MARGIN, MARGIN + _height(title, TITLE_SIZE)
    )
    below = MARGIN + _height(title, TITLE_SIZE) + tall + MARGIN / 2
    height = round(below + _height(lines, FOOT_SIZE) + MARGIN)
    above = (
        f"<title>{_xml(full_title(bundle))}</title>\n<desc>{_xml(tagged_alt(bundle))}</desc>\n"
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n'
        f"{_text(title, TITLE_SIZE, MARGIN, INK, 600)}\n{drawing}\n"
    )
    told = len(lines) - last
    cut = int(_baseline(below, FOOT_SIZE, told) - FOOT_SIZE)
    return Picture(
        _framed(f"{above}{_text(lines, FOOT_SIZE, below, SOFT, 400)}", width, height),
        _framed(f"{above}{_text(lines[:told], FOOT_SIZE, below, SOFT, 400)}", width, cut),
        _framed(_text(lines[told:], FOOT_SIZE, 0, SOFT, 400), width, height - cut),
    )


def _framed(content: str, width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" lang="nb">\n{content}\n</svg>\n'
    )


def picture_pngs(drawn: Sequence[Picture], kept: KeptFiles = NOTHING_KEPT) -> list[bytes]:
    """Pictures as PNG, at twice their size.

    What is above the name of the edition is the same in the next edition: it is drawn once.

    Args:
        drawn: As :func:`picture` makes them; those of a chapter cost less together.
        kept: Where that may be, drawn of the same before.
    """
    uppers = cache(lambda: _rows(one.upper for one in drawn))
    lowers = _rows(one.lower for one in drawn)
    return [png_of(_upper(one.upper, uppers, kept), lowers[one.lower]) for one in drawn]


def _upper(svg: str, drawn: Callable[[], Mapping[str, bytes]], kept: KeptFiles) -> bytes:
    return kept.made("png", (kept.tools, svg), lambda: drawn()[svg])


def _rows(svgs: Iterable[str]) -> dict[str, bytes]:
    """Each drawing in pixels, packed."""
    wanted = list(dict.fromkeys(svgs))
    images = pixels([(svg, *picture_size(svg)) for svg in wanted], TWICE) if wanted else ()
    return {svg: _packed(image, svg) for svg, image in zip(wanted, images, strict=True)}


def _packed(image: Image.Image, svg: str) -> bytes:
    return packed_rows(image.quantize(palette=_palette(svg), dither=Image.Dither.NONE))


def _palette(svg: str) -> Image.Image:
    """The colours of a drawing and their way to white: a third of the bytes, and looks the same.

    First white, then those of the foot, so that its lower part has the same numbers in all
    pictures. Colours nearer to one already there would take its place: Pillow looks at six bits of
    eight. What is all but white is white.
    """
    named = [bytes.fromhex(colour) for colour in dict.fromkeys(_COLOUR.findall(svg))]
    found: dict[tuple[int, ...], bytes] = {(): bytes([WHITE] * 3)}
    for colours in ([bytes.fromhex(SOFT[1:])], named):
        for share in (1 - step / STEPS for step in range(STEPS)):
            for colour in colours:
                mixed = bytes(round(WHITE - share * (WHITE - part)) for part in colour)
                if min(mixed) < WHITE - NEAR:
                    found.setdefault(tuple((part + NEAR // 2) // NEAR for part in mixed), mixed)
    image = Image.new("P", (1, 1))
    image.putpalette(b"".join([*found.values()][:COLOURS]))
    return image


def picture_size(svg: str) -> tuple[float, float]:
    """Width and height of a drawing's view box.

    Raises:
        ValueError: It has none.
    """
    found = _VIEW.search(svg)
    if not found:
        raise ValueError("a drawing must have a view box that begins with width and height")
    return float(found[1]), float(found[2])


def _placed(svg: str, width: float, top: float) -> tuple[str, float]:
    """A drawing as a part of another, as wide as asked for; and how tall it is then."""
    own = picture_size(svg)
    tall = width * own[1] / own[0]
    place = f'<svg x="{MARGIN}" y="{top:.1f}" width="{width}" height="{tall:.1f}"'
    opening = _OPENING.search(svg)
    assert opening
    kept = _SIZE.sub("", opening[0].removeprefix("<svg"))
    return f"{place}{kept}{svg[opening.end() :].strip()}", tall


def _wrapped(text: str, size: float, width: float) -> list[str]:
    return textwrap.wrap(text, int((width - 2 * MARGIN) / (WIDTH_OF_LETTER * size)))


def _height(lines: Sequence[str], size: float) -> float:
    return len(lines) * size * LEADING + MARGIN / 2


def _baseline(top: float, size: float, line: int) -> float:
    return top + size * (1 + line * LEADING)


def _text(
    lines: Sequence[str], size: float, top: float, colour: str, weight: int, *, first: int = 0
) -> str:
    rows = "".join(
        f'<tspan x="{MARGIN}" y="{_baseline(top, size, at):.1f}">{_xml(line)}</tspan>'
        for at, line in enumerate(lines, start=first)
    )
    family = "'Source Sans 3', 'Segoe UI', Arial, sans-serif"
    look = f'font-family="{family}" font-size="{size}" font-weight="{weight}" fill="{colour}"'
    return f"<text {look}>{rows}</text>"


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
