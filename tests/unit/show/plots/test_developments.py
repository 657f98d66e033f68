"""Series with gaps, panels of areas and slopes: what is joined, open and named."""

import itertools

import pandas as pd
import pytest

from is248.show.plots import style
from is248.show.plots.developments import (
    MOST_PANELS,
    Lines,
    Other,
    area_slopes,
    over_years,
    small_multiples,
)
from is248.show.plots.series import segments

NAMES = {"Nord": "I nord", "Sør": "I sør", "Øst": "I øst"}
LABELS, COLOURS = {"a": "A", "b": "B"}, {"a": "#0b4f7d", "b": "#b8500a"}


@pytest.fixture(autouse=True)
def _style():
    style.use()


def frame(**columns):
    return pd.DataFrame(columns, index=[2013, 2015, 2016, 2020], dtype="float64")


def lines(values):
    return Lines(values, LABELS, COLOURS, [2014], "årsverk")


def runs(axis):
    drawn = (line for line in axis.lines if line.get_linestyle() != "None")
    return {tuple(map(int, line.get_xdata())) for line in drawn}


def test_a_gap_stops_a_line_only_where_it_is_asked_to():
    years = [2013, 2015, 2016, 2020]
    assert segments(years, [2014]) == [[2013], [2015, 2016, 2020]]
    assert segments(years, [2014], gaps=True) == [[2013], [2015, 2016], [2020]]
    assert segments([2014, 2015], [2014], gaps=True) == [[2014, 2015]]


def test_lines_stop_at_breaks_and_gaps_and_told_numbers_have_open_marks_and_bars():
    values = frame(a=[1, 2, 3, 4], b=[1, 1, None, 1])
    high = values + pd.DataFrame({"a": [0, 0, 0, 1], "b": 0}, index=values.index)
    figure = over_years(lines(values), Other([2020]), values, high, 2024)
    (axis,) = figure.axes
    assert runs(axis) == {(2013,), (2015, 2016), (2015,), (2020,)}
    marks = [line for line in axis.lines if line.get_linestyle() == "None"]
    hollow = [line for line in marks if line.get_markerfacecolor() == "white"]
    assert [list(line.get_xdata()) for line in hollow] == [[2020], [2020]]
    bars = [segment for bar in axis.collections for segment in bar.get_segments()]
    assert [[tuple(point) for point in bar] for bar in bars] == [[(2020, 4), (2020, 5)]]


def test_invented_numbers_are_crosses_that_no_line_joins():
    values = frame(a=[1, 2, 3, 4])
    figure = over_years(lines(values), Other(invented=[2016]), values, values, 2020)
    (axis,) = figure.axes
    assert runs(axis) == {(2013,), (2015,), (2020,)}
    (cross,) = [line for line in axis.lines if line.get_marker() == "x"]
    assert list(cross.get_xdata()) == [2016]


def test_every_area_has_a_panel_and_estimates_are_open():
    values = frame(a=[1, 2, 3, 4], b=[2, 2, 2, 2])
    panels = {"Nord": values, "Sør": values * 2, "Øst": values / 2}
    figure = small_multiples(panels, values, {"Sør": {2016}}, lines(values), NAMES)
    shown = [axis for axis in figure.axes if axis.get_visible()]
    assert [axis.get_title(loc="left") for axis in shown] == list(NAMES.values())
    hollow = {
        axis.get_title(loc="left"): list(line.get_xdata())
        for axis in shown for line in axis.lines
        if line.get_markerfacecolor() == "white" and line.get_linestyle() == "None"
    }  # fmt: skip
    assert hollow == {"I sør": [2016]}
    assert len({axis.get_ylim() for axis in shown}) == 1  # one scale
    assert all((2013, 2015) not in runs(axis) for axis in shown)


def test_too_many_areas_have_no_room():
    values = frame(a=[1, 2, 3, 4])
    many = {str(at): values for at in range(MOST_PANELS + 1)}
    assert small_multiples(many, values, {}, lines(values), {}) is None
    assert small_multiples({}, values, {}, lines(values), {}) is None


def test_slopes_name_both_ends_and_the_country_is_bold():
    ends = pd.DataFrame({2015: [10.0, 10.0, 12.0], 2020: [11.0, 9.0, 12.5]}, ["x", "y", "all"])
    figure = area_slopes(ends, {"x": "Nord", "all": "Landet"}, "all", ["#888888", "#000000"], "u")
    texts = {text.get_text(): text for text in figure.axes[0].texts}
    assert set(texts) == {"Nord 10,0", "y 10,0", "Landet 12,0", "11,0 Nord", "9,0 y", "12,5 Landet"}
    assert texts["Landet 12,0"].get_fontweight() == 600
    heights = sorted(texts[name].xy[1] for name in ("Nord 10,0", "y 10,0", "Landet 12,0"))
    assert min(b - a for a, b in itertools.pairwise(heights)) > 0.5


@pytest.mark.parametrize("top", [0.4, 1.3, 2.9, 4.6, 9.7, 60, 17_436])
@pytest.mark.parametrize("height_mm", [40.0, 70.0])
def test_no_number_stands_twice_on_the_axis(top, height_mm):
    values = frame(a=[top / 2, top, top, top], b=[top / 3, 0, 0, 0])
    figure = over_years(lines(values), Other([]), values, values, 2020, height_mm=height_mm)
    figure.draw_without_rendering()
    texts = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert len(texts) == len(set(texts)) > 1
