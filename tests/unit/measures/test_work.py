"""Work measures, counted by hand."""

import math

import pandas as pd
import pytest
from scipy.stats import fisher_exact

from is248.measures import outcomes as questions
from is248.measures import work
from is248.stats.logit import logit
from is248.stats.tidy import pick

ORDERS = {"size_class": ["large", "small"]}


@pytest.fixture
def units():
    return pd.DataFrame(
        {
            "kind": ["municipality", "municipality", "municipality", "district", "district"],
            "size_class": ["small", "small", "large", "large", "large"],
            "pop_18plus": [1000.0, 3000.0, 6000.0, 5000.0, 5000.0],
            "ips": pd.array(["yes", "no", None, "yes", "yes"], dtype="string"),
            "se": pd.array(["yes", "no", "no", "no", "yes"], dtype="string"),
            "unasked": pd.array([None] * 5, dtype="string"),
            "users": pd.array([5, 0, None, 10, 20], dtype="Float64"),
        },
        index=pd.Index(["0101", "0102", "0103", "030101", "030102"], name="unit"),
    )


def test_districts_are_a_group_of_their_own(units):
    found = work.districts_apart(units)[work.SIZE_DISTRICTS]
    assert found.to_list() == ["small", "small", "large", *["oslo_districts"] * 2]


def test_who_has_all_of_something(units):
    assert work.having(units, "ips") == {"municipality": 1, "district": 2}
    assert work.having(units, "ips", "se") == {"municipality": 1, "district": 1}
    assert work.having(units, "users") == {"municipality": 1, "district": 2}


def test_offers_by_kind_of_unit(units):
    found = work.by_kind(units, {"ips": ["ips"], "both": ["ips", "se"], "none": ["unasked"]})
    assert found.to_dict("index") == {
        "ips": {"municipalities_n": 1, "districts_n": 2},
        "both": {"municipalities_n": 1, "districts_n": 1},
    }


@pytest.mark.parametrize("name", ["unasked", "unknown"])
def test_nobody_is_known_to_have_what_was_not_asked(units, name):
    assert all(math.isnan(count) for count in work.having(units, "ips", name).values())


def test_users_are_divided_by_the_adults_of_units_that_have_them(units):
    found = work.users_by(units, "users", "size_class")
    assert found.loc["small"].to_list() == [1, 5, 1000, 50]
    assert found.loc["large"].to_list() == [2, 30, 10000, 30]
    assert found.loc["total", "users_per10k_18plus"] == pytest.approx(35 / 11000 * 10000)


@pytest.mark.parametrize("name", ["unasked", "unknown"])
def test_no_users_are_no_rows(units, name):
    found = work.users_by(units, name, "size_class")
    assert found.empty


def test_every_unit_or_every_adult_counts_the_same(units):
    found = work.weighted_shares(units, "ips", ["yes"], "size_class", ORDERS)
    assert found.loc["small"].to_list() == [2, 50, 25]
    assert found.loc["total", "unweighted_pct"] == 75
    assert found.loc["total", "weighted_pct"] == pytest.approx(11 / 14 * 100)


def test_a_line_goes_from_the_lower_share_to_the_higher(units):
    shares = work.weighted_shares(units, "ips", ["yes"], "size_class", ORDERS)
    found = work.two_ends(shares)
    assert list(found.index) == ["large", "small"]
    assert found.loc["small", ["low", "estimate", "other", "high"]].to_list() == [25, 25, 50, 50]


def test_shares_of_an_unasked_question_are_no_rows(units):
    shares = work.weighted_shares(units, "unasked", ["yes"], "size_class", ORDERS)
    assert shares.empty
    assert work.two_ends(shares).empty


def test_counties_alone_and_beside_size():
    data = pd.DataFrame(
        {
            "county": (["a"] * 4 + ["b"] * 4) * 3,
            "size_class": ["x", "y"] * 12,
            "ips": ["yes", "no", "no", "no", "yes", "yes", "no", "yes"] * 3,
        }
    )
    orders = {"county": ["a", "b"], "size_class": ["x", "y"]}
    found = work.county_tests(data, {"ips": "IPS", "unknown": "?"}, orders).loc["IPS"]
    # 3 of 12 against 9 of 12: Fisher's test, since the margins are even
    assert found["county_alone_p"] == pytest.approx(fisher_exact([[3, 9], [9, 3]]).pvalue)
    hits = questions.outcome(data, "ips", ["yes"])
    whole = logit(hits, questions.OUTCOME, ["county", "size_class"], orders=orders)
    for column, term in (("county_given_size_p", "county"), ("size_given_county_p", "size_class")):
        assert found[column] == pytest.approx(pick(whole, "factor_test", term)["p"].iloc[0])


def test_change_is_of_those_that_answered_and_of_those_that_switched(units):
    before = units.assign(ips=["no", "no", "yes", None, "no"])
    found = work.changes(before, units, {"ips": "IPS", "unasked": "?"})
    # before 1 of 4, after 3 of 4; answered both: 0101 and 030102 gained, 0102 stayed; p = 2 / 2^2
    assert found.loc["IPS"].to_list() == [25, 75, 3, 2, 0, 0.5]
    assert list(found.index) == ["IPS"]
    assert work.changes(None, units, {"ips": "IPS"}).empty
