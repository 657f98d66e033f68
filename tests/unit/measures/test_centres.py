"""Tables on competence centres, counted by hand."""

import math

import pandas as pd
import pytest

from is248.measures import centres
from is248.stats.logit import logit
from is248.survey.answers import Answers
from is248.survey.codebook import Codebook, Variable

KNOWN = {"not_heard": "Ikke hørt", "in_contact": "Kontakt", "used": "Brukt"}


def variable(name, kind, categories):
    return Variable(
        id=f"competence_centre_{name}", part=3, number="18.1", label=name, type=kind,
        chapter="x", concept=name, categories=categories,
    )  # fmt: skip


BOOK = Codebook.model_construct(
    year=2016,
    key="unit",
    variables=[
        variable("a_awareness", "single", KNOWN),
        variable("b_awareness", "single", {"not_heard": "Ikke hørt", "heard": "Hørt"}),
        variable("c_awareness", "single", KNOWN),
        variable("a_contact", "multiple", {"courses": "Kurs", "web": "Nettside", "other": "Annet"}),
    ],
)


@pytest.fixture
def units():
    return pd.DataFrame(
        {
            "competence_centre_a_awareness": pd.array(["used", "in_contact", "not_heard", None]),
            "competence_centre_b_awareness": pd.array(["heard", "not_heard", None, None]),
            "competence_centre_c_awareness": pd.array([None] * 4, dtype="string"),
            "competence_centre_a_contact__courses": pd.array([1, 1, 0, 0], dtype="Int8"),
            "competence_centre_a_contact__web": pd.array([1, 0, 0, 0], dtype="Int8"),
            "competence_centre_a_contact__other": pd.array([0, 1, 1, 1], dtype="Int8"),
        },
        index=pd.Index(["0101", "0104", "0105", "0106"], name="unit"),
    )


@pytest.fixture
def answers(units):
    return Answers(units, pd.DataFrame(), False, BOOK)


def test_a_question_counts_as_asked_only_with_the_answers_wanted(answers):
    found = centres.names(answers, "abcd", "awareness", centres.CONTACT)
    assert found == {"a": "competence_centre_a_awareness", "b": "", "c": "", "d": ""}
    assert centres.names(answers, "b", "awareness", centres.UNHEARD)["b"]
    assert centres.names(answers, "a", "usefulness") == {"a": ""}


def test_awareness_is_of_all_units(units, answers):
    asked = centres.names(answers, "ab", "awareness", centres.CONTACT)
    shown = centres.awareness(units, answers, asked)
    assert shown["a"]["pct"].to_dict() == {"not_heard": 25.0, "in_contact": 25.0, "used": 25.0}
    assert shown["b"].empty
    contact = centres.in_touch(shown)
    assert contact["a"] == 50.0
    assert math.isnan(contact["b"])
    assert centres.dots(shown["a"])["n"].to_list() == [1, 1, 1]


def test_forms_of_contact(units, answers):
    asked = centres.names(answers, "ab", "contact")
    found = centres.forms(units, answers, asked)
    assert found["a"]["n"].to_dict() == {"courses": 2, "web": 1, "other": 3}
    assert found["a"]["pct"].to_dict() == {"courses": 50.0, "web": 25.0, "other": 75.0}
    assert found["b"].empty
    labels = BOOK.variables[-1].categories
    assert centres.named_forms(found["a"], labels).to_dict() == {"kurs": 50.0, "nettside": 25.0}
    assert centres.named_forms(found["b"], {}).empty


def test_centres_side_by_side():
    first = pd.DataFrame({"pct": [10.0, 20.0], "n": [5, 9]}, index=["x", "total"])
    second = pd.DataFrame({"pct": [40.0, 50.0], "n": [6, 8]}, index=["x", "total"])
    found = centres.beside({"a": first, "b": second, "c": pd.DataFrame()}, "county")
    assert found.to_dict("list") == {"a_pct": [10.0, 20.0], "b_pct": [40.0, 50.0], "n": [6, 9]}
    assert (list(found.index), found.index.name) == (["x", "total"], "county")
    assert centres.beside({"c": pd.DataFrame()}, "county").empty


def test_area_tests_and_holm_over_the_centres():
    # 2 x 2 tables whose likelihood-ratio test is the G test; two models double the smaller p
    rows = [("Østfold", 1)] * 9 + [("Østfold", 0)] * 11 + [("Troms", 1)] * 15 + [("Troms", 0)] * 5
    data = pd.DataFrame(rows, columns=["county", "y"])
    model = logit(data, "y", ["county"])
    found = centres.area_tests({"a": model, "b": model, "c": pd.DataFrame()},
                               {"a": model, "b": model, "c": pd.DataFrame()}, "county")  # fmt: skip
    g = 2 * sum(o * math.log(o / e) for o, e in ((9, 12), (11, 8), (15, 12), (5, 8)))
    p = math.erfc(math.sqrt(g / 2))
    assert found["group_alone_p"].to_list() == pytest.approx([p, p])
    assert found["group_given_size_holm"].to_list() == pytest.approx([2 * p, 2 * p])
    assert centres.area_tests({"c": pd.DataFrame()}, {}, "county").empty


def test_bases_leave_out_centres_without_a_value():
    found = centres.by_base(all_pct={"a": 1.0, "b": math.nan}, answering_pct={"a": 2.0})
    assert found.to_dict("list") == {"all_pct": [1.0], "answering_pct": [2.0]}


def test_two_years_of_the_same_units(units):
    before = pd.DataFrame(
        {"competence_centre_a_awareness": ["not_heard", "not_heard", "heard", "heard"]},
        index=units.index,
    )
    found = centres.changes_by_centre(before, units, "awareness", centres.UNHEARD)
    assert found.index.to_list() == ["a"]
    # three answered both: two have heard of it since, one no longer has; exact binomial of 1 in 3
    assert found.loc["a"].to_dict() == {"both_n": 3, "gained": 1, "lost": 2, "p_value": 1.0}


def test_no_year_before_and_no_unit_in_both(units):
    assert centres.changes_by_centre(None, units, "awareness", centres.UNHEARD).empty
    assert centres.changes_by_centre(units.iloc[:0], units, "awareness", centres.UNHEARD).empty


def test_totals():
    shares = {"a": pd.DataFrame({"pct": [1.0, 2.0]}, index=["x", "total"]), "b": pd.DataFrame()}
    found = centres.country_pct(shares)
    assert found["a"] == 2.0
    assert math.isnan(found["b"])
