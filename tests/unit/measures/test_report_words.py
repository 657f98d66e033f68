"""Rankings and limits told in the report, beside ours."""

import math

import pandas as pd
import pytest

from is248.measures import report_words


def test_as_told():
    frame = pd.DataFrame(
        {"pct": [10.0, 20.0, 70.0, 70.0, 50.0]}, index=["Ahus-området", "B", "C", "D", "total"]
    )
    assert report_words.as_told(frame, "B; Ahus", lowest=True) == "B; Ahus"
    assert report_words.as_told(frame, "B", lowest=True) == "Ahus-området"
    assert report_words.as_told(frame, "C") == "C; D"
    assert report_words.as_told(frame, "") == ""
    assert report_words.as_told(pd.DataFrame(), "C") == ""


def test_told():
    assert report_words.told(2016, 7, "ip_offer_size_p") == "0.05"
    assert report_words.told(2016, 7, "nothing") == ""
    assert report_words.told(2014, 7, "ip_offer_size_p") == ""


@pytest.mark.parametrize(
    ("p", "above", "shown"),
    [(0.107, True, 0.05), (0.028, True, 0.028), (0.028, False, 0.05), (0.107, False, 0.107)],
)
def test_a_limit_is_ours_where_it_is_kept(p, above, shown):
    assert report_words.within_told(p, 0.05, above=above) == shown


def test_no_p_keeps_no_limit():
    assert math.isnan(report_words.within_told(math.nan, 0.05, above=True))
    assert math.isnan(report_words.within_told(math.nan, 0.05, above=False))


def test_a_finding_from_one_group_on():
    order = ["a", "b", "c"]
    assert report_words.onwards(["a", "b", "c"], order, "b") == "b og nordover"
    assert report_words.onwards(["b", "c"], order, "b") == "b og nordover"
    assert report_words.onwards(["a", "c"], order, "b") == "ikke i b"
    assert report_words.onwards([], order, "b") == "ikke i b, c"


def test_where_size_classes_begin():
    assert report_words.lower_bound(["10000-20000", "20000-50000"]) == 10000
    assert report_words.lower_bound(["50000 og større"]) == 50000
    assert report_words.lower_bound(["<2000"]) == 0
    assert math.isnan(report_words.lower_bound([]))
