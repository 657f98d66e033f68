"""FTE by pathway, ratings and grants, by hand."""

import math

import pandas as pd
import pytest

from is248.display.table import Column, Grid, Table
from is248.estimators import pathways
from is248.survey.codebook import Codebook

UNITS = pd.DataFrame(
    {
        "fte_adult_measure_home_joint": [10.0, None, 4.0, 2.0],
        "fte_adult_measure_home_mental_health": [None, 6.0, None, None],
        "fte_adult_measure_home_substance_use": [None, 2.0, None, None],
        "fte_adult_pathway_1_joint": [1.0, None, None, 0.0],
        "fte_adult_pathway_2_joint": [3.0, None, None, None],
        "fte_adult_pathway_3_joint": [6.0, None, None, 1.0],
        "fte_adult_pathway_1_mental_health": [None, 2.0, None, None],
        "fte_adult_pathway_3_substance_use": [None, 4.0, None, None],
        "county": ["A", "B", "B", "A"],
    },
    index=["a", "b", "c", "d"],
).astype({"county": "object"})
# sums by measure 10, 8, 4, 2; by pathway a: 1+3+6, b: 2+0+4, c: nothing, d: 0+0+1


def fte():
    return pathways.unit_fte(UNITS, "adult")


def test_forms_are_summed_and_no_answer_is_not_zero():
    found = fte()
    assert found["measure"].to_list() == [10, 8, 4, 2]
    assert found["pathways"].to_list()[:2] == [10, 6]
    assert math.isnan(found["pathways"]["c"])
    assert found["pathway_1"]["d"] == 0
    assert math.isnan(found["pathway_2"]["b"])


def test_a_year_without_the_questions_has_only_missing():
    assert pathways.unit_fte(UNITS[["county"]], "child").isna().all().all()


def test_table_of_distributed_fte():
    found = pathways.coverage_of_fte({"adult": fte(), "child": fte()})
    assert found.index.name == "pathway_fte"
    assert found.loc["fte_measures"].to_list() == [24, 24, 48, 4, 4]
    assert found.loc["fte_pathways"].to_list() == [17, 17, 34, 3, 3]
    assert found.loc["pct_pathways", "units_child"] == 75
    assert found.loc["pct_pathways", "total"] == pytest.approx(17 / 24 * 100)


def test_fte_and_shares_by_pathway_and_year():
    found = pathways.by_pathway({2015: fte(), 2016: fte()})
    assert list(found) == ["fte_2015", "fte_2016", "pct_2015", "pct_2016"]
    assert found["fte_2016"].to_dict() == {
        "pathway_1": 3, "pathway_2": 3, "pathway_3": 11, "total": 17,
    }  # fmt: skip
    assert found["pct_2015"]["pathway_3"] == pytest.approx(11 / 17 * 100)


def test_margin_counts_units_at_the_limit_and_names_both_denominators():
    # a is equal, b is off by two, d by exactly one, c did not distribute
    found = pathways.margins({"adult": fte()}, 1.0).loc["adult"]
    assert found[["n", "answered_n", "within"]].to_list() == [4, 3, 2]
    assert found["within_all_pct"] == 50
    assert found["within_pct"] == pytest.approx(200 / 3)
    assert pathways.within(fte(), 0).to_list() == [True, False, False, False]


def test_shares_under_other_choices():
    found = pathways.shares_by_choice(fte(), [1, 0])
    assert list(found.index) == ["all", "within_1", "within_0", "unweighted"]
    assert found["n"].to_list() == [3, 2, 1, 3]
    assert found.loc["within_1", "pathway_3_pct"] == pytest.approx(7 / 11 * 100)
    # own shares of pathway 3: 0.6, 4/6 and 1
    mean = (0.6 + 4 / 6 + 1) / 3 * 100
    assert found.loc["unweighted", "pathway_3_pct"] == pytest.approx(mean)


