"""How wide the columns of a table are in the printed edition.

Typst gives long words and long labels equal shares, which starves the row labels of wide tables.
The rule here: numbers and header words never break, and what is left goes to the row labels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from is248.show.bundle import ColumnBundle, GridBundle, RowBundle

TEXT_WIDTH_MM = 160
"""Width between the margins of report.typ; no table or figure is wider."""

SIZES = (8.5, 8.0, 7.5, 7.0)
"""Text sizes of tables in points: the first that holds the table is taken."""

WHOLE_TABLE = 300.0
"""A table lower than so many points is kept on one page with its notes; a page holds about 710."""

PADDING = 0.8
"""Room left and right of each cell together, in ems of the table; ``inset`` in report.typ."""

GUTTER_MM, OUTSET_MM = 6, 10
"""Between the two columns of a long table, and what it takes of each margin; in report.typ too."""

LONG_TABLE = 120
"""A table of so many rows or more stands in two columns where they are wide enough for it."""

_TEXT_WIDTH = TEXT_WIDTH_MM / 25.4 * 72
_HALF_WIDTH = (TEXT_WIDTH_MM + 2 * OUTSET_MM - GUTTER_MM) / 2 / 25.4 * 72
_BOLD = 1.07
_EVEN_COLUMN = 6.2
"""Number columns are widened to so many ems where there is room."""


@dataclass(frozen=True)
class TableLayout:
    """Text size, column widths and estimated height of a table, in points."""

    size: float
    widths: tuple[float, ...]
    height: float


@dataclass(frozen=True)
class _Need:
    """Width of a column in ems: what it must have, what it would like, and where it stops."""

    least: float
    wish: float
    even: float


def ems(text: str) -> float:
    """Estimated width of text in ems of Source Sans, a little on the wide side."""
    return math.fsum(map(_em, text))


@cache
def _em(character: str) -> float:
    if character in " \u00a0.,:;'’|!()[]ijlI":
        return 0.27
    if character in "mMW%@—":
        return 0.85
    return 0.62 if character.isupper() else 0.51


def has_spans(grid: GridBundle) -> bool:
    """Whether some header stands over several columns."""
    return any(column["span"] for column in grid["columns"])


def columns_of(grid: GridBundle) -> Literal[1, 2]:
    """How many columns of a page a table stands in: two when it is long and narrow."""
    if len(grid["rows"]) < LONG_TABLE:
        return 1
    return 2 if _least(_needs(grid), SIZES[-1]) <= _HALF_WIDTH else 1


def table_layout(grid: GridBundle, across: Literal[1, 2] = 1) -> TableLayout:
    """Lay out a table.

    Args:
        grid: Its content.
        across: From :func:`columns_of`.

    Returns:
        The largest text size at which the columns hold their longest words and numbers, and the
        column widths at that size, the row labels first.
    """
    needs, room = _needs(grid), _HALF_WIDTH if across > 1 else _TEXT_WIDTH
    size = next((size for size in SIZES if _least(needs, size) <= room), SIZES[-1])
    widths = tuple(_widths(needs, size, room))
    return TableLayout(size, widths, _height(grid, size, widths))


def _least(needs: Sequence[_Need], size: float) -> float:
    return size * math.fsum(need.least + PADDING for need in needs)


def _needs(grid: GridBundle) -> list[_Need]:
    columns = [
        _column_need(column, [row["cells"][place]["text"] for row in grid["rows"] if row["cells"]])
        for place, column in enumerate(grid["columns"])
    ]
    widest = max((need.even for need in columns if need.even > need.wish), default=0.0)
    evened = [replace(n, even=max(widest, n.even)) if n.even > n.wish else n for n in columns]
    return [_stub_need(grid), *_spanned(grid, evened)]


def _spanned(grid: GridBundle, needs: Sequence[_Need]) -> Iterator[_Need]:
    """Needs with room for the headers that stand over several columns."""
    pairs = zip(grid["columns"], needs, strict=True)
    for span, run in groupby(pairs, key=lambda pair: pair[0]["span"]):
        members = [need for _, need in run]
        share = _BOLD * ems(span or "") / len(members) - PADDING * (1 - 1 / len(members))
        for need in members:
            wish = max(need.wish, share)
            yield replace(need, wish=wish, even=max(need.even, wish))


def _stub_need(grid: GridBundle) -> _Need:
    # group rows run over all columns and need no room here
    labels = [grid["stub"], *(row["label"] for row in grid["rows"] if row["role"] != "group")]
    longest = _BOLD * max(map(ems, labels))
    wish = min(longest, 32.0)
    return _Need(min(longest, max(_longest_word(labels), 11.0)), wish, wish)


def _column_need(column: ColumnBundle, cells: Sequence[str]) -> _Need:
    word = min(_BOLD * _longest_word([column["label"]]), 7.5)
    if column["align"] == "left":
        return _text_need(word, list(map(ems, cells)) or [0.0], _longest_word(cells))
    least = max([word, *(_BOLD * ems(cell) for cell in cells)])
    two_lines = _BOLD * ems(column["label"]) / 2 + 1
    wish = max(least, two_lines if " " in column["label"] else least)
    return _Need(least, wish, max(wish, _EVEN_COLUMN))


def _text_need(header: float, lengths: Sequence[float], word: float) -> _Need:
    """Need of a column of words: one long cell in forty is no reason for a wide column."""
    typical = math.sqrt(math.fsum(length**2 for length in lengths) / len(lengths))
    least = max(header, min(max(lengths), max(word, min(typical, 9.0))))
    wish = max(least, min(max(lengths), 1.2 * typical, 36.0))
    return _Need(least, wish, wish)


def _longest_word(texts: Sequence[str]) -> float:
    return min(max((ems(word) for text in texts for word in text.split(" ")), default=0.0), 18.0)


def _widths(needs: Sequence[_Need], size: float, whole: float) -> Iterator[float]:
    """Widths in points: first every column gets what it must have, then what it would like."""
    room = whole / size - math.fsum(need.least + PADDING for need in needs)
    shrink = min(1.0, whole / _least(needs, size))
    first = _share(room, math.fsum(need.wish - need.least for need in needs))
    room -= first * math.fsum(need.wish - need.least for need in needs)
    second = _share(room, math.fsum(need.even - need.wish for need in needs))
    for need in needs:
        grown = first * (need.wish - need.least) + second * (need.even - need.wish)
        yield (need.least + grown + PADDING) * size * shrink


def _share(room: float, wanted: float) -> float:
    return min(1.0, max(0.0, room) / wanted) if wanted > 0 else 0.0


def _height(grid: GridBundle, size: float, widths: Sequence[float]) -> float:
    lines = sum(_row_lines(row, size, widths) for row in grid["rows"])
    # a line is 1.08 em, less by the space between lines where it is a row's last
    return lines * size * 1.08 + len(grid["rows"]) * (4.2 - 0.42 * size) + 4 * size * 1.08 + 20


def _row_lines(row: RowBundle, size: float, widths: Sequence[float]) -> int:
    texts = [row["label"], *(cell["text"] for cell in row["cells"])]
    if row["role"] == "group":
        return 2
    return max(
        math.ceil(ems(text) / (width / size - PADDING)) or 1
        for text, width in zip(texts, widths, strict=True)
    )
