"""Questions, outcomes and shares on the shipped answers; expected values are printed or counted."""

import csv
from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest

from helpers.chapters import open_chapter
from is248.base.errors import DisplayError
from is248.base.paths import find_project
from is248.chapter.share_displays import FEW
from is248.chapter.shares import Shares
from is248.measures import police_forms
from is248.measures.outcomes import PERCENT_COLUMNS
from is248.show.paragraph import Text
from is248.stats.bounds import exact


def as_real(chapter):
    """The chapter as if somebody had given the answers: all is told."""
    return replace(chapter, answers=replace(chapter.answers, synthetic=False))


@pytest.fixture(scope="module")
def chapter():
    return as_real(open_chapter("housing", 2016, "county"))


@pytest.fixture(scope="module")
def answers():
    path = find_project().data / "survey" / "2016" / "synthetic.csv"
    with path.open(encoding="utf-8", newline="") as file:
        first = file.readline()
        mark = ";" if first.count(";") > first.count(",") else ","
        file.seek(0)
        return list(csv.DictReader(file, delimiter=mark))


def test_shares_are_those_of_the_report(chapter):
    follow_up = chapter.question("housing_follow_up")
    # section 11.4: 58, 34 and 8 per cent of 416
    said = [round(getattr(follow_up, name).pct) for name in ("good", "some", "poor")]
    assert said == [58, 34, 8]
    assert follow_up.good.total["n"] == 416


def test_the_citys_districts_are_counted_one_by_one(chapter, answers):
    districts = [row for row in answers if row["unit"].startswith("0301") and len(row["unit"]) > 4]
    counted = Counter(row["housing_grant_applied"] for row in districts)
    said = chapter.say(
        "text-x", "{yes}, {no} og {dont_know} av {n}",
        chapter.question("housing_grant_applied").districts(),
    )  # fmt: skip
    answered = counted["yes"] + counted["no"] + counted["dont_know"]
    numbers = [counted[code] for code in ("yes", "no", "dont_know")]
    assert str(said) == "{}, {} og {} av {}".format(*numbers, answered)


def test_counts_are_said_in_words_where_asked(chapter):
    grant = chapter.question("housing_grant_applied")
    # 175 of 411 have applied (section 11.5)
    assert grant.bound("yes_n", "").text == "175"
    assert grant.bound("yes_n", "words").text.replace("\u00a0", " ") == "175 kommuner"
    assert grant.bound("yes", "1").text.replace("\u00a0", " ") == "42,6 prosent"


def test_shares_by_group_of_a_multiple_choice_count_any_cross(answers):
    chapter = open_chapter("private_care_purchases", 2016)
    kinds = ["nonprofit_framework", "nonprofit_single"]
    bought = chapter.question("private_care").outcome(*kinds).shares("county", "districts")
    units = set(chapter.units("districts").index)
    columns = [c for c in answers[0] if c.startswith("private_care__")]
    known = [row for row in answers if row["unit"] in units and any(row[c] for c in columns)]
    hits = [row for row in known if any(row[f"private_care__{kind}"] == "1" for kind in kinds)]
    assert (bought.value("count"), bought.value("n")) == (len(hits), len(known))


def few(chapter, count, n):
    row = [n, count, 100 * count / n, 0.0, 100.0]
    frame = pd.DataFrame([row], columns=list(PERCENT_COLUMNS), index=["Oslo"])
    return Shares(chapter.question("housing_grant_applied").yes, "county", frame)


def test_a_share_of_few_is_told_in_counts(chapter):
    assert few(chapter, 14, 15).told("Oslo", "", "few").text == "14 av 15"
    assert few(chapter, 15, FEW).told("Oslo", "", "few").text == "50\u00a0prosent"
    assert few(chapter, 14, 15).told("Troms").text == "–\u00a0prosent"


def test_a_question_that_last_year_did_not_ask_is_new():
    police = open_chapter("police_cooperation", 2016)
    said = police.say_since_last_year("text-x", police.question("police_cooperation").slt)
    assert str(said) == "Spørsmålet ble ikke stilt i 2015, så endring fra året før kan ikke vises."


def test_a_question_that_last_year_asked_is_compared(monkeypatch):
    police = as_real(open_chapter("police_cooperation", 2016))
    values = police.answers.values
    none = values.assign(police_cooperation__slt=values["police_cooperation__slt"] * 0)
    before = replace(police, answers=replace(police.answers, values=none))
    monkeypatch.setattr(type(police), "before", before)
    said = police.say_since_last_year("text-x", police.question("police_cooperation").slt)
    # 170 of 414 municipalities are printed in table 10.1: 41 per cent
    expected = "I 2015 var andelen 0 prosent av 414 som svarte, i 2016 41 prosent av 414."
    assert str(said).replace("\u00a0", " ") == expected


def test_a_derived_question_is_named_by_its_origin():
    police = open_chapter("police_cooperation", 2016)
    police.answers = police_forms.with_police_form(police.answers)
    table = police.question("police_form").table("table-form", "Former")
    assert [question["id"] for question in table.questions] == ["police_cooperation"]


