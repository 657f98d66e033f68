"""Names that outcomes, questions and chapters answer to, against numbers that the report prints."""

import pytest

from helpers.chapters import open_chapter
from is248.base.rounding import half_up
from is248.measures import expectations, outreach, police_forms


@pytest.fixture(scope="module")
def outreach_chapter():
    chapter = open_chapter("outreach", 2016, "county")
    chapter.derive(outreach.with_either)
    return chapter


def test_those_that_did_not_answer_are_counted():
    chapter = open_chapter("crisis_teams", 2016, "county")
    # section 13.1: four without a team, one does not know, eleven did not answer
    team = chapter.question("crisis_team")
    assert [team.bound(name, "").value for name in ("no_n", "dont_know_n", "silent")] == [4, 1, 11]
    # 85 per cent of all municipalities have a plan
    assert half_up(chapter.question("crisis_plan").yes.bound("everyone", "").value, 0) == 85


def test_shares_of_two_years_stand_side_by_side(outreach_chapter):
    # section 14.1: 28 per cent the year before
    found = outreach_chapter.question("outreach_either").yes.two_years("size_class")
    assert list(found) == ["2015", "2016"]
    assert half_up(found["2015"]["total"], 0) == 28
    assert outreach_chapter.counted_units("one") == "428 kommuner"


def test_a_question_of_one_year_has_no_two(outreach_chapter):
    assert outreach_chapter.question("outreach_workers").yes.two_years("size_class").empty


def test_answers_that_fit_no_form_are_answers():
    chapter = open_chapter("police_cooperation", 2016, "county")
    chapter.derive(police_forms.with_police_form)
    form = chapter.question("police_form")
    # table 10.1: its rows add up to 407 of the 414 that answered; one of Oslo's 15 is without SLT
    assert [form.bound(name, "").value for name in ("any_form_n", "n")] == [407, 414]
    assert form.without_slt.districts().bound("count", "words").text == "én bydel"
    table = form.slt.by("county").adjusted_table("table-x", "size_class")
    assert {"pct", "adjusted_pct"} <= set(table.frame)
    assert table.title.startswith("Innført SLT-modellen etter fylke, som den er og justert for")
    choices = form.slt.choices("table-x", silent=True)
    assert half_up(choices.frame["pct"]["silent_other"], 0) == 40


def test_the_most_named_code():
    chapter = open_chapter("substance_use_plan", 2016, "county")
    name = "substance_use_plan_expectations"
    chapter.derive(expectations.with_mentions, name)
    mentions = chapter.question(f"{name}_mentions").counting("districts")
    # table 19.1: 81 and 80 of 371 answers, the next 55
    most = "øremerkede midler (22) og større ressurser og flere faste ansatte (22)"
    assert mentions.bound("common", "1").text == most
    assert mentions.bound("common", "1").basis == "synthetic_fitted"
