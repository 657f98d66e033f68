"""Figures drawn with what was found kept are those that matplotlib draws by itself, to the byte."""

import io
import warnings
from unittest import mock

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.text import Text
from matplotlib.transforms import BboxBase

from is248.show import figure, text_metrics
from is248.show.plots import bars, developments, dots, intervals, series, style

WORDS = ["Østfold", "12\u00a0345", "to\nlinjer", "Av dem", "100", "AVTA", "fi ffi", "x$^2$", " "]
WORDS += ["R&D <5>", '"sitat"', "漢字"]
PATCHED = [(Text, "_get_layout"), (BboxBase, "union")]


@pytest.fixture(autouse=True)
def _style():
    style.use()


def by_matplotlib(make):
    """What matplotlib draws: its own axes, its own renderer, nothing kept."""
    with (
        mock.patch.object(style, "FrugalAxes", Axes),
        mock.patch.object(developments, "FrugalAxes", Axes),
    ):
        made = make()
    file = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "x", "svg.fonttype": "path"}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        FigureCanvasSVG(made).print_svg(file, metadata={"Date": None, "Creator": None})
    plt.close(made)
    text = file.getvalue().decode()
    return text[text.index("<svg") :]


def ours(make):
    with mock.patch.object(figure, "is_rare", return_value=False):  # what stands in their place
        return figure.svg_of(make(), "x")


def same_both_ways(make):
    text_metrics.KEPT.clear()
    alone = by_matplotlib(make)
    assert not text_metrics.KEPT
    assert ours(make) == alone
    assert text_metrics.KEPT
    assert ours(make) == alone  # all of it from what is kept


looks = st.fixed_dictionaries(
    {
        "s": st.sampled_from(WORDS),
        "rotation": st.sampled_from([0, 30, 90]),
        "rotation_mode": st.sampled_from(["default", "anchor"]),
        "ha": st.sampled_from(["left", "center", "right"]),
        "va": st.sampled_from(["top", "center", "bottom", "baseline", "center_baseline"]),
        "multialignment": st.sampled_from(["left", "center", "right"]),
        "linespacing": st.sampled_from([1.0, 1.6]),
        "size": st.sampled_from([9, 12]),
        "weight": st.sampled_from([400, 600]),
        "wrap": st.booleans(),
        "family": st.sampled_from(["Source Sans 3", "DejaVu Sans"]),
    }
)


@settings(max_examples=4, deadline=None)
@given(st.lists(looks, min_size=2, max_size=6))
def test_texts_of_all_looks_are_drawn_as_without(texts):
    def make():
        made, (axis,) = style.canvas(60)
        for at, look in enumerate(texts):
            axis.text(0.1 * at, 0.5, **look)
        axis.set_title(texts[0]["s"])
        return made

    same_both_ways(make)


NAMES = {"a": "Aust-Agder", "b": "Sogn og Fjordane", "c": "Østfold"}
VALUES = pd.Series({"a": 40.0, "b": 7.5, "c": 1.0})
BLUE = "#0b4f7d"


def ranked():
    return bars.ranked_bars(VALUES, [*NAMES.values()], BLUE, "prosent")


def with_legend():
    spans = pd.DataFrame(
        {"estimate": VALUES, "low": VALUES / 2, "high": VALUES * 2, "other": VALUES, "n": 30}
    )
    return intervals.ranked_intervals(
        spans, labels=NAMES, reference=20, colour=BLUE, ranked=True, upper=100,
        unit="Prosent", other="other", told=["estimate", "n"],
        legend={"estimate": "andel", "other": "andel av svarene", "reference": "landet"},
    )  # fmt: skip


def side_by_side():
    shares = pd.DataFrame({"n": [3, 30, 12], "one": VALUES, "two": 100 - VALUES})
    return bars.share_panels(
        shares, panels={"one": "Den ene, som er lang", "two": "Den andre"},
        colours={"one": BLUE, "two": "#a33b20"}, labels=NAMES,
    )  # fmt: skip


def around_the_middle():
    shares = pd.DataFrame({"good": VALUES, "poor": 100 - VALUES})
    return bars.diverging_scale(
        shares, categories={"good": "God", "poor": "Dårlig"}, colours=[BLUE, "#a33b20"],
        neutral=None, rows=NAMES,
    )  # fmt: skip


def with_a_break():
    years = pd.DataFrame({"a": [3.0, 4.5, None, 7.25]}, index=[2001, 2002, 2003, 2004])
    return series.lines_with_breaks(years, NAMES, {"a": BLUE}, [2003], "Årsverk")


def many_panels():
    values = pd.DataFrame({"a": [1.0, 2.0], "b": [2.0, 0.5]}, index=[2001, 2002])
    lines = developments.Lines(values, NAMES, {"a": BLUE, "b": "#a33b20"}, [], "Årsverk")
    panels = {key: values * at for at, key in enumerate(NAMES, start=1)}
    return developments.small_multiples(panels, values, {"b": {2002}}, lines, NAMES)


def odd_words():
    made, (axis,) = style.canvas(50)
    axis.set_xticks(range(len(WORDS)), WORDS, rotation=20, ha="right")
    axis.patch.set_gid('a "b" & <c>')
    return made


def by_size():
    units = pd.DataFrame({"size": [300, 4_000, 90_000], "rate": VALUES})
    bands = {"left": [200], "right": [5_000], "q1": [1], "median": [7], "q3": [30]}
    return dots.rate_by_size(
        units, pd.DataFrame(bands, index=["small"]), size="size", rate="rate", colour=BLUE,
        unit="Årsverk",
    )  # fmt: skip


def many_colours():
    made, (axis,) = style.canvas(60)
    mesh = axis.pcolormesh(np.arange(12.0).reshape(3, 4), cmap="viridis")
    made.colorbar(mesh, ax=axis)  # its scale is an image in the drawing
    axis.minorticks_on()
    axis.grid(which="both")
    return made


FIGURES = [
    ranked, with_legend, side_by_side, around_the_middle, with_a_break, many_panels, by_size,
    many_colours, odd_words,
]  # fmt: skip


@pytest.mark.parametrize("make", FIGURES)
def test_our_figures_are_drawn_as_without(make):
    same_both_ways(make)


def test_ticks_changed_after_a_drawing_are_placed_anew():
    def make():
        made = with_a_break()
        figure.as_drawn(made, "x")
        made.axes[0].set_ylim(0, 900)
        made.axes[0].yaxis.set_major_formatter("{x:.2f} kroner")
        return made

    whole = ours(make)
    assert "900.00 kroner" in whole


def test_a_text_changed_after_it_was_drawn_is_measured_anew():
    def make(words):
        made, (axis,) = style.canvas(40)
        label = axis.set_xlabel("Kort")
        made.draw_without_rendering()
        label.set_text(words)
        label.set_fontsize(14)
        return made

    same_both_ways(lambda: make("En mye lengre tekst"))


def methods():
    return [vars(owner)[name] for owner, name in PATCHED]


def test_matplotlib_is_as_it_was_also_after_a_fault():
    before = methods()

    def fail():
        with text_metrics.measured_once():
            assert not {*methods()} & {*before}
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert methods() == before


def test_no_more_is_kept_than_has_room(monkeypatch):
    monkeypatch.setattr(text_metrics, "MOST", 5)

    def make():
        made, (axis,) = style.canvas(40)
        axis.set_title("Mange tekster")
        return made

    same_both_ways(make)
    assert len(text_metrics.KEPT) <= 5
