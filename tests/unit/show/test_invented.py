"""Invented numbers are pale, marked in words, and without results of tests; held ones are not."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from is248.show.figure import svg_of
from is248.show.grid import Column, Grid
from is248.show.invented import (
    bases_of,
    foundation,
    invented_tag,
    paled,
    shown_svg,
    tagged_alt,
    tagged_title,
)
from is248.show.jupyter_html import item_html
from is248.show.table import Table

INVENTED, FITTED = "synthetic_invented", "synthetic_fitted"
FRAME = pd.DataFrame({"share": [0.2, 0.4], "p": [0.03, 0.5]}, index=["small", "large"])
COLUMNS = (
    Column("share", "Andel", unit="prosent", basis="synthetic"),
    Column("p", "p", unit="p-verdi", basis="synthetic"),
)


def table(share, p):
    bases = pd.DataFrame({"share": share, "p": p}, index=FRAME.index)
    grid = Grid(FRAME, COLUMNS, "Gruppe", cell_bases=bases)
    return Table("table-a", "Andeler", grid, "2 kommuner", "prøve", "synthetic").bundle()


@pytest.mark.parametrize(
    ("share", "p", "tag"),
    [
        ([FITTED] * 2, [FITTED] * 2, ""),
        ([FITTED] * 2, [INVENTED] * 2, "delvis oppdiktet"),
        ([INVENTED] * 2, [INVENTED] * 2, "oppdiktet"),
        ([None] * 2, [None] * 2, ""),
    ],
)
def test_the_caption_says_what_is_invented(share, p, tag):
    bundle = table(share, p)
    assert invented_tag(bundle) == tag
    assert tagged_title(bundle) == (f"Andeler ({tag})" if tag else "Andeler")
    assert ('<span class="tag">' in item_html(bundle)) == bool(tag)


def test_only_invented_cells_are_pale_and_only_their_tests_are_hidden():
    bundle = table([FITTED, INVENTED], [FITTED, INVENTED])
    (_, first), (_, second) = ([c["text"] for c in row["cells"]] for row in bundle["grid"]["rows"])
    assert (first, second) == ("0,030", "–")
    assert bundle["grid"]["rows"][1]["cells"][1]["value"] == 0.5  # for results.csv
    assert item_html(bundle).count('class="right invented"') == 2


def test_what_an_item_rests_on_is_asked_of_its_cells():
    assert bases_of(table([FITTED, None], [INVENTED, None])) == [FITTED, INVENTED, "synthetic"]


def figure(svg, invented):
    bases = [INVENTED if at < invented else FITTED for at in range(4)]
    bundle = table(bases[:2], bases[2:])
    return {**bundle, "kind": "figure", "svg": svg, "alt": "De små har færrest.", "width_mm": 80.0}


def test_a_figure_is_pale_when_half_of_its_numbers_are_invented():
    svg = '<path style="fill: #000000"/>'
    assert [shown_svg(figure(svg, n)) == svg for n in range(5)] == [True, True, False, False, False]
    assert tagged_alt(figure(svg, 1)) == "De små har færrest. Tallene er delvis oppdiktet."


def test_shapes_grow_paler_and_letters_stay_readable():
    drawn, axis = plt.subplots()
    axis.barh(0, 1, color="#0b4f7d")
    axis.annotate("5", (0.5, 0), color="#ffffff")
    axis.set_xlabel("navn", color="#1b2a33")
    before = svg_of(drawn, "a")
    after = paled(before)
    # 40 % of the way to white, by hand: 11 + 0.4 * 244, 79 + 0.4 * 176, 125 + 0.4 * 130
    assert "#0b4f7d" in before
    assert "fill: #6d95b1" in after
    assert "#0b4f7d" not in after
    white = 'style="fill: #ffffff" transform="translate'
    assert before.count(white) == 1
    assert white not in after
    assert after.count('"fill: #1b2a33"') == before.count('"fill: #1b2a33"')
    assert after.count('"fill: #000000" transform="translate') == 1


@pytest.mark.parametrize("colour", ["#0b4f7d", "#b8500a", "#00735c", "#8a3d6b", "#7a6a00"])
def test_pale_shapes_can_still_be_seen_and_read(colour):
    pale = paled(f'fill="{colour}"')[-8:-1]
    assert contrast(pale, "#ffffff") >= 2.4
    assert contrast(pale, "#1b2a33") >= 4.5


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour):
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("pale", "papers"), [("#647078", "#ffffff #f4f6f7"), ("#95a2a9", "#14191c #1d2428")]
)
def test_pale_numbers_have_contrast_enough_on_every_paper(pale, papers):
    assert min(contrast(pale, paper) for paper in papers.split()) >= 4.5


@pytest.mark.parametrize(
    ("bases", "says", "not_says"),
    [
        ({INVENTED, FITTED, "printed"}, ["syntetiske svar", "«oppdiktet»"], ["dels"]),
        ({FITTED, "register"}, ["syntetiske svar"], ["oppdiktet"]),
        ({"microdata", "printed"}, ["svarene som kommunene har gitt", "rapporten"], ["syntetiske"]),
        ({"microdata"}, ["svarene som kommunene har gitt"], ["rapporten", "syntetiske"]),
        ({"microdata", INVENTED}, ["dels på svar fra kommunene", "«oppdiktet»"], []),
        ({"printed", "calibrated"}, ["tall trykt i rapporten"], ["svar", "register"]),
    ],
)
def test_one_sentence_says_what_an_edition_rests_on(bases, says, not_says):
    said = foundation(bases)
    assert all(words in said for words in says)
    assert not any(words in said for words in not_says)
    assert said.count(".") == 1
    assert len(said.split()) <= 25


def test_nothing_is_said_of_what_rests_on_nothing():
    assert foundation([""]) == ""
