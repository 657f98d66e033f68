"""What the chapters on specialists, crisis teams and outreach share, against hand counts."""

import math

import pandas as pd
import pytest

from is248.errors import DataError
from is248.estimators import specialist
from is248.survey.answers import Answers
from is248.survey.codebook import Codebook, Variable

SCALE = ["better", "same", "worse"]


def units(**columns):
    frame = pd.DataFrame(columns)
    return frame.set_index(pd.Index([f"{1000 + at}" for at in range(len(frame))], name="code"))


def coded_answers(codes):
    question = Variable(
        id="experience", part=2, number="1", label="Erfaring", type="open",
        categories={"good": "God", "poor": "Dårlig"}, chapter="specialist_services",
        concept="experience",
    )  # fmt: skip
    values = pd.DataFrame({"experience": ["fint", "dårlig", "vet"], "experience__codes": codes})
    return Answers(values, pd.DataFrame(), True, Codebook(year=2016, variables=(question,)))


class TestAsSingle:
    def test_the_code_stands_for_the_text(self):
        read = specialist.as_single(coded_answers(["good", "poor", None]), "experience")
        assert read.values["experience"].tolist() == ["good", "poor", pd.NA]
        assert read.codebook.variable("experience").type == "single"

    def test_the_answers_given_are_left_as_they_were(self):
        answers = coded_answers(["good", "poor", None])
        specialist.as_single(answers, "experience")
        assert answers.values["experience"].tolist() == ["fint", "dårlig", "vet"]
        assert answers.codebook.variable("experience").type == "open"

    def test_a_question_the_year_lacks_is_left_out(self):
        answers = coded_answers(["good", "poor", None])
        assert specialist.as_single(answers, "other").codebook == answers.codebook

    def test_without_codes_nobody_answered(self):
        answers = coded_answers(["good", "poor", None])
        bare = Answers(answers.values[["experience"]], pd.DataFrame(), True, answers.codebook)
        assert specialist.as_single(bare, "experience").values["experience"].isna().all()

    def test_two_codes_in_one_answer_are_refused(self):
        with pytest.raises(DataError, match="én kode"):
            specialist.as_single(coded_answers(["good;poor", "poor", None]), "experience")


class TestMeans:
    DATA = units(
        change=["better", "worse", "same", None],
        area=["a", "a", "b", "b"],
        pop_total=[100.0, 300.0, 600.0, 1000.0],
    )

    def test_by_hand(self):
        # in group a 1 and 3, for 100 and 300 inhabitants: 2 plain, 1000 / 400 weighted
        found = specialist.means_by(self.DATA, "change", SCALE, "area", ["a", "b"])
        assert found["scale_mean"].tolist() == [2.0, 2.0, 2.0]
        assert found["scale_weighted"].tolist() == pytest.approx([2.5, 2.0, 2.2])
        assert found["n"].tolist() == [2, 1, 3]
        assert found.index.name == "area"

    def test_one_answer_has_no_interval(self):
        found = specialist.means_by(self.DATA, "change", SCALE, "area", ["a", "b"])
        assert math.isnan(found["scale_low"]["b"])

    def test_not_asked_is_empty(self):
        assert specialist.means_by(self.DATA, "other", SCALE, "area", ["a", "b"]).empty

    def test_weighted_below_counts_groups_and_not_the_total(self):
        frame = pd.DataFrame(
            {"scale_mean": [2.0, 2.0, math.nan, 3.0], "scale_weighted": [1.9, 2.1, math.nan, 1.0]},
            index=["a", "b", "c", "total"],
        )
        assert specialist.weighted_below(frame) == (1, 2)
        assert specialist.weighted_below(pd.DataFrame()) == (0, 0)


