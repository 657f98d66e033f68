"""What is read of single groups from a fitted model, against counts by hand."""

import math

import pandas as pd
import pytest

from is248.measures import model_reading
from is248.stats.logit import logit
from is248.stats.tidy import REFERENCE

TWO_GROUPS = pd.DataFrame(
    {"y": [1] * 8 + [0] * 2 + [1] * 2 + [0] * 8, "g": ["a"] * 10 + ["b"] * 10}
)


def units(**columns):
    frame = pd.DataFrame(columns)
    return frame.set_index(pd.Index([f"{1000 + at}" for at in range(len(frame))], name="code"))


def test_groups_that_differ_from_the_reference():
    # 10 of 20, 19 of 20 and 11 of 20: only the second stands out from the first
    yes = {"a": 10, "b": 19, "c": 11}
    rows = [(name, float(k < n)) for name, n in yes.items() for k in range(20)]
    model = logit(pd.DataFrame(rows, columns=["area", "outcome"]), "outcome", ["area"])
    assert model_reading.standing_out(model, "area") == ["b"]
    assert model_reading.standing_out(model, "area", "higher") == ["b"]
    assert model_reading.standing_out(model, "area", "lower") == []
    assert model_reading.standing_out(model, "area", level=1e-6) == []


def test_reading_of_a_model():
    model = logit(TWO_GROUPS, "y", ["g"])
    frame = pd.DataFrame({"n": [10, 10, 20], "pct": [80.0, 20.0, 50.0]}, index=["a", "b", "total"])
    found = model_reading.adjusted_shares(frame, model, "g")
    assert list(found.index) == ["a", "b"]
    assert found["adjusted_pct"].to_list() == pytest.approx([80, 20], abs=1e-4)


def test_reservations_are_told_once_and_no_reference_among_them():
    separated = pd.DataFrame({"y": [1] * 10 + [1] * 5 + [0] * 5, "g": ["a"] * 10 + ["b"] * 10})
    told = model_reading.reservations(logit(separated, "y", ["g"]))
    assert any("Firth" in note for note in told)
    assert len(set(told)) == len(told)
    assert REFERENCE not in told
    assert model_reading.reservations(logit(TWO_GROUPS, "y", ["g"])) == []
    assert model_reading.reservations(pd.DataFrame()) == []


def test_an_empty_model_names_no_group():
    empty = pd.DataFrame()
    assert model_reading.standing_out(empty, "area") == []
    assert model_reading.adjusted_shares(empty, empty, "g").empty


class TestLogitTable:
    # reference 4 of 8, other 2 of 8: OR (2/6) / (4/4), var of log OR 1/2 + 1/6 + 1/4 + 1/4
    DATA = units(size=["a"] * 8 + ["b"] * 8, answer=["yes", "no"] * 4 + ["yes"] * 2 + ["no"] * 6)

    def model(self):
        from is248.measures import outcomes as questions
        from is248.stats.logit import logit

        hits = questions.outcome(self.DATA, "answer", ["yes"])
        return logit(hits, questions.OUTCOME, ["size"], orders={"size": ["a", "b"]})

    def test_as_stata_prints(self):
        row = model_reading.logit_table(self.model(), "size").loc["b"]
        deviation = math.sqrt(1 / 2 + 1 / 6 + 1 / 4 + 1 / 4)
        ratio = 1 / 3
        assert row["odds_ratio"] == pytest.approx(ratio, rel=1e-6)
        assert row["std_err"] == pytest.approx(ratio * deviation, rel=1e-6)
        assert row["z"] == pytest.approx(math.log(ratio) / deviation, rel=1e-6)
        assert row["ci95_low"] == pytest.approx(ratio * math.exp(-1.959964 * deviation), rel=1e-5)
        assert row["ci95_high"] == pytest.approx(ratio * math.exp(1.959964 * deviation), rel=1e-5)

    def test_the_reference_has_its_ratio_only(self):
        row = model_reading.logit_table(self.model(), "size").loc["a"]
        assert row["odds_ratio"] == 1
        assert row[["std_err", "z", "p_value", "ci95_low", "ci95_high"]].isna().all()

    def test_no_model_no_numbers(self):
        assert model_reading.logit_table(pd.DataFrame(), "size").empty
