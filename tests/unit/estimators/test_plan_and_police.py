"""What the chapters on plans, children and the police need, counted by hand."""

import math

import pandas as pd
import pytest

from is248.estimators import plan_and_police as plan
from is248.estimators.logit import logit
from is248.survey.answers import Answers
from is248.survey.codebook import Codebook, Variable

OPTIONS = ("slt", "regular_meetings", "single_cases", "no", "other")
SCALE = {"high": "Høy", "mid": "Middels", "low": "Lav"}


def variable(name, kind, categories):
    return Variable(
        id=name, part=2, number="1", label=name, type=kind, chapter="x", concept=name,
        categories=categories,
    )  # fmt: skip


BOOK = Codebook(
    year=2016,
    variables=(
        variable("police_cooperation", "multiple", {code: code for code in OPTIONS}),
        variable("help", "single", SCALE),
        variable("routines", "single", SCALE),
        variable("silent", "single", SCALE),
        variable("why", "open", {"a": "Alfa", "b": "BTI-modellen", "c": "Aldri"}),
    ),
)


def crossed(*rows):
    frame = pd.DataFrame(
        [[int(code in row.split()) if row else None for code in OPTIONS] for row in rows],
        columns=[f"police_cooperation__{code}" for code in OPTIONS],
    )
    return frame.astype("Int8")


@pytest.fixture
def units():
    text = pd.array
    return pd.DataFrame(
        {
            "size": ["s", "s", "s", "l", "l", "l"],
            "pop_total": [1.0, 1.0, 1.0, 2.0, 5.0, 9.0],
            "help": text(["high", "high", "low", "mid", None, "high"], dtype="string"),
            "routines": text(["high", "low", None, "low", "high", "high"], dtype="string"),
            "silent": text([None] * 6, dtype="string"),
            "why": text(["x", "x", None, "x", None, None], dtype="string"),
            "why__codes": text(["a;b", "b", None, "b", None, None], dtype="string"),
        }
    )


def test_one_form_per_unit_by_precedence():
    values = crossed("slt single_cases", "regular_meetings single_cases", "single_cases other",
                     "single_cases", "no", "no other", "other", "")  # fmt: skip
    blank = pd.DataFrame()
    found = plan.with_police_form(Answers(values, blank, True, BOOK))
    assert found.values[plan.POLICE_FORM].fillna("–").to_list() == [
        "slt", "regular_meetings", "single_cases_and_other", "single_cases", "no", "outside",
        "other", "–",
    ]  # fmt: skip
    assert found.codebook.variable(plan.POLICE_FORM).type == "single"
    assert found.synthetic
    assert plan.with_police_form(found) is found


def test_a_year_without_the_police_is_left_as_it_is():
    book = Codebook(year=2015, variables=BOOK.variables[1:])
    answers = Answers(pd.DataFrame(), pd.DataFrame(), False, book)
    assert plan.with_police_form(answers) is answers


def test_answers_with_sum(units):
    found = plan.answers_with_sum(units, BOOK, "help", "size")
    assert found.loc["s"].to_list() == pytest.approx([200 / 3, 0, 100 / 3, 100, 3])
    assert found.loc["total"].to_list() == pytest.approx([60, 20, 20, 100, 5])
    assert plan.answers_with_sum(units, BOOK, "silent", "size").empty
    assert plan.answers_with_sum(units, BOOK, "unknown", "size").empty


def test_scales_together_leaves_out_what_is_not_asked(units):
    found = plan.scales_together(units, BOOK, ["help", "silent", "routines", "unknown"])
    assert list(found.index) == ["help", "routines"]
    assert found.loc["routines"].to_list() == pytest.approx([60, 0, 40, 5])
    assert plan.codes_of(found) == {"high_pct": "high", "mid_pct": "mid", "low_pct": "low"}
    assert plan.scales_together(units, BOOK, ["silent"]).empty


def test_codes_and_texts(units):
    answers = Answers(units, pd.DataFrame(), True, BOOK)
    assert plan.named_codes(answers, "why").to_dict() == {"BTI-modellen": 3, "alfa": 1}
    assert plan.named_codes(answers, "unknown").empty
    assert plan.code_counts(units, "why") == {"b": 3, "a": 1}
    assert plan.code_counts(units, "unknown") == {}
    assert (plan.coded_n(units, "why"), plan.coded_n(units, "unknown")) == (3, 0)
    assert (plan.written_n(units, "why"), plan.written_n(units, "unknown")) == (3, 0)


def test_share_of_some(units):
    found = plan.share_of(units, "routines", ["high"], ("help", ["high"]))
    assert found[["n", "count"]].to_list() == [3, 2]
    assert found["pct"] == pytest.approx(200 / 3)
    nothing = plan.share_of(units, "routines", ["high"], ("unknown", ["high"]))
    assert nothing["n"] == 0
    assert math.isnan(nothing["pct"])


