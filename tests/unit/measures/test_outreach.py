"""Outreach: either question, types of team and ages named, against hand counts."""

import math

import pandas as pd
import pytest

from is248.measures import outreach


def units(**columns):
    frame = pd.DataFrame(columns)
    return frame.set_index(pd.Index([f"{1000 + at}" for at in range(len(frame))], name="code"))


class TestEither:
    def test_yes_no_and_unknown(self):
        data = units(a=["yes", "no", "no", None, "yes"], b=["no", "no", None, None, None])
        found = outreach.either(data, ["a", "b", "c"])[outreach.EITHER]
        assert found.tolist() == ["yes", "no", pd.NA, pd.NA, "yes"]

    def test_one_question_alone(self):
        data = units(a=["yes", "no", None])
        found = outreach.either(data, ["a", "b"])[outreach.EITHER]
        assert found.tolist() == ["yes", "no", pd.NA]

    def test_none_of_them_asked(self):
        assert outreach.either(units(a=["x"]), ["b"])[outreach.EITHER].isna().all()


def test_types_of_team_are_shares_of_all_units():
    data = units(
        team__act=pd.array([1, 1, 0, None], dtype="Int8"),
        team__flow=pd.array([0, 0, 1, None], dtype="Int8"),
        joint=["yes", "no", "yes", None],
    )
    found = outreach.team_types(data, "team", "joint", ["flow", "act", "other"])
    assert found.index.tolist() == ["flow", "act"]
    assert found.loc["act", ["count", "pct", "specialist_n", "specialist_pct"]].tolist() == [
        2, 50, 1, 25,
    ]  # fmt: skip
    assert outreach.team_types(data, "other", "joint", ["act"]).empty


def test_either_by_group():
    data = outreach.either(units(a=["yes", "no", "yes", None], size=["s", "s", "l", "l"]), ["a"])
    found = outreach.either_by(data, "size", ["s", "l"])
    assert found["pct"].to_dict() == pytest.approx({"s": 50, "l": 100, "total": 200 / 3})
    assert outreach.either_by(units(size=["s"]), "size", ["s"]).empty


def test_yes_in_total():
    found = outreach.yes_shares(units(a=["yes", "no", "no", None]), "a")
    assert found["pct"].to_list() == pytest.approx([100 / 3])
    assert outreach.yes_shares(units(a=["yes"]), "b").empty


class TestTwoYears:
    BEFORE = pd.DataFrame(
        {"pct": [10.0, 20.0, 15.0]}, index=pd.Index(["a", "b", "total"], name="by")
    )
    AFTER = pd.DataFrame(
        {"pct": [30.0, math.nan, 31.0]}, index=pd.Index(["a", "b", "total"], name="by")
    )

    def test_side_by_side_where_both_are_known(self):
        found = outreach.two_years(self.BEFORE, self.AFTER, (2015, 2016))
        assert found.to_dict("index") == {
            "a": {"2015": 10, "2016": 30}, "total": {"2015": 15, "2016": 31},
        }  # fmt: skip
        assert found.index.name == "by"

    def test_a_year_without_answers(self):
        assert outreach.two_years(pd.DataFrame(), self.AFTER, (2015, 2016)).empty


class TestAges:
    TEXTS = units(
        text=[
            "Ungdom 13-25 år", "fra 8 til 25 år, mest 13 – 25 år",
            "ring 22 10 00 00", None, "25-13 år",
        ]
    )["text"]  # fmt: skip

    def test_the_ranges_that_texts_name(self):
        found = outreach.ages_named(self.TEXTS)
        assert list(found.itertuples(name=None)) == [
            ("1000", 13, 25), ("1001", 8, 25), ("1001", 13, 25),
        ]  # fmt: skip

    def test_the_usual_one(self):
        assert outreach.usual_range(outreach.ages_named(self.TEXTS)) == (13, 25)

    def test_of_two_the_one_from_the_lowest_age(self):
        ages = pd.DataFrame({"low": [13, 8], "high": [20, 25]})
        assert outreach.usual_range(ages) == (8, 25)

    def test_no_ages(self):
        found = outreach.ages_named(units(text=["unge", None])["text"])
        assert found.empty
        assert found.columns.tolist() == ["low", "high"]
        assert all(math.isnan(age) for age in outreach.usual_range(found))
