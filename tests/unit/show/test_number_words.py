"""A sentence writes its counts one way and begins with a capital letter."""

import pytest

from is248.base.numbers import NBSP
from is248.show.paragraph import Text
from is248.show.words import count, listing, name, number, of_all, p_value, percent, year


def towns(value):
    return count(value, "kommune", "kommuner")


def said(template, **values):
    return str(Text("text-a", template, **values)).replace(NBSP, " ")


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        ("{a} og {b}.", {"a": towns(13), "b": towns(12)}, "13 kommuner og 12 kommuner."),
        ("{a} og {b}.", {"a": towns(11), "b": towns(12)}, "Elleve kommuner og tolv kommuner."),
        ("Av {n} har {b} kai.", {"n": number(40), "b": towns(3)}, "Av 40 har 3 kommuner kai."),
        (
            "I {n} er {a}.",
            {"n": towns(40), "a": of_all(4, 9, "kai", "kaier")},
            "I 40 kommuner er 4 av 9 kaier.",
        ),
        ("I {n} er {a}.", {"n": towns(40), "a": towns(1)}, "I 40 kommuner er én kommune."),
        ("I {n} er {a}.", {"n": towns(40), "a": towns(0)}, "I 40 kommuner er ingen kommuner."),
    ],
)  # fmt: skip
def test_counts_are_written_one_way(template, values, expected):
    assert said(template, **values) == expected


@pytest.mark.parametrize(
    "other",
    [percent(40), year(2016), p_value(0.02), number(13.5, 1), name("Vik (40)"), listing(["«40»"])],
)  # fmt: skip
def test_only_counts_ask_for_digits(other):
    assert "tre kommuner" in said("Der {other} finnes i {a}.", other=other, a=towns(3))


def test_what_a_unit_follows_is_no_count():
    assert "tre kommuner" in said("De har {n} kroner i {a}.", n=number(40), a=towns(3))


def test_each_sentence_is_taken_alone():
    text = said("{a} har kai. {b} har båt. De er små.", a=towns(40), b=towns(3))
    assert text == "40 kommuner har kai. Tre kommuner har båt. De er små."


def test_a_number_in_a_name_is_left_alone():
    assert (
        said("I {n} ligger {a}.", n=towns(40), a=name("to elver"))
        == "I 40 kommuner ligger to elver."
    )


def test_a_p_keeps_its_small_letter():
    assert said("{p} i testen.", p=p_value(0.02)) == "p = 0,020 i testen."


def test_literal_text_stays_in_one_piece():
    parts = Text("text-a", "Sju. {a} har. Ni. Ti.", a=towns(3)).parts()
    assert [(part["kind"], part["text"]) for part in parts] == [
        ("text", "Sju. "), ("value", "Tre kommuner"), ("text", " har. Ni. Ti."),
    ]  # fmt: skip
    assert parts[1]["value"] == 3
