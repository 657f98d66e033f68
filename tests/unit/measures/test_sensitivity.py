"""One share, also under several choices, against hand counts."""

import math

import numpy as np
import pandas as pd
import pytest

from is248.measures import sensitivity
from is248.stats.proportions import wilson


def units(**columns):
    frame = pd.DataFrame(columns)
    return frame.set_index(pd.Index([f"{1000 + at}" for at in range(len(frame))], name="code"))


class TestSensitivity:
    ONE = units(answer=["yes", "no", "dont_know", "no"])
    DISTRICTS = units(
        answer=["yes", "yes", "no", "dont_know", "no"],
        pop_total=[600.0, 100.0, 100.0, 100.0, 100.0],
    )

    def test_by_hand(self):
        found = sensitivity.sensitivity(
            self.ONE, self.DISTRICTS, "answer", ["yes"], leave_out=["dont_know"]
        )
        assert found["pct"].to_dict() == pytest.approx(
            {"chosen": 25, "left_out": 100 / 3, "districts": 40, "inhabitants": 70}
        )
        assert found["n"].tolist() == [4, 3, 5, 5]

    def test_nothing_to_leave_out(self):
        found = sensitivity.sensitivity(self.ONE, self.DISTRICTS, "answer", ["yes"])
        assert found.index.tolist() == ["chosen", "districts", "inhabitants"]

    def test_those_that_answered_stand_for_all(self):
        # size class "s": 1 of 2 answered yes, "l": 0 of 1; six units, three of each
        one = units(
            answer=["yes", "no", None, "no", None, None],
            size_class=list("ssslll"), county=["n"] * 6, pop_total=[1.0] * 6,
        )  # fmt: skip
        found = sensitivity.sensitivity(one, one, "answer", ["yes"]).loc["raked"]
        assert found["pct"] == pytest.approx(100 * (3 / 2) / 6)
        assert (found["n"], found["count"]) == (3, 1)
        # weights 1.5, 1.5 and 3: 36 / 13.5 effective units
        limits = 100 * np.array(wilson(0.25 * 36 / 13.5, 36 / 13.5))
        assert found[["low_pct", "high_pct"]].to_list() == pytest.approx(list(limits))

    def test_not_asked_is_empty(self):
        assert sensitivity.sensitivity(self.ONE, self.DISTRICTS, "other", ["yes"]).empty


@pytest.fixture
def answers():
    text = pd.array
    return pd.DataFrame(
        {
            "pop_total": [1.0, 1.0, 1.0, 2.0, 5.0, 9.0],
            "help": text(["high", "high", "low", "mid", None, "high"], dtype="string"),
            "routines": text(["high", "low", None, "low", "high", "high"], dtype="string"),
            "silent": text([None] * 6, dtype="string"),
        }
    )


def test_share_of_some(answers):
    found = sensitivity.share_of(answers, "routines", ["high"], ("help", ["high"]))
    assert found[["n", "count"]].to_list() == [3, 2]
    assert found["pct"] == pytest.approx(200 / 3)
    nothing = sensitivity.share_of(answers, "routines", ["high"], ("unknown", ["high"]))
    assert nothing["n"] == 0
    assert math.isnan(nothing["pct"])


def test_other_choices_and_the_silent(answers):
    found = sensitivity.with_silent(answers, answers.head(4), "help", ["high"], leave_out=["low"])
    assert found["n"].to_dict() == {
        "chosen": 5, "left_out": 4, "districts": 4, "inhabitants": 4, "silent_other": 6,
        "silent_same": 6,
    }  # fmt: skip
    assert found["pct"].to_dict() == pytest.approx({
        "chosen": 60, "left_out": 75, "districts": 50, "inhabitants": 40, "silent_other": 50,
        "silent_same": 400 / 6,
    })  # fmt: skip


def test_nobody_answered(answers):
    found = sensitivity.with_silent(answers, answers, "silent", ["high"])
    assert found.empty
    assert "pct" in found.columns
