"""Tables of the chapters on support, counted by hand."""

import pandas as pd
import pytest

from is248.measures import support
from is248.survey.answers import Answers
from is248.survey.codebook import Codebook, Variable

IPS = Variable(
    id="ips", part=2, number="5.1", label="IPS", type="single", chapter="x", concept="ips",
    categories={"yes": "Ja", "no": "Nei"},
)  # fmt: skip
UNASKED = IPS.model_copy(update={"id": "unasked"})
OFFERS = IPS.model_copy(update={"id": "m", "type": "multiple", "categories": {"a": "A", "b": "B"}})
ORDERS = {"size_class": ["large", "small"]}


@pytest.fixture
def units():
    return pd.DataFrame(
        {
            "kind": ["municipality", "municipality", "municipality", "district", "district"],
            "size_class": ["small", "small", "large", "large", "large"],
            "pop_18plus": [1000.0, 3000.0, 6000.0, 5000.0, 5000.0],
            "ips": pd.array(["yes", "no", None, "yes", "yes"], dtype="string"),
            "unasked": pd.array([None] * 5, dtype="string"),
            "users": pd.array([5, 0, None, 10, 20], dtype="Float64"),
            "m__a": pd.array([1, 0, None, 1, 1], dtype="Int8"),
            "m__b": pd.array([0, 0, None, 1, None], dtype="Int8"),
            "codes": pd.array(["x;y", "xy", None, "y", ""], dtype="string"),
        },
        index=pd.Index(["0101", "0102", "0103", "030101", "030102"], name="unit"),
    )


@pytest.fixture
def answers(units):
    book = Codebook.model_construct(year=2016, variables=[IPS, UNASKED, OFFERS], key="unit")
    return Answers(units.loc[["0101", "030101"]], pd.DataFrame(), False, book)


def test_missing_is_a_no_for_all_units_but_the_agencies(answers, units):
    register = units[["kind"]].copy()
    register.loc["0301-H"] = "agency"
    found = support.missing_as_no(answers, register, "ips", "unasked", "m", "unknown").values
    assert found["ips"].to_dict() == {
        "0101": "yes", "0102": "no", "0103": "no", "030101": "yes", "030102": "no",
    }  # fmt: skip
    assert found["m__b"].to_list() == [0, 0, 0, 1, 0]
    assert found["unasked"].isna().all()
    assert found["users"].isna().sum() == 3
    assert len(answers.values) == 2


def test_yes_no_and_those_that_did_not_answer(units):
    found = support.yes_no_summary(units, {"i": "ips", "u": "unasked"})
    assert found["i_n"].to_dict() == {
        "yes": 3, "no": 1, "answered": 4, "no_answer": 1, "total": 5,
    }  # fmt: skip
    assert found["i_pct"].to_list() == [75, 25, 100, 20, 100]
    assert found["u_n"].isna().all()


def test_answers_of_a_stated_base(units):
    assert support.answers_of_all(units, IPS, 5)["pct"].to_dict() == {"yes": 60, "no": 20}


def test_a_summary_of_no_question_is_empty(units):
    assert support.yes_no_summary(units, {}).empty


def test_labels_inside_a_sentence_begin_with_a_small_letter():
    found = support.in_sentence({"<2000": "Under 2 000", "oslo_districts": "Bydeler i Oslo"})
    assert found == {"<2000": "under 2 000", "oslo_districts": "bydeler i Oslo"}
