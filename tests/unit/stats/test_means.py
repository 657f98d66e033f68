"""Means with t-intervals against scipy, a published interval and by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from is248.base.errors import DataError
from is248.stats.means import ALL_ALIKE, ONE_ANSWER, means
from is248.stats.tidy import pick


@pytest.fixture
def units():
    return pd.DataFrame(
        {
            "y": pd.array([1, 2, 5, 3, 3, 4, None], dtype="Int8"),
            "g": ["a", "a", "a", "b", "b", "c", "d"],
            "w": [100.0, 300.0, 50.0, 70.0, 200.0, 150.0, 10.0],
        }
    )


def test_unweighted_is_scipys_t_interval(units):
    found = pick(means(units, "y", "g", scale=None), "mean")
    y = np.array([1, 2, 5])
    expected = stats.t.interval(0.95, 2, y.mean(), stats.sem(y))
    assert found.loc["a", ["low", "high"]].to_list() == pytest.approx(expected)
    assert found.loc["a", "se"] == pytest.approx(stats.sem(y))
    assert found.loc["total", "estimate"] == pytest.approx(3.0)
    assert found["missing"].to_list() == [0, 0, 0, 1, 1]


def test_students_sleep_data():
    # R, t.test(extra ~ 1) on the second group of `sleep` (Student 1908): mean 2.33, and by hand
    # sd = 2.002249, so 2.33 +/- 2.262157 * 2.002249 / sqrt(10)
    extra = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = means(pd.DataFrame({"y": extra}), "y", scale=None).loc[0]
    assert found["estimate"] == pytest.approx(2.33)
    assert found[["low", "high"]].to_list() == pytest.approx([0.8976775, 3.7623225], abs=1e-5)


def test_weighted_by_hand(units):
    found = pick(means(units, "y", "g", weight="w"), "mean_weighted")
    assert found.loc["a", "estimate"] == pytest.approx((100 + 600 + 250) / 450)
    centre = 950 / 450
    parts = [100 * (1 - centre), 300 * (2 - centre), 50 * (5 - centre)]
    assert found.loc["a", "se"] == pytest.approx(np.sqrt(3 / 2 * np.sum(np.square(parts))) / 450)
    assert found.loc["a", "denominator"] == 450


def test_equal_weights_are_no_weights(units):
    found = means(units.assign(w=3.0), "y", "g", weight="w")
    columns = ["estimate", "low", "high", "se", "df"]
    one, other = (pick(found, q)[columns] for q in ("mean", "mean_weighted"))
    pd.testing.assert_frame_equal(one, other)


def test_limits_stay_on_the_scale_and_are_missing_where_nothing_is_known(units):
    found = pick(means(units, "y", "g", weight="w"), "mean")
    assert found.loc["a", ["low", "high"]].to_list() == [1, 5]
    assert found["note"].to_list() == ["", ALL_ALIKE, ONE_ANSWER, "Ingen svar.", ""]
    assert found.loc[["b", "c", "d"], ["low", "high"]].isna().all(axis=None)


def test_equal_answers_have_no_spread_whatever_the_weights():
    frame = pd.DataFrame({"y": [0.1] * 7, "w": np.linspace(0.1, 0.7, 7)})
    found = pick(means(frame, "y", weight="w", scale=None), "mean_weighted")
    assert found.loc["total", "se"] == 0
    assert np.isnan(found.loc["total", "low"])


def test_a_value_off_the_scale_is_a_fault(units):
    with pytest.raises(DataError, match="utenfor skalaen 1–5"):
        means(units.assign(y=9), "y")
