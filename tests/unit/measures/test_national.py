"""Shares, changes and what rounding allows, by hand."""

import pandas as pd
import pytest

from is248.measures import national, printed_fte
from is248.printed import report as published

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


def test_by_year_turns_a_series():
    found = national.by_year(COUNTS)
    assert list(found.index) == [2015, 2016]
    assert list(found.columns) == ["a", "b", "total"]


def test_with_earlier_carries_print_over_without_computing_it():
    shares = national.shares(COUNTS[["fte_2016"]]).rename("fte", "pct")
    printed = pd.DataFrame({"pct_2007": [40.0, 60.0, 100.0]}, index=["a", "b", "total"])
    found = national.with_earlier(shares, printed)
    assert found.shown.loc["a", "pct_2007"] == 40
    assert found.value["pct_2007"].isna().all()
    assert found.value.loc["a", "pct_2016"] == pytest.approx(6 / 97 * 100)


def test_columns_of_the_years():
    counts = COUNTS.assign(fte_2014=1.0, change_fte=2.0)[["fte_2014", *COUNTS, "change_fte"]]
    assert printed_fte.fte_columns(counts, 2015) == ["fte_2014", "fte_2015"]
    assert list(national.last_years(counts, 2016)) == ["fte_2015", "fte_2016"]
    assert list(national.last_years(counts[["fte_2014", "fte_2016"]], 2016)) == ["fte_2016"]


def test_one_year_has_no_change_and_two_have():
    assert list(national.with_change(COUNTS[["fte_2016"]]).value) == ["fte_2016"]
    found = national.of_groups(COUNTS).value
    assert list(found) == [
        "fte_2015", "fte_2016", "pct_2015", "pct_2016", "change_fte", "change_pct"
    ]  # fmt: skip
    assert found.loc["b", "change_fte"] == 41
    assert found.loc["a", "pct_2016"] == pytest.approx(6 / 97 * 100)


def test_forms_are_summed_down_and_across():
    forms = pd.DataFrame(
        {"adult_fte_2016": [3.0, 4.0, 8.0], "child_fte_2016": [1.0, 2.0, 3.0]},
        index=["joint", "mental_health", "total"],
    )
    forms["total_fte_2016"] = [4.0, 6.0, 10.0]
    found = national.by_form(forms)
    assert found.value["total_fte_2016"].to_list() == [4, 6, 11]
    assert found.value["adult_fte_2016"].to_list() == [3, 4, 7]
    assert found.shown["adult_fte_2016"].to_list() == [3, 4, 8]
    assert list(found.value) == list(forms)
    assert national.shift(forms, 2016).empty
    shift = national.shift(forms.assign(total_fte_2017=[5.0, 6.0, 11.0]), 2017)
    assert shift["change_fte"].to_list() == [1, 0, 1]


def test_per_inhabitants_uses_the_inhabitants_of_each_group_and_year():
    groups = pd.DataFrame(
        {"fte_2015": [10429.0, 2702.0, 13131.0], "fte_2016": [11063.0, 2873.0, 13936.0]},
        index=["adult", "child", "total"],
    )
    found = national.per_inhabitants(groups, national.inhabitants(), 2016)
    # inhabitants of table 4.1; for 2015 SSB's table 07459: 4 040 198 and 1 125 604
    assert found["rate_2016"].to_dict() == pytest.approx(
        {"adult": 11063 / 4086583 * 1e4, "child": 2873 / 1127402 * 1e4, "total": 13936 / 521.3985}
    )
    assert found.loc["adult", "rate_2015"] == pytest.approx(10429 / 4040198 * 1e4)
    assert found["change_pct"].round(1).to_dict() == {"adult": 4.9, "child": 6.2, "total": 5.1}


def test_a_year_without_inhabitants_has_no_rate():
    groups = pd.DataFrame({"fte_2030": [1.0], "fte_2031": [2.0]}, index=["adult"])
    found = national.per_inhabitants(groups, national.inhabitants(), 2031)
    assert found.isna().all(axis=None)


def test_a_year_with_print_reads_it_and_a_year_without_reads_answers():
    printed, answered = national.national_fte(2016), national.national_fte(2015)
    assert printed.printed
    assert not answered.printed
    assert set(printed.splits) == set(answered.splits) == set(printed_fte.PRINTED)
    # table 3.3, and the week that the report names
    assert (
        printed.splits["group"]["fte_2007"].to_list()
        == published.table(2016, "3.3")["fte_2007"].to_list()
    )
    assert printed.told["reference_week"] == 5
    assert list(answered.splits["adult_measure"]) == ["fte_2015"]
    assert answered.splits["child_education"].index.name == "education"
