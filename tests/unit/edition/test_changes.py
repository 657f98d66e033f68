"""What changed between two versions, in a reader's words: rounded as shown, findings first."""

import pytest

from helpers.project import document, table_bundle, text_bundle
from is248.edition.causes import causes_between, causes_of_chapter
from is248.edition.changes import compared, names_of, shown
from is248.edition.manifest import Inputs
from is248.edition.results import Change

NOTEBOOK = "notebooks/alpha.ipynb"


def change(**rest):
    return Change(
        **{
            "chapter": "alpha",
            "item": "table-size",
            "row": "small",
            "column": "share",
            "old": "0.25",
            "new": "0.35",
            **rest,
        }
    )


def finding(old, new, item="text-people"):
    return change(item=item, row="finding", column="change", old=old, new=new)


def comparison(*changes, same=False, causes=None):
    documents = [document("alpha", table_bundle(), text_bundle()), document("beta")]
    return compared("v1", causes or {}, changes, documents, {"alpha": same, "beta": same})


def inputs(files, **rest):
    return Inputs(**{"files": files, "packages": {}, "python": "3.11", "parameters": {}, **rest})


def test_names_and_decimals_are_those_of_the_page():
    (item,) = comparison(change()).chapters[0].items
    assert (item.label, item.title) == ("Tabell 1.2", "Innbyggere etter størrelse")
    assert item.href == "chapters/01-alpha.html#table-size"
    (one,) = item.shown
    seen = (one.row, one.column, one.old, one.new)
    assert seen == ("Under 2 000", "Innbyggere, Prosent", "0,3", "0,4")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("27.070464493196393", "27.118817848554645", None),  # both are 27,1
        ("27.04", "27.06", ("27,0", "27,1")),
        ("1.0", "", ("1,0", "–")),
        ("nan", "1.0", ("–", "1,0")),
        ("ja", "nei", ("ja", "nei")),
        ("1234.5", "2234.5", ("1\u00a0234,5", "2\u00a0234,5")),
    ],
)
def test_values_as_shown(old, new, expected):
    found = shown(change(old=old, new=new), names_of("table-size", table_bundle()))
    assert (found and (found.old, found.new)) == expected


def test_a_value_in_a_sentence_has_the_decimals_that_are_told():
    told = change(item="text-people", row="people", column="value", old="1333.5", new="1400.25")
    (item,) = comparison(told).chapters[0].items
    assert [(one.row, one.old, one.new) for one in item.shown] == [
        ("… Det bor 1 334 personer der. …", "1\u00a0334", "1\u00a0400")
    ]


def test_a_value_that_a_sentence_does_not_tell_is_not_seen():
    untold = change(item="text-people", row="mean", column="value", old="1.0", new="2.0")
    (item,) = comparison(untold).chapters[0].items
    assert (item.shown, item.unseen) == ((), 1)


def test_changes_are_grouped_and_the_largest_stands_first():
    found = comparison(
        change(old="10.0", new="11.0"),
        change(row="large", old="10.0", new="20.0"),
        change(row="total", old="10.001", new="10.002"),
        change(column="people", old=None, new="3"),
        change(item="table-old", new=None),
    )
    size, old = found.chapters[0].items
    assert (found.count, found.unseen) == (5, 1)
    assert (size.count, size.unseen, size.new, size.gone) == (4, 1, 1, 0)
    assert [one.new for one in size.shown] == ["20,0", "11,0"]
    assert (old.label, old.href, old.gone) == ("table-old", "", 1)


@pytest.mark.parametrize(
    ("old", "new", "how"),
    [
        ("Andelen økte fra 15 prosent til 22.", "Andelen økte fra 15,5 prosent til 23.", "numbers"),
        ("Andelen økte fra 15 prosent til 22.", "Andelen falt fra 15 prosent til 12.", "words"),
        ("Andelen økte.", None, "gone"),
        (None, "Andelen økte.", "new"),
    ],
)
def test_how_a_finding_changed(old, new, how):
    found = comparison(finding(old, new))
    assert [one.how for one in found.findings] == [how]
    assert found.is_substantial == (how != "numbers")
    assert found.count == 0, "a finding is no value beside those that it is made of"


def test_findings_that_say_something_else_stand_first():
    found = comparison(finding("Det er 2.", "Det er 3.", "text-a"), finding(None, "Det økte."))
    assert [one.how for one in found.findings] == ["new", "numbers"]


def test_what_is_as_it_was_is_told_apart_from_other_words():
    assert comparison(same=True).unaffected == ("1 Første kapittel", "2 Andre kapittel")
    assert comparison(change(), same=True).unaffected == ("2 Andre kapittel",)
    assert comparison(change(), same=False).reworded == ("2 Andre kapittel",)


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("data/survey/2016/corrections.yml", "correction"),
        ("data/survey/2016/synthetic_decisions.yml", "correction"),
        ("data/survey/2016/codebook.yml", "method"),
        ("data/survey/2016/answers.csv", "data"),
        ("data/municipalities/2016.csv", "data"),
        ("params/2016.yml", "parameter"),
        ("params/checks.yml", "parameter"),
        ("params/labels.yml", "look"),
        ("lib/is248/show/words.py", "look"),
        ("lib/is248/edition/templates/style.css", "look"),
        ("lib/is248/measures/shares.py", "method"),
        (NOTEBOOK, "notebook"),
    ],
)
def test_causes_by_what_differs(name, cause):
    old = {"inputs": {name: "1", "data/same.csv": "0"}, "python": "3.11"}
    assert causes_between(old, inputs({name: "2", "data/same.csv": "0"})) == {cause: (name,)}


def test_why_a_version_was_made_is_no_cause_of_it():
    assert causes_between({"python": "3.11"}, inputs({"params/revisions/2016.yml": "1"})) == {}


def test_packages_python_and_parameters():
    old = {"packages": {"pandas": "2"}, "python": "3.10", "parameters": {}}
    now = inputs({}, packages={"pandas": "3"}, parameters={"by": "county"})
    expected = {"parameter": ("by",), "software": ("pandas", "Python")}
    assert causes_between(old, now) == expected


def test_a_notebook_moves_its_own_chapter_only():
    alpha, beta = document("alpha").chapter, document("beta").chapter
    found = {"data": ("data/a.csv",), "notebook": (NOTEBOOK,), "look": ("params/labels.yml",)}
    assert causes_of_chapter(found, alpha) == ("data", "notebook")
    assert causes_of_chapter(found, beta) == ("data",)
    summary = beta.model_copy(update={"built_from_others": True})
    assert causes_of_chapter(found, summary) == ("data", "notebook")
    assert causes_of_chapter({"look": ("params/labels.yml",)}, beta) == ("look",)
