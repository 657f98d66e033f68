"""Words for values: the grammar must be right for every value."""

import math

import pandas as pd
import pytest

from is248.base.numbers import NBSP, unbroken
from is248.show import words


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "ingen kommuner"), (1, "én kommune"), (2, "to kommuner"), (12, "tolv kommuner"),
     (13, f"13{NBSP}kommuner"), (1004, f"1{NBSP}004{NBSP}kommuner")],
)  # fmt: skip
def test_count(value, expected):
    assert words.count(value, "kommune", "kommuner").text == expected


def test_a_count_that_is_missing_is_a_dash():
    assert words.count(float("nan"), "kommune", "kommuner").text == "–\u00a0kommuner"


def test_count_of_neuter_nouns():
    assert words.count(1, "fylke", "fylker", neuter=True).text == "ett fylke"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(634, f"økte med 634{NBSP}årsverk"), (-5, f"gikk ned med 5{NBSP}årsverk"),
     (0.4, f"endret seg mindre enn 1{NBSP}årsverk"),
     (-0.4, f"endret seg mindre enn 1{NBSP}årsverk"), (-0.5, f"gikk ned med 1{NBSP}årsverk")],
)  # fmt: skip
def test_rose_is_judged_on_what_is_shown(value, expected):
    assert words.rose(value, "årsverk").text == expected


def test_a_change_that_is_not_shown_is_smaller_than_the_last_decimal():
    assert words.rose(0.04, "prosent", 1).text == f"endret seg mindre enn 0,1{NBSP}prosent"


def test_rose_keeps_the_raw_value():
    assert words.rose(-0.4, "årsverk").value == -0.4


@pytest.mark.parametrize(
    ("names", "expected"),
    [([], "ingen"), (["Oslo"], "Oslo"), (["Oslo", "Troms"], "Oslo og Troms"),
     (["Oslo", "Troms", "Finnmark"], "Oslo, Troms og Finnmark")],
)  # fmt: skip
def test_listing(names, expected):
    assert words.listing(names).text == expected


def test_ranking_names_all_that_share_the_last_place():
    ranked = words.ranking(["a", "b", "c", "d"], [10.4, 9.6, 20.0, 3.0], top=2)
    assert ranked.text == "c (20), a (10) og b (10)"
    assert ranked.value == "c (20); a (10); b (10)"


def test_lowest_first():
    assert words.ranking(["a", "b"], [1, 2], top=1, lowest=True).text == "a (1)"


def test_a_ranking_of_nothing_names_nothing():
    assert words.ranking([], [], top=2).text == "ingen"


def test_panels_are_told_one_by_one():
    shares = pd.DataFrame({"a": [10.0, 30.0, 20.0]}, index=["x", "y", "total"])
    told = words.panels_alt(shares, {"a": "Ideelle"}, {"x": "Nord", "y": "Sør"})
    assert told == ("Ideelle: Landet: 20 prosent. Høyest i Sør (30). Lavest i Nord (10).")


def test_percent_and_year():
    assert words.percent(-6.13, 1).text == f"6,1{NBSP}prosent"
    assert words.percent(-6.13, 1).value == -6.13
    assert words.year(2016).text == "2016"


def test_series_alt_says_first_last_and_break():
    frame = pd.DataFrame({"x": [10.0, 12.0]}, index=[2013, 2015])
    alt = words.series_alt(frame, {"x": "Voksne"}, [2014])
    assert alt == "Voksne: 10 årsverk i 2013, 12 i 2015. Serien har brudd i 2014."


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(14, 15, f"14 av 15{NBSP}bydeler"), (15, 15, f"alle 15{NBSP}bydeler"),
     (0, 15, f"ingen av 15{NBSP}bydeler"), (1, 1, "én bydel"), (0, 1, "ingen bydeler"),
     (2, 2, f"begge{NBSP}bydeler"), (9, 9, f"alle ni{NBSP}bydeler"), (0, 0, "ingen bydeler"),
     (4, 9, f"fire av ni{NBSP}bydeler"), (1, 12, f"én av tolv{NBSP}bydeler")],
)  # fmt: skip
def test_of_all(part, whole, expected):
    assert words.of_all(part, whole, "bydel", "bydeler").text == expected


def test_of_all_counts_in_whole_units_and_misses_none():
    assert repr(words.of_all(14.0, 15, "bydel", "bydeler").value) == "14"
    missing = words.of_all(math.nan, 15, "bydel", "bydeler")
    assert missing.missing
    assert missing.value is None


def test_p_values():
    assert words.p_value(0.0342).text == f"p{NBSP}={NBSP}0,034"
    assert words.p_value(0.0004).text == f"p{NBSP}<{NBSP}0,001"
    assert words.p_value(0.001).text == f"p{NBSP}={NBSP}0,001"


def test_a_test_that_does_not_reject_claims_no_equality():
    assert words.differs(0.2, 0.1).text == "skiller seg ikke statistisk sikkert"
    assert words.differs(0.04, 0.1).text == "skiller seg statistisk sikkert"


def test_a_capital_begins_a_sentence_and_changes_no_value():
    began = words.capital(words.count(2, "bydel", "bydeler"))
    assert (began.value, began.text, began.unit) == (2, "To bydeler", "bydeler")
    assert words.capital(words.name("økt")).text == "Økt"


def test_alt_text_of_two_years_tells_both_ends():
    frame = pd.DataFrame({"2015": [28.4, 7.0], "2016": [35.1, 7.2]}, index=["total", "small"])
    said = words.slopes_alt(frame, {"total": "Landet", "small": "Små"})
    assert said == "Prosent i 2015 og 2016. Landet: 28 og 35; Små: 7 og 7."
    assert words.slopes_alt(frame[:0], {}) == ""


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (2, 15, "2 av 15"),
        (0, 15, "ingen av 15"),
        (15, 15, "alle 15"),
        (3, 7, "tre av sju"),
        (2, 2, "begge"),
    ],
)
def test_of_few(part, whole, expected):
    found = words.of_few(part, whole)
    assert (found.text, found.value) == (expected, part)


def test_a_ranking_of_nothing():
    assert words.ranking([], [], top=3).text == "ingen"


def test_bars_and_scales_are_told_one_by_one():
    values, labels = pd.Series({"a": 7.0, "b": 21.0}), {"a": "Ja, litt", "b": "Nei"}
    assert (
        words.bars_alt(values, labels, "prosent") == "Størst: Nei 21 prosent. Deretter: Ja, litt 7."
    )
    told = words.scale_alt(values, labels)
    assert told == "Prosent av alle som svarte: Ja, litt 7; Nei 21."


def test_the_spread_of_small_and_large_is_told_and_not_judged():
    bands = pd.DataFrame({"q1": [18.2, 20.0, 21.4], "q3": [44.6, 40.0, 32.0]})
    assert words.bands_alt(bands) == (
        f"Den midterste halvdelen av de minste kommunene har 18 til 45 årsverk per 10{NBSP}000 "
        "innbyggere, av de største 21 til 32."
    )


def test_thousands_in_words_do_not_break_over_two_lines():
    assert unbroken("Fra 1 000 til 12 345 678 i 2015") == (
        f"Fra 1{NBSP}000 til 12{NBSP}345{NBSP}678 i 2015"
    )
    assert unbroken("I 2015 200 kommuner, i 2015 2016") == "I 2015 200 kommuner, i 2015 2016"


def test_counts_of_a_frame_are_said_as_whole_numbers_and_none_of_none_not_at_all():
    assert words.of_few(2.0, 7.0).text == "to av sju"
    assert words.of_few(0.0, 0.0).missing
