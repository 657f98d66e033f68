"""Scales: coded answers as one choice, means and questions side by side, by hand."""

import math

import pandas as pd
import pytest

from is248.base.errors import DataError
from is248.measures import coded_scales
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
        read = coded_scales.as_single(coded_answers(["good", "poor", None]), "experience")
        assert read.values["experience"].tolist() == ["good", "poor", pd.NA]
        assert read.codebook.variable("experience").type == "single"

    def test_the_answers_given_are_left_as_they_were(self):
        answers = coded_answers(["good", "poor", None])
        coded_scales.as_single(answers, "experience")
        assert answers.values["experience"].tolist() == ["fint", "dårlig", "vet"]
        assert answers.codebook.variable("experience").type == "open"

    def test_a_question_the_year_lacks_is_left_out(self):
        answers = coded_answers(["good", "poor", None])
        assert coded_scales.as_single(answers, "other").codebook == answers.codebook

    def test_without_codes_nobody_answered(self):
        answers = coded_answers(["good", "poor", None])
        bare = Answers(answers.values[["experience"]], pd.DataFrame(), True, answers.codebook)
        assert coded_scales.as_single(bare, "experience").values["experience"].isna().all()

    def test_two_codes_in_one_answer_are_refused(self):
        with pytest.raises(DataError, match="én kode"):
            coded_scales.as_single(coded_answers(["good;poor", "poor", None]), "experience")


class TestMeans:
    DATA = units(
        change=["better", "worse", "same", None],
        area=["a", "a", "b", "b"],
        pop_total=[100.0, 300.0, 600.0, 1000.0],
    )

    def test_by_hand(self):
        # in group a 1 and 3, for 100 and 300 inhabitants: 2 plain, 1000 / 400 weighted
        found = coded_scales.means_by(self.DATA, "change", SCALE, "area", ["a", "b"])
        assert found["scale_mean"].tolist() == [2.0, 2.0, 2.0]
        assert found["scale_weighted"].tolist() == pytest.approx([2.5, 2.0, 2.2])
        assert found["n"].tolist() == [2, 1, 3]
        assert found.index.name == "area"

    def test_one_answer_has_no_interval(self):
        found = coded_scales.means_by(self.DATA, "change", SCALE, "area", ["a", "b"])
        assert math.isnan(found["scale_low"]["b"])

    def test_not_asked_is_empty(self):
        assert coded_scales.means_by(self.DATA, "other", SCALE, "area", ["a", "b"]).empty

    def test_weighted_below_counts_groups_and_not_the_total(self):
        frame = pd.DataFrame(
            {"scale_mean": [2.0, 2.0, math.nan, 3.0], "scale_weighted": [1.9, 2.1, math.nan, 1.0]},
            index=["a", "b", "c", "total"],
        )
        assert coded_scales.weighted_below(frame) == (1, 2)
        assert coded_scales.weighted_below(pd.DataFrame()) == (0, 0)
