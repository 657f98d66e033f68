"""The drawing of a figure as a part of its page: real text, no styles, and marks that can be read.

The page has the font of the figures, so that glyphs become letters again: they are found by the
browser's search, and a page of thirty figures holds no outline of a letter.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from markupsafe import Markup

from is248.show.invented import shown_svg, tagged_alt
from is248.show.jupyter_html import PX_PER_MM, full_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from is248.show.bundle import FigureBundle

WIDER_THAN_PHONE = 100.0
"""Millimetres from which a figure scrolls on a phone: its letters keep their size."""

_XLINK = "{http://www.w3.org/1999/xlink}href"
_SPACE = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?\d+\.\d+")
_LETTERS = re.compile(
    r"translate\((?P<at>[^)]*)\) *(?P<turn>rotate\([^)]*\))? *scale\((?P<size>[0-9.]+) -[0-9.]+\)"
)
_NOT_KEPT = frozenset({"style", "id", "type", _XLINK})
_PERCENT = 100


def figure_markup(bundle: FigureBundle) -> Markup:
    """A figure's drawing as inline SVG, in a region that scrolls sideways by itself.

    Args:
        bundle: The figure.

    Returns:
        The region with the drawing: without inline styles, its ids the figure's own. What is drawn
        for a cell is a ``<g class="mark">`` with the cell in words as its ``<title>``.
    """
    cue = bundle["width_mm"] > WIDER_THAN_PHONE
    return Markup('<div class="card" role="region" tabindex="0" aria-label="{}">{}{}</div>').format(
        full_title(bundle),
        Markup('<p class="sideways" aria-hidden="true">Figuren kan dras sidelengs.</p>')
        if cue
        else "",
        inline_svg(bundle),
    )


def inline_svg(bundle: FigureBundle) -> Markup:
    """A figure's drawing as an ``<svg>`` of a page.

    Args:
        bundle: The figure.
    """
    root = _parsed(shown_svg(bundle))
    left, top, width, height = map(float, root.get("viewBox", "").split())
    shown = round(bundle["width_mm"] * PX_PER_MM)
    drawing = ET.Element(
        "svg",
        {
            "class": "drawing" + (" wide" if bundle["width_mm"] > WIDER_THAN_PHONE else ""),
            "viewBox": _short(f"{left} {top} {width} {height}"),
            "width": str(shown),
            "height": str(round(shown * height / width)),
            "role": "img",
            "aria-label": tagged_alt(bundle),
            "stroke-linejoin": "round",
        },
    )
    drawing.extend(_content(root))
    return Markup(ET.tostring(drawing, encoding="unicode"))  # noqa: S704 - escaped by ElementTree


def _parsed(svg: str) -> ET.Element:
    builder = ET.TreeBuilder(insert_comments=True)
    return ET.fromstring(svg, parser=ET.XMLParser(target=builder))  # noqa: S314 - drawn by us


def _content(parent: ET.Element) -> Iterator[ET.Element]:
    """What is drawn in an element, with groups that say nothing opened."""
    words = ""
    for child in list(parent)[_has_ground(parent) :]:
        if not isinstance(child.tag, str):
            words = unescape((child.text or "").strip())
        elif words and (letters := _LETTERS.fullmatch(child.get("transform", ""))):
            yield _text(words, child, letters)
            words = ""
        else:
            yield from _element(child)


def _element(old: ET.Element) -> Iterator[ET.Element]:
    tag = old.tag.removeprefix(_SPACE)
    if tag in {"metadata", "style"}:
        return
    if tag == "title":
        new = ET.Element("title")
        new.text = old.text
        yield new
        return
    inner = list(_content(old))
    given = _attributes(old, tag)
    if tag in {"g", "defs"} and (not inner or not given):
        yield from inner if tag == "g" or not inner else [_made("defs", {}, inner)]
        return
    yield _made(tag, given, inner)


def _made(tag: str, given: dict[str, str], inner: list[ET.Element]) -> ET.Element:
    new = ET.Element(tag, given)
    new.extend(inner)
    return new


def _has_ground(group: ET.Element) -> bool:
    """Whether a group begins with the white sheet behind a figure or its axes.

    The page has its own.
    """
    if not group.get("id", "").startswith(("figure_", "axes_")) or not len(group):
        return False
    sheet = group[0].find(f"{_SPACE}path")
    return sheet is not None and sheet.get("style") == "fill: #ffffff"


def _attributes(old: ET.Element, tag: str) -> dict[str, str]:
    """The attributes that draw; an id only where something may refer to it."""
    given = {key: _short(value) for key, value in old.attrib.items() if key not in _NOT_KEPT}
    if tag != "g" and "id" in old.attrib:
        given["id"] = old.attrib["id"]
    if _XLINK in old.attrib:
        given["href"] = old.attrib[_XLINK]
    return {**given, **_from_style(old.get("style", ""))}


@lru_cache
def _from_style(style: str) -> Mapping[str, str]:
    """Presentation attributes: the page's policy refuses inline styles."""
    pairs = (one.split(":", 1) for one in style.split(";") if ":" in one)
    return {key.strip(): _short(value.strip()) for key, value in pairs}


def _text(words: str, glyphs: ET.Element, letters: re.Match[str]) -> ET.Element:
    """Outlines of letters as a text; size and weight as they were drawn."""
    x, y = letters["at"].split()
    given = {**_from_style(glyphs.get("style", ""))}
    given |= {"font-size": _short(f"{float(letters['size']) * _PERCENT:.3f}")}
    face = next((use.get(_XLINK, "") for use in glyphs.iter(f"{_SPACE}use")), "")
    given |= {"font-weight": "600"} if "Semibold" in face or "Bold" in face else {}
    given |= {"font-style": "italic"} if "-It" in face else {}
    if letters["turn"]:
        given["transform"] = _short(f"translate({x} {y}) {letters['turn']}")
    else:
        given |= {"x": _short(x), "y": _short(y)}
    text = ET.Element("text", given)
    text.text = words
    return text


def _short(value: str) -> str:
    """Numbers with two decimals and no needless space; a hundredth of a point is not seen."""
    fewer = _NUMBER.sub(lambda found: f"{float(found.group()):.2f}".rstrip("0").rstrip("."), value)
    return " ".join(fewer.split())
