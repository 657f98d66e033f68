"""FTE by pathway, by hand."""

import math

import pandas as pd
import pytest

from is248.measures import pathways
from is248.show.grid import Column, Grid
from is248.show.table import Table, with_units

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


# child FTE as adult, so that both groups have the same answers
BOTH = UNITS.join(UNITS.filter(like="adult").rename(columns=lambda c: c.replace("adult", "child")))
SILENT = UNITS.assign(**dict.fromkeys(UNITS.filter(like="pathway"), float("nan")))


def test_table_of_distributed_fte():
    found = pathways.coverage_of_fte(BOTH)
    assert found.index.name == "pathway_fte"
    assert found.loc["fte_measures"].to_list() == [24, 24, 48, 4, 4]
    assert found.loc["fte_pathways"].to_list() == [17, 17, 34, 3, 3]
    assert found.loc["pct_pathways", "units_child"] == 75
    assert found.loc["pct_pathways", "total"] == pytest.approx(17 / 24 * 100)


def test_fte_and_shares_by_pathway_and_year():
    found = pathways.by_pathway({2015: UNITS, 2016: UNITS}, "adult")
    assert list(found) == ["fte_2015", "fte_2016", "pct_2015", "pct_2016"]
    assert found["fte_2016"].to_dict() == {
        "pathway_1": 3, "pathway_2": 3, "pathway_3": 11, "total": 17,
    }  # fmt: skip
    assert found["pct_2015"]["pathway_3"] == pytest.approx(11 / 17 * 100)


def test_margin_counts_units_at_the_limit_and_names_both_denominators():
    # a is equal, b is off by two, d by exactly one, c did not distribute
    found = pathways.margins(UNITS, 1.0).loc["adult"]
    assert found[["n", "answered_n", "within"]].to_list() == [4, 3, 2]
    assert found["within_all_pct"] == 50
    assert found["within_pct"] == pytest.approx(200 / 3)
    assert pathways.within(fte(), 0).to_list() == [True, False, False, False]


def test_the_year_before_tells_who_kept_silent():
    found = pathways.year_before(UNITS, 1.0)
    assert list(found.index) == ["adult"]
    assert found.loc["adult", ["silent_n", "within"]].to_list() == [1, 2]
    assert found["distributed_pct"]["adult"] == pytest.approx(17 / 24 * 100)
    assert pathways.year_before(SILENT, 1.0).empty


def test_shares_under_other_choices():
    found = pathways.shares_by_choice(UNITS, "adult", 1)
    assert list(found.index) == ["all", "within", "equal", "unweighted"]
    assert found["n"].to_list() == [3, 2, 1, 3]
    assert found.loc["within", "pathway_3_pct"] == pytest.approx(7 / 11 * 100)
    # own shares of pathway 3: 0.6, 4/6 and 1
    mean = (0.6 + 4 / 6 + 1) / 3 * 100
    assert found.loc["unweighted", "pathway_3_pct"] == pytest.approx(mean)
    # pathway 1: 3 of 17 of all, 1 of 11 of those within; pathway 2: 3 of 17 and 3 of 11
    assert pathways.moved(found, "within") == pytest.approx((3 / 11 - 3 / 17) * 100)


def test_shares_by_area_are_ratios_of_sums():
    found = pathways.shares_by_area(UNITS, "adult", "county", ["B", "A", "C"])
    assert list(found.index) == ["B", "A", "total"]
    assert found.loc["A", "fte"] == 11
    assert found.loc["A", "pathway_3_pct"] == pytest.approx(7 / 11 * 100)
    assert found.loc["B", "n"] == 1


def test_what_nobody_distributed_is_empty():
    assert pathways.by_pathway({2015: UNITS, 2016: SILENT}, "adult").empty
    assert pathways.shares_by_choice(SILENT, "adult", 1).empty
    assert math.isnan(pathways.moved(pathways.shares_by_choice(SILENT, "adult", 1), "within"))
    assert pathways.shares_by_area(SILENT, "adult", "county", ["A", "B"]).empty
    assert list(pathways.margins(UNITS, 1).index) == ["adult"]


NAMES = {"pathway_1": "mild", "pathway_2": "middle", "pathway_3": "severe"}


def test_shares_of_two_years_and_their_change():
    shown = pathways.by_pathway({2015: UNITS.drop("b"), 2016: UNITS}, "adult")
    yearly = pathways.yearly_shares(shown)
    assert list(yearly) == ["2015", "2016"]
    # without b: 1, 3 and 7 of 11; with b: 3, 3 and 11 of 17
    change = pathways.share_change(yearly)
    assert change["pathway_3"] == pytest.approx((11 / 17 - 7 / 11) * 100)
    found = pathways.ranked(shown, NAMES)
    assert found.index[0] == "severe"
    assert found["severe"] == pytest.approx(11 / 17 * 100)


def test_a_year_alone_has_no_change():
    alone = pathways.by_pathway({2016: UNITS}, "adult")
    assert pathways.yearly_shares(alone).empty
    assert pathways.share_change(pathways.yearly_shares(alone)).isna().all()
    assert pathways.ranked(pd.DataFrame(), NAMES).isna().all()


RATED = pd.DataFrame(
    {
        "fte_adult_pathway_1_joint": [1.0, None, None, 0.0],
        "fte_adult_pathway_3_substance_use": [None, 4.0, None, None],
        "assessment_adult_pathway_1_joint": ["good", "very_good", "medium", None],
        "assessment_adult_pathway_3_joint": ["good", "poor", "poor", "very_poor"],
        "size_class": ["s", "s", "t", "t"],
        "county": ["A", "B", "B", "A"],
        "hf_area": ["A", "B", "B", "A"],
    }
)


NO_TEST = dict  # no question, no p


def test_coverage_counts_units_in_any_form():
    found = pathways.coverage(RATED, lambda *asked: {"p_county": len(asked) / 10})
    assert list(found.index) == ["fte_adult", "rating_adult"]
    assert found.loc["fte_adult", ["n", "answered_n", "answered_pct"]].to_list() == [4, 3, 75]
    assert found.loc["rating_adult", "answered_n"] == 4
    assert found["p_county"].to_list() == [0.1, 0.3]
    assert pathways.coverage(RATED[["size_class", "county", "hf_area"]], NO_TEST).empty


def test_response_is_skewed_where_one_test_says_so():
    found = pd.DataFrame({"p_county": [0.2, 0.04], "p_hf_area": [0.5, None]}, index=["x", "y"])
    assert pathways.skewed(found, 0.1) == ["y"]
    assert pathways.skewed(pathways.coverage(RATED[["county"]], NO_TEST), 0.1) == []


def test_units_of_columns_can_be_told():
    grid = Grid(pd.DataFrame({"x": [1]}), (Column("x", "X", unit="funn"),), "Rad")
    table = Table("table-x", "X", grid, "1", "her", "printed")
    assert with_units(table, {"x": "årsverk"}).grid.columns[0].unit == "årsverk"
