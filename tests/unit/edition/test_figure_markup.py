"""A figure's drawing on its page: real letters, no inline styles, the same words on every mark."""

import re
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from helpers.marks import marks
from is248.edition.figure_markup import figure_markup, inline_svg
from is248.edition.pages import TEMPLATES
from is248.show.figure import Figure
from is248.show.grid import Column, Grid
from is248.show.plots import bars, dots, style, tiles
from is248.year.labels import load_labels

ALT = "Andelen er høyest i «Nord & sør» med sytti av hundre."
COLUMNS = (Column("pct", "Prosent", unit="prosent"),)
PALEST_MARK, PALEST_LETTERS = 3.0, 4.5
TURNED = 0.9
"""How far the dark style turns light to dark."""


@pytest.fixture(autouse=True)
def _style():
    style.use()


@pytest.fixture
def bundle():
    frame = pd.DataFrame({"pct": [70.0, 5.0]}, ["a", "b"])
    plot = bars.ranked_bars(frame["pct"], ["Nord & sør", "Øst"], "#0b4f7d", "prosent")
    grid = Grid(frame, COLUMNS, "Område", {"a": "Nord & sør", "b": "Øst"})
    made = Figure("figure-x", "Andeler", plot, ALT, grid, "to", "k", "printed")
    return {**made.bundle(), "label": "Figur 1.1"}


def test_the_alt_text_names_the_drawing_and_the_title_its_region(bundle):
    made = ET.fromstring(figure_markup(bundle))
    assert (made.get("role"), made.get("tabindex")) == ("region", "0")
    assert made.get("aria-label") == "Figur 1.1: Andeler"
    drawing = made.find("svg")
    assert (drawing.get("role"), drawing.get("aria-label")) == ("img", ALT)


def test_letters_are_text_and_no_style_is_inline(bundle):
    svg = inline_svg(bundle)
    said = [text.text for text in ET.fromstring(svg).iter("text")]
    assert sorted(said) == ["5 prosent", "70 prosent", "Nord & sør", "Øst"]
    assert "style" not in svg
    assert "SourceSans" not in svg
    assert len(svg) < len(bundle["svg"]) / 4
    assert svg == inline_svg(bundle)


def test_marks_keep_their_words(bundle):
    told = [mark[2] for mark in marks(bundle)]
    shown = [title.text for title in ET.fromstring(inline_svg(bundle)).iter("title")]
    assert shown == told == ["Nord & sør\nProsent: 70", "Øst\nProsent: 5"]


def test_what_is_referred_to_is_there_once_and_belongs_to_the_figure():
    rates = pd.DataFrame({"size": [100, 9000], "rate": [3.0, 5.0]})
    bands = pd.DataFrame([{"left": 100, "right": 9000, "q1": 3.0, "median": 4.0, "q3": 5.0}])
    columns = tuple(Column(name, name) for name in bands)
    drawn = {}
    for item in ("figure-one", "figure-two"):
        plot = dots.rate_by_size(
            rates, bands.set_axis(["all"]), size="size", rate="rate", colour="#0b4f7d", unit="per"
        )
        grid = Grid(bands.set_axis(["all"]), columns, "Gruppe")
        made = Figure(item, "Rater", plot, ALT, grid, "to", "k", "printed").bundle()
        drawn[item] = inline_svg(made)
    ids = {item: re.findall(r'\bid="([^"]+)"', svg) for item, svg in drawn.items()}
    for item, svg in drawn.items():
        used = set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', svg))
        assert {"".join(one) for one in used} == set(ids[item])
        assert len(ids[item]) == len(set(ids[item])) > 1
    assert not set(ids["figure-one"]) & set(ids["figure-two"])


def turned(colour):
    """A colour after ``invert(.9) hue-rotate(180deg)``, as the filter effects module defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (TURNED + part * (1 - 2 * TURNED) for part in parts)
    rotated = (
        -0.574 * red + 1.430 * green + 0.144 * blue,
        0.426 * red + 0.430 * green + 0.144 * blue,
        0.426 * red + 1.430 * green - 0.856 * blue,
    )
    return "#" + "".join(f"{round(255 * min(max(one, 0), 1)):02x}" for one in rotated)


def dark_paper():
    found = re.findall(r"--paper: (#[0-9a-f]{6})", (TEMPLATES / "style.css").read_text("utf-8"))
    return found[1]


@pytest.mark.parametrize("name", ["adult", "child", "total", *(f"series_{n}" for n in range(1, 7))])
def test_letters_and_marks_are_seen_in_light_and_dark(name):
    colour = load_labels(None, 2016).colours[name]
    assert style.contrast(colour, "#ffffff") >= PALEST_LETTERS
    assert style.contrast(turned(colour), dark_paper()) >= PALEST_LETTERS


@pytest.mark.parametrize("shade", [tiles.shade(share) for share in range(0, 101, 4)] + [
    "#0b4f7d", "#7fb0cf", "#dfe3e6", "#e3a878", "#b8500a", "#b9c0c5",
])  # fmt: skip
def test_letters_on_shapes_are_read_in_light_and_dark(shade):
    letters = style.letters_on(shade)
    assert style.contrast(letters, shade) >= PALEST_LETTERS
    assert style.contrast(turned(letters), turned(shade)) >= PALEST_LETTERS


@pytest.mark.parametrize("colour", [style.INK, "#4d565c"])
def test_ink_is_read_in_the_dark(colour):
    assert style.contrast(turned(colour), dark_paper()) >= PALEST_LETTERS


def test_the_dark_style_turns_figures_as_this_test_does():
    css = (TEMPLATES / "style_figures.css").read_text("utf-8")
    assert "filter: invert(.9) hue-rotate(180deg)" in css
    assert style.contrast(turned("#8a949b"), dark_paper()) >= PALEST_MARK
