"""What is told of synthetic answers, and that all is told of real ones: one chapter both ways."""

from dataclasses import replace

import pytest

from helpers.chapters import open_chapter
from is248.base.basis import FITTED, INVENTED
from is248.show.paragraph import Text
from is248.show.words import count, name, number, percent

SPACE = "\N{NO-BREAK SPACE}"


def told(template, **values):
    """What is left of a sentence on synthetic answers."""
    found = Text("text-mine", template, basis=INVENTED, **values).told(INVENTED)
    return None if found is None else str(found).replace(SPACE, " ")


HELD, MADE_UP = percent(40).on(FITTED), percent(7)


def test_a_sentence_with_an_invented_number_goes():
    assert told("Ja svarer {a}. Nei svarer {b}.", a=HELD, b=MADE_UP) == "Ja svarer 40 prosent."


def test_a_clause_goes_alone():
    assert told("Ja svarer {a}[[, nei {b}]].", a=HELD, b=MADE_UP) == "Ja svarer 40 prosent."
    assert (
        told("Ja svarer {a}[[, nei {b}]].", a=HELD, b=HELD)
        == "Ja svarer 40 prosent, nei 40 prosent."
    )


def test_a_sentence_without_numbers_goes_with_its_neighbour():
    assert told("Ja svarer {a}. Det er få.", a=MADE_UP) == ""
    assert told("Ja svarer {a}. Det er få. Nei svarer {b}.", a=MADE_UP, b=HELD) == (
        "Nei svarer 40 prosent."
    )
    assert told("Her er tallene. Ja svarer {a}.", a=MADE_UP) == ""


def test_what_is_known_beforehand_tells_nothing_alone():
    year = number(2016).on("params")
    assert told("Ja svarer {a}. Grensen er {y}.", a=MADE_UP, y=year) == ""
    assert told("Grensen er {y}.", y=year) == "Grensen er 2 016."


def test_untold_values_stay_for_the_audit():
    text = Text("text-mine", "Ja {a}. Nei {b}.", basis=INVENTED, a=HELD, b=MADE_UP).told(INVENTED)
    untold = text.bundle()["untold"]
    assert [(part["name"], part["value"], part["basis"]) for part in untold] == [
        ("b", 7.0, INVENTED)
    ]


def test_nothing_is_told_where_all_is_invented_and_not_asked_where_all_is_missing():
    assert told("Ja svarer {a}.", a=MADE_UP) == ""
    assert told("Ja svarer {a}.", a=number(float("nan"))) is None


def test_a_key_finding_stands_only_with_its_first_sentence():
    def key(**values):
        text = Text("text-mine", "Ja {a}. Nei {b}.", basis=INVENTED, key="share", **values)
        return text.told(INVENTED).key

    assert key(a=HELD, b=MADE_UP) == "share"
    assert key(a=MADE_UP, b=HELD) == ""


def test_names_made_of_invented_numbers_are_invented():
    assert told("Høyest er {a}.", a=name("Vestfold")) == ""
    assert told("Det gjelder {a}.", a=count(3, "kommune", "kommuner").on(FITTED)) == (
        "Det gjelder tre kommuner."
    )


@pytest.fixture(scope="module")
def invented():
    return open_chapter("crisis_teams", 2016, "county")


@pytest.fixture(scope="module")
def real(invented):
    return replace(invented, answers=replace(invented.answers, synthetic=False))


def test_the_same_question_both_ways(invented, real):
    def counties(chapter):
        areas = chapter.question("crisis_routines").lacking.by("county")
        return chapter.say_differences("text-mine", areas)

    assert str(counties(invented)) == ""
    assert "fylkene" in str(counties(real))
    both = [{**one.values, **one.untold} for one in map(counties, (invented, real))]
    assert {n: b.value for n, b in both[0].items()} == {n: b.value for n, b in both[1].items()}


def test_real_answers_rest_on_themselves(real):
    plan = real.question("crisis_plan")
    assert set(plan.yes.rests.values()) == {"microdata"}
    assert set(plan.yes.by("county").county.bases.to_numpy().ravel()) == {"microdata"}


def test_a_printed_share_is_held_and_one_by_county_is_not(invented):
    # table 13.4 prints 195, 168 and 50 of 413
    routines = invented.question("crisis_routines")
    assert routines.yes.rests["count"] == routines.yes.rests["n"] == FITTED
    county = routines.lacking.shares("county")
    assert county.bases["pct"].drop("total").eq(INVENTED).all()
    assert county.rests_on() == INVENTED


def test_a_number_that_is_not_the_held_one_is_invented(invented):
    routines = invented.question("crisis_routines")
    altered = invented.answers.values.assign(crisis_routines="yes")
    other = replace(invented, answers=replace(invented.answers, values=altered))
    assert routines.yes.rests["count"] == FITTED
    assert other.question("crisis_routines").yes.rests["count"] == INVENTED