class TestLogitTable:
    # reference 4 of 8, other 2 of 8: OR (2/6) / (4/4), var of log OR 1/2 + 1/6 + 1/4 + 1/4
    DATA = units(size=["a"] * 8 + ["b"] * 8, answer=["yes", "no"] * 4 + ["yes"] * 2 + ["no"] * 6)

    def model(self):
        from is248.estimators import questions
        from is248.estimators.logit import logit

        hits = questions.outcome(self.DATA, "answer", ["yes"])
        return logit(hits, questions.OUTCOME, ["size"], orders={"size": ["a", "b"]})

    def test_as_stata_prints(self):
        row = specialist.logit_table(self.model(), "size").loc["b"]
        deviation = math.sqrt(1 / 2 + 1 / 6 + 1 / 4 + 1 / 4)
        ratio = 1 / 3
        assert row["odds_ratio"] == pytest.approx(ratio, rel=1e-6)
        assert row["std_err"] == pytest.approx(ratio * deviation, rel=1e-6)
        assert row["z"] == pytest.approx(math.log(ratio) / deviation, rel=1e-6)
        assert row["ci95_low"] == pytest.approx(ratio * math.exp(-1.959964 * deviation), rel=1e-5)
        assert row["ci95_high"] == pytest.approx(ratio * math.exp(1.959964 * deviation), rel=1e-5)

    def test_the_reference_has_its_ratio_only(self):
        row = specialist.logit_table(self.model(), "size").loc["a"]
        assert row["odds_ratio"] == 1
        assert row[["std_err", "z", "p_value", "ci95_low", "ci95_high"]].isna().all()

    def test_p_of_the_factor_is_the_likelihood_ratio(self):
        # 2 (ln L1 - ln L0): a 4/8, b 2/8, all 6/16; chi-square with one degree of freedom
        full = 8 * math.log(0.5) + 2 * math.log(0.25) + 6 * math.log(0.75)
        none = 6 * math.log(6 / 16) + 10 * math.log(10 / 16)
        p = math.erfc(math.sqrt(full - none))
        found = specialist.factor_p(self.DATA, "answer", ["yes"], {"size": ["a", "b"]})
        assert found == pytest.approx(p, rel=1e-6)
        assert specialist.lr_p(self.model(), "size") == pytest.approx(p, rel=1e-6)

    def test_no_model_no_numbers(self):
        assert specialist.logit_table(pd.DataFrame(), "size").empty
        assert math.isnan(specialist.lr_p(pd.DataFrame(), "size"))
        assert math.isnan(specialist.factor_p(self.DATA, "other", ["yes"], {"size": ["a", "b"]}))


def test_a_shift_of_two_values_is_the_logit_of_the_upper_one():
    data = TestLogitTable.DATA
    groups = {"size": ["a", "b"]}
    shift = specialist.shift_p(data, "answer", ["no", "yes"], groups)
    assert shift == pytest.approx(specialist.factor_p(data, "answer", ["yes"], groups), rel=1e-4)
    assert math.isnan(specialist.shift_p(data, "other", ["no", "yes"], groups))


class TestBeside:
    DATA = units(one=["better", "better", "worse", None], two=[None] * 4)

    def test_by_hand(self):
        found = specialist.beside(self.DATA, ["one", "two", "three"], SCALE)
        assert found.index.tolist() == ["one"]
        assert found.loc["one"].tolist() == pytest.approx([200 / 3, 0, 100 / 3, 3])

    def test_nobody_answered(self):
        found = specialist.beside(self.DATA, ["two"], SCALE)
        assert found.empty
        assert found.columns.tolist() == ["better_pct", "same_pct", "worse_pct", "n"]


class TestSensitivity:
    ONE = units(answer=["yes", "no", "dont_know", "no"], pop_total=[700.0, 100.0, 100.0, 100.0])
    DISTRICTS = units(answer=["yes", "yes", "no", "dont_know", "no"])

    def test_by_hand(self):
        found = specialist.sensitivity(
            self.ONE, self.DISTRICTS, "answer", ["yes"], leave_out=["dont_know"]
        )
        assert found["pct"].to_dict() == pytest.approx(
            {"chosen": 25, "left_out": 100 / 3, "districts": 40, "inhabitants": 70}
        )
        assert found["n"].tolist() == [4, 3, 5, 4]

    def test_nothing_to_leave_out(self):
        found = specialist.sensitivity(self.ONE, self.DISTRICTS, "answer", ["yes"])
        assert found.index.tolist() == ["chosen", "districts", "inhabitants"]

    def test_not_asked_is_empty(self):
        assert specialist.sensitivity(self.ONE, self.DISTRICTS, "other", ["yes"]).empty


