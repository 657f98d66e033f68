"""Sentences whose number is missing are left out; the rest of the paragraph stands."""

import math

from is248.show.paragraph import Text
from is248.show.words import number, percent


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
