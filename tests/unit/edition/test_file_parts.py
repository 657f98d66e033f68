"""The parts of files that a run may read without the rest."""

import json
import pickle

import pytest

from helpers.years import ROOT
from is248.base import observed
from is248.base.files import sha256
from is248.base.paths import Project
from is248.base.told_entries import MadeEntries, ToldEntries, beside
from is248.edition.file_parts import kept_parts, parts_of_yaml
from is248.edition.run_states import NOWHERE, Need, States
from is248.edition.why_words import why
from is248.year.params import load_year

BOOK = """\
year: 2016
topics: {a: Tema}
variables:
  - {id: one, part: 1, number: "1", label: Ett, type: single, chapter: alpha,
     categories: &yes {a: Ja, b: Nei}, outcomes: {good: {codes: [a], label: Bra}}}
  - {id: two, part: 1, number: "2", label: To, type: single, chapter: beta, categories: *yes}
"""


def changed(name, text, *replaced):
    """The parts that are others after something was replaced."""
    before, after = (parts_of_yaml(name, one.encode()) for one in (text, text.replace(*replaced)))
    return {part for part in before.keys() | after.keys() if before.get(part) != after.get(part)}


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("Ett", "En", {"one"}),
        ("Bra", "Godt", {"one.outcomes"}),
        ("codes: [a]", "codes: [b]", {"one.outcomes", ""}),
        ("Ja", "Jo", {"one.categories", "two.categories"}),  # what stands once is of both
        ("label: Ett", "label: ''", {"one", ""}),  # that there is a text counts for all
        ("label: To", "label: To, note: Ny", {"two.note", ""}),
        ("b: Nei", "c: Nei", {"one.categories", "two.categories", ""}),
        ("chapter: beta", "chapter: alpha", {"two.chapter"}),
        ('"2"', '"3"', {"two.number"}),
        ("label: To", "label: To, asked: {variable: one, codes: [b]}", {"two.asked"}),
        ("type: single, chapter: beta", "type: multiple, chapter: beta", {"two", ""}),
        ("Tema", "Emne", {""}),
        (
            "id: two",
            "id: three",
            {""}
            | {
                f"{one}{part}"
                for one in ("two", "three")
                for part in ("", ".categories", ".number", ".chapter")
            },
        ),
    ],
)
def test_what_few_ask_of_a_question_is_a_part_and_all_else_is_everybodys(old, new, parts):
    assert changed("codebook.yml", BOOK, old, new) == parts


CHOICES = """\
year: 2016
title: Arbeid
thresholds: {few: 10}
chapters:
  - {theme: a, title: A}
  - {theme: b, title: B, printed: {x: table-1}}
"""


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("Arbeid", "Verk", {"title"}),
        ("few: 10", "few: 11", {"thresholds.few"}),
        ("few: 10", "few: 10, rate_per: 1", {"thresholds.rate_per"}),
        ("thresholds: {few: 10}\n", "", {"thresholds", "thresholds.few"}),
        ("title: B", "title: C", {"chapters.b.title"}),
        ("table-1", "table-2", {"chapters.b.printed"}),
        ("  - {theme: a, title: A}\n", "", {"chapters", "chapters.a.theme", "chapters.a.title"}),
    ],
)
def test_choices_of_a_year_are_parts(old, new, parts):
    assert changed("2016.yml", CHOICES, old, new) == parts


def test_each_choice_is_told_under_the_name_that_its_part_has(tmp_path, monkeypatch):
    """Each field, asked for by itself, tells its part; all at once tell the file."""
    project, file = Project(ROOT), tmp_path / "seen"
    monkeypatch.setenv(observed.VARIABLE, str(file))
    monkeypatch.setattr(observed, "ALL_TOLD", set())
    choices = load_year.__wrapped__(2016, project)
    parts = parts_of_yaml("2016.yml", (ROOT / "params" / "2016.yml").read_bytes())

    def told():
        seen = {one.path for one in observed.observed(file, ROOT) if one.kind in {"part", "read"}}
        file.write_text("")
        observed.ALL_TOLD.clear()
        return {path.removeprefix("params/2016.yml") for path in seen}

    assert told() == {"#"}
    for name, field in type(choices).model_fields.items():
        getattr(choices, name)
        assert told() == {f"#{field.alias or name}"}
    chapter = choices.chapter("housing")
    told()
    assert all((choices.thresholds.few, chapter.title, choices.quality.rate_fence))
    asked = {"thresholds", "thresholds.few", "chapters.housing.title", "quality"}
    assert told() == {f"#{one}" for one in (*asked, "quality.rate_fence")}
    assert asked - {"thresholds.few"} <= parts.keys()
    for whole in (pickle.dumps, repr, dict, lambda one: one == choices, lambda one: one.__dict__):
        whole(choices)
        assert "" in told(), whole
    whole(chapter)
    assert "" in told()


LABELS = """\
columns: {a: {label: A, unit: prosent}, b: {label: B}}
categories: {c: {label: C, values: {x: {label: X}}}}
basis: {}
colours: {blue: "#0000ff"}
"""


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("label: A", "label: Å", {"a"}),
        ("unit: prosent", "unit: kroner", {"a"}),
        ("X", "Y", {"c"}),
        ("b: {label: B}", "d: {label: B}", {"b", "d", ""}),
        ("0000ff", "0000fe", {""}),
    ],
)
def test_entries_of_labels_are_parts_and_their_names_everybodys(old, new, parts):
    assert changed("labels.yml", LABELS, old, new) == parts


