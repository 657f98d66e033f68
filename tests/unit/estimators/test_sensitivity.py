"""One share under several choices, against hand counts."""

import pandas as pd
import pytest

from is248.estimators import questions, sensitivity


def units(**columns):
    frame = pd.DataFrame(columns)
    return frame.set_index(pd.Index([f"{1000 + at}" for at in range(len(frame))], name="code"))


class TestSensitivity:
    ONE = units(answer=["yes", "no", "dont_know", "no"], pop_total=[700.0, 100.0, 100.0, 100.0])
    DISTRICTS = units(answer=["yes", "yes", "no", "dont_know", "no"])

    def test_by_hand(self):
        found = sensitivity.sensitivity(
            self.ONE, self.DISTRICTS, "answer", ["yes"], leave_out=["dont_know"]
        )
        assert found["pct"].to_dict() == pytest.approx(
            {"chosen": 25, "left_out": 100 / 3, "districts": 40, "inhabitants": 70}
        )
        assert found["n"].tolist() == [4, 3, 5, 4]

    def test_nothing_to_leave_out(self):
        found = sensitivity.sensitivity(self.ONE, self.DISTRICTS, "answer", ["yes"])
        assert found.index.tolist() == ["chosen", "districts", "inhabitants"]

    def test_not_asked_is_empty(self):
        assert sensitivity.sensitivity(self.ONE, self.DISTRICTS, "other", ["yes"]).empty


def test_total_rows_under_one_another_without_the_empty_ones():
    data = units(a=["yes", "no", None, "no"])
    asked, lacking = questions.shares_by(data, "a", ["yes"], None), pd.DataFrame()
    found = sensitivity.totals({"2015": lacking, "2016": asked}, "År")
    assert found.index.tolist() == ["2016"]
    assert found["count"].tolist() == [1]
    assert found["pct"].tolist() == pytest.approx([100 / 3])
    assert sensitivity.totals({"2015": lacking}, "År").empty
