"""Figures: what is drawn, not how it looks."""

import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from is248.base.errors import UserError
from is248.register import municipalities
from is248.show.plots import bars, dots, intervals, series, style, tiles
from is248.show.plots import (
    box_plots as boxes,
)
from is248.year.labels import load_labels

STEP = {"a": "Svært godt", "b": "Middels", "c": "Dårlig"}
COLOURS = ["#0b4f7d", "#d9dde0", "#b8500a"]


@pytest.fixture(autouse=True)
def _style():
    style.use()


def words(figure):
    return [text.get_text() for axis in figure.axes for text in axis.texts]


def sizes(figure):
    figure.draw_without_rendering()
    found = [t for axis in figure.axes for t in (*axis.texts, *axis.get_yticklabels())]
    return [text.get_size() for text in found if text.get_text()]


def test_a_line_never_passes_over_a_break():
    assert series.segments([2012, 2013, 2015, 2016], [2014]) == [[2012, 2013], [2015, 2016]]
    assert series.segments([2013, 2014, 2015], [2014]) == [[2013], [2014, 2015]]
    assert series.segments([2012, 2014], []) == [[2012, 2014]]


def test_the_series_draws_one_line_per_run():
    frame = pd.DataFrame({"x": [1.0, 2.0, 4.0]}, index=[2012, 2013, 2015])
    figure = series.lines_with_breaks(frame, {"x": "X"}, {"x": "#000000"}, [2014], "Årsverk")
    lines = [line for line in figure.axes[0].lines if line.get_linestyle() != "None"]
    assert [list(line.get_xdata()) for line in lines] == [[2012, 2013], [2015]]
    assert "X" in words(figure)


def test_bars_are_ranked_and_say_their_value():
    values = pd.Series({"a": 5.04, "b": 70.0})
    figure = bars.ranked_bars(values, ["A", "B"], "#0b4f7d", "prosent", 1)
    assert words(figure) == ["70,0 prosent", "5,0 prosent"]


def test_bars_of_a_scale_keep_its_order():
    values = pd.Series({"a": 5.0, "b": 70.0})
    figure = bars.ranked_bars(values, ["A", "B"], "#0b4f7d", "prosent", ranked=False)
    assert words(figure) == ["5 prosent", "70 prosent"]


def test_the_scale_has_the_neutral_answer_across_the_middle():
    shares = pd.DataFrame({"a": [50.0], "b": [30.0], "c": [20.0]}, index=["x"])
    figure = bars.diverging_scale(
        shares, categories=STEP, colours=COLOURS, neutral="b", rows={"x": "I alt"}
    )
    patches = [p for p in figure.axes[0].patches if p.get_width() > 0 and p.get_gid()]
    lefts = [round(p.get_x(), 6) for p in patches]
    assert lefts == [-35, -15, 15]  # poor 20 ends at -15, the neutral 30 is split 15 and 15


def test_the_scale_without_a_neutral_answer_is_split_between_good_and_poor():
    shares = pd.DataFrame({"a": [60.0], "c": [40.0]}, index=["x"])
    figure = bars.diverging_scale(
        shares, categories={"a": "Ja", "c": "Nei"}, colours=["#0b4f7d", "#b8500a"],
        neutral=None, rows={"x": "I alt"},
    )  # fmt: skip
    lefts = [p.get_x() for p in figure.axes[0].patches if p.get_width() > 0 and p.get_gid()]
    assert lefts == [-40, 0]


def test_the_map_has_a_tile_a_value_and_n_for_every_area_and_a_legend():
    grid = municipalities.tile_grid("county", 2016)
    shares = pd.DataFrame({"pct": 50.0, "n": 20}, index=grid.index)
    shares.loc["Oslo"] = [100.0, 9]
    figure = tiles.tile_map(shares, grid, {"Oslo": "Osl"}, 10)
    squares = [p for p in figure.axes[0].patches if isinstance(p, Rectangle)]
    assert len(squares) == 19
    assert [square.get_hatch() for square in squares].count("////") == 1
    said = words(figure)
    assert (said.count("50"), said.count("n = 20"), said.count("100")) == (18, 18, 0)
    assert said[said.index("Osl") + 1 :][:2] == ["–", "n = 9"]
    (legend,) = figure.legends
    assert legend.get_texts()[-1].get_text() == "færre enn 10 svar"


def test_near_shares_look_alike_and_far_ones_do_not():
    def lightness(share):
        return style.contrast(tiles.shade(share), "#000000")

    steps = [lightness(share) - lightness(share + 1) for share in range(100)]
    assert min(steps) > 0  # darker with each per cent
    assert lightness(57) - lightness(58) < (lightness(58) - lightness(67)) / 5
    assert tiles.shade(None) == tiles.NO_VALUE


