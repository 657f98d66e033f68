"""Units in two years: McNemar by hand."""

import math

import pandas as pd
import pytest

from is248.estimators.switches import switched


def answers(*given):
    return pd.Series(given, index=[f"{1000 + at}" for at in range(len(given))], dtype="object")


def test_by_hand():
    # three gained, one lost: exact two-sided p is 2 (1 + 4) / 16
    before = answers("no", "no", "no", "yes", "yes", None)
    after = answers("yes", "yes", "yes", "no", "yes", "yes")
    found = switched(before, after).loc["total"]
    assert found[["both_n", "gained", "lost"]].tolist() == [5, 3, 1]
    assert found["p_value"] == pytest.approx(10 / 16)


def test_nobody_changed():
    given = answers("no", "yes")
    assert math.isnan(switched(given, given)["p_value"].iloc[0])


def test_nobody_in_both():
    assert switched(answers("no", None), answers(None, "yes")).empty
