"""Places bought from private providers, against hand counts."""

import math

import pandas as pd
import pytest

from is248.measures import housing_and_care as care
from is248.measures import outcomes


def buyers():
    """Three buyers in the north (one of both kinds) and one in the south."""
    rows = [(1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 1, 0)]
    frame = pd.DataFrame(rows, columns=["buy__ideal", "buy__firm", "buy__no"], dtype="Int8")
    return frame.assign(area=["north", "north", "north", "south"])


def shares(n, pct):
    return pd.DataFrame({"n": n, "pct": pct}, index=["north", "south", "total"])


def test_options_by_area_among_buyers():
    options = ["ideal", "firm"]
    found = outcomes.options_by(buyers(), "buy", options, "area", ["south", "north", "west"])
    assert list(found.index) == ["south", "north", "total"]
    assert found["n"].to_dict() == {"north": 3, "south": 1, "total": 4}
    assert found.loc["total", "ideal_pct"] == 50.0
    assert found.loc["south", "firm_pct"] == 100.0


def test_one_option_alone_keeps_the_base_of_all_buyers():
    found = outcomes.options_by(buyers(), "buy", ["ideal"], "area", ["north", "south"])
    assert found["n"].to_dict() == {"north": 3, "south": 1, "total": 4}
    assert found["ideal_pct"].to_dict() == pytest.approx(
        {"north": 200 / 3, "south": 0, "total": 50}
    )


def test_the_mix_of_sectors_sums_to_all_buyers():
    bought = buyers()
    found = care.sector_mix(bought["buy__ideal"], bought["buy__firm"], bought["area"])
    assert found.loc["total"].to_list() == [4, 25.0, 25.0, 50.0]
    assert found.loc["south"].to_list() == [1, 0.0, 0.0, 100.0]
    assert found.drop(columns="n").sum(axis=1).round(9).eq(100).all()


def test_a_share_of_all_beside_the_share_of_buyers():
    found = care.beside_buyers(shares([3, 2, 5], [60, 50, 56]), shares([3, 0, 3], [80, 0, 80]))
    assert found["pct"].to_list() == [60, 50, 56]
    assert found["buyers_pct"].dropna().to_dict() == {"north": 80, "total": 80}


def test_ranks_that_are_reversed_correlate_by_minus_one():
    beside = care.beside_buyers(shares([9, 9, 18], [60, 50, 55]), shares([6, 6, 12], [70, 80, 75]))
    assert care.rank_correlation(beside, 5) == pytest.approx(-1)
    assert math.isnan(care.rank_correlation(beside, 7))


def test_a_question_that_nobody_answered_breaks_nothing():
    none, no_shares = buyers().iloc[:0], shares([3, 2, 5], [0, 0, 0]).iloc[:0]
    assert outcomes.options_by(none, "buy", ["firm"], "area", ["north"]).empty
    assert care.sector_mix(none["buy__ideal"], none["buy__firm"], none["area"]).empty
    assert care.beside_buyers(no_shares, no_shares).empty
