"""Tests of groups in one number, and a logit as Stata prints it, by closed forms."""

import math

import pandas as pd
import pytest

from is248.estimators import factor_tests


def units(**columns):
    frame = pd.DataFrame(columns)
    return frame.set_index(pd.Index([f"{1000 + at}" for at in range(len(frame))], name="code"))


class TestLogitTable:
    # reference 4 of 8, other 2 of 8: OR (2/6) / (4/4), var of log OR 1/2 + 1/6 + 1/4 + 1/4
    DATA = units(size=["a"] * 8 + ["b"] * 8, answer=["yes", "no"] * 4 + ["yes"] * 2 + ["no"] * 6)

    def model(self):
        from is248.estimators import questions
        from is248.estimators.logit import logit

        hits = questions.outcome(self.DATA, "answer", ["yes"])
        return logit(hits, questions.OUTCOME, ["size"], orders={"size": ["a", "b"]})

    def test_as_stata_prints(self):
        row = factor_tests.logit_table(self.model(), "size").loc["b"]
        deviation = math.sqrt(1 / 2 + 1 / 6 + 1 / 4 + 1 / 4)
        ratio = 1 / 3
        assert row["odds_ratio"] == pytest.approx(ratio, rel=1e-6)
        assert row["std_err"] == pytest.approx(ratio * deviation, rel=1e-6)
        assert row["z"] == pytest.approx(math.log(ratio) / deviation, rel=1e-6)
        assert row["ci95_low"] == pytest.approx(ratio * math.exp(-1.959964 * deviation), rel=1e-5)
        assert row["ci95_high"] == pytest.approx(ratio * math.exp(1.959964 * deviation), rel=1e-5)

    def test_the_reference_has_its_ratio_only(self):
        row = factor_tests.logit_table(self.model(), "size").loc["a"]
        assert row["odds_ratio"] == 1
        assert row[["std_err", "z", "p_value", "ci95_low", "ci95_high"]].isna().all()

    def test_p_of_the_factor_is_the_likelihood_ratio(self):
        # 2 (ln L1 - ln L0): a 4/8, b 2/8, all 6/16; chi-square with one degree of freedom
        full = 8 * math.log(0.5) + 2 * math.log(0.25) + 6 * math.log(0.75)
        none = 6 * math.log(6 / 16) + 10 * math.log(10 / 16)
        p = math.erfc(math.sqrt(full - none))
        found = factor_tests.share_p(self.DATA, "answer", ["yes"], {"size": ["a", "b"]})
        assert found == pytest.approx(p, rel=1e-6)

    def test_no_model_no_numbers(self):
        assert factor_tests.logit_table(pd.DataFrame(), "size").empty
        assert math.isnan(factor_tests.share_p(self.DATA, "other", ["yes"], {"size": ["a", "b"]}))


def test_a_shift_of_two_values_is_the_logit_of_the_upper_one():
    data = TestLogitTable.DATA
    groups = {"size": ["a", "b"]}
    shift = factor_tests.shift_p(data, "answer", ["no", "yes"], groups)
    assert shift == pytest.approx(factor_tests.share_p(data, "answer", ["yes"], groups), rel=1e-4)
    assert math.isnan(factor_tests.shift_p(data, "other", ["no", "yes"], groups))