def test_reading_of_a_model():
    data = pd.DataFrame({"y": [1] * 8 + [0] * 2 + [1] * 2 + [0] * 8, "g": ["a"] * 10 + ["b"] * 10})
    model = logit(data, "y", ["g"])
    # G = 2 * (20 ln 2 + 16 ln 0.8 + 4 ln 0.2), by hand
    statistic = 2 * (20 * math.log(2) + 16 * math.log(0.8) + 4 * math.log(0.2))
    assert plan.lr_p(model, "g") == pytest.approx(math.erfc(math.sqrt(statistic / 2)), rel=1e-6)
    assert plan.deviating(model, "g", 0.1, above=True) == ["a"]
    assert plan.deviating(model, "g", 0.1, above=False) == ["b"]
    frame = pd.DataFrame({"n": [10, 10, 20], "pct": [80.0, 20.0, 50.0]}, index=["a", "b", "total"])
    found = plan.adjusted_shares(frame, model, "g")
    assert list(found.index) == ["a", "b"]
    assert found["adjusted_pct"].to_list() == pytest.approx([80, 20], abs=1e-4)


def test_no_model_is_no_number():
    assert math.isnan(plan.lr_p(pd.DataFrame(), "g"))
    assert plan.deviating(pd.DataFrame(), "g", 0.1, above=True) == []
    assert plan.adjusted_shares(pd.DataFrame(), pd.DataFrame(), "g").empty


def test_extreme_group():
    frame = pd.DataFrame({"pct": [20.0, 80.0, 99.0]}, index=["a", "b", "total"])
    assert plan.extreme_group(frame) == "b"
    assert plan.extreme_group(frame, lowest=True) == "a"
    assert plan.extreme_group(pd.DataFrame()) == "–"


def test_base_choices(units):
    found = plan.base_choices(units, units.head(4), "help", ["high"], ["low"])
    assert found["n"].to_dict() == {
        "answered": 5, "known": 4, "districts": 4, "inhabitants": 5, "silent_other": 6,
        "silent_same": 6,
    }  # fmt: skip
    assert found["pct"].to_dict() == pytest.approx({
        "answered": 60, "known": 75, "districts": 50, "inhabitants": 1100 / 14, "silent_other": 50,
        "silent_same": 400 / 6,
    })  # fmt: skip
    assert "known" not in plan.base_choices(units, units, "help", ["high"]).index
    assert plan.base_choices(units, units, "silent", ["high"]).empty


def test_scale_cuts(units):
    orders = {"size": ["s", "l"]}
    found = plan.scale_cuts({"size": units}, "help", list(SCALE), orders)
    assert found["pct"].to_list()[:3] == pytest.approx([60, 80, 100])
    assert math.isnan(found["pct"]["whole"])
    assert math.isnan(found["lr_size"]["top_3"])
    assert found["lr_size"][["top_1", "top_2", "whole"]].notna().all()
    assert plan.scale_cuts({"size": units}, "silent", list(SCALE), orders).empty


def test_control_tests_without_some_units():
    data = pd.DataFrame({
        "y": ["a", "a", "a", "b", "a", "b", "b", "b"] * 3,
        "area": ["n", "n", "n", "n", "s", "s", "s", "s"] * 3,
        "size": ["x", "y"] * 12,
    })  # fmt: skip
    orders = {"area": ["n", "s"], "size": ["x", "y"]}
    found = plan.control_tests(
        {"area": data}, "y", ["a"], orders, without=("area", "s"), control="size"
    )
    assert found["n"]["area"] == 24
    assert found["lr_controlled"]["area"] <= found["lr_alone"]["area"]
    assert math.isnan(found["lr_without"]["area"])
    assert plan.control_tests({"area": data}, "z", ["a"], orders, without=("area", "s")).empty


def test_as_told():
    frame = pd.DataFrame(
        {"pct": [10.0, 20.0, 70.0, 70.0, 50.0]}, index=["Ahus-området", "B", "C", "D", "total"]
    )
    assert plan.as_told(frame, "B; Ahus", lowest=True) == "B; Ahus"
    assert plan.as_told(frame, "B", lowest=True) == "Ahus-området"
    assert plan.as_told(frame, "C") == "C; D"
    assert plan.as_told(frame, "") == ""
    assert plan.as_told(pd.DataFrame(), "C") == ""


def test_told():
    assert plan.told(2016, 7, "ip_offer_size_p") == "0.05"
    assert plan.told(2016, 7, "nothing") == ""
    assert plan.told(2014, 7, "ip_offer_size_p") == ""
