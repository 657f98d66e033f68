"""Area estimators on frames small enough for hand calculation."""

import itertools
from dataclasses import replace

import pandas as pd
import pytest

from is248.base.errors import UserError
from is248.measures import appendix, areas
from is248.measures.fte import unit_fte
from is248.printed import report as published
from is248.register import municipalities
from is248.stats import fences as boxes


@pytest.fixture
def units():
    # two counties; the agency has FTE and no inhabitants, the residual the other way round
    rows = {
        "1": ("A", "municipality", 10.0, 2.0, 100.0, 400.0, True),
        "2": ("A", "municipality", 30.0, 0.0, 50.0, 450.0, True),
        "3": ("B", "district", 5.0, 1.0, 200.0, 300.0, True),
        "4": ("B", "agency", 15.0, 0.0, float("nan"), float("nan"), False),
        "5": ("B", "residual", float("nan"), float("nan"), 0.0, 100.0, False),
    }
    names = ["county", "kind", "fte_adult", "fte_child", "pop_under18", "pop_18plus", "counted"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=names)
    return frame.assign(
        fte_total=frame["fte_adult"] + frame["fte_child"],
        pop_total=frame["pop_under18"] + frame["pop_18plus"],
    )


def test_inhabitants_by(units):
    found = areas.inhabitants_by(units, "county")
    assert found.loc["A", "units_n"] == 2
    assert found.loc["B", "units_n"] == 1
    assert found.loc["B", "pop_total_n"] == 600
    assert found.loc["A", "pop_total_pct"] == pytest.approx(1000 / 1600 * 100)
    assert found.loc["total", "pop_under18_n"] == 350


def test_fte_by_is_the_ratio_of_sums(units):
    found = areas.fte_by(units, "county")
    assert found.loc["A", "fte_adult_per10k"] == pytest.approx(40 / 850 * 10_000)
    assert found.loc["B", "fte_adult_per10k"] == pytest.approx(20 / 400 * 10_000)
    assert found.loc["total", "fte_child_per10k"] == pytest.approx(3 / 350 * 10_000)
    assert list(found.index) == ["A", "B", "total"]


def test_rates_are_missing_without_inhabitants(units):
    assert areas.rates(units)["fte_adult_per10k"].isna().to_dict() == {
        "1": False, "2": False, "3": False, "4": True, "5": True,
    }  # fmt: skip


def test_spread_uses_r_type_7_quantiles():
    # R: quantile(1:10) gives 1, 3.25, 5.5, 7.75, 10
    frame = pd.DataFrame({"g": "x", "v": range(1, 11)})
    found = areas.spread_by(frame, "g", "v").loc["x"]
    assert found[["q1", "median", "q3"]].to_list() == [3.25, 5.5, 7.75]
    assert (found["n"], found["mean"], found["minimum"], found["maximum"]) == (10, 5.5, 1, 10)


def test_share_between_is_eta_squared():
    # R: summary(lm(c(1,3,5,7) ~ c("a","a","b","b")))$r.squared = 0.8
    frame = pd.DataFrame({"g": list("aabb"), "v": [1.0, 3.0, 5.0, 7.0]})
    assert areas.share_between(frame, "g", "v") == pytest.approx(80.0)


def test_share_by_chance_is_the_mean_over_all_ways_to_deal():
    values = [1.0, 3.0, 5.0, 7.0]
    dealt = {tuple(order) for order in itertools.permutations("aabb")}
    found = [
        areas.share_between(pd.DataFrame({"g": list(g), "v": values}), "g", "v") for g in dealt
    ]
    frame = pd.DataFrame({"g": list("aabb"), "v": values})
    assert areas.share_by_chance(frame, "g", "v") == pytest.approx(sum(found) / len(found))
    assert areas.share_by_chance(frame, "g", "v") == pytest.approx(100 / 3)


def test_fences_and_outliers():
    # fivenum by type 7 of 1..10 with fence 1.5: low 3.25-6.75=-3.5, high 7.75+6.75=14.5
    values = pd.DataFrame({"g": "x", "v": [*range(1, 11), 14.6]})
    only_ten = boxes.fences_by(values.iloc[:10], "g", "v", 1.5).loc["x"]
    assert (only_ten["low"], only_ten["high"], only_ten["outliers"]) == (-3.5, 14.5, 0)
    cut = boxes.fences_by(values.iloc[:10], "g", "v", 1.5, least=0).loc["x"]
    assert (cut["low"], cut["high"]) == (0, 14.5)
    found = boxes.outliers(values, "g", "v", 1.0)
    # of 1..10, 14.6: q1 = 3.5, q3 = 8.5, so the fence at one quartile range is 13.5
    assert found[["v", "side"]].to_dict("records") == [{"v": 14.6, "side": "high"}]


