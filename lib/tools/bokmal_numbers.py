"""Rules of bokmål for numbers, counts and per cent; see :mod:`bokmal_rules`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bokmal_rules import (
    ALL,
    MANY,
    NUMBER_WORDS,
    PREFIX,
    PROSE,
    QUOTED,
    SAID,
    TEENS,
    found_by,
    holds_for,
    sentences,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Iterator

LEVEL = 0.05
"""What is statistically certain has an adjusted p below it."""

MOST_IN_WORDS = len(NUMBER_WORDS) + 1

_UNITS = (
    r"(?:prosent|prosentpoeng|årsverk|kroner|millioner|tusen|poeng|år|innbyggere|voksne|ganger"
    r"|kvartilbredder|timer|uker|måneder|desimaler|eller flere)\b|%"
)
_NAMED = (
    "p =", "per", "under", "fra", "over", "til", "uke", "forløp", "tabell", "figur", "kapittel",
    "celle", "skala", "trinn", "utsagn", "størrelsesorden",
)  # fmt: skip
_AFTER = "".join(f"(?<!{word} )" for word in _NAMED)
_INTEGER = re.compile(
    rf"(?<![\w,.:–−/-])(?<!\d ){_AFTER}(\d{{1,3}}(?: \d{{3}})*)"
    rf"(?![\w,–/-]|\.\d|\. [a-zæøå]| \d{{3}}| ?(?:{_UNITS})"
    rf"|(?:,? (?:og|til|mot|eller))? [\d,]+ (?:{_UNITS}))[^\d.;]{{0,20}}",
    re.IGNORECASE,
)


def _counts(sentence: str) -> list[tuple[int, str]]:
    """The counts that a sentence writes in digits; what stands in brackets is not counted."""
    plain = re.sub(r"\([^)]*\)", "", QUOTED.sub("", sentence)).replace("\u00a0", " ")
    return [(int(m.group(1).replace(" ", "")), m.group()) for m in _INTEGER.finditer(plain)]


@holds_for({"prose", "note"})
def digits_for_few(text: str) -> Iterator[str]:
    """Counts to twelve are words, unless a larger count stands in the same sentence."""
    for sentence in sentences(text):
        if sentence.startswith(("N: ", "Rapporten har ")):
            continue  # what is compared or measured, not counted
        counts = _counts(sentence)
        if counts and max(value for value, _ in counts) <= MOST_IN_WORDS:
            yield from (said for _, said in counts)


@holds_for({"prose", "note"})
def words_and_digits(text: str) -> Iterator[str]:
    """One way within a sentence: no «tolv kommuner» beside «13 fylker»; «én» may always stand."""
    counted = re.compile(
        rf"\b(?<!de )(?<!disse )(?:{'|'.join(NUMBER_WORDS)}) {PREFIX}(?:{MANY})\b", re.IGNORECASE
    )
    for sentence in sentences(text):
        if any(value > MOST_IN_WORDS for value, _ in _counts(sentence)):
            for match in counted.finditer(QUOTED.sub("", sentence)):
                yield f"{match.group()}: {sentence}"


@holds_for(SAID)
def words_for_many(text: str) -> Iterator[str]:
    """Counts above twelve are digits."""
    ones = "|".join(["en", *NUMBER_WORDS[:8]])
    yield from found_by(rf"\b(?:{'|'.join(TEENS)})(?:{ones})? \w+er\b")(text)


@holds_for(SAID)
def words_for_percent(text: str) -> Iterator[str]:
    """Percentages are digits."""
    yield from found_by(rf"\b(?:én|en|{'|'.join(NUMBER_WORDS + TEENS)}) prosent(?:poeng)?\b")(text)


@holds_for(ALL)
def thousands(text: str) -> Iterator[str]:
    """From 1 000 on a no-break space parts the thousands, never a dot or nothing."""
    for match in re.finditer(r"(?<![\d,.\u00a0-])\d{1,3} \d{3}(?![\d\w])", text):
        yield f"vanlig mellomrom: {match.group()}"
    for match in re.finditer(r"(?<![\d,.\w/-])[1-9]\d{0,2}\.\d{3}(?![\d.])", text):
        yield f"punktum: {match.group()}"
    for match in re.finditer(r"(?<![\d,.\w/–-])(?!(?:19|20)\d{2}\b)[1-9]\d{3,}(?![\d\w/-])", text):
        yield f"uten mellomrom: {match.group()}"


@holds_for(ALL)
def decimal_point(text: str) -> Iterator[str]:
    """A comma parts decimals; numbers of tables, questions and versions have points."""
    numbers = r"[\dVST]+\.[\d]+\w?"
    plain = re.sub(
        rf"\b(?:tabell|figur|spørsmål|kapittel|versjon) {numbers}(?:(?:,| og) {numbers})*"
        r"|^\d+\.\d+\w? (?=[A-ZÆØÅ«])",
        "",
        text,
        flags=re.IGNORECASE,
    )
    numbered = re.compile(r"(?<![\w.,])\d+\.\d+(?![\w.])")
    yield from (match.group() for match in numbered.finditer(plain))


@holds_for(ALL)
def ranges(text: str) -> Iterator[str]:
    """10–20: a dash without spaces, not a hyphen."""
    dates = re.sub(r"\b\d{4}-\d{2}-\d{2}\b|\b\w+-\d+/\d+", "", text)
    yield from found_by(r"(?<![\w-])\d[\d\u00a0]* ?- ?\d[\d\u00a0]*(?![\w-])|\d – \d")(dates)


@holds_for(SAID)
def minus_sign(text: str) -> Iterator[str]:
    """A negative number has a real minus sign."""
    yield from found_by(r"(?<=[\s(])-\d[\d,]*")(text)


@holds_for(ALL)
def p_of_zero(text: str) -> Iterator[str]:
    """No p is zero; p, sign and number are apart."""
    yield from found_by(r"\bp\s?=\s?0[,.]0+(?!\d)|\bp[=<>]|\bp\s?[=<>]\d")(text)


# ---- per cent -----------------------------------------------------------------------------------


@holds_for({"prose", "note", "alt", "heading"})
def percent_sign(text: str) -> Iterator[str]:
    """«Prosent» in prose; the sign stands only with a level of confidence."""
    yield from found_by(r"[\d,]+\s?%(?! (?:konfidens|intervall))")(text)


@holds_for(ALL)
def percent_sign_close(text: str) -> Iterator[str]:
    """A space before the sign."""
    yield from found_by(r"\d%")(text)


@holds_for(PROSE)
def percent_for_points(text: str) -> Iterator[str]:
    """Between two percentages lie «prosentpoeng»."""
    share = r"[\d,]+\s(?:prosent\s)?"
    yield from found_by(
        rf"\bmed\s[\d,]+\sprosent\b(?=,? fra {share}(?:i \d{{4}} )?til [\d,]+\sprosent\b)"
        r"|\bprosentenhet\w*"
        r"|\b[Aa]ndelen\b[^.;,]{0,60}\b(?:økte|steg|falt|gikk ned|gikk opp) med\s[\d,]+\sprosent\b"
    )(text)


@holds_for(PROSE)
def dash_for_a_number(text: str) -> Iterator[str]:
    """No dash stands for a number in a sentence."""
    units = rf"prosent(?:poeng)?|årsverk|kroner|{MANY}"
    yield from found_by(rf"–\s(?:{units})\b|\(–\)|= ?–|– av\b")(text)


@holds_for(PROSE)
def certain_without_a_test(text: str) -> Iterator[str]:
    """«Statistisk sikkert» is said of p below 0,05 only."""
    said = re.compile(
        r"(?:skiller seg|er) statistisk sikker[te]?\b[^.;()]*\((?:justert )?p\s?=\s?(0,\d+)"
    )
    for match in said.finditer(text):
        if float(match.group(1).replace(",", ".")) >= LEVEL:
            yield match.group()
