"""The summary: what it says is what the chapters show, and nothing may be missing."""

import csv
from dataclasses import replace

import pytest

from is248.base.errors import DataError
from is248.base.paths import find_project
from is248.chapter.summary import Made, Results, SummaryChapter, read_results, start_summary
from is248.printed import report as published
from is248.year.labels import load_labels
from is248.year.params import Chapter, load_year

SHARE = ("housing", "text-follow-up", "good", "value")
CELL = ("individual_plan", "table-7.1", "yes", "pct")


@pytest.fixture
def chapter():
    project = find_project()
    return SummaryChapter(
        project=project,
        params=load_year(2016),
        chapter=Chapter(theme="summary", title="Sammendrag"),
        labels=load_labels(project, 2016),
        results=Results({SHARE: "54.5678", CELL: "75.8"}, frozenset({"synthetic", "table"})),
    )


def test_a_sentence_says_what_the_chapters_show(chapter):
    good = Made("housing", "text-follow-up", "good", decimals=1)
    offered = Made("individual_plan", "table-offered", "yes", "pct")  # printed as table 7.1
    said = chapter.sentence("text-a", "{good} og {offered}.", good=good, offered=offered)
    assert str(said).replace("\u00a0", " ") == "54,6 prosent og 76 prosent."
    assert said.basis == "synthetic"


def test_a_missing_number_stops_the_build_and_is_named(chapter):
    with pytest.raises(DataError, match="housing / text-follow-up / bad / value"):
        chapter.sentence("text-a", "{x}", x=Made("housing", "text-follow-up", "bad"))


def test_an_empty_number_is_missing_too(chapter):
    empty = replace(chapter, results=Results({SHARE: ""}, frozenset()))
    with pytest.raises(DataError, match="text-follow-up"):
        empty.sentence("text-a", "{x}", x=Made("housing", "text-follow-up", "good"))


def test_a_question_that_was_not_asked_is_said_to_be_so(chapter):
    place = ("housing", "text-text-follow-up-not-asked", "when", "value")
    not_asked = replace(chapter, results=Results({place: "i år"}, frozenset()))
    made = Made("housing", "text-follow-up", "good")
    assert str(not_asked.sentence("text-a", "{x}", x=made)) == "Ikke spurt i år."


def test_a_sentence_that_was_left_out_for_want_of_a_number_is_not_asked_of(chapter):
    place = ("housing", "text-text-follow-up-not-asked", "bad", "value")
    partly = replace(chapter, results=Results({**chapter.results.values, place: ""}, frozenset()))
    good, bad = (Made("housing", "text-follow-up", name) for name in ("good", "bad"))
    assert str(partly.sentence("text-a", "{x}", x=bad)) == "Ikke spurt i år."
    assert "55" in str(partly.sentence("text-b", "{x}", x=good))


def test_a_year_without_the_chapter_says_nothing(chapter):
    few = chapter.params.model_copy(update={"chapters": chapter.params.chapters[:2]})
    made = Made("housing", "text-follow-up", "good")
    assert replace(chapter, params=few).sentence("text-a", "{x}", x=made) is None


def test_a_table_is_copied_whole(chapter):
    frame = chapter.copied("individual_plan", "table-offered", "size_class")
    assert frame.to_dict() == {"pct": {"yes": 75.8}}
    assert frame.index.name == "size_class"
    with pytest.raises(DataError, match="table-nothing"):
        chapter.copied("individual_plan", "table-nothing", "size_class")


def summary_statements():
    told = published.statements(2016)
    own = told[(told["chapter"] == "0") & told["basis"].isin(["S", "T"])]
    return own["value"]


def claimed(ours_of):
    found = {}
    for number, printed in summary_statements().items():
        row = {"told": "x", "printed": printed, "ours": ours_of(printed), "verdict": "likt"}
        for column, value in row.items():
            found["some_chapter", f"statement-{number}", str(number), column] = value
    return Results(found, frozenset({"microdata"}))


def test_the_statements_of_the_summary_are_those_of_the_chapters(chapter):
    told = replace(chapter, results=claimed(lambda printed: printed)).claims()
    assert len(told) == 76 + 62  # S and T of chapter 0, counted in statements.csv
    assert told.loc["49", "ours"].text == "57"
    assert told.loc["620", "ours"] == "Finnmark; Møre og Romsdal"


def test_a_statement_that_no_chapter_claims_stops_the_build(chapter):
    known = claimed(lambda printed: printed)
    values = {place: value for place, value in known.values.items() if place[1] != "statement-50"}
    with pytest.raises(DataError, match="statement-50"):
        replace(chapter, results=Results(values, known.bases)).claims()


def test_what_only_the_summary_tells_is_claimed_there(chapter):
    known = claimed(lambda printed: printed)
    values = {place: value for place, value in known.values.items() if place[1] != "statement-57"}
    summary = replace(chapter, results=Results({**values, CELL: "16.3"}, known.bases))
    no = summary.claim("ip_offer_no", "nei", Made("individual_plan", "table-offered", "yes", "pct"))
    told = summary.claims(no)
    assert told.loc["57", "ours"].text == "16"
    assert told.loc["57", "verdict"] == "likt"
    assert len(told) == 138


def test_results_are_read_once_each(tmp_path):
    path = tmp_path / "results.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["chapter", "item", "row", "column", "value", "n", "unit", "basis"])
        writer.writerow([*SHARE, "1.5", "", "prosent", "table"])
        writer.writerow([*SHARE, "9.9", "", "prosent", "synthetic"])
    assert read_results(path) == Results({SHARE: "1.5"}, frozenset({"table", "synthetic"}))


def test_without_results_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("IS248_RESULTS", str(tmp_path / "none.csv"))
    with pytest.raises(DataError, match="is248 report 2016"):
        start_summary("housing", 2016)
