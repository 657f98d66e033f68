"""Grants to user involvement, by hand."""

import math

import pandas as pd
import pytest

from is248.measures import grants
from is248.survey.answers import Answers

ORDER = ["<2000", "2000-5000", "5000-10000", "10000-20000", "20000-50000", "50000 og større"]
REGISTER = pd.DataFrame(
    {
        "kind": ["municipality", "district", "district", "residual", "agency"],
        "size_class": ["<2000", *["50000 og større"] * 4],
        "pop_total": [1_500, 49_999, 50_000, 6_000, None],
        "user_involvement_amount": [3_000, 50_000, None, None, 30_000],
    }
)


def test_districts_count_by_their_own_size():
    own = grants.own_size_class(REGISTER, ORDER)
    assert own.to_list() == ["<2000", "20000-50000", "50000 og større", "5000-10000", "5000-10000"]


def test_grants_per_inhabitant_are_ratios_of_sums():
    units = REGISTER.assign(size_class=grants.own_size_class(REGISTER, ORDER))
    found = grants.grants_by(units, "size_class")
    assert found.loc["<2000"].to_list() == [3, 1_500, 2]
    assert found.loc["5000-10000", "nok_per_inhabitant"] == 5
    assert found.loc["50000 og større", "amount_1000nok"] == 0
    assert found.loc["total", "amount_1000nok"] == 83
    assert found.loc["total", "pop_total_n"] == 107_499


PRINTED = pd.DataFrame(
    {
        "nominal_1000nok": [80.0, 90.0, 96.0, 110.0],
        "nominal_change_pct": [None, 12.0, 7.0, 15.0],
        "real_1000nok": [100.0, 100.0, 96.0, 110.0],
        "real_change_pct": [None, 0.0, -4.0, 15.0],
    },
    index=["2012", "2013", "2014", "2015"],
)


def test_series_carries_earlier_amounts_and_computes_the_changes():
    found = grants.grant_series(PRINTED, 120_000, 2015)
    assert found.shown["nominal_1000nok"].to_list() == [80, 90, 96, 120]
    assert found.value["nominal_1000nok"].isna().to_list() == [True, True, True, False]
    assert found.value.loc["2015", "nominal_change_pct"] == 25
    assert found.value.loc["2014", "real_change_pct"] == pytest.approx(-4)
    assert math.isnan(found.value.loc["2012", "real_change_pct"])


def test_alt_text_of_grants_names_first_highest_and_last():
    labels = {"nominal_1000nok": "Løpende"}
    shown = PRINTED * 1_000
    assert grants.grants_alt(shown, labels) == (
        "Millioner kroner. Løpende: 80,0 i 2012, 110,0 i 2015."
    )


def test_granting_anything_keeps_no_answer_apart_from_nothing():
    units = pd.DataFrame({"user_involvement_amount": [0.0, 5.0, None]})
    assert grants.grants_anything(units).to_list()[:2] == ["no", "yes"]
    assert grants.grants_anything(units).isna().to_list() == [False, False, True]


def test_series_without_print_or_amount():
    alone = grants.grant_series(pd.DataFrame(), 120_000, 2015)
    assert alone.shown["nominal_1000nok"].to_dict() == {"2015": 120}
    assert alone.value["real_change_pct"].isna().all()
    assert grants.grant_series(PRINTED, float("nan"), 2015).shown.empty


def test_what_nobody_told_is_empty():
    silent = REGISTER.assign(user_involvement_amount=None)
    assert grants.grants_by(silent, "size_class").empty
    assert grants.givers_by(silent, "size_class", ORDER).empty
    assert math.isnan(grants.rate(pd.DataFrame(), "<2000"))
    assert grants.grants_alt(pd.DataFrame(), {"nominal_1000nok": "Løpende"}) == ""


def test_givers_by_group_leave_out_no_answer():
    found = grants.givers_by(REGISTER, "size_class", ORDER)
    assert found.loc["<2000", ["n", "count"]].to_list() == [1, 1]
    assert found.loc["total", ["n", "count"]].to_list() == [3, 3]


def test_kroner_of_one_group():
    found = grants.grants_by(REGISTER, "size_class")
    assert grants.rate(found, "<2000") == 2
    assert math.isnan(grants.rate(found, "unknown"))


def test_half_of_the_money_is_on_the_fewest():
    # 50 of 100 is half at once; then 40 and 30 of 120
    assert grants.units_with_half(pd.Series([10, 50, None, 40])) == 1
    assert grants.units_with_half(pd.Series([40, 30, 20, 30])) == 2
    assert grants.units_with_half(pd.Series([0, 0])) == 0


def test_only_municipalities_that_do_not_know_are_counted():
    statuses = pd.DataFrame(
        [
            ("0101", "user_involvement_amount", "dont_know"),
            ("0101", "another", "dont_know"),
            ("0104", "user_involvement_amount", "missing"),
            ("0301-V", "user_involvement_amount", "dont_know"),
        ],
        columns=["unit", "variable", "status"],
    )
    answers = Answers(pd.DataFrame(), statuses, synthetic=False, codebook=None)
    assert grants.unknown(answers, pd.DataFrame(index=["0101", "0104", "0301"])) == 1
