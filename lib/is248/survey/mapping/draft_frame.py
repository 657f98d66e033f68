"""Where the table of a file stands: sheet, header, rows that hold no unit, and labels beside it."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - a dataclass names it
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from is248.survey.grammar import is_number
from is248.survey.mapping.draft_presets import lexicon
from is248.survey.mapping.draft_words import folded, question_number, words
from is248.survey.raw_table import refused
from is248.survey.readers import read_rows, read_table, sheet_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from is248.survey.mapping.draft_targets import Target

Rows = "Sequence[tuple[int, Sequence[str]]]"

NAMED = frozenset({".sav", ".zsav", ".dta", ".parquet"})
"""Formats that keep the names of their columns apart from the rows."""

_SOUGHT = 40
"""Rows in which the header is sought."""

_HALF, _FEW, _MOST_BELOW = 0.5, 0.6, 3
_TEXT, _WORDS = 0.2, 0.6
"""What a cell counts for that is a text, and one whose words are those of the codebook."""

_LABELLED = 3
"""Columns of a sheet with labels of values: variable, value, label."""


@dataclass(frozen=True)
class Frame:
    """A table as their file holds it.

    Attributes:
        file: Name of the file.
        header: Headers, tidied.
        columns: Cells of each column.
        sheet: Sheet of a workbook with several; empty elsewhere.
        header_row: Row of the header.
        skip_rows: Rows below it that hold no unit.
        labels: What else the file says of each column: a label, or a heading above several.
        value_labels: Place of a column from 0 → its values → their labels.
    """

    file: str
    header: tuple[str, ...]
    columns: tuple[list[str], ...]
    sheet: str = ""
    header_row: int = 1
    skip_rows: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()
    value_labels: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def texts(self, at: int) -> list[str]:
        """All ways in which the file names a column."""
        header, label = self.header[at], self.labels[at] if self.labels else ""
        return [header, label, f"{label} {header}"] if label else [header]


def find_frame(path: Path, targets: Sequence[Target], units: Collection[str]) -> Frame:
    """Find the table of a file.

    Args:
        path: The file.
        targets: What its columns may be.
        units: Folded keys and names of units; a row of them is no header.

    Returns:
        The table, with what the file says of its columns.

    Raises:
        UserError: There is no such file, or its ending is none of ours.
        UnreadableError: It cannot be read, or no row looks like a header.
    """
    if path.suffix.lower() in NAMED:
        table = read_table(path)
        labels = dict(enumerate(table.value_labels.get(name, {}) for name in table.header))
        return Frame(
            path.name, table.header, table.columns, labels=table.labels, value_labels=labels
        )
    known = _Known(targets, units)
    sheets = {name: read_rows(path, sheet=name) for name in sheet_names(path)} or {
        "": read_rows(path)
    }
    found = {name: known.header_of(rows) for name, rows in sheets.items()}
    sheet = max(found, key=lambda name: (found[name][1], len(sheets[name])))
    if not found[sheet][1]:
        words_, mend = "fant ingen rad med kolonnenavn", "Sett navnene over svarene."
        raise refused(path.name, words_, mend, sheet=sheet or None)
    frame = _frame(path.name, sheets[sheet], found[sheet][0], known)
    frame = replace(frame, sheet=sheet if len(sheets) > 1 else "")
    return _with_labels(frame, [rows for name, rows in sheets.items() if name != sheet])


class _Known:
    """Knows headers by the words of the codebook."""

    def __init__(self, targets: Sequence[Target], units: Collection[str]) -> None:
        self.exact = {text for target in targets for text in target.exact}
        self.numbers = {number for target in targets for number in target.numbers}
        self.words = {word for target in targets for text in target.texts for word in words(text)}
        self.units = units

    def header_of(self, rows: Rows) -> tuple[int, float]:
        """Place of the row that looks most like a header, and how much; the first of equals."""
        scores = [self.score(cells) for _, cells in rows[:_SOUGHT]]
        return max(
            ((at, score) for at, score in enumerate(scores) if at + 1 < len(rows)),
            key=lambda pair: (pair[1], -pair[0]),
            default=(0, 0.0),
        )

    def score(self, cells: Sequence[str]) -> float:
        """How much a row looks like a header; distinct cells count, and cells of units against."""
        return max(0.0, sum(self._cell(cell) for cell in {*cells} if cell))

    def _cell(self, cell: str) -> float:
        text = folded(cell)
        number, _ = question_number(cell)
        if number in self.numbers or text in self.exact:
            return 1.0
        if is_number(cell) or not text:
            return 0.0
        if text in self.units:
            return -1.0
        found = words(cell)
        share = sum(word in self.words for word in found) / max(len(found), 1)
        return _TEXT + (_WORDS if share > _HALF else 0.0)


def _frame(file: str, rows: Rows, at: int, known: _Known) -> Frame:
    width = max((place + 1 for place, cell in enumerate(rows[at][1]) if cell), default=0)
    width = max(width, _last(rows[at + 1 :]))
    wide = [(row, [*cells[:width], *[""] * (width - len(cells))]) for row, cells in rows]
    least = known.score(wide[at][1]) * _HALF
    below = wide[at + 1 :]
    second = [row for row, cells in below[:_MOST_BELOW] if known.score(cells) >= least]
    skipped = [*second, *_without_unit(below)]
    kept = [cells for row, cells in below if row not in skipped and any(cells)]
    return Frame(
        file,
        tuple(wide[at][1]),
        tuple(list(column) for column in zip(*kept, strict=True)) or tuple([[]] * width),
        header_row=wide[at][0],
        skip_rows=tuple(sorted({*skipped})),
        labels=_headings(wide[:at], wide[at][1], least, known),
    )


def _last(rows: Rows) -> int:
    return max((at + 1 for _, cells in rows for at, cell in enumerate(cells) if cell), default=0)


def _without_unit(rows: Rows) -> Iterator[int]:
    """Rows of totals, and remarks below the table."""
    totals = lexicon().totals
    for row, cells in rows:
        filled = [cell for cell in cells if cell]
        first = folded(filled[0]) if filled else ""
        if first in totals or any(first.startswith(f"{word} ") for word in totals):
            yield row
        elif len(filled) == 1 and len(cells) > _MOST_BELOW and " " in filled[0]:
            yield row


def _headings(above: Rows, header: Sequence[str], least: float, known: _Known) -> tuple[str, ...]:
    """Headings that stand over several columns, in the row above the header."""
    filled = [cells for _, cells in above if sum(map(bool, cells)) > 1]
    count = sum(map(bool, header))
    if not filled or known.score(filled[-1]) >= least:
        return ()
    if sum(map(bool, filled[-1])) > count * _FEW:
        return tuple(filled[-1]) if not any(map(is_number, filled[-1])) else ()
    texts, last = [], ""
    for cell in filled[-1]:
        last = cell or last
        texts.append(last)
    return tuple(texts)


def _with_labels(frame: Frame, others: Sequence[Rows]) -> Frame:
    """What other sheets say of columns and of values, as in exports with a sheet of labels."""
    place = {name.casefold(): at for at, name in enumerate(frame.header)}
    labels = list(frame.labels or [""] * len(frame.header))
    values: dict[int, dict[str, str]] = {}
    for rows in others:
        told = [
            (place[cells[0].casefold()], cells) for _, cells in rows if cells[0].casefold() in place
        ]
        if len(told) * 2 < len(rows):
            continue
        for at, cells in told:
            if len(cells) >= _LABELLED and is_number(cells[1]) and cells[2]:
                values.setdefault(at, {})[cells[1]] = cells[2]
            elif len(cells) > 1 and cells[1] and not is_number(cells[1]):
                labels[at] = cells[1]
    return replace(frame, labels=tuple(labels) if any(labels) else (), value_labels=values)
