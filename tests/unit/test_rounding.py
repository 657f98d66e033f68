"""Half-up rounding and Norwegian numbers."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from is248.base.numbers import MINUS, NBSP, format_number, format_p
from is248.base.rounding import half_up


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0.5, 0, "1"), (1.5, 0, "2"), (2.5, 0, "3"), (-0.5, 0, "-1"), (-2.5, 0, "-3"),
        (2.4999999, 0, "2"), (0.285 * 100, 1, "28.5"), (1.005, 2, "1.01"), (1249.5, -2, "1.2E+3"),
        (0, 0, "0"), (-0.2, 0, "0"), (1e15 + 0.5, 0, "1000000000000001"),
    ],
)  # fmt: skip
def test_half_up(value, decimals, expected):
    assert str(half_up(value, decimals)) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_not_a_number_is_refused(value):
    with pytest.raises(ValueError, match="not a finite number"):
        half_up(value)


# Numbers with at most four decimals are exact in print: the rule can be checked with fractions.
exact_numbers = st.integers(-(10**9), 10**9).map(lambda n: Fraction(n, 10_000))


@given(exact_numbers, st.integers(0, 3))
def test_half_up_agrees_with_exact_fractions(number, decimals):
    scaled = abs(number) * 10**decimals
    magnitude = Fraction(int(scaled + Fraction(1, 2)), 10**decimals)
    expected = magnitude if number >= 0 else -magnitude
    assert Fraction(half_up(float(number), decimals)) == expected


@given(exact_numbers, st.integers(0, 3))
def test_rounding_twice_is_rounding_once(number, decimals):
    once = half_up(float(number), decimals)
    assert half_up(float(once), decimals) == once


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (13936, 0, f"13{NBSP}936"), (999, 0, "999"), (1000, 0, f"1{NBSP}000"),
        (-5.25, 1, f"{MINUS}5,3"),
        (0.05, 1, "0,1"), (-0.04, 1, "0,0"), (None, 0, "–"), (float("nan"), 2, "–"),
        (1234567.891, 2, f"1{NBSP}234{NBSP}567,89"),
    ],
)  # fmt: skip
def test_format_number(value, decimals, expected):
    assert format_number(value, decimals) == expected


def test_sign_only_on_what_is_shown():
    assert format_number(0.4, 0, sign=True) == "0"
    assert format_number(3, 0, sign=True) == "+3"
    assert format_number(-3, 0, sign=True) == f"{MINUS}3"


@given(st.decimals(-(10**12), 10**12, places=2), st.integers(0, 2))
def test_a_shown_number_reads_back_as_the_rounded_one(value, decimals):
    text = format_number(float(value), decimals)
    read = Decimal(text.replace(NBSP, "").replace(MINUS, "-").replace(",", "."))
    assert read == half_up(float(value), decimals)


@pytest.mark.parametrize(
    ("p", "expected"),
    [(0.0343, "0,034"), (0.001, "0,001"), (0.00099, f"<{NBSP}0,001"), (0.0, f"<{NBSP}0,001"),
     (1.0, "1,000"), (None, "–"), (float("nan"), "–")],
)  # fmt: skip
def test_a_p_value_is_never_written_as_zero(p, expected):
    assert format_p(p) == expected
