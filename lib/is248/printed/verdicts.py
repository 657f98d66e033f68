"""The one join of an edition's results with what the report printed.

Ours is read from the results as it was computed, without knowledge of print, and compared here;
nothing is rounded or reordered towards print. Numbers are compared at printed precision.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from is248.base.errors import suggestion
from is248.base.numbers import format_number
from is248.base.rounding import half_up
from is248.printed.claims import ALL, RANKINGS
from is248.printed.rankings import ranking
from is248.printed.values import STATEMENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from is248.printed.claims import Claim
    from is248.printed.explanations import Explanation, Place
    from is248.printed.names import Names
    from is248.printed.values import PrintedValue

Status = Literal["equal", "rounding", "differs", "explained", "not_computed"]
"""equal: as the relation says, at printed precision. rounding: not equal, but within what the
rounding of the numbers behind it allows. differs: neither. explained: differs, and arithmetic shows
why. not_computed: printed, and nothing here gives it."""

STATUSES: tuple[Status, ...] = ("equal", "rounding", "explained", "differs", "not_computed")
NO_CLAIM = "Ingen har ført hvilket resultat dette svarer til."
EMPTY = "Resultatet er tomt i denne utgaven."
NOT_SHOWN = "Kapitlet viser ikke dette tallet."

Window = tuple[float, float]


Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Result:
    """One value as shown somewhere; the fields are the columns of results.csv.

    Attributes:
        chapter: Theme.
        item: Id of the table, figure or sentence.
        row: Row key; in a sentence the name of the value.
        column: Column key; in a sentence ``value``.
        value: The raw value in full precision; empty when missing.
        n: Number of units in words.
        unit: Unit in Norwegian.
        basis: What the value rests on.
        printed: The printed item that it answers to (``table-4.2``); empty where there is none.
        computed: What was computed, where ``value`` shows something else; empty otherwise.
        low: Least value that the rounding of the inputs allows; empty where they are not rounded.
        high: Greatest such value.
    """

    chapter: str
    item: str
    row: str
    column: str
    value: str
    n: str
    unit: str
    basis: str
    printed: str = ""
    computed: str = ""
    low: str = ""
    high: str = ""

    @property
    def key(self) -> Key:
        """Where the value stands."""
        return self.chapter, self.item, self.row, self.column


@dataclass(frozen=True)
class Verdict:
    """A printed value beside ours.

    Attributes:
        printed: The printed value.
        claim: The result that it answers to; None when nobody has said.
        ours: Ours as a reader sees it, at printed precision; empty when there is none.
        status: How they stand to each other.
        reason: Why, in Norwegian; empty where nothing needs saying.
        explanation: The explanation that ``reason`` quotes, if any.
    """

    printed: PrintedValue
    claim: Claim | None
    ours: str
    status: Status
    reason: str = ""
    explanation: Explanation | None = None

    @property
    def rests_on(self) -> str:
        """What an agreement is worth; empty where nothing is computed."""
        return self.claim.rests_on if self.claim and self.status != "not_computed" else ""


@dataclass(frozen=True)
class Comparison:
    """An edition beside print.

    Attributes:
        verdicts: One per printed value, in printed order.
        faults: What is wrong with claims and explanations themselves, in Norwegian.
    """

    verdicts: tuple[Verdict, ...]
    faults: tuple[str, ...]


Places = dict[tuple[str, str], dict[tuple[str, str], Result]]
"""(theme, item) → (row, column) → the result."""


@dataclass(frozen=True)
class _Fault:
    """A claim that names what is not there."""

    words: str


def compare(
    values: Sequence[PrintedValue],
    results: Iterable[Result],
    belongs: Mapping[Place, Claim],
    names: Names,
    explained: Mapping[Place, Explanation],
) -> Comparison:
    """Compare what is printed with the results of an edition.

    Args:
        values: Printed values.
        results: Rows of results.csv.
        belongs: Place → what the value answers to, from :func:`is248.printed.claims.answering`.
        names: Other names of areas.
        explained: Place → why a printed value is not ours.

    Returns:
        A verdict for each printed value, and what is wrong with claims and explanations.
    """
    places = _places(results)
    found, faults = list[Verdict](), dict[str, None]()
    for value in values:
        claim = belongs.get(value.place)
        verdict = _verdict(value, claim, places, names)
        if isinstance(verdict, _Fault):
            faults[verdict.words] = None
            verdict = Verdict(value, claim, "", "not_computed", NOT_SHOWN)
        found.append(_with_reason(verdict, explained.get(value.place)))
    return Comparison(tuple(found), (*faults, *_stale(found, explained)))


def counts(verdicts: Iterable[Verdict]) -> dict[tuple[Status, str], int]:
    """(status, what it rests on) → how many printed values, in a fixed order."""
    keys = [(verdict.status, verdict.rests_on) for verdict in verdicts]
    return {key: keys.count(key) for key in sorted(set(keys), key=_in_order)}


def _in_order(key: tuple[Status, str]) -> tuple[int, str]:
    return STATUSES.index(key[0]), key[1]


def _places(results: Iterable[Result]) -> Places:
    found: Places = {}
    for result in results:
        shown = found.setdefault((result.chapter, result.item), {})
        shown.setdefault((result.row, result.column), result)
    return found


def _verdict(
    value: PrintedValue, claim: Claim | None, places: Places, names: Names
) -> Verdict | _Fault:
    if claim is None:
        return Verdict(value, None, "", "not_computed", NO_CLAIM)
    if claim.relation == "not_computed":
        return Verdict(value, claim, "", "not_computed", claim.why)
    item = places.get((claim.theme, claim.result))
    if item is None:
        return _lost(claim, places)
    if not value.is_number:
        return _of_names(value, claim, item, names)
    return _of_number(value, claim, item)


def _of_number(
    value: PrintedValue, claim: Claim, item: Mapping[tuple[str, str], Result]
) -> Verdict | _Fault:
    places = _where_ours_stands(value, claim)
    if lost := next((place for place in places if place not in item), None):
        if value.item.startswith(STATEMENT):
            return _no_row(claim, lost, item)
        return Verdict(value, claim, "", "not_computed", NOT_SHOWN)
    results = [item[place] for place in places]
    if not all(result.value for result in results):
        return Verdict(value, claim, "", "not_computed", EMPTY)
    numbers = [_number(result.computed or result.value) for result in results]
    if None in numbers:
        words = "; ".join(result.value for result in results)
        return _Fault(f"{_where(claim)}: «{words}» er ikke et tall.")
    return _compared(value, claim, [n for n in numbers if n is not None], results)


def _compared(
    value: PrintedValue, claim: Claim, ours: Sequence[float], results: Sequence[Result]
) -> Verdict:
    """The verdict on one number, or on several of which each must keep to the same limit."""
    windows = [_window(result) for result in results]
    pairs = zip(ours, windows, strict=True)
    found = [status_of(value.text, number, claim, window) for number, window in pairs]
    status = max(found, key=STATUSES.index)
    window = windows[found.index(status)]
    reason = _of_rounding(window, value.decimals) if status == "rounding" and window else ""
    said = "; ".join(shown(value.text, number, claim.relation) for number in ours)
    return Verdict(value, claim, said, status, reason)


def _where_ours_stands(value: PrintedValue, claim: Claim) -> list[tuple[str, str]]:
    """Of a printed table under the keys of print, else as the claim says."""
    if value.item.startswith(STATEMENT):
        return [(row, column) for row in claim.rows for column in claim.columns]
    return [(value.row, value.column)]


def status_of(text: str, ours: float, claim: Claim, window: Window | None = None) -> Status:
    """How a printed number stands to ours.

    Args:
        text: The number as printed; its decimals are the precision of ``equal``.
        ours: Ours, unrounded.
        claim: The relation, and its width.
        window: Least and greatest value that rounding of the inputs allows.

    Returns:
        ``equal``, ``rounding`` or ``differs``.
    """
    printed = Decimal(text)
    if claim.relation != "equal":
        return "equal" if _holds(ours, float(printed), claim) else "differs"
    decimals = max(0, -int(printed.as_tuple().exponent))
    if half_up(ours, decimals) == printed:
        return "equal"
    if window is None:
        return "differs"
    half = 0.5 * 10.0**-decimals
    return "rounding" if window[0] - half <= float(printed) <= window[1] + half else "differs"


def _holds(ours: float, printed: float, claim: Claim) -> bool:
    holds = {
        "below": ours < printed,
        "above": ours > printed,
        "at_most": ours <= printed,
        "at_least": ours >= printed,
        "about": abs(ours - printed) <= claim.width,
    }
    return holds[claim.relation]


def shown(text: str, ours: float, relation: str) -> str:
    """Ours as a reader sees it: at printed precision; finer where that would equal a limit."""
    decimals = len(text.partition(".")[2])
    if relation not in {"equal", "about"}:
        limit = Decimal(text)
        while decimals < 4 and half_up(ours, decimals) == limit and ours != float(limit):  # noqa: PLR2004
            decimals += 1
    return format_number(ours, decimals)


def _of_names(
    value: PrintedValue, claim: Claim, item: Mapping[tuple[str, str], Result], names: Names
) -> Verdict | _Fault:
    if claim.relation in RANKINGS or ALL in claim.rows:
        column = _column(claim, item)
        if not column:
            return _no_row(claim, (claim.rows[0], claim.columns[0]), item)
        ours, holds = ranking(value.text, claim.relation, column, names)
    else:
        places = [(row, column) for row in claim.rows for column in claim.columns]
        if lost := [place for place in places if place not in item]:
            return _no_row(claim, lost[0], item)
        told = "; ".join(item[place].value for place in places if item[place].value)
        ours, holds = ranking(value.text, claim.relation, told, names)
    if not ours:
        return Verdict(value, claim, "", "not_computed", EMPTY)
    return Verdict(value, claim, ours, "equal" if holds else "differs")


def _column(claim: Claim, item: Mapping[tuple[str, str], Result]) -> dict[str, str]:
    """Row → value of the column that a ranking is made of."""
    return {
        row: result.value
        for (row, column), result in item.items()
        if column in claim.columns and (ALL in claim.rows or row in claim.rows)
    }


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _window(result: Result) -> Window | None:
    low, high = _number(result.low), _number(result.high)
    return None if low is None or high is None else (low, high)


def _of_rounding(window: Window, decimals: int) -> str:
    low, high = (format_number(end, decimals) for end in window)
    return f"Avrundingen av tallene bak tillater alt fra {low} til {high}."


def _with_reason(verdict: Verdict, why: Explanation | None) -> Verdict:
    printed, claim, ours, status, reason = (
        verdict.printed, verdict.claim, verdict.ours, verdict.status, verdict.reason,
    )  # fmt: skip
    if status == "differs" and why:
        return Verdict(printed, claim, ours, "explained", str(why), why)
    if reason or claim is None:
        return verdict
    how = "" if printed.remark else _relation_in_words(claim)
    told = " ".join(filter(None, [how, claim.why]))
    return Verdict(printed, claim, ours, status, told)


_IN_WORDS = {
    "below": "Rapporten sier at tallet er lavere enn dette.",
    "above": "Rapporten sier at tallet er høyere enn dette.",
    "at_most": "Rapporten sier at det er høyst dette.",
    "at_least": "Rapporten sier at det er minst dette.",
    "about": "Rapporten sier omtrent; vi godtar {width} til hver side.",
}


def _relation_in_words(claim: Claim) -> str:
    decimals = len(f"{claim.width:g}".partition(".")[2])
    return _IN_WORDS.get(claim.relation, "").format(width=format_number(claim.width, decimals))


def _stale(verdicts: Iterable[Verdict], explained: Mapping[Place, Explanation]) -> Iterator[str]:
    for verdict in verdicts:
        place = verdict.printed.place
        if verdict.claim and place in explained and verdict.explanation is None:
            said = " / ".join(filter(None, place))
            yield f"{said} er forklart, men avviker ikke ({verdict.status})."


def _where(claim: Claim) -> str:
    return f"claims.csv, linje {claim.line} ({claim.item})"


def _lost(claim: Claim, places: Places) -> _Fault:
    themes = {theme for theme, _ in places}
    if claim.theme not in themes:
        near = suggestion(claim.theme, themes)
        return _Fault(f"{_where(claim)}: ingen resultater fra «{claim.theme}».{near}")
    items = {item for theme, item in places if theme == claim.theme}
    near = suggestion(claim.result, items)
    return _Fault(f"{_where(claim)}: {claim.theme} viser ikke «{claim.result}».{near}")


def _no_row(claim: Claim, place: tuple[str, str], item: Mapping[tuple[str, str], Result]) -> _Fault:
    row, column = place
    rows, columns = {key for key, _ in item}, {key for _, key in item}
    near = suggestion(row, rows) if row not in rows and row != ALL else suggestion(column, columns)
    return _Fault(f"{_where(claim)}: {claim.result} har ikke {row} / {column}.{near}")
