"""Last year's answers in this year's borders: sums kept, choices that agree, the rest told.

Sandefjord 2017, Trøndelag 2018 (new codes), 2020 (nearly all; Tysfjord divided), Ålesund 2024.
"""

from dataclasses import replace

import pandas as pd
import pytest

from helpers.quality import RULES, TODAY, answers, joint, separate
from helpers.quality import register as small_register
from helpers.years import ROOT
from is248.base.errors import DataError
from is248.base.paths import Project
from is248.checks.borders import borders_told
from is248.checks.checked_case import Case
from is248.checks.control_questions import questions
from is248.checks.control_rules import check_year
from is248.checks.real_change import real_change
from is248.checks.unit_totals import reported
from is248.register.make_register import make_register
from is248.survey import last_year as module
from is248.survey.last_year import carried, comparable, load_last_year
from is248.year.labels import load_labels

PROJECT = Project(ROOT)
UNITS = small_register(u0101="<2000", u0104="<2000")
ADULT = "fte_adult_measure_a_joint"
SANDEFJORD = {
    "0706": joint(40, 10, offer="yes", kinds__x=1),
    "0719": joint(7, 1, offer="yes", kinds__x=0),
    "0720": joint(3, offer="yes", kinds__x=1),
    "0101": joint(5, 2, offer="no"),
}


def measure(found, group="adult"):
    rows = reported(found)
    return rows[rows["group"] == group].set_index("unit")["measure"]


def register(year):
    return make_register(year, 2016, PROJECT).units.astype(
        {"pop_under18": float, "pop_18plus": float}
    )


def test_nothing_happens_where_no_border_changed():
    before = answers(SANDEFJORD, year=2015)
    assert carried(before, 2016, PROJECT) is before
    assert borders_told(before, 2016) == []


def test_a_merger_has_the_sum_and_what_its_parts_agree_on():
    found = carried(answers(SANDEFJORD), 2017, PROJECT)
    assert list(found.values.index) == ["0101", "0710"]
    assert measure(found)["0710"] == 50
    assert found.values.loc["0710", "offer"] == "yes"
    assert pd.isna(found.values.loc["0710", "kinds__x"])
    assert found.crossed.merged == {"0710"}
    assert not found.crossed.estimated
    assert found.crossed.unlike.loc["0710", "kinds__x"]
    assert not found.crossed.unlike.loc["0710", "offer"]
    assert found.values.dtypes.to_dict() == answers(SANDEFJORD).values.dtypes.to_dict()


def test_a_sum_without_one_part_is_kept_for_the_country_and_not_held_against_the_unit():
    """Stokke left the children blank: 11 is what was reported, not what the three had."""
    found = carried(answers(SANDEFJORD), 2017, PROJECT)
    assert measure(found, "child")["0710"] == 11
    assert pd.isna(measure(comparable(found), "child")["0710"])
    assert measure(comparable(found))["0710"] == 50


def test_parts_that_reported_in_different_forms_are_summed():
    """One jointly and one each field apart: 7 and 2 + 1 FTE."""
    rows = {"0706": joint(7), "0719": separate(2, 1), "0720": joint(0)}
    found = carried(answers(rows), 2017, PROJECT)
    assert measure(comparable(found))["0710"] == 10
    assert pd.isna(found.values.loc["0710", "reporting_form_adult"])


def test_a_number_that_was_not_asked_of_a_part_counts_as_none_and_a_blank_one_is_unknown():
    rows = {"0706": {"respondent_count": 5}, "0719": {}, "0720": {"respondent_count": 1}}
    passed = [("0719", "respondent_count", "not_asked")]
    for statuses, value in ((passed, 6), ([], None)):
        found = comparable(carried(answers(rows, statuses), 2017, PROJECT))
        number = found.values.loc["0710", "respondent_count"]
        assert pd.isna(number) if value is None else number == value


def test_a_change_of_code_alone_changes_no_answer():
    """Trøndelag 2018: Trondheim, and the district of the city that no reform touched."""
    rows = {"1601": joint(300, 90, offer="yes"), "030101": joint(9, offer="no")}
    carried_statuses = [("1601", ADULT, "carried_forward"), ("030101", "kinds__x", "blank")]
    before = answers(rows, carried_statuses, year=2017)
    found = carried(before, 2018, PROJECT)
    assert list(found.values.index) == ["030101", "5001"]
    same = found.values.loc[["5001", "030101"]].to_numpy(dtype=object, na_value=None).tolist()
    assert (
        same == before.values.loc[["1601", "030101"]].to_numpy(dtype=object, na_value=None).tolist()
    )
    assert (found.crossed.merged, found.crossed.estimated) == (frozenset(), frozenset())
    assert borders_told(found, 2018) == [
        "Svarene for 2017 er ført over til kommunegrensene i 2018."
    ]  # fmt: skip
    statuses = found.statuses.set_index("unit")["status"].to_dict()
    assert statuses == {"5001": "carried_forward", "030101": "blank"}


