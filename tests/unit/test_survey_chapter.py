"""A chapter on answers: few answers, last year's, derived questions, several scales."""

import dataclasses

import pandas as pd
import pytest

from is248.chapter import survey as survey_chapter
from is248.chapter.shares import FEW, Shares
from is248.chapter.survey import start_survey
from is248.measures import police_forms
from is248.measures.outcomes import PERCENT_COLUMNS
from is248.stats.bounds import exact


@pytest.fixture(scope="module")
def chapter():
    return start_survey("police_cooperation", 2016)


def shares(chapter, count, n):
    row = [n, count, 100 * count / n, 0.0, 100.0]
    frame = pd.DataFrame([row], columns=list(PERCENT_COLUMNS), index=["Oslo"])
    return Shares(chapter.question("police_cooperation"), ("slt",), "county", frame)


def test_a_share_of_few_is_told_in_counts(chapter):
    assert shares(chapter, 14, 15).said("Oslo").text == "14 av 15"
    assert shares(chapter, 15, FEW).said("Oslo").text == shares(chapter, 15, FEW).pct("Oslo").text
    assert shares(chapter, 14, 15).said("Troms").text == "–\u00a0prosent"


def test_a_question_that_last_year_did_not_ask_is_new(chapter):
    said = str(
        chapter.since_last_year("text-change", chapter.shares("police_cooperation", ["slt"]))
    )
    assert said == "Spørsmålet ble ikke stilt i 2015, så endring fra året før kan ikke vises."


def test_a_question_that_last_year_asked_is_compared(chapter, monkeypatch):
    now = chapter.shares("police_cooperation", ["slt"])
    values = chapter.answers.values
    none = values.assign(police_cooperation__slt=values["police_cooperation__slt"] * 0)
    before = dataclasses.replace(chapter, answers=dataclasses.replace(chapter.answers, values=none))
    monkeypatch.setattr(survey_chapter.SurveyChapter, "last_year", lambda *_: before)
    said = str(chapter.since_last_year("text-change", now)).replace("\u00a0", " ")
    # 170 of 414 municipalities are printed in table 10.1: 41 per cent
    assert said == "I 2015 var andelen 0 prosent av 414 som svarte, i 2016 41 prosent av 414."


def test_a_derived_question_is_named_by_its_origin():
    chapter = start_survey("police_cooperation", 2016)
    chapter.answers = police_forms.with_police_form(chapter.answers)
    table = chapter.distribution_table("table-form", "police_form", "Former")
    assert [question["id"] for question in table.questions] == ["police_cooperation"]


def test_several_scales_in_one_figure(chapter):
    names = {"children_help": "Hjelp", "children_routines": "Rutiner", "unknown": "Ukjent"}
    figure = chapter.scales_figure("figure-x", names, "Skalaer", neutral="some_extent")
    assert list(figure.grid.frame.index) == ["children_help", "children_routines"]
    # table 8.1: 66 of 373; table 8.2: 85 of 375
    top = figure.grid.frame["very_large_extent_pct"]
    assert top.to_list() == pytest.approx([6600 / 373, 8500 / 375])
    assert [question["id"] for question in figure.questions] == list(figure.grid.frame.index)


def test_a_figure_of_questions_that_the_year_does_not_ask(chapter):
    assert str(chapter.scales_figure("figure-x", {"unknown": "Ukjent"}, "X")) == "Ikke spurt i år."


def test_sums_stand_before_the_number_of_units(chapter):
    table = chapter.crosstab_table("table-x", "ip_offered", "size_class", "X", sums=True)
    assert list(table.grid.frame.columns)[-2:] == ["total_pct", "n"]
    assert table.grid.frame["total_pct"].to_list() == pytest.approx([100.0] * 7)


def test_the_source_of_two_years_names_both():
    chapter = start_survey("care_pathways", 2016)
    said = chapter.source_of_two_years("table-adult-pathways")
    assert said.endswith("på IS-24/8 for 2015 og 2016, jf. tabell 5.2 i rapporten")
    assert chapter.source_of_two_years("table-new").endswith("for 2015 og 2016")


def test_an_empty_recomputation_is_not_asked(chapter):
    empty = exact(pd.DataFrame(columns=["n"]))
    assert str(chapter.table("table-x", empty, "X", n="ingen")) == "Ikke spurt i år."


def test_tests_alone_are_those_of_the_model(chapter):
    shares = chapter.shares("suicide_discharge_routine", ["yes"], "county")
    whole = chapter.model(shares, "size_class")
    expected = whole[whole["quantity"] == "lr_test"].reset_index(drop=True)
    found = chapter.factor_tests(shares, "size_class").reset_index(drop=True)
    pd.testing.assert_frame_equal(found, expected)
    assert list(found["term"]) == ["county", "size_class", "model"]
    assert chapter.factor_tests(chapter.shares("no_such_question", ["yes"])).empty


def test_the_source_names_the_year_of_the_answers(chapter):
    before = chapter.last_year("suicide_prevention_systematic")
    table = before.answer_table("table-x", "suicide_prevention_systematic", "En tabell")
    assert "IS-24/8 for 2015" in str(table.bundle())
    assert "IS-24/8 for 2016" not in str(table.bundle())
