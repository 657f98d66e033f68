"""What other chapters show, retold: it is what they show, and nothing may be missing."""

import csv
from dataclasses import replace

import pytest

from helpers.chapters import open_chapter
from is248.base.errors import DataError, DisplayError
from is248.chapter.others import Told, read_others

FITTED = "synthetic_fitted"
HEAD = ["chapter", "item", "row", "column", "value", "n", "unit", "basis"]
ROWS = [
    ["housing", "text-follow-up-shares", "good", "value", "54.5678", "", "prosent", FITTED],
    ["housing", "text-follow-up-shares", "most", "value", "A; B", "", "", FITTED],
    ["housing", "table-fte", "total", "change", "-634.2", "", "årsverk", "printed"],
    ["housing", "text-text-grant-not-asked", "when", "value", "i år", "", "", "synthetic"],
    ["housing", "text-text-follow-up-shares-not-asked", "bad", "value", "", "", "", "synthetic"],
]


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    path = tmp_path / "results.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *ROWS])
    monkeypatch.setenv("IS248_RESULTS", str(path))
    return open_chapter("summary", 2016)


def test_a_sentence_says_what_the_chapters_show(chapter):
    told = chapter.told("housing", "text-follow-up-shares")
    said = chapter.say("text-a", "{good:1} i {most}.", told)
    assert str(said).replace("\u00a0", " ") == "54,6 prosent i A og B."
    bases = {part["basis"] for part in said.parts() if part["kind"] == "value"}
    assert bases == {FITTED}


def test_a_change_is_said_as_a_verb(chapter):
    said = chapter.say(
        "text-a", "Tallet {total_change:rose}.", chapter.told("housing", "table-fte")
    )
    assert str(said).replace("\u00a0", " ") == "Tallet gikk ned med 634 årsverk."


def test_a_missing_number_stops_the_build_and_is_named(chapter):
    with pytest.raises(DisplayError, match=r"«god» finnes ikke.*good"):
        chapter.say("text-a", "{god}", chapter.told("housing", "text-follow-up-shares"))
    with pytest.raises(DataError, match=r"text-follow-up-share,.*text-follow-up-shares"):
        chapter.told("housing", "text-follow-up-share")


def test_a_question_that_was_not_asked_is_said_to_be_so(chapter):
    assert str(chapter.say("text-a", "{yes}", chapter.told("housing", "text-grant"))) == (
        "Ikke spurt i år."
    )


def test_a_number_that_was_left_out_leaves_its_sentence_out(chapter):
    told = chapter.told("housing", "text-follow-up-shares")
    said = chapter.say("text-a", "{good} er bra. {bad} er dårlig.", told)
    assert str(said).replace("\u00a0", " ") == "55 prosent er bra."


def test_a_year_without_the_chapter_has_nothing_to_retell(chapter):
    few = chapter.params.model_copy(update={"chapters": chapter.params.chapters[:1]})
    assert not replace(chapter, params=few).told("housing", "text-x").asked


def test_a_table_is_copied_whole(chapter):
    frame = chapter.told("housing", "table-fte").frame("group")
    assert frame.to_dict() == {"change": {"total": -634.2}}
    assert frame.index.name == "group"


def test_where_a_place_stands_twice_the_first_counts(tmp_path, monkeypatch, chapter):
    path = tmp_path / "twice.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, ROWS[0], [*ROWS[0][:4], "9.9", "", "prosent", "printed"]])
    monkeypatch.setenv("IS248_RESULTS", str(path))
    others = read_others(chapter.project, 2016)
    assert others.told("housing", "text-follow-up-shares").value("good") == 54.5678
    assert others.bases == {FITTED, "printed"}


def test_without_results_it_says_what_to_do(tmp_path, monkeypatch, chapter):
    monkeypatch.setenv("IS248_RESULTS", str(tmp_path / "none.csv"))
    with pytest.raises(DataError, match="is248 report 2016"):
        read_others(chapter.project, 2016)


def test_what_is_not_asked_has_no_number():
    assert Told("housing", "text-x", asked=False).bound("anything", "").missing
