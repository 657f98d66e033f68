"""Bars side by side: what is drawn, not how it looks."""

import pandas as pd
import pytest

from is248.show.plots import bars, style


@pytest.fixture
def figure():
    style.use()
    shares = pd.DataFrame(
        {"n": [40, 3, 43], "a": [50.0, 33.3, 48.8], "b": [10.0, 0.0, 9.3]},
        index=["north", "south", "total"],
    )
    return bars.share_panels(
        shares, panels={"a": "Ideelle, rammeavtale", "b": "Kommersielle"},
        colours={"a": "#00735c", "b": "#b8500a"},
        labels={"north": "Nord", "south": "Sør", "total": "I alt"},
    )  # fmt: skip


def test_every_share_has_its_panel_and_every_bar_its_value(figure):
    assert [axis.get_title(loc="left") for axis in figure.axes] == [
        "Ideelle,\nrammeavtale", "Kommersielle",
    ]  # fmt: skip
    shown = [[text.get_text() for text in axis.texts] for axis in figure.axes]
    assert shown == [["50", "33", "49"], ["10", "0", "9"]]


def test_rows_say_their_units_from_the_top_and_the_total_stands_apart(figure):
    axis = figure.axes[0]
    names = [text.get_text() for text in axis.get_yticklabels()]
    assert names == ["Nord (40)", "Sør (3)", "I alt (43)"]
    assert list(axis.get_yticks()) == [0, -1, -2.5]


def test_groups_with_few_units_have_open_bars(figure):
    faces = [patch.get_facecolor()[:3] for patch in figure.axes[0].patches]
    assert [face == (1.0, 1.0, 1.0) for face in faces] == [False, True, False]