def test_shares_by_area_are_ratios_of_sums():
    found = pathways.shares_by_area(fte(), UNITS, "county", ["B", "A", "C"])
    assert list(found.index) == ["B", "A", "total"]
    assert found.loc["A", "fte"] == 11
    assert found.loc["A", "pathway_3_pct"] == pytest.approx(7 / 11 * 100)
    assert found.loc["B", "n"] == 1


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
    found = pathways.ratings(empty, names, "adult", "joint")
    assert list(found.index) == ["pathway_1", "pathway_3"]
    assert found["n"].to_list() == [3, 4]
    assert pathways.rated(found, "pathway_1", *pathways.GOOD) == pytest.approx(200 / 3)
    assert pathways.rated_n(found, "pathway_3", *pathways.POOR) == 3
    assert pathways.rated_n(found, "pathway_3") == 4
    assert math.isnan(pathways.rated(found, "pathway_2", "good"))
    assert math.isnan(pathways.rated_n(found, "pathway_2"))
    assert list(pathways.scale(names)) == [f"{code}_pct" for code in SCALE]


def test_ratings_of_a_form_that_is_not_asked_are_empty():
    assert pathways.ratings(RATED, book(FIRST), "child", "joint").empty
    assert pathways.scale(book("another")) == {}


def test_alt_text_and_row_labels():
    found = pathways.ratings(RATED, book(FIRST, THIRD), "adult", "joint")
    names = {"pathway_1": "Forløp 1", "pathway_3": "Forløp 3"}
    assert pathways.rows_with_n(found, names) == {
        "pathway_1": "Forløp 1 (3)", "pathway_3": "Forløp 3 (4)",
    }  # fmt: skip
    said = pathways.ratings_alt(found, names)
    assert "Forløp 1: 67 prosent godt eller svært godt, 0 dårlig eller svært dårlig" in said
    assert "Forløp 3: 25 prosent godt eller svært godt, 75 dårlig eller svært dårlig" in said


def test_mcnemar_on_the_same_units():
    before = pd.Series(["no"] * 6 + ["yes"] * 3 + [None])
    after = pd.Series(["yes"] * 5 + ["no", "yes", "yes", "no", "yes"])
    found = pathways.paired(before, after, ["yes"])
    assert (found["n"], found["gained"], found["lost"]) == (9, 5, 1)
    # two-sided binomial of 5 of 6: 2 * (6 + 1) / 64
    assert found["p"] == pytest.approx(14 / 64)


def test_mcnemar_without_change_or_answers():
    same = pd.Series(["yes", "no"])
    assert pathways.paired(same, same, ["yes"])["p"] == 1
    nobody = pd.Series([None, None], dtype="object")
    assert math.isnan(pathways.paired(nobody, nobody, ["yes"])["p"])


def test_rating_changes_need_two_years():
    years = {2015: RATED, 2016: RATED.assign(**{THIRD: ["good", "good", "poor", "poor"]})}
    found = pathways.rating_changes(years, "joint")
    assert list(found.index) == ["adult_pathway_1", "adult_pathway_3"]
    third = found.loc["adult_pathway_3"]
    assert third[["pct_2015", "pct_2016", "n", "gained", "lost"]].to_list() == [25, 50, 4, 1, 0]
    assert pathways.rating_changes({2016: RATED}, "joint").empty


ORDER = ["<2000", "2000-5000", "5000-10000", "10000-20000", "20000-50000", "50000 og større"]
REGISTER = pd.DataFrame(
    {
        "kind": ["municipality", "district", "district", "residual", "agency"],
        "size_class": ["<2000", *["50000 og større"] * 4],
        "pop_total": [1_500, 49_999, 50_000, 6_000, None],
        "user_involvement_amount": [3_000, 50_000, None, None, 30_000],
    }
)


def test_districts_count_by_their_own_size():
    own = pathways.own_size_class(REGISTER, ORDER)
    assert own.to_list() == ["<2000", "20000-50000", "50000 og større", "5000-10000", "5000-10000"]


def test_grants_per_inhabitant_are_ratios_of_sums():
    units = REGISTER.assign(size_class=pathways.own_size_class(REGISTER, ORDER))
    found = pathways.grants_by(units, "size_class")
    assert found.loc["<2000"].to_list() == [3, 1_500, 2]
    assert found.loc["5000-10000", "nok_per_inhabitant"] == 5
    assert found.loc["50000 og større", "amount_1000nok"] == 0
    assert found.loc["total", "amount_1000nok"] == 83
    assert found.loc["total", "pop_total_n"] == 107_499


