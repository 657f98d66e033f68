"""Routines of follow-up, counted by hand."""

import math

import pandas as pd
import pytest

from is248.measures import routines


def units(answers, kind="municipality"):
    frame = {"q": pd.array(answers, dtype="string"), "size_class": "<2000", "kind": kind}
    return pd.DataFrame(frame)


def test_ways_of_counting():
    towns = units(["yes", "no", None])
    one = pd.concat([towns, units(["no"], "city")], ignore_index=True)
    parts = pd.concat([towns, units(["yes", "no", "no"], "district")], ignore_index=True)
    silent = one.fillna({"q": "no"})
    found = routines.counted_ways(one, parts, silent, "q")
    assert found["n"].to_dict() == {"one": 3, "districts": 5, "outside_oslo": 2, "missing_no": 4}
    assert found["pct"].to_dict() == pytest.approx(
        {"one": 100 / 3, "districts": 40.0, "outside_oslo": 50.0, "missing_no": 25.0}
    )


@pytest.mark.parametrize("name", ["q", "unknown"])
def test_ways_of_counting_what_nobody_answered(name):
    nobody = units([None, None])
    assert routines.counted_ways(nobody, nobody, nobody, name).empty


@pytest.mark.parametrize(
    ("groups", "start"),
    [(["50000 og større", "20000-50000"], 20000), (["20000-50000"], None), ([], None)],
)
def test_from_which_size_on(groups, start):
    order = ["<2000", "2000-20000", "20000-50000", "50000 og større"]
    found = routines.from_size(groups, order)
    assert math.isnan(found) if start is None else found == start
