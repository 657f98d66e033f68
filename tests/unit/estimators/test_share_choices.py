"""A share among some units, and under other choices, counted by hand."""

import math

import pandas as pd
import pytest

from is248.estimators import share_choices


@pytest.fixture
def units():
    text = pd.array
    return pd.DataFrame(
        {
            "pop_total": [1.0, 1.0, 1.0, 2.0, 5.0, 9.0],
            "help": text(["high", "high", "low", "mid", None, "high"], dtype="string"),
            "routines": text(["high", "low", None, "low", "high", "high"], dtype="string"),
            "silent": text([None] * 6, dtype="string"),
        }
    )


def test_share_of_some(units):
    found = share_choices.share_of(units, "routines", ["high"], ("help", ["high"]))
    assert found[["n", "count"]].to_list() == [3, 2]
    assert found["pct"] == pytest.approx(200 / 3)
    nothing = share_choices.share_of(units, "routines", ["high"], ("unknown", ["high"]))
    assert nothing["n"] == 0
    assert math.isnan(nothing["pct"])


def test_other_choices_and_the_silent(units):
    found = share_choices.with_silent(units, units.head(4), "help", ["high"], leave_out=["low"])
    assert found["n"].to_dict() == {
        "chosen": 5, "left_out": 4, "districts": 4, "inhabitants": 5, "silent_other": 6,
        "silent_same": 6,
    }  # fmt: skip
    assert found["pct"].to_dict() == pytest.approx({
        "chosen": 60, "left_out": 75, "districts": 50, "inhabitants": 1100 / 14, "silent_other": 50,
        "silent_same": 400 / 6,
    })  # fmt: skip


def test_nobody_answered(units):
    found = share_choices.with_silent(units, units, "silent", ["high"])
    assert found.empty
    assert "pct" in found.columns
