"""Scales side by side, and the scale cut elsewhere."""

import math

import pandas as pd
import pytest

from is248.measures import scale_answers
from is248.survey.codebook import Variable

SCALE = {"high": "Høy", "mid": "Middels", "low": "Lav"}


def variable(name, kind, categories):
    return Variable(
        id=name, part=2, number="1", label=name, type=kind, chapter="x", concept=name,
        categories=categories,
    )  # fmt: skip


BOOK = {name: variable(name, "single", SCALE) for name in ("help", "silent", "routines")}


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
    found = scale_answers.scales_together(units, BOOK, "which")
    assert list(found.index) == ["help", "routines"]
    assert found.index.name == "which"
    assert list(found) == ["high_pct", "mid_pct", "low_pct", "n"]
    assert found.loc["routines"].to_list() == pytest.approx([60, 0, 40, 5])
    assert scale_answers.scales_together(units, {"silent": BOOK["silent"]}).empty


def test_scale_cuts(units):
    orders = {"size": ["s", "l"]}
    found = scale_answers.scale_cuts({"size": units}, "help", list(SCALE), orders)
    assert found["pct"].to_list()[:3] == pytest.approx([60, 80, 100])
    assert math.isnan(found["pct"]["whole"])
    assert math.isnan(found["test_size"]["top_3"])
    assert found["test_size"][["top_1", "top_2", "whole"]].notna().all()
    assert scale_answers.scale_cuts({"size": units}, "silent", list(SCALE), orders).empty