def test_sums_of_a_list_are_parts():
    source = f"files:\n  a.csv: {{sha256: {'a' * 64}, rows: 1}}\n  b.csv: {{sha256: x, rows: 1}}\n"
    assert changed("source.yml", source, "a" * 64, "b" * 64) == {"a.csv"}
    assert changed("source.yml", source, "a" * 64, "b") == {"a.csv", ""}
    assert changed("source.yml", source, "rows: 1}\n  b", "rows: 2}\n  b") == {"a.csv", ""}


def test_what_cannot_be_divided_counts_whole(tmp_path):
    assert parts_of_yaml("codebook.yml", b"variables: [") is None
    assert parts_of_yaml("codebook.yml", b"variables: [{label: x}]") is None
    assert parts_of_yaml("checks.yml", b"a: 1") is None
    unknown = BOOK.replace("label: To", "label: To, asked: {variable: x, codes: [b]}")
    for wrong in (unknown, BOOK.replace("label: Ett", "label: 5"), BOOK.replace("alpha", "Å")):
        assert parts_of_yaml("codebook.yml", wrong.encode()) is None  # no chapter can read it
    assert parts_of_yaml("labels.yml", LABELS.replace("label: A", "labl: A").encode()) is None
    assert parts_of_yaml("2016.yml", b"chapters: [{title: x}]") is None
    path = tmp_path / "codebook.yml"
    states = [States(tmp_path, tmp_path / "sums.json") for _ in range(3)]
    need = Need("part", "codebook.yml#one")
    assert states[0].state(need) == NOWHERE
    path.write_text("variables: [")
    first = states[1].state(need)
    path.write_text("variables: {")
    assert states[2].state(need) != first


def test_sums_that_are_not_of_the_file_are_not_believed(tmp_path):
    path, beside_it = tmp_path / "answers.parquet", tmp_path / "provenance.json"
    path.write_bytes(b"x")
    told = {"files": {path.name: sha256(path)}, "parts": {path.name: {"a": "1"}}}
    beside_it.write_text(json.dumps(told))
    assert kept_parts(path) == {"a": "1"}
    path.write_bytes(b"y")
    assert kept_parts(path) is None
    beside_it.write_text(json.dumps({"files": {path.name: sha256(path)}}))  # of an older version
    assert kept_parts(path) is None


def test_entries_tell_what_is_taken_and_names_tell_nothing(monkeypatch, tmp_path):
    told = set()
    monkeypatch.setattr(observed, "part", lambda _, name: told.add(name))
    entries = beside(ToldEntries(tmp_path, {"a": 1, "b": 2, "c": 3}), {"b": 20, "d": 4})
    assert "a" in entries
    assert (list(entries), len(entries)) == (["a", "b", "c", "d"], 4)
    assert (entries["b"], entries.get("d"), entries.get("e")) == (20, 4, None)
    assert told == set()
    assert entries["a"] == 1
    assert told == {"a"}
    assert dict(entries) == {"a": 1, "b": 20, "c": 3, "d": 4}
    assert told == {"a", "c"}


def test_entries_that_are_made_are_made_by_who_asks_for_them(tmp_path):
    asked = []

    def names():
        asked.append("names")
        return ["topic_x"]

    made = MadeEntries(names, lambda name: asked.append(name) or 5, "topic_")
    entries = beside(ToldEntries(tmp_path, {"a": 1}, {"b": 2}), made)
    assert ("a" in entries, "c" in entries, entries.get("b"), entries.get("d")) == (
        True, False, 2, None,
    )  # fmt: skip
    assert asked == []
    assert ("topic_y" in entries, entries["topic_x"]) == (False, 5)
    assert asked == ["names", "names", "names", "topic_x"]
    assert list(entries) == ["a", "b", "topic_x"]


def test_nothing_is_told_while_apart_but_calls(monkeypatch, tmp_path):
    file = tmp_path / "seen"
    monkeypatch.setenv(observed.VARIABLE, str(file))
    monkeypatch.setattr(observed, "ALL_TOLD", set())
    with observed.apart():
        observed.read(tmp_path / "a")
        observed.called("m:f apart")
    observed.read(tmp_path / "a")
    seen = observed.observed(file, tmp_path)
    assert [(one.kind, one.path) for one in seen] == [("call", "m:f apart"), ("read", "a")]
    assert file.read_text().startswith("call")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("data/prepared/2016/answers.parquet#offer", "svarene på offer for 2016"),
        ("data/prepared/2016/statuses.parquet#offer", "statusene til offer for 2016"),
        ("data/survey/2015/codebook.yml#offer", "spørsmålet offer i kodeboken for 2015"),
        ("data/survey/2015/codebook.yml#offer.asked", "spørsmålet offer i kodeboken for 2015"),
        ("params/labels.yml#county", "navnene på county i params/labels.yml"),
    ],
)
def test_what_made_a_chapter_run_is_named(what, words):
    less = Need("part", "data/prepared/2016/answers.parquet#?")
    assert why([Need("call", "m:f"), less, Need("part", what)]) == f"endret: {words}"
    assert why([less]) == "endret: hvem som har svart på hva i 2016"
