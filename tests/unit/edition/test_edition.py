"""The files of a whole year: changes in a reader's words, the page of municipalities."""

import pytest

from helpers.project import ALPHA, code, document, show, table_bundle, text_bundle, write_notebook
from is248.edition.edition_files import both_shown, named_changes
from is248.edition.results import Change
from is248.edition.runner import build_year


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


def named(*changes):
    return list(named_changes(changes, [document("alpha", table_bundle(), text_bundle())]))


def test_names_are_those_of_the_page():
    expected = ("Tabell 1.2", "Under 2 000", "Innbyggere, Prosent", "0,3", "0,4")
    assert named(change()) == [expected]


def test_a_value_in_a_sentence():
    found = change(item="text-people", row="people", column="value", old="1.0", new="2.5")
    assert named(found) == [("Første kapittel, tekst", "people", "verdi", "1,0", "2,5")]


def test_what_is_gone_keeps_its_keys():
    found = change(item="table-old", old="3", new=None)
    assert named(found) == [("table-old", "small", "share", "3", "ikke med")]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("1.01", "1.02", ("1,01", "1,02")),  # rounding would hide it
        ("1.0", "", ("1,0", "–")),
        (None, "", ("ikke med", "–")),
        ("ja", "nei", ("ja", "nei")),
        ("1234.5", "2234.5", ("1\u00a0234,5", "2\u00a0234,5")),
    ],
)
def test_values_as_shown(old, new, shown):
    assert both_shown(change(old=old, new=new), 1) == shown


@pytest.mark.usefixtures("no_kernel")
def test_the_page_that_finds_a_municipality(project):
    bundle = {**table_bundle("table-municipalities"), "notes": []}
    write_notebook(project, "alpha", ALPHA[0], code(show(bundle)))
    place = build_year(project, 2016).folder
    page = (place / "municipalities.html").read_text(encoding="utf-8")
    assert 'href="chapters/01-alpha.html#table-municipalities"' in page