@pytest.mark.parametrize("share", range(0, 101, 5))
def test_letters_on_tiles_can_be_read(share):
    shade = tiles.shade(share)
    assert style.contrast(style.letters_on(shade), shade) >= 4.5


def test_an_unknown_map_is_refused():
    with pytest.raises(UserError, match="Mente du «county»"):
        municipalities.tile_grid("conty", 2016)


def test_every_area_of_a_map_is_in_the_labels():
    labels = load_labels(None, 2016)
    for grouping in ("county", "hf_area", "region"):
        grid = municipalities.tile_grid(grouping, 2016)
        assert list(grid.index) == list(labels.category(grouping).values)


def test_intervals_show_n_with_the_name():
    frame = pd.DataFrame(
        {"estimate": [40.0, 20.0], "low": [30.0, 10.0], "high": [50.0, 30.0], "n": [94, 15]},
        index=["x", "y"],
    )
    figure = intervals.ranked_intervals(frame, labels={"x": "X"}, colour="#000000", unit="Prosent")
    names = [t.get_text() for t in figure.axes[0].get_yticklabels()]
    assert names == ["y (15)", "X (94)"]


def test_another_value_is_an_open_dot_at_the_other_end():
    frame = pd.DataFrame(
        {"estimate": [40.0], "other": [30.0], "low": [30.0], "high": [40.0], "n": 9}
    )
    figure = intervals.ranked_intervals(
        frame, labels={}, colour="#000000", unit="Prosent", other="other"
    )
    full, open_ = figure.axes[0].collections[1:]
    assert (full.get_offsets()[0][0], open_.get_offsets()[0][0]) == (40, 30)
    assert open_.get_facecolor()[0].tolist() == [1, 1, 1, 1]


def test_slopes_label_both_ends():
    frame = pd.DataFrame({2015: [40.0, 41.0], 2016: [50.0, 30.0]}, index=["x", "y"])
    figure = series.slopes(
        frame, labels={"x": "Ja", "y": "Nei"}, colours={"x": "#000000", "y": "#000000"}
    )
    assert sorted(words(figure)) == ["30 Nei", "40", "41", "50 Ja"]


def test_slopes_keep_labels_that_were_moved_up_inside():
    frame = pd.DataFrame({2015: [40.0] * 6, 2016: [50.0] * 6}, index=list("abcdef"))
    names, colours = {key: key for key in frame.index}, dict.fromkeys(frame.index, "#000000")
    axis = series.slopes(frame, labels=names, colours=colours).axes[0]
    assert max(text.xy[1] for text in axis.texts) > 60  # five gaps above the value
    assert axis.get_ylim()[1] > max(text.xy[1] for text in axis.texts)


def test_labels_keep_their_distance():
    heights = style.spread_out(pd.Series({"a": 1.0, "b": 1.1, "c": 9.0}), 2.0)
    assert heights == {"a": 1.0, "b": 3.0, "c": 9.0}


def test_names_of_outliers_do_not_touch():
    figure, (axis,) = style.canvas(60)
    axis.set_xlim(0, 10)
    lines = boxes.name_lines(
        axis, ["Hammerfest", "Kvinnherad", "Gran", "Øvre Eiker"], [5, 5.1, 5.2, 5.3]
    )
    assert lines == [1, -1, 2, -2]
    assert boxes.name_lines(axis, ["Gran", "Os"], [1, 9]) == [1, 1]
    assert figure


def test_letters_are_at_least_nine_points():
    shares = pd.DataFrame({"a": [50.0], "b": [30.0], "c": [20.0]}, index=["x"])
    drawn = bars.diverging_scale(
        shares, categories=STEP, colours=COLOURS, neutral="b", rows={"x": "I alt"}
    )
    assert min(sizes(drawn)) >= style.SMALLEST_PT


def test_areas_are_ranked_by_the_rate_of_adults():
    rates = pd.DataFrame(
        1.0,
        index=["Oslo", "Troms", "total"],
        columns=[f"{g}_{p}" for g in ("adult", "child") for p in ("weighted", "mean", "q1", "q3")],
    )
    rates.loc["Oslo", "adult_weighted"] = 5.0
    figure = dots.adult_and_child(rates, load_labels(None, 2016), "county")
    names = [t.get_text() for t in figure.axes[0].get_yticklabels()]
    assert names == ["Troms", "Oslo"]  # from below


def test_neighbouring_figures_have_zero_at_one_place():
    def zero(*names):
        frame = pd.DataFrame(
            {"estimate": 50.0, "low": 40.0, "high": 60.0, "n": 17}, index=list(names)
        )
        drawn = intervals.ranked_intervals(
            frame, labels={}, colour="#1b4f72", unit="Prosent", upper=100
        )
        drawn.draw_without_rendering()
        return drawn.axes[0].get_position().x0 * drawn.get_figwidth()

    assert zero("Østfold", "Troms") == pytest.approx(zero("Helse Stavanger-området"), abs=0.01)
