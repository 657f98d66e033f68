"""Two means of a scale by group: what the figure and its alt text tell."""

import pandas as pd

from is248.show.plots import intervals, style

FRAME = pd.DataFrame(
    {
        "n": [3, 2, 5],
        "scale_mean": [2.0, 3.25, 2.5],
        "scale_low": [1.5, 2.5, 2.0],
        "scale_high": [2.5, 4.0, 3.0],
        "scale_weighted": [2.1, 3.0, 2.75],
    },
    index=["a", "b", "total"],
)
NAMES = {"a": "Ahus", "b": "Bergen"}


def test_groups_are_ranked_with_their_numbers_and_the_country_is_a_line():
    style.use()
    drawn = intervals.paired_means(FRAME, labels=NAMES, colour="#000000", unit="Snitt")
    axis = drawn.axes[0]
    assert [label.get_text() for label in axis.get_yticklabels()] == ["Ahus (3)", "Bergen (2)"]
    assert [2.5, 2.5] in [list(line.get_xdata()) for line in axis.get_lines()]


def test_alt_text_tells_the_country_and_the_ends():
    said = intervals.means_alt(FRAME.assign(n=5), NAMES)
    assert said.startswith("Landet: 2,50 uveid og 2,75 veid. Høyest: Bergen (3,25)")


def test_nobody_answered():
    empty = pd.DataFrame()
    assert intervals.paired_means(empty, labels={}, colour="#000000", unit="") is None
    assert intervals.means_alt(empty, {}) == ""
