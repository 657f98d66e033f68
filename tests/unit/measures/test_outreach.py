"""Outreach: either question, types of team and ages named, against hand counts."""

import math

import pandas as pd

from is248.measures import outreach
from is248.survey.answers import Answers
from is248.survey.codebook import Codebook, Variable


def units(**columns):
    frame = pd.DataFrame(columns)
    return frame.set_index(pd.Index([f"{1000 + at}" for at in range(len(frame))], name="code"))


def question(name, **more):
    common = {"part": 3, "number": "1", "chapter": "outreach", "concept": name, "label": name}
    return Variable(id=name, **common, **more)


YES_NO = {"type": "single", "categories": {"yes": "Ja", "no": "Nei"}}


def answers(*asked, **columns):
    book = Codebook(year=2016, variables=[question(name, **YES_NO) for name in asked])
    return Answers(units(**columns), pd.DataFrame(), False, book)


class TestEither:
    def test_yes_no_and_unknown(self):
        given = answers(
            *outreach.BOTH,
            outreach_workers=["yes", "no", "no", None, "yes"],
            outreach_teams=["no", "no", None, None, None],
        )
        found = outreach.with_either(given)
        assert found.values[outreach.EITHER].tolist() == ["yes", "no", pd.NA, pd.NA, "yes"]
        assert found.codebook.variable(outreach.EITHER).type == "single"
        assert outreach.with_either(found) is found

    def test_one_question_alone(self):
        found = outreach.with_either(answers("outreach_teams", outreach_teams=["yes", "no", None]))
        assert found.values[outreach.EITHER].tolist() == ["yes", "no", pd.NA]

    def test_none_of_them_asked(self):
        given = answers("another", another=["yes"])
        assert outreach.with_either(given) is given


TYPES = question(
    "team", type="multiple", categories={"flow": "Flow", "act": "ACT", "other": "Annet"}
)


def test_types_of_team_are_shares_of_all_units():
    data = units(
        team__act=pd.array([1, 1, 0, None], dtype="Int8"),
        team__flow=pd.array([0, 0, 1, None], dtype="Int8"),
        joint=["yes", "no", "yes", None],
    )
    found = outreach.team_types(data, TYPES, "joint")
    assert found.index.tolist() == ["flow", "act"]
    numbers = ["count", "pct", "specialist_n", "specialist_pct", "specialist_of_type_pct"]
    assert found.loc["act", numbers].tolist() == [2, 50, 1, 25, 50]
    assert outreach.team_types(data[["joint"]], TYPES, "joint").empty
    assert (
        outreach.team_types(data.drop(columns="joint"), TYPES, "joint")["specialist_n"].isna().all()
    )


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
