"""Numbers as a Norwegian reader expects them: decimal comma, hard spaces, a real minus sign."""

from __future__ import annotations

import math
import re

from is248.base.rounding import half_up

NBSP = "\u00a0"
MINUS = "\u2212"
P_UNIT = "p-verdi"
"""Unit of columns that hold p-values; they are never written as zero."""

TEST_UNITS = frozenset({P_UNIT, "z-verdi"})
"""Units of the results of tests, which are not shown of invented answers."""

P_FLOOR = 0.001
"""p-values below it are said to be below it."""

MISSING = "–"
"""Shown where there is no number; a note on the table says why."""


_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)")


def unbroken(words: str) -> str:
    """Words whose numbers do not break over two lines: written with a space, shown without one."""
    return _THOUSANDS.sub(lambda found: found.group().replace(" ", NBSP), words)


def is_missing(value: object) -> bool:
    """Whether a cell holds no value: None or NaN."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def format_p(p: float | None) -> str:
    """Write a p-value: three decimals, ``"< 0,001"`` when below, ``"–"`` when missing."""
    if p is None or is_missing(p) or p >= P_FLOOR:
        return format_number(p, 3)
    return f"<{NBSP}{format_number(P_FLOOR, 3)}"


def format_number(value: float | None, decimals: int = 0, *, sign: bool = False) -> str:
    """Write a number in Norwegian.

    Args:
        value: The number; None and NaN are missing.
        decimals: Decimals shown, rounded half up.
        sign: Whether a positive number carries a plus sign.

    Returns:
        For example ``"13 936"`` (hard space), ``"−5,2"`` or ``"–"`` when missing.
    """
    if value is None or is_missing(value):
        return MISSING
    rounded = half_up(value, decimals)
    digits = f"{abs(rounded):,.{max(decimals, 0)}f}"
    text = digits.replace(",", NBSP).replace(".", ",")
    if rounded < 0:
        return MINUS + text
    return "+" + text if sign and rounded > 0 else text
