"""Bounds, finite intervals and raking, by hand and by enumeration."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from is248.stats.census import finite_interval, raked_share, worst_case
from is248.stats.proportions import wilson


def test_the_silent_all_no_and_all_yes():
    assert worst_case(68, 412, 428) == pytest.approx((68 / 428, 84 / 428))
    assert worst_case(0, 0, 10) == (0, 1)
    assert worst_case(4, 9, 9) == pytest.approx((4 / 9, 4 / 9))
    assert all(math.isnan(limit) for limit in worst_case(0, 0, 0))


def test_a_finite_interval_by_hand():
    # 1 of 2 that answered, of 4 asked: 1, 2 or 3 have the outcome; none gives so few or so many
    # less often than one time in two
    assert finite_interval(1, 2, 4) == (0.25, 0.75)
    assert finite_interval(2, 2, 2) == (1, 1)
    assert all(math.isnan(limit) for limit in finite_interval(0, 0, 5))


@pytest.mark.parametrize("have", [0, 1, 5, 13, 30, 59, 60])
def test_a_finite_interval_covers_the_truth_often_enough(have):
    # every sample of 50 of 60, with its chance
    ones = np.arange(51)
    chances = stats.hypergeom.pmf(ones, 60, have, 50)
    limits = [finite_interval(int(x), 50, 60) if p > 0 else (2, 2)
              for x, p in zip(ones, chances, strict=True)]  # fmt: skip
    inside = [low - 1e-12 <= have / 60 <= high + 1e-12 for low, high in limits]
    assert chances[inside].sum() >= 0.95


@pytest.mark.parametrize(("count", "n", "asked"), [(40, 385, 428), (200, 400, 428), (0, 380, 428)])
def test_a_finite_interval_is_within_what_is_possible_and_within_wilsons(count, n, asked):
    low, high = finite_interval(count, n, asked)
    least, most = worst_case(count, n, asked)
    assert least <= low <= count / n <= high <= most
    outer = wilson(count, n)
    assert high - low < outer[1] - outer[0]


def answers(cells):
    """(Area, size) → (yes, no, silent)."""
    rows = [
        (*cell, answer)
        for cell, (yes, no, silent) in cells.items()
        for answer in [1.0] * yes + [0.0] * no + [np.nan] * silent
    ]
    return pd.DataFrame(rows, columns=["area", "size", "y"])


def test_raking_of_one_grouping_is_post_stratification():
    data = answers({("n", "s"): (3, 1, 0), ("e", "s"): (1, 1, 6)})
    found = raked_share(data, "y", ["area"])
    # 4 units with 3 of 4, 8 units with 1 of 2
    assert found["estimate"] == pytest.approx((4 * 3 / 4 + 8 / 2) / 12)
    assert (found["n"], found["count"], found["missing"]) == (6, 4, 6)


def test_raking_of_two_by_two_by_hand():
    # answered 10, 20 / 30, 40; asked rows 50, 100 and columns 60, 90. The fitted table keeps the
    # odds ratio 10 * 40 / (20 * 30) = 2 / 3: its corner x solves
    # 3 x (100 - 60 + x) = 2 (50 - x) (60 - x), so x^2 + 340 x - 6000 = 0
    cells = {("n", "s"): (5, 5, 0), ("n", "l"): (2, 18, 20), ("e", "s"): (24, 6, 20),
             ("e", "l"): (10, 30, 10)}  # fmt: skip
    x = -170 + math.sqrt(170**2 + 6000)
    fitted = {("n", "s"): x, ("n", "l"): 50 - x, ("e", "s"): 60 - x, ("e", "l"): 40 + x}
    expected = sum(fitted[cell] * yes / (yes + no) for cell, (yes, no, _) in cells.items()) / 150
    found = raked_share(answers(cells), "y", ["area", "size"])
    assert found["estimate"] == pytest.approx(expected)
    assert found["denominator"] == 150


def test_groups_without_answers_are_told():
    data = answers({("n", "s"): (3, 1, 0), ("e", "s"): (0, 0, 2)})
    found = raked_share(data, "y", ["area"])
    assert found["estimate"] == pytest.approx(0.75)
    assert found["denominator"] == 4
    assert found["note"].startswith("2 enheter")
    assert raked_share(data.assign(y=np.nan), "y", ["area"])["note"] == "Ingen svar."