def test_rows_of_a_crosstab_sum_to_hundred():
    plan = open_chapter("individual_plan", 2016).question("ip_offered")
    rows = plan.crosstab("size_class").drop(columns="n").sum(axis=1)
    assert rows.to_list() == pytest.approx([100.0] * 7)


def test_the_source_of_two_years_names_both():
    pathways = open_chapter("care_pathways", 2016)
    said = pathways.source_of_two_years("table-adult-pathways")
    assert said.endswith("på IS-24/8 for 2015 og 2016, jf. tabell 5.2 i rapporten")
    assert pathways.source_of_two_years("table-new").endswith("for 2015 og 2016")


def test_an_empty_recomputation_is_not_asked(chapter):
    empty = exact(pd.DataFrame(columns=["n"]))
    assert str(chapter.table("table-x", empty, "X", n="ingen")) == "Ikke spurt i år."


def test_the_test_alone_is_that_of_the_whole_model():
    suicide = open_chapter("suicide_and_overdose_followup", 2016)
    shares = suicide.question("suicide_discharge_routine").yes.shares("county")
    whole = shares.model("size_class")
    test = whole[(whole["quantity"] == "factor_test") & (whole["term"] == "county")]
    assert shares.p("size_class") == float(test["p"].iloc[0])


def test_the_source_names_the_year_of_the_answers():
    suicide = open_chapter("suicide_and_overdose_followup", 2016)
    then = suicide.question("suicide_prevention_systematic").last_year()
    table = then.table("table-x", "En tabell", intervals=True)
    assert "IS-24/8 for 2015" in str(table.bundle())
    assert "IS-24/8 for 2016" not in str(table.bundle())


@pytest.mark.parametrize("show", ["table", "figure"])
def test_a_question_of_another_year_is_one_line(chapter, show):
    shown = getattr(chapter.question("housing_permanent_transition"), show)(f"{show}-x")
    assert isinstance(shown, Text)
    assert str(shown) == "Ikke spurt i år."


def test_what_is_not_asked_leaves_its_sentence_out(chapter):
    unasked = chapter.question("housing_permanent_transition")
    said = chapter.say(
        "text-x", "Av {n} kommuner svarte {yes} ja. {wrote} har skrevet.",
        chapter.question("housing_grant_applied"), wrote=unasked,
    )  # fmt: skip
    assert str(said).replace("\u00a0", " ") == "Av 411 kommuner svarte 43 prosent ja."


def test_paired_answers_are_of_the_same_units(chapter, answers):
    codes = {"deterioration", "great_deterioration"}
    ones = ("housing_change_mental_health", "housing_change_substance_use")
    towns = [row for row in answers if not row["unit"].startswith("0301")]
    both = [row for row in towns if all(row[name] for name in ones)]
    only = Counter(tuple(row[name] in codes for name in ones) for row in both)
    mental, drugs = (chapter.question(name).worse for name in ones)
    found = mental.paired(drugs)
    # Oslo as one is in the object's count and not in the file
    assert abs(found["n"].value - len(both)) <= 1
    assert abs(found["first"].value - only[True, False]) <= 1
    assert abs(found["second"].value - only[False, True]) <= 1


def without(chapter, name, code):
    """The chapter in a year whose form offers one answer less to a question."""
    answers = chapter.answers
    book = answers.codebook
    variables = [
        v.model_copy(update={"categories": {k: x for k, x in v.categories.items() if k != code}})
        if v.id == name
        else v
        for v in book.variables
    ]
    fewer = book.model_copy(update={"variables": tuple(variables), "year": book.year + 10})
    return replace(chapter, answers=replace(answers, codebook=fewer))


def test_an_answer_that_only_other_years_offer_is_not_asked_and_never_zero(chapter):
    grant = without(chapter, "housing_grant_applied", "dont_know").question("housing_grant_applied")
    said = grant.chapter.say("text-x", "Ja: {yes_n}[[, vet ikke: {dont_know_n}]].", grant)
    assert str(said) == f"Ja: {int(grant.yes.total['count'])}."
    assert str(grant.chapter.say("text-y", "{dont_know} vet ikke.", grant)) == "Ikke spurt i år."
    assert not grant.dont_know.question.asked
    with pytest.raises(AttributeError, match="har ikke «perhaps»"):
        _ = grant.perhaps
    with pytest.raises(DisplayError, match="«perhaps» finnes ikke"):
        grant.chapter.say("text-z", "{perhaps}", grant)


def test_a_chapter_of_coded_scales_stands_a_year_that_does_not_ask_them():
    opened = open_chapter("specialist_services", 2016, "county")
    book = opened.answers.codebook
    kept = tuple(v for v in book.variables if v.id != "phv_experience")
    values = opened.answers.values.drop(columns=list(book.variable("phv_experience").columns))
    fewer = book.model_copy(update={"variables": kept})
    unasked = replace(opened.answers, values=values, codebook=fewer)
    chapter = replace(opened, answers=unasked).reading_codes("phv_experience")
    phv = chapter.question("phv_experience")
    assert not phv.asked
    assert phv.figure("figure-x").id == "text-figure-x-not-asked"
    assert phv.crosstab("region").empty
