"""Competence centres side by side, by hand."""

import math

import pandas as pd

from is248.measures import centres


def test_centres_side_by_side():
    first = pd.DataFrame({"pct": [10.0, 20.0], "n": [5, 9]}, index=["x", "total"])
    second = pd.DataFrame({"pct": [40.0, 50.0], "n": [6, 8]}, index=["x", "total"])
    found = centres.beside({"a": first, "b": second, "c": pd.DataFrame()}, "county")
    assert found.to_dict("list") == {"a_pct": [10.0, 20.0], "b_pct": [40.0, 50.0], "n": [6, 9]}
    assert (list(found.index), found.index.name) == (["x", "total"], "county")
    assert centres.beside({"c": pd.DataFrame()}, "county").empty


def test_the_smaller_of_two_tests_is_doubled():
    found = centres.area_tests({"a": 0.5, "b": 0.5}, {"a": 0.01, "b": 0.04})
    assert found["group_given_size_p"].to_list() == [0.01, 0.04]
    assert found["group_given_size_holm"].to_list() == [0.02, 0.04]
    assert centres.area_tests({}, {}).empty


def test_bases_leave_out_centres_without_a_value():
    found = centres.by_base(all_pct={"a": 1.0, "b": math.nan}, answering_pct={"a": 2.0})
    assert found.to_dict("list") == {"all_pct": [1.0], "answering_pct": [2.0]}
