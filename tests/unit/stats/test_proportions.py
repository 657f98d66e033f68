"""Shares and Wilson intervals against published limits, a second implementation and by hand."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from is248.base.errors import DataError
from is248.stats.proportions import distribution, proportions, wilson
from is248.stats.tidy import pick

QUANTITY_PAIR = ("share", "share_weighted")


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # Newcombe (1998), Stat Med 17: 857-872, table I, method 3 (score, no continuity correction)
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_newcombe_1998(successes, n, low, high):
    assert [round(limit, 4) for limit in wilson(successes, n)] == [low, high]


@given(st.integers(1, 500), st.data())
def test_as_statsmodels(n, data):
    successes = data.draw(st.integers(0, n))
    expected = proportion_confint(successes, n, method="wilson")
    assert wilson(successes, n) == pytest.approx(expected, abs=1e-12)


@given(st.integers(1, 500), st.data())
def test_limits_hold_the_share_and_mirror(n, data):
    successes = data.draw(st.integers(0, n))
    low, high = wilson(successes, n)
    assert 0 <= low <= successes / n <= high <= 1
    assert wilson(n - successes, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@pytest.fixture
def units():
    return pd.DataFrame(
        {
            "y": pd.array([1, 0, 1, None, 1, 0, None], dtype="Int8"),
            "g": ["a", "a", "b", "b", "", "b", "c"],
            "w": [100.0, 300.0, 50.0, 70.0, 200.0, 150.0, 10.0],
        }
    )


def test_shares_by_group_by_hand(units):
    found = pick(proportions(units, "y", "g", weight="w"), "share")
    assert found["estimate"].to_list() == pytest.approx([0.5, 0.5, np.nan, 0.6], nan_ok=True)
    assert found["n"].to_list() == [2, 2, 0, 5]
    assert found["count"].to_list() == [1, 1, 0, 3]
    assert found["missing"].to_list() == [0, 1, 1, 2]
    assert found["note"].to_list() == ["", "", "Ingen svar.", ""]
    assert list(found.index) == ["a", "b", "c", "total"]


def test_weighted_is_the_ratio_of_sums(units):
    found = pick(proportions(units, "y", "g", weight="w"), "share_weighted")
    assert found["estimate"].to_list() == pytest.approx(
        [0.25, 0.25, np.nan, 350 / 800], nan_ok=True
    )
    assert found["denominator"].to_list() == [400, 200, 0, 800]
    # Kish: (100 + 300)^2 / (100^2 + 300^2) = 1.6 effective units
    assert found.loc["a", ["low", "high"]].to_list() == pytest.approx(wilson(0.25 * 1.6, 1.6))
    # linearised: sqrt(100^2 0.75^2 + 300^2 0.25^2) / 400
    assert found.loc["a", "se"] == pytest.approx(np.hypot(75, 75) / 400)


def test_equal_weights_are_no_weights(units):
    found = proportions(units.assign(w=7.0), "y", "g", weight="w")
    one, other = (pick(found, q)[["estimate", "low", "high", "se"]] for q in QUANTITY_PAIR)
    pd.testing.assert_frame_equal(one, other)


def test_units_without_inhabitants_are_told(units):
    found = pick(
        proportions(units.assign(w=[0.0, *units["w"][1:]]), "y", weight="w"), QUANTITY_PAIR[1]
    )
    assert found.loc["total", "n"] == 4
    assert "1 av svarene" in found.loc["total", "note"]


def test_distribution_sums_to_one():
    frame = pd.DataFrame({"q": ["x", "y", "x", None, "z"], "g": list("aabba")})
    found = distribution(frame, "q", "g", orders={"q": ["z", "y", "x", "w"]})
    assert list(dict.fromkeys(found["item"])) == ["z", "y", "x", "w"]
    sums = found.groupby("level")["estimate"].sum()
    assert sums.to_list() == pytest.approx([1, 1, 1])
    assert found[found["level"] == "total"]["missing"].to_list() == [1] * 4


def test_an_answer_may_bear_the_name_of_a_column():
    frame = pd.DataFrame({"q": ["g", "w", "g"], "g": list("aab"), "w": [1.0, 2.0, 3.0]})
    found = distribution(frame, "q", "g", weight="w")
    total = found[(found["level"] == "total") & (found["quantity"] == "share")]
    assert dict(zip(total["item"], total["estimate"], strict=True)) == pytest.approx(
        {"g": 2 / 3, "w": 1 / 3}
    )


def test_all_missing_is_not_a_number_and_no_warning(units):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = proportions(units.assign(y=pd.NA), "y", "g", weight="w")
    assert found["estimate"].isna().all()
    assert set(found["note"]) == {"Ingen svar."}
    assert proportions(units[:0], "y", "g").shape[0] == 1


def test_faults_are_told(units):
    with pytest.raises(DataError, match="ingen kolonne «h»"):
        proportions(units, "y", "h")
    with pytest.raises(DataError, match="negative"):
        proportions(units.assign(w=-1.0), "y", "g", weight="w")
