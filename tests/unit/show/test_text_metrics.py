"""Figures drawn with sizes of texts kept are those that matplotlib draws by itself, to the byte."""

import contextlib
from unittest import mock

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Text
from matplotlib.textpath import TextToPath

from is248.show import figure, text_metrics
from is248.show.plots import bars, intervals, style

WORDS = ["Østfold", "12\u00a0345", "to\nlinjer", "Av dem", "100", "AVTA", "fi ffi", "x$^2$", " "]
PATCHED = [
    (Text, "_get_layout"), (TextToPath, "get_text_width_height_descent"),
    (TextToPath, "get_glyphs_with_font"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _style():
    style.use()


def drawn(make, *, kept):
    way = text_metrics.measured_once if kept else contextlib.nullcontext
    with mock.patch.object(text_metrics, "measured_once", way):
        return figure.svg_of(make(), "x")


def same_both_ways(make):
    text_metrics.KEPT.clear()
    alone = drawn(make, kept=False)
    assert not text_metrics.KEPT
    assert drawn(make, kept=True) == alone
    assert text_metrics.KEPT
    assert drawn(make, kept=True) == alone  # all of it from what is kept


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


def test_our_figures_are_drawn_as_without():
    values = pd.Series({"a": 40.0, "b": 7.5, "c": 1.0})
    names = {"a": "Aust-Agder", "b": "Sogn og Fjordane", "c": "Østfold"}
    spans = pd.DataFrame(
        {"estimate": values, "low": values / 2, "high": values * 2, "other": values, "n": 30}
    )

    def with_legend():
        return intervals.ranked_intervals(
            spans, labels=names, reference=20, colour="#0b4f7d", ranked=True, upper=100,
            unit="Prosent", other="other", told=["estimate", "n"],
            legend={"estimate": "andel", "other": "andel av svarene", "reference": "landet"},
        )  # fmt: skip

    same_both_ways(lambda: bars.ranked_bars(values, [*names.values()], "#0b4f7d", "prosent"))
    same_both_ways(with_legend)


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
        made, axis = plt.subplots(figsize=(3, 2))
        axis.set_title("Mange tekster")
        return made

    same_both_ways(make)
    assert len(text_metrics.KEPT) <= 5