PRINTED = pd.DataFrame(
    {
        "nominal_1000nok": [80.0, 90.0, 96.0, 110.0],
        "nominal_change_pct": [None, 12.0, 7.0, 15.0],
        "real_1000nok": [100.0, 100.0, 96.0, 110.0],
        "real_change_pct": [None, 0.0, -4.0, 15.0],
    },
    index=["2012", "2013", "2014", "2015"],
)


def test_series_carries_earlier_amounts_and_computes_the_changes():
    found = pathways.grant_series(PRINTED, 120_000, 2015)
    assert found.shown["nominal_1000nok"].to_list() == [80, 90, 96, 120]
    assert found.value["nominal_1000nok"].isna().to_list() == [True, True, True, False]
    assert found.value.loc["2015", "nominal_change_pct"] == 25
    assert found.value.loc["2014", "real_change_pct"] == pytest.approx(-4)
    assert math.isnan(found.value.loc["2012", "real_change_pct"])


def test_prices_behind_the_real_amounts():
    found = pathways.implied_prices(PRINTED)
    assert found["price_level"].to_list() == [80, 90, 100, 100]
    assert found.loc["2013", "price_change_pct"] == 12.5
    assert found.loc["2013", "smooth_level"] == pytest.approx(math.sqrt(8_000))
    assert math.isnan(found.loc["2012", "smooth_1000nok"])


def test_alt_text_of_grants_names_first_highest_and_last():
    labels = {"nominal_1000nok": "Løpende"}
    shown = PRINTED * 1_000
    assert pathways.grants_alt(shown, labels) == (
        "Millioner kroner. Løpende: 80,0 i 2012, 110,0 i 2015."
    )


def test_answers_by_year_with_those_who_did_not_answer():
    years = {2015: pd.DataFrame({"q": ["yes", None, "no", None]}), 2016: pd.DataFrame(index=[1, 2])}
    found = pathways.answers_by_year(years, "q", ["yes", "no"])
    assert list(found) == ["n_2015", "n_2016", "pct_2015", "pct_2016"]
    assert found["n_2015"].to_list() == [1, 1, 2, 2, 4]
    assert found["pct_2015"].to_list()[:3] == [50, 50, 100]
    assert math.isnan(found.loc["not_stated", "pct_2015"])
    assert found["n_2016"].to_list() == [0, 0, 0, 2, 2]


def test_granting_anything_keeps_no_answer_apart_from_nothing():
    units = pd.DataFrame({"user_involvement_amount": [0.0, 5.0, None]})
    assert pathways.grants_anything(units).to_list()[:2] == ["no", "yes"]
    assert pathways.grants_anything(units).isna().to_list() == [False, False, True]


def test_weighted_share_is_of_those_who_answered():
    units = pd.DataFrame({"q": ["yes", "no", None], "pop": [30, 10, 60]})
    assert pathways.weighted_share(units, "q", ["yes"], "pop") == 75
    assert math.isnan(pathways.weighted_share(units, "other", ["yes"], "pop"))


def test_total_rows_of_several_frames():
    frame = pd.DataFrame({"n": [1, 2]}, index=["x", "total"])
    found = pathways.totals_of({"one": frame, "none": frame.iloc[:0]}, "oslo_units")
    assert found["n"].to_dict() == {"one": 2}


def test_coverage_counts_units_in_any_form():
    units = pd.concat([UNITS, RATED.set_axis(UNITS.index)], axis=1)
    units = units.assign(size_class=["s", "s", "t", "t"], hf_area=["A", "B", "B", "A"])
    found = pathways.coverage(units, book(FIRST, THIRD))
    assert list(found.index) == ["fte_adult", "rating_adult"]
    assert found.loc["fte_adult", ["n", "answered_n", "answered_pct"]].to_list() == [4, 3, 75]
    assert found.loc["rating_adult", "answered_n"] == 4


def test_units_of_columns_can_be_told():
    grid = Grid(pd.DataFrame({"x": [1]}), (Column("x", "X", unit="funn"),), "Rad")
    table = Table("table-x", "X", grid, "1", "her", "table")
    assert pathways.with_units(table, {"x": "årsverk"}).grid.columns[0].unit == "årsverk"
