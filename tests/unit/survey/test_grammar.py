"""What is a number, what is not, and what the advice says."""

import math

import pytest

from is248.survey.findings import Fault
from is248.survey.grammar import PLAIN, is_number, number_text, parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0.0),
        ("12", 12.0),
        ("12,5", 12.5),
        ("0,05", 0.05),
        ("1 234", 1234.0),
        ("1\u00a0234\u00a0567,25", 1234567.25),
        ("1\u2009234", 1234.0),
        ("1\u202f234", 1234.0),
        ("-3,5", -3.5),
        ("\u22123,5", -3.5),
        ("0,30000000000000004", 0.30000000000000004),
    ],
)
def test_numbers(text, value):
    assert parse_number(text) == value


def test_minus_zero_is_zero():
    assert math.copysign(1, parse_number("-0")) == 1


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("12,5 (ca)", "Skriv 12,5 og flytt «(ca)» til kommentarfeltet."),
        ("1 234 pr. år", "Skriv 1 234 og flytt «pr. år» til kommentarfeltet."),
        ("12.5", "Skriv 12,5, med komma foran desimalene."),
        ("1.234", "Punktum kan bety tusen eller desimal. Skriv 1234 eller 1,234."),
        ("1_000", "Skriv 1000 uten understrek."),
        ("１２", "Skriv 12 med vanlige sifre."),
        ("10-12", "Skriv ett tall, ikke fra–til."),
        ("10 til 12", "Skriv ett tall, ikke fra–til."),
        ("12%", "Skriv tallet uten prosenttegn."),
        ("=A1", "Cellen er en formel. Lim inn tallet som verdi."),
        ("inf", PLAIN),
        ("-Infinity", PLAIN),
        ("nan", PLAIN),
        ("NA", PLAIN),
        ("1 2345", PLAIN),
        ("1 234\u00a0567", PLAIN),
        ("12 34", PLAIN),
        ("1e3", PLAIN),
        ("--1", PLAIN),
        ("\u20131", PLAIN),
        ("½", PLAIN),
    ],
)
def test_what_is_no_number_is_said_and_never_guessed(text, advice):
    fault = parse_number(text)
    assert isinstance(fault, Fault)
    assert (fault.words, fault.mend) == ("er ikke et tall", advice)


def test_too_many_digits():
    assert parse_number("9" * 16).words == "er et tall med for mange sifre"
    assert parse_number("9" * 15) == 999_999_999_999_999


@pytest.mark.parametrize(
    ("value", "text"),
    [(12.0, "12"), (12.5, "12,5"), (-0.0, "0"), (1e-7, "0,0000001"), (1e20, "1" + "0" * 20),
     (math.nan, ""), (math.inf, "inf")],
)  # fmt: skip
def test_numbers_of_other_formats_are_written_in_the_grammar(value, text):
    assert number_text(value) == text


def test_an_empty_cell_is_no_number():
    assert not is_number("")
