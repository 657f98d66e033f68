"""Sentences whose number is missing are left out; the rest of the paragraph stands."""

import math

import pytest

from is248.show.paragraph import Text
from is248.show.words import number, percent
from is248.show.year_words import rose_between


def paragraph(**values):
    template = "Av {n} svarte {yes} ja. Av dem har {more} sagt hvorfor. Svarene er ikke kodet."
    known = {"n": number(10), "yes": percent(40), "more": number(3)}
    return Text("text-a", template, basis="synthetic", **known | values)


def test_a_whole_paragraph_is_left_as_it_is():
    whole = paragraph()
    assert whole.told() is whole
    assert "untold" not in whole.bundle()


def test_the_sentence_without_its_number_goes():
    shorter = paragraph(more=number(math.nan)).told()
    said = str(shorter).replace("\N{NO-BREAK SPACE}", " ")
    assert said == "Av 10 svarte 40 prosent ja."
    untold = {part["name"]: part["value"] for part in shorter.bundle()["untold"]}
    assert untold == {"more": None}
    assert shorter.basis == "synthetic"


def test_all_values_of_a_sentence_go_with_it():
    shorter = paragraph(yes=percent(math.nan)).told()
    assert str(shorter) == "Av dem har 3 sagt hvorfor. Svarene er ikke kodet."
    untold = {part["name"]: part["value"] for part in shorter.bundle()["untold"]}
    assert untold == {"n": 10, "yes": None}


def test_nothing_is_left_without_a_number():
    assert paragraph(yes=percent(math.nan), more=number(math.nan)).told() is None


def test_a_negative_number_is_not_missing():
    assert not number(-3).missing
    assert number(math.nan).missing


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ((6.08, 6.08, 6.08), "økte med 6,1 prosent"),
        ((47.7, 46.4, 49.0), "økte med 46 til 49 prosent"),
        ((28.9, 28.6, 29.3), "økte med 29 prosent"),
        ((-4.0, -5.2, -2.9), "gikk ned med 3 til 5 prosent"),
        ((0.2, -1.0, 1.4), "–"),
    ],
)
def test_a_change_is_as_sure_as_its_bounds(bounds, said):
    assert rose_between(*bounds, 1).text.replace("\u00a0", " ") == said
