"""Offers to refugees, counted by hand."""

import pandas as pd
import pytest

from is248.measures import refugees
from is248.survey.codebook import Variable

OFFERS = Variable(
    id="m", part=3, number="1", label="Tilbud", type="multiple", chapter="refugees", concept="m",
    categories={"a": "A", "b": "B"},
)  # fmt: skip


@pytest.fixture
def units():
    return pd.DataFrame(
        {
            "kind": ["municipality", "municipality", "municipality", "district", "district"],
            "m__a": pd.array([1, 0, None, 1, 1], dtype="Int8"),
            "m__b": pd.array([0, 0, None, 1, None], dtype="Int8"),
        },
        index=pd.Index(["0101", "0102", "0103", "030101", "030102"], name="unit"),
    )


def nobody(units):
    return units.assign(m__a=pd.NA, m__b=pd.NA)


def test_inside_and_outside_the_city(units):
    found = refugees.inside_and_outside(units, OFFERS, base=4)
    assert found.loc["a"].to_list() == [1, 25, 2, 100]
    assert found.loc["b"].to_list() == [0, 0, 1, 50]
    assert refugees.inside_and_outside(nobody(units), OFFERS, base=4).empty


def test_who_answered_at_all(units):
    assert refugees.answering(units, OFFERS) == 4
    assert refugees.answering(nobody(units), OFFERS) == 0


def test_one_count_of_several_bases():
    counts = pd.Series({"a": 30.0, "b": 60.0})
    found = refugees.of_bases(counts, {"all": 120, "answered": 100, "none": 0})
    assert found["all"].to_list() == [25, 50]
    assert found["answered"].to_list() == [30, 60]
    assert found["none"].isna().all()
    assert refugees.farthest(found, "all", "answered") == 10
