"""Ratings of care pathways, by hand."""

import math

import pandas as pd
import pytest

from is248.measures import pathways, ratings
from is248.survey.codebook import Codebook

SCALE = {
    "very_good": "Svært godt", "good": "Godt", "medium": "Middels",
    "poor": "Dårlig", "very_poor": "Svært dårlig",
}  # fmt: skip


def book(*names):
    common = {"part": 1, "number": "4", "chapter": "care_pathways", "type": "single"}
    variables = [{"id": n, "label": n, "concept": n, "categories": SCALE, **common} for n in names]
    return Codebook.model_validate({"year": 2016, "variables": variables})


FIRST, THIRD = "assessment_adult_pathway_1_joint", "assessment_adult_pathway_3_joint"
RATED = pd.DataFrame(
    {FIRST: ["good", "very_good", "medium", None], THIRD: ["good", "poor", "poor", "very_poor"]}
)


def test_ratings_leave_out_what_nobody_rated():
    empty = RATED.assign(assessment_adult_pathway_2_joint=None)
    names = book(FIRST, "assessment_adult_pathway_2_joint", THIRD)
    found = ratings.ratings(empty, names, "adult", "joint")
    assert list(found.index) == ["pathway_1", "pathway_3"]
    assert found["n"].to_list() == [3, 4]
    assert ratings.rated(found, "pathway_1", *ratings.GOOD) == pytest.approx(200 / 3)
    assert ratings.rated_n(found, "pathway_3", *ratings.POOR) == 3
    assert ratings.rated_n(found, "pathway_3") == 4
    assert math.isnan(ratings.rated(found, "pathway_2", "good"))
    assert math.isnan(ratings.rated_n(found, "pathway_2"))
    assert list(ratings.scale(names)) == [f"{code}_pct" for code in SCALE]


def test_ratings_of_a_form_that_is_not_asked_are_empty():
    assert ratings.ratings(RATED, book(FIRST), "child", "joint").empty
    assert ratings.scale(book("another")) == {}


def test_alt_text_and_row_labels():
    found = ratings.ratings(RATED, book(FIRST, THIRD), "adult", "joint")
    names = {"pathway_1": "Forløp 1", "pathway_3": "Forløp 3"}
    assert ratings.rows_with_n(found, names) == {
        "pathway_1": "Forløp 1 (3)", "pathway_3": "Forløp 3 (4)",
    }  # fmt: skip
    said = ratings.ratings_alt(found, names)
    assert "Forløp 1: 67 prosent godt eller svært godt, 0 dårlig eller svært dårlig" in said
    assert "Forløp 3: 25 prosent godt eller svært godt, 75 dårlig eller svært dårlig" in said


def test_rating_changes_need_two_years():
    years = {2015: RATED, 2016: RATED.assign(**{THIRD: ["good", "good", "poor", "poor"]})}
    found = ratings.rating_changes(years, "joint")
    assert list(found.index) == ["adult_pathway_1", "adult_pathway_3"]
    third = found.loc["adult_pathway_3"]
    assert third[["pct_2015", "pct_2016", "n", "gained", "lost"]].to_list() == [25, 50, 4, 1, 0]
    assert ratings.rating_changes({2016: RATED}, "joint").empty


UNITS = pd.DataFrame(
    {
        "fte_adult_pathway_1_joint": [1.0, None, None, 0.0],
        "fte_adult_pathway_3_substance_use": [None, 4.0, None, None],
        "size_class": ["s", "s", "t", "t"],
        "county": ["A", "B", "B", "A"],
        "hf_area": ["A", "B", "B", "A"],
    }
)


def test_coverage_counts_units_in_any_form():
    found = ratings.coverage(pd.concat([UNITS, RATED], axis=1))
    assert list(found.index) == ["fte_adult", "rating_adult"]
    assert found.loc["fte_adult", ["n", "answered_n", "answered_pct"]].to_list() == [4, 3, 75]
    assert found.loc["rating_adult", "answered_n"] == 4
    assert ratings.coverage(UNITS.drop(columns=UNITS.columns[:2])).empty


def test_rating_changes_are_adjusted_for_their_number():
    # six of six changed to good: p = 2 / 64; the other row has no change: p = 1
    before = pd.DataFrame({FIRST: ["poor"] * 6, THIRD: ["good"] * 6})
    after = pd.DataFrame({FIRST: ["good"] * 6, THIRD: ["good"] * 6})
    found = ratings.rating_changes({2015: before, 2016: after}, "joint")
    assert found["p"].to_list() == pytest.approx([2 / 64, 1])
    assert found["p_holm"].to_list() == pytest.approx([4 / 64, 1])
    assert ratings.sure(found, 0.05) == ["adult_pathway_1"]
    assert ratings.sure(found, 0.05, "p_holm") == []
    assert ratings.sure(pd.DataFrame(), 0.05) == []
    yearly = pathways.yearly_shares(found)
    assert yearly.loc["adult_pathway_1"].to_dict() == {"2015": 0, "2016": 100}


def test_good_shares_carry_wilson_intervals():
    found = ratings.good_shares(RATED, book(FIRST, THIRD), "joint")
    assert list(found.index) == ["adult_pathway_1", "adult_pathway_3"]
    assert found.loc["adult_pathway_1", ["n", "count"]].to_list() == [3, 2]
    # Wilson for 1 of 4 at 95 per cent: (0.25 + z²/8 ± z·sqrt(0.25·0.75/4 + z²/64)) / (1 + z²/4)
    z = 1.959964
    half = z * math.sqrt(0.25 * 0.75 / 4 + z * z / 64)
    low = (0.25 + z * z / 8 - half) / (1 + z * z / 4) * 100
    assert found.loc["adult_pathway_3", "low_pct"] == pytest.approx(low, abs=1e-4)


def test_few_units_are_told_as_numbers():
    found = ratings.ratings(RATED, book(FIRST, THIRD), "adult", "joint")
    # 3 of 4: the mirror of 1 of 4, whose limits are 4.6 and 69.9
    assert ratings.counted(found, "pathway_3", *ratings.POOR) == {
        "of": "3 av 4", "limits": "30–95",
    }  # fmt: skip
    assert ratings.counted(found, "pathway_2", *ratings.POOR) == {}
    assert ratings.answers_in_words(found, "enheter") == "3–4 enheter"
    assert ratings.answers_in_words(found.iloc[:1], "enheter") == "3 enheter"
    assert ratings.answers_in_words(pd.DataFrame(), "enheter") == "enheter"


def test_one_number_told_of_several_pathways():
    assert ratings.alike(77.3, 77.45) == 77.3
    assert math.isnan(ratings.alike(71.4, 74.3))
    assert math.isnan(ratings.alike(70, float("nan")))
    assert math.isnan(ratings.alike())
    assert ratings.mean([8, 9, 8]) == pytest.approx(25 / 3)
    assert math.isnan(ratings.mean([]))


def test_questions_of_a_group():
    assert ratings.questions_of("child", "joint")[2] == "assessment_child_pathway_3_joint"
    assert len(ratings.questions_of("child")) == 9
