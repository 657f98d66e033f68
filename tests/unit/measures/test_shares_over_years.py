"""Which questions of several years can be compared: by concept, with what the codebooks note."""

from is248.measures.shares_over_years import CHANGED, ONCE, SAME, comparable_shares, linked
from is248.survey.codebook import Codebook, OutcomeSet, Variable


def question(name, concept="", *, codes=("yes", "no"), note="", **more):
    answers = {code: code for code in codes}
    outcomes = {"most": OutcomeSet(codes=(codes[0],), label="Noen")}
    return Variable(
        id=name, part=3, number="1.1", label=name, type="single", chapter="housing", note=note,
        concept=concept or name, categories=answers, outcomes=outcomes, **more,
    )  # fmt: skip


def book(year, *variables):
    return Codebook(year=year, variables=variables)


def test_a_question_is_followed_by_concept_and_judged_by_note_and_answers():
    books = {
        2020: book(2020, question("plan_now", "plan"), question("team", note="Ny ordlyd."),
                   question("scale", codes=("yes", "no", "some"))),
        2017: book(2017, question("plan", note="Endret fra året før."), question("team"),
                   question("scale"), question("old")),
    }  # fmt: skip
    found = linked(books)
    assert {key: one.verdict for key, one in found.items()} == {
        "plan": SAME, "team": CHANGED, "scale": CHANGED, "old": ONCE,
    }  # fmt: skip
    assert {year: one.id for year, one in found["plan"].asked.items()} == {
        2017: "plan", 2020: "plan_now",
    }  # fmt: skip
    assert found["team"].note == "Ny ordlyd."
    assert [share.measure for share in comparable_shares(books)] == ["plan_now__most_pct"]


def test_versions_for_each_reporting_form_are_linked_each_with_its_own():
    books = {
        year: book(year, question("a_joint", "a", form="joint"),
                   question("a_apart", "a", form="mental_health"))
        for year in (2015, 2016)
    }  # fmt: skip
    assert [(key, one.verdict) for key, one in linked(books).items()] == [
        ("a:joint", SAME), ("a:mental_health", SAME),
    ]  # fmt: skip