class TestEither:
    def test_yes_no_and_unknown(self):
        data = units(a=["yes", "no", "no", None, "yes"], b=["no", "no", None, None, None])
        found = specialist.either(data, ["a", "b", "c"])[specialist.EITHER]
        assert found.tolist() == ["yes", "no", pd.NA, pd.NA, "yes"]

    def test_one_question_alone(self):
        data = units(a=["yes", "no", None])
        found = specialist.either(data, ["a", "b"])[specialist.EITHER]
        assert found.tolist() == ["yes", "no", pd.NA]

    def test_none_of_them_asked(self):
        assert specialist.either(units(a=["x"]), ["b"])[specialist.EITHER].isna().all()


def test_total_rows_under_one_another_without_the_empty_ones():
    data = units(a=["yes", "no", None, "no"])
    asked, lacking = specialist.yes_shares(data, "a"), specialist.yes_shares(data, "b")
    found = specialist.totals({"2015": lacking, "2016": asked}, "År")
    assert found.index.tolist() == ["2016"]
    assert found["count"].tolist() == [1]
    assert found["pct"].tolist() == pytest.approx([100 / 3])
    assert specialist.totals({"2015": lacking}, "År").empty


def test_types_of_team_are_shares_of_all_units():
    data = units(
        team__act=pd.array([1, 1, 0, None], dtype="Int8"),
        team__flow=pd.array([0, 0, 1, None], dtype="Int8"),
        joint=["yes", "no", "yes", None],
    )
    found = specialist.team_types(data, "team", "joint", ["flow", "act", "other"])
    assert found.index.tolist() == ["flow", "act"]
    assert found.loc["act", ["count", "pct", "specialist_n", "specialist_pct"]].tolist() == [
        2, 50, 1, 25,
    ]  # fmt: skip
    assert specialist.team_types(data, "other", "joint", ["act"]).empty


class TestSwitched:
    def test_by_hand(self):
        # three gained, one lost: exact two-sided p is 2 (1 + 4) / 16
        before = units(a=["no", "no", "no", "yes", "yes", None])["a"]
        after = units(a=["yes", "yes", "yes", "no", "yes", "yes"])["a"]
        found = specialist.switched(before, after).loc["total"]
        assert found[["both_n", "gained", "lost"]].tolist() == [5, 3, 1]
        assert found["p_value"] == pytest.approx(10 / 16)

    def test_nobody_changed(self):
        answers = units(a=["no", "yes"])["a"]
        assert math.isnan(specialist.switched(answers, answers)["p_value"].iloc[0])

    def test_nobody_in_both(self):
        before, after = units(a=["no", None])["a"], units(a=[None, "yes"])["a"]
        assert specialist.switched(before, after).empty


class TestAsTold:
    def test_the_order_and_the_ending_do_not_matter(self):
        printed = "UNN; Helse Bergen; Østfold"
        ours = ["Østfold", "UNN-området", "Helse Bergen-området"]
        assert specialist.as_told(printed, ours) == printed

    def test_a_remark_does_not_matter(self):
        printed = "Diakonhjemmet-området; Helse-Bergen and St. Olavs (large municipalities)"
        ours = ["Helse Bergen-området", "St. Olavs-området", "Diakonhjemmet-området"]
        assert specialist.as_told(printed, ours) == printed

    def test_other_names_are_ours(self):
        assert specialist.as_told("Telemark; Finnmark", ["Telemark", "UNN"]) == "Telemark; UNN"


class TestExtremes:
    VALUES = pd.Series({"a": 3.4, "b": 3.2, "c": 9.0, "d": math.nan, "total": 99.0})

    def test_the_total_and_the_unknown_play_no_part(self):
        assert specialist.extremes(self.VALUES, 2) == ["c", "a"]
        assert specialist.extremes(self.VALUES, 1, lowest=True) == ["b"]

    def test_ties_keep_their_order(self):
        assert specialist.extremes(self.VALUES, 1, lowest=True, decimals=0) == ["a"]


def test_numbers_of_a_table_that_may_be_empty():
    frame = pd.DataFrame({"n": [4]}, index=["total"])
    assert specialist.value(frame, "n") == 4
    assert math.isnan(specialist.value(pd.DataFrame(), "n"))
    assert specialist.count(frame, "n") == 4
    assert specialist.count(frame, "n", "other") == 0


def test_answers_and_codes_are_counted():
    data = units(a=["x", "y", None])
    assert specialist.answered(data, "a") == 2
    assert specialist.given(data, "a", "x", "z") == 1
    assert specialist.answered(data, "b") == specialist.given(data, "b", "x") == 0
