"""Scales side by side, all answers tested, and the scale cut elsewhere."""

import math

import pandas as pd
import pytest

from is248.estimators import scale_answers
from is248.survey.codebook import Codebook, Variable

SCALE = {"high": "Høy", "mid": "Middels", "low": "Lav"}


def variable(name, kind, categories):
    return Variable(
        id=name, part=2, number="1", label=name, type=kind, chapter="x", concept=name,
        categories=categories,
    )  # fmt: skip


BOOK = Codebook(
    year=2016, variables=tuple(variable(n, "single", SCALE) for n in ("help", "routines", "silent"))
)


@pytest.fixture
def units():
    text = pd.array
    return pd.DataFrame(
        {
            "size": ["s", "s", "s", "l", "l", "l"],
            "help": text(["high", "high", "low", "mid", None, "high"], dtype="string"),
            "routines": text(["high", "low", None, "low", "high", "high"], dtype="string"),
            "silent": text([None] * 6, dtype="string"),
        }
    )


def test_scales_together_leaves_out_what_is_not_asked(units):
    found = scale_answers.scales_together(units, BOOK, ["help", "silent", "routines", "unknown"])
    assert list(found.index) == ["help", "routines"]
    assert found.loc["routines"].to_list() == pytest.approx([60, 0, 40, 5])
    assert scale_answers.scales_together(units, BOOK, ["silent"]).empty


def test_all_answers_are_tested_together(units):
    # 10, 20 and 10, 20, 30 of three answers, so none of the first is "mid"
    answers = ["high"] * 10 + ["low"] * 20 + ["high"] * 10 + ["low"] * 20 + ["mid"] * 30
    data = pd.DataFrame({"help": answers, "size": ["s"] * 30 + ["l"] * 60})
    # every expected count of "s" is a third of its total: 20/3, 40/3, 10; of "l" two thirds
    statistic = (10 - 20 / 3) ** 2 / (20 / 3) + (20 - 40 / 3) ** 2 / (40 / 3) + 10
    statistic += (10 - 40 / 3) ** 2 / (40 / 3) + (20 - 80 / 3) ** 2 / (80 / 3) + 10**2 / 20
    assert scale_answers.any_answer_p(data, "help", "size") == pytest.approx(
        math.exp(-statistic / 2)
    )  # the tail of chi-square with two degrees of freedom
    assert math.isnan(scale_answers.any_answer_p(units, "silent", "size"))
    assert math.isnan(scale_answers.any_answer_p(units, "unknown", "size"))


def test_scale_cuts(units):
    orders = {"size": ["s", "l"]}
    found = scale_answers.scale_cuts({"size": units}, "help", list(SCALE), orders)
    assert found["pct"].to_list()[:3] == pytest.approx([60, 80, 100])
    assert math.isnan(found["pct"]["whole"])
    assert math.isnan(found["lr_size"]["top_3"])
    assert found["lr_size"][["top_1", "top_2", "whole"]].notna().all()
    assert scale_answers.scale_cuts({"size": units}, "silent", list(SCALE), orders).empty
