"""The number grammar of the survey: what is a number, and advice for what is not.

A number has an optional minus (``-`` or U+2212), ASCII digits, thousands set apart by one kind of
space or not at all, and decimals behind a comma. Nothing else is a number and nothing is guessed:
``12.5`` may be twelve and a half or a slip of the pen in ``12 500``; ``inf``, ``nan``, ``1_000``
and full-width digits are what programming languages accept, not what a municipality writes.
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal
from functools import lru_cache

from is248.survey.findings import Fault

MOST_DIGITS = 15
"""Digits before the comma: more than a binary floating-point number can tell apart."""

_SPACES = " \u00a0\u2009\u202f"
_GAPPED = rf"[0-9]{{1,3}}(?P<gap>[{_SPACES}])[0-9]{{3}}(?:(?P=gap)[0-9]{{3}})*"
_WHOLE = rf"(?:{_GAPPED}|[0-9]+)"
NUMBER = re.compile(rf"[-\u2212]?{_WHOLE}(?:,[0-9]+)?")
POINTED = re.compile(rf"[-\u2212]?{_WHOLE}\.[0-9]+")
"""A number with a decimal point, where it is known that the point is one."""

_WITH_REMARK = re.compile(
    rf"(?P<number>[-\u2212]?{_WHOLE}(?:,[0-9]+)?)\s*(?P<remark>[\s(].*)", re.DOTALL
)
_LEADING_ZERO = re.compile(r"[-\u2212]?0[0-9]")
_THOUSANDS = "Punktum kan bety tusen eller desimal. Skriv {whole} eller {first}."
_DATE = "Regnearket har gjort tallet om til dato eller klokkeslett. Skriv tallet på nytt."
_NOTATION = {
    re.compile(pattern, re.DOTALL): words
    for pattern, words in {
        "=": "Cellen er en formel. Lim inn tallet som verdi.",
        "#": "Cellen er en feilmelding fra regnearket. Skriv tallet.",
        r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}:[0-9]{2}:[0-9]{2})[^\n]*\Z": _DATE,
        r"-?[0-9]{1,3}(?:\.[0-9]{3})+\Z": _THOUSANDS,
        r"-?[0-9]+\.[0-9]+\Z": "Skriv {comma}, med komma foran desimalene.",
        r"[0-9,]+\s*(?:-|\u2013|til)\s*[0-9,]+\Z": "Skriv ett tall, ikke fra–til.",
        ".*%": "Skriv tallet uten prosenttegn.",
        _LEADING_ZERO.pattern: "Skriv tallet uten null foran, eller med komma etter nullen.",
    }.items()
}
"""How a text that is no number begins → advice, the first that fits."""

PLAIN = "Skriv bare sifre, med komma foran desimalene, eller la cellen stå tom."


@lru_cache(maxsize=1 << 16)
def parse_number(text: str) -> float | Fault:
    """The number in a cell.

    Args:
        text: The cell without spaces at its ends; not empty.

    Returns:
        The number, or what is wrong and how to mend it.
    """
    if not NUMBER.fullmatch(text) or _LEADING_ZERO.match(text):
        return Fault("er ikke et tall", _advice(text))
    digits = re.sub(rf"[{_SPACES}]", "", text).replace("\u2212", "-").replace(",", ".")
    if len(digits.lstrip("-").split(".")[0]) > MOST_DIGITS:
        return Fault("er et tall med for mange sifre", "Kontroller tallet mot skjemaet.")
    return float(digits) + 0.0  # never minus zero


def number_text(value: float) -> str:
    """A number of a spreadsheet or a statistics file, in the grammar above.

    Args:
        value: The number; NaN is an empty cell.

    Returns:
        The shortest text that gives the same number again, with a decimal comma.
    """
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return str(value)
    if value == int(value):
        return str(int(value))
    return format(Decimal(repr(value)), "f").replace(".", ",")


def is_number(text: str) -> bool:
    """Whether a cell holds a number."""
    return bool(text) and isinstance(parse_number(text), float)


def _advice(text: str) -> str:
    return _notation(text) or _digits(text) or _remark(text) or PLAIN


def _notation(text: str) -> str | None:
    words = next((words for pattern, words in _NOTATION.items() if pattern.match(text)), None)
    whole, comma, first = text.replace(".", ""), text.replace(".", ","), text.replace(".", ",", 1)
    return words and words.format(whole=whole, comma=comma, first=first)


def _digits(text: str) -> str | None:
    plain = "".join(_ascii_digit(character) for character in text)
    if plain != text and is_number(plain):
        return f"Skriv {plain} med vanlige sifre."
    if "_" in text and is_number(text.replace("_", "")):
        return f"Skriv {text.replace('_', '')} uten understrek."
    seen = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cc"})
    if seen != text and is_number(seen):
        return f"Skriv {seen} på nytt: cellen har usynlige tegn."
    return None


def _ascii_digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _remark(text: str) -> str | None:
    match = _WITH_REMARK.fullmatch(text)
    if not match or not is_number(match["number"]) or NUMBER.match(match["remark"].strip()):
        return None
    return f"Skriv {match['number']} og flytt «{_short(match['remark'])}» til kommentarfeltet."


def _short(remark: str) -> str:
    flat = " ".join(remark.split())
    return flat if len(flat) <= 30 else flat[:29] + "…"  # noqa: PLR2004
