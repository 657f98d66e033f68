"""Parameters are compared before anything runs: Papermill only warns."""

import pytest

from helpers.project import ALPHA, code, write_notebook
from is248.base.errors import UserError
from is248.edition.parameters import (
    Notebook,
    as_kind,
    check_overrides,
    read_defaults,
    read_notebook,
)

ONE = Notebook("one", 3, 0, {"year": 2016, "by": "county", "top": 3})
TWO = Notebook("two", 3, 0, {"year": 2016, "limit": 0.5})


def test_reads_defaults_place_and_length(project):
    assert read_notebook(project, "alpha") == Notebook(
        "alpha", 2, 0, {"year": 2016, "by": "county", "top": 3, "exact": False}
    )


def test_annotated_and_negative_defaults():
    assert read_defaults("year: int = 2016\nlow = -3", "x") == {"year": 2016, "low": -3}


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("year = 2016\nby = 'fylkesvis Ålesund'", "«by»"),
        ("year = 2016\nby = ['a']", "«by»"),
        ("year = 2016\nby = year", "«by»"),
        ("year = 2016\nimport os", "linje 2"),
        ("year, by = 2016, 1", "linje 1"),
        ("year = ", "gyldig Python"),
        ("by = 1", "mangler «year»"),
    ],
)
def test_odd_parameter_cells(source, part):
    with pytest.raises(UserError, match=part):
        read_defaults(source, "notebooks/x.ipynb")


@pytest.mark.parametrize("cells", [ALPHA[1:], (*ALPHA, ALPHA[0])])
def test_exactly_one_tagged_cell(project, cells):
    write_notebook(project, "alpha", *cells)
    with pytest.raises(UserError, match="nøyaktig én kodecelle"):
        read_notebook(project, "alpha")


@pytest.mark.parametrize(
    ("content", "part"), [(b"{", "gyldig notatbok"), (b"[]", "cells"), (b"\xff", "gyldig notatbok")]
)
def test_broken_notebook(project, content, part):
    project.notebook("alpha").write_bytes(content)
    with pytest.raises(UserError, match=part):
        read_notebook(project, "alpha")


def test_missing_notebook(project):
    with pytest.raises(UserError, match=r"Mangler notebooks/gamma\.ipynb"):
        read_notebook(project, "gamma")


def test_each_notebook_gets_what_it_knows():
    given = check_overrides([ONE, TWO], {"by": "hf_area", "limit": 1})
    assert given == {"one": {"by": "hf_area"}, "two": {"limit": 1.0}}
    assert type(given["two"]["limit"]) is float


@pytest.mark.parametrize(
    ("overrides", "part"),
    [
        ({"bye": "x"}, "Mente du «by»"),
        ({"top": "many"}, "helt tall"),
        ({"top": True}, "helt tall"),
        ({"by": True}, "må være tekst"),
        ({"by": "ås"}, "ASCII"),
        ({"limit": "wide"}, "et tall"),
        ({"year": 2015}, "eget argument"),
    ],
)
def test_unknown_or_odd_parameters(overrides, part):
    with pytest.raises(UserError, match=part):
        check_overrides([ONE, TWO], overrides)


def test_number_for_text_stays_as_written():
    assert as_kind("by", 301, "x") == "301"


def test_a_notebook_without_parameters(project):
    write_notebook(project, "alpha", code("year = 2016", "parameters"))
    with pytest.raises(UserError, match="ingen parametre"):
        check_overrides([read_notebook(project, "alpha")], {"by": 1})
