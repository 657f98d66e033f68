"""Shares, changes and what rounding allows, by hand."""

import pandas as pd
import pytest

from is248.estimators import national

COUNTS = pd.DataFrame(
    {"fte_2015": [7.0, 50.0, 57.0], "fte_2016": [6.0, 91.0, 97.0]}, index=["a", "b", "total"]
)


def test_summed_recomputes_the_total_and_shows_the_print():
    printed = COUNTS.copy()
    printed.loc["total", "fte_2015"] = 58.0
    found = national.summed(printed)
    assert found.value.loc["total", "fte_2015"] == 57
    assert (found.low.loc["total", "fte_2015"], found.high.loc["total", "fte_2015"]) == (56, 58)
    assert found.shown.loc["total", "fte_2015"] == 58


def test_change_and_its_bounds():
    found = national.change(COUNTS, "fte_2015", "fte_2016")
    assert found.value.loc["a", "change_fte"] == -1
    assert found.value.loc["a", "change_pct"] == pytest.approx((6 / 7 - 1) * 100)
    # at the worst 7.5 became 5.5, or 6.5 became 6.5
    assert found.low.loc["a", "change_pct"] == pytest.approx((5.5 / 7.5 - 1) * 100)
    assert found.high.loc["a", "change_pct"] == pytest.approx(0)


def test_change_from_zero_has_no_per_cent():
    frame = pd.DataFrame({"x": [0.0], "y": [5.0]}, index=["a"])
    found = national.change(frame, "x", "y")
    assert pd.isna(found.value.loc["a", "change_pct"])
    assert found.value.loc["a", "change_fte"] == 5


def test_shares_and_their_bounds():
    found = national.shares(COUNTS)
    assert found.value.loc["a", "fte_2016"] == pytest.approx(6 / 97 * 100)
    assert found.low.loc["a", "fte_2016"] == pytest.approx(5.5 / 97 * 100)
    assert found.high.loc["a", "fte_2016"] == pytest.approx(6.5 / 97 * 100)
    assert list(found.value.loc["total"]) == [100, 100]


def test_across():
    frame = pd.DataFrame({"x": [1.0], "y": [2.0], "z": [4.0]}, index=["a"])
    found = national.across(frame, {"z": ["x", "y"]})
    assert (found.value.loc["a", "z"], found.shown.loc["a", "z"]) == (3, 4)
    assert (found.low.loc["a", "z"], found.high.loc["a", "z"]) == (2, 4)


def test_by_year_turns_a_series_and_stops_at_the_year():
    found = national.by_year(COUNTS, 2015)
    assert list(found.index) == [2015]
    assert list(found.columns) == ["a", "b", "total"]


def test_with_earlier_carries_print_over_without_computing_it():
    shares = national.shares(COUNTS[["fte_2016"]]).rename("fte", "pct")
    printed = pd.DataFrame({"pct_2007": [40.0, 60.0, 100.0]}, index=["a", "b", "total"])
    found = national.with_earlier(shares, printed)
    assert found.shown.loc["a", "pct_2007"] == 40
    assert found.value["pct_2007"].isna().all()
    assert found.value.loc["a", "pct_2016"] == pytest.approx(6 / 97 * 100)
