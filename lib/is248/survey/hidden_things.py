"""What a person with the file open sees otherwise than a program does: told, never passed over.

Hidden, filtered and merged cells, numbers shown as a per cent, dates among numbers, rows of totals
and sheets that were not read: one finding each for the whole file or column, with its rows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from is248.survey.findings import MOST_ALIKE, Fault, Finding
from is248.survey.grammar import is_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from is248.survey.raw_table import RawTable
    from is248.survey.sheet_marks import Marks

TOTALS = {
    "sum", "sum alle", "sum i alt", "sum totalt", "totalsum", "total", "totalt", "totalt sum",
    "totaler", "i alt", "ialt", "til sammen", "tilsammen", "grand total", "hele landet", "landet",
}  # fmt: skip
"""What the first cell of a row of totals says."""

MOST_NAMED = 8
"""Rows or columns that a finding names."""

_MERGED = Fault("celler er slått sammen", "Del cellene igjen og skriv svaret i hver av dem.")
_MERGED_ABOVE = Fault(
    "celler utenfor svarene er slått sammen", "De leses ikke; ingenting må gjøres.", "warning"
)


def told(table: RawTable, marks: Marks) -> list[Finding]:
    """What is to be told of a table.

    Args:
        table: The table.
        marks: What its file shows or hides beside the cells.

    Returns:
        Findings; a warning where the numbers stand as they are, an error where they are in doubt.
    """
    return [
        *_merged(table, marks),
        *_hidden_rows(table, marks),
        *_hidden_columns(table, marks),
        *_percent(table, marks),
        *_dates(table, marks),
        *_totals(table),
        *_sheets(table, marks),
    ]


def _merged(table: RawTable, marks: Marks) -> list[Finding]:
    """Merged cells hide answers: only the first cell of a block holds its value."""
    read = sorted([*table.rows, *([table.header_row] if table.header_row else [])])
    names = dict(enumerate(table.header))
    within = [
        (top, left)
        for top, left, end in marks.merged
        if left in names and bisect_left(read, top) < bisect_right(read, end)
    ]
    found = [
        _MERGED.at(table.file, sheet=table.sheet, row=top, column=names[left], at=left)
        for top, left in within[:MOST_ALIKE]
    ]
    if (more := len(within) - len(found)) > 0:
        found[-1] = replace(found[-1], alike=1 + more)
    if (outside := len(marks.merged) - len(within)) > 0:
        found.append(_MERGED_ABOVE.at(table.file, sheet=table.sheet, alike=outside))
    return found


def _hidden_rows(table: RawTable, marks: Marks) -> Iterator[Finding]:
    hidden = sorted(set(marks.hidden_rows) & set(table.rows))
    if hidden:
        who = "et filter skjuler rader; de" if marks.filtered else "skjulte rader"
        mend = "Vis alle rader, og slett dem som ikke skal med."
        yield _warning(table, f"{who} er lest som alle andre ({_listed('rad', hidden)})", mend)


def _hidden_columns(table: RawTable, marks: Marks) -> Iterator[Finding]:
    hidden = [
        table.header[at] or f"nr. {at + 1}" for at in marks.hidden_columns if at < len(table.header)
    ]
    if hidden:
        words = f"skjulte kolonner er lest som alle andre ({_listed('', hidden)})"
        yield _warning(table, words, "Vis dem, og slett dem som ikke skal med.")


def _percent(table: RawTable, marks: Marks) -> Iterator[Finding]:
    for at, cells in _by_column(table, marks.percent).items():
        shown = [(row, text) for row, text in cells if text.endswith("%")]
        if shown:
            rows = _listed("rad", [row for row, _ in shown])
            words = f"tall er lagret som én ting og vist som prosent, «{shown[0][1]}» ({rows})"
            mend = "Gi kolonnen vanlig tallformat, og kontroller hvilket av tallene som er ment."
            yield _warning(table, words, mend, at)


def _dates(table: RawTable, marks: Marks) -> Iterator[Finding]:
    for at, cells in _by_column(table, marks.dates).items():
        if any(map(is_number, table.columns[at])):
            rows = _listed("rad", [row for row, _ in cells])
            mend = "Regneark gjør tall som 1.2 om til datoer. Skriv tallene på nytt."
            yield _warning(table, f"det står datoer blant tallene ({rows})", mend, at)


HOLDS_SUMS = "begynner en rad som ser ut til å holde summer, ikke svar"


def _totals(table: RawTable) -> Iterator[Finding]:
    for place, row in enumerate(table.rows):
        first = next((column[place] for column in table.columns if column[place]), "")
        if first.casefold().strip(" :.") in TOTALS:
            mend = "Slett raden, eller før den i columns.yml under «skip_rows»."
            yield Finding(table.file, HOLDS_SUMS, mend, sheet=table.sheet, row=row, value=first)


def _sheets(table: RawTable, marks: Marks) -> Iterator[Finding]:
    if marks.other_sheets:
        names = _listed("", [f"«{name}»" for name in marks.other_sheets])
        words = f"bare arket «{table.sheet}» er lest; filen har også {names}"
        yield _warning(table, words, "Kontroller at alle svar står i arket som er lest.")


def _by_column(
    table: RawTable, places: Iterable[Sequence[int]]
) -> dict[int, list[tuple[int, str]]]:
    """Column → row number and text of the places that the table holds."""
    where = {row: place for place, row in enumerate(table.rows)}
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row, at in places:
        if row in where and at < len(table.header):
            found[at].append((row, table.columns[at][where[row]]))
    return dict(sorted(found.items()))


def _listed(word: str, found: Sequence[object]) -> str:
    """For example ``rad 3, 5 og 12 til``."""
    named = ", ".join(str(one) for one in found[:MOST_NAMED])
    left = len(found) - MOST_NAMED
    return f"{word} {named}{f' og {left} til' if left > 0 else ''}".strip()


def _warning(table: RawTable, words: str, mend: str, at: int | None = None) -> Finding:
    place = {} if at is None else {"column": table.header[at], "at": at}
    return Fault(words, mend, "warning").at(table.file, sheet=table.sheet, **place)