def test_outliers_are_ordered_by_distance_and_cut_per_group():
    base = [float(v) for v in range(1, 11)]
    values = pd.DataFrame({"g": "x", "v": [*base, 40.0, 60.0, -30.0]})
    found = boxes.outliers(values, "g", "v", 1.5)
    assert list(found["v"]) == [60.0, -30.0, 40.0]
    assert list(boxes.first_of_each(found, "g", 1)["v"]) == [60.0]


def test_size_bands_hold_equally_many_units():
    values = pd.DataFrame({"size": range(100), "v": 1.0})
    found = areas.size_bands(values, "size", "v", 4)
    assert list(found["n"]) == [25, 25, 25, 25]
    assert list(found["left"]) == [0, 25, 50, 75]


@pytest.mark.parametrize(
    ("oslo", "units"), [("one", 428), ("districts", 442), ("districts_and_agencies", 444)]
)
def test_the_oslo_question_moves_units_and_never_sums(oslo, units):
    found = municipalities.count_oslo(municipalities.load_units(2016), oslo)
    assert found["counted"].sum() == units
    assert found["pop_total"].sum() == 5_213_985  # table 4.1
    assert round(found["fte_total"].sum()) == 13_936  # table 3.1


def test_an_unknown_answer_to_the_oslo_question_is_refused():
    with pytest.raises(UserError, match="Mente du «districts»"):
        municipalities.count_oslo(municipalities.load_units(2016), "district")
    with pytest.raises(UserError, match="«hf_area»"):
        municipalities.oslo_for("hf_areas")


def test_appendix_rows_against_the_country():
    found = appendix.against_country(published.appendix(2016))
    assert found.loc["fte_total", "country_row"] == 13_936
    assert found.loc["fte_total", "n"] == 444
    # the sum of the printed integers, added up apart from this project
    assert found.loc["fte_adult", "difference"] == 25
    assert found.loc["fte_child", "difference"] == 24


def test_first_of_county():
    found = appendix.first_of_county(published.appendix(2016))
    assert found["0101"] == "Østfold"
    assert found["030101"] == "Oslo"
    assert len(found) == 19


def test_row_names_tell_totals_from_units():
    names = appendix.row_names(published.appendix(2016))
    assert (names["0301"], names["0000"]) == ("Oslo i alt", "Norge i alt")
    assert names["0101"] == "Halden"


def test_rounded_sums_expects_fair_rounding():
    units = municipalities.count_oslo(municipalities.load_units(2016), "districts_and_agencies")
    found = areas.rounded_sums(units, published.appendix(2016), "region", "fte_adult").loc["total"]
    assert found["n"] == 444
    assert found["rounding_sd"] == pytest.approx((444 / 12) ** 0.5)


def test_the_appendix_counts_its_rows_in_words():
    counted = appendix.kinds_in_words(published.appendix(2016))
    assert counted == "428 kommuner, 15 bydeler og 2 etater"


def test_rates_without_an_appendix_are_computed(units):
    found = areas.unit_rates(units, None)
    assert found["fte_adult_per10k"].to_dict() == {
        "1": 250, "2": pytest.approx(30 / 450 * 10_000), "3": pytest.approx(5 / 3 * 100)
    }  # fmt: skip
    assert found.loc["1", "fte_total"] == 12.0


def test_a_year_without_print_lists_its_units_and_numbers_made_up_ones():
    found = appendix.listing(unit_fte(2015))
    assert appendix.kinds_in_words(found) == "428 kommuner, 15 bydeler og 2 etater"
    assert found.index.is_unique
    assert set(found["name"]) & set(unit_fte(2015).units["name"]) == set()
    sums = appendix.against_country(found)
    # 10 429 and 2 702 FTE in 2015 (table 3.2)
    assert sums["country_row"].round().to_list() == [10_429, 2_702, 13_131]
    assert sums["difference"].abs().max() < 1e-6


def test_answers_that_are_real_are_listed_by_name():
    named = replace(unit_fte(2015), named=True)
    found = appendix.listing(named)
    assert found.loc["0101", "name"] == "Halden"
    city = list(found.index[found["county"] == "Oslo"])
    assert city[0] == "030101"
    assert city[-3:] == ["0301-H", "0301-V", "0301"]
    assert found.index[-1] == appendix.COUNTRY