def test_a_divided_municipality_is_shared_out_and_marked():
    """Tysfjord 2020: 42 per cent to Narvik, 58 to Hamarøy, by split_shares.csv."""
    rows = {
        "1850": joint(10, offer="no"),
        "1805": joint(20, offer="yes"),
        "1854": joint(5, offer="yes"),
        "1849": joint(4, offer="no"),
    }
    found = carried(answers(rows, year=2019), 2020, PROJECT)
    assert measure(found).to_dict() == pytest.approx({"1806": 29.2, "1875": 9.8})
    assert found.crossed.estimated == {"1806", "1875"}
    assert pd.isna(found.values.loc["1806", "offer"])
    assert found.values.loc["1875", "offer"] == "no"
    told = " ".join(borders_told(found, 2020))
    assert "2 kommuner er slått sammen av flere" in told
    assert "I én av dem" in told
    assert "2 kommuner er bygd på en del av en delt kommune" in told


def test_a_municipality_that_came_of_a_division_has_an_estimate():
    """Haram got 13.8 per cent of Ålesund in 2024."""
    found = carried(answers({"1507": joint(100, offer="yes")}, year=2023), 2024, PROJECT)
    assert measure(found).to_dict() == pytest.approx({"1508": 86.2, "1580": 13.8})
    assert found.crossed.estimated == {"1508", "1580"}


def test_all_of_2020_is_found_again_and_keeps_its_sum():
    units = register(2019)
    own = units.index[(units.index != "0301") & (units["kind"] != "residual")]
    rows = {code: joint(at + 0.25, at + 0.5, offer="yes") for at, code in enumerate(own)}
    before = answers(rows, year=2019)
    found = carried(before, 2020, PROJECT)
    assert {*found.values.index} == {*register(2020).index} - {"0301", "030199"}
    for group in ("adult", "child"):
        assert measure(found, group).sum() == pytest.approx(measure(before, group).sum(), abs=1e-6)
    assert (found.values["offer"] == "yes").all()
    change = real_change(reported(found), reported(found), [])
    assert change["reported_change_pct"].tolist() == [0, 0, 0]


def test_quality_control_compares_a_merged_municipality_with_the_sum_of_its_parts():
    units = register(2017)
    same = units[units["size_class"] == units.loc["0710", "size_class"]]
    some = same.index[(same["kind"] == "municipality") & (same.index != "0710")][:12]
    alike = {code: joint(20, 5) for code in some}
    before = carried(answers(SANDEFJORD | alike), 2017, PROJECT)
    now = answers({"0710": joint(90, 11), "0101": joint(5, 2), **alike}, year=2017)
    checked = check_year(now, before, units, RULES, TODAY)
    row = checked.both.set_index(["unit", "group"]).loc[("0710", "adult")]
    assert (row["before"], row["change"]) == (50, 40)
    asked = [q for q in questions(checked, 2017, load_labels(PROJECT, 2016)) if q.unit == "0710"]
    (change,) = [q for q in asked if q.topic == "change"]
    assert (
        "Tallene for 2016 er summen for kommunene som dere er slått sammen av." in change.reported
    )


def test_a_question_under_another_name_is_compared_by_its_concept():
    now = answers({"0101": {"respondent_count": 4}, "0104": {}})
    before = answers({"0101": {"respondent_count": 3}, "0104": {"respondent_count": 9}}, year=2015)
    named = [
        v.model_copy(update={"id": "persons"}) if v.id == "respondent_count" else v
        for v in before.codebook.variables
    ]
    before = replace(
        before,
        values=before.values.rename(columns={"respondent_count": "persons"}),
        codebook=before.codebook.model_copy(update={"variables": named}),
    )
    case = Case(now, before, UNITS, RULES)
    assert case.numbers_before["respondent_count"].tolist() == [3, 9]


def test_a_unit_that_no_reform_explains_is_told_of(monkeypatch):
    monkeypatch.setattr(module.freshness, "has_answers", lambda *_: True)
    monkeypatch.setattr(module.freshness, "load", lambda *_: answers({"9999": joint(1)}, year=2015))
    with pytest.raises(DataError, match=r"9999 har svar for 2015.*reform_\*\.csv"):
        load_last_year(2016, PROJECT)
