"""From a house's own file to the codebook's columns and codes, as ``columns.yml`` says."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from is248.survey.columns import SOURCE_YEAR, SYNTHETIC, YEAR, answer_columns, match_columns
from is248.survey.findings import Fault, Finding
from is248.survey.grammar import POINTED
from is248.survey.mapping.columns_file import COLUMNS_FILE, ColumnMapping
from is248.survey.mapping.map_keys import Keys
from is248.survey.mapping.map_values import crossed, joined, single
from is248.survey.mapping.rules import Rule, finding_of, folded, rules
from is248.survey.records import entry_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from is248.survey.codebook import Codebook
    from is248.survey.columns import Column
    from is248.survey.mapping.columns_file import ColumnsFile
    from is248.survey.mapping.rules import Misfit
    from is248.survey.raw_table import RawTable
    from is248.survey.unit_keys import Register

ToldT = TypeVar("ToldT")

TEXT_FILES = (".csv", ".tsv", ".txt")
"""Formats where a number is a text; elsewhere it is typed and has no mark of its own."""

_THOUSANDS = re.compile(r"[-\u2212]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
ALWAYS = {YEAR, SOURCE_YEAR, SYNTHETIC}
"""Columns that stay when those that are not listed are left out: whose answers the rows are."""

_MEND = "Rett tallet, eller «decimal» i columns.yml."
_COMMA = Fault("har komma, men columns.yml sier at desimaltegnet er punktum", _MEND)
_POINT = Fault("har punktum, men columns.yml sier at desimaltegnet er komma", _MEND)


@dataclass(frozen=True)
class _Source:
    """A file, what it is read with, and the mapping's own name for messages."""

    table: RawTable
    columns: ColumnsFile
    book: Codebook
    register: Register
    path: Path | None

    @property
    def file(self) -> str:
        return self.path.name if self.path else COLUMNS_FILE


def apply_columns(
    table: RawTable,
    columns: ColumnsFile,
    book: Codebook,
    register: Register,
    path: Path | None = None,
) -> RawTable:
    """Give a file the codebook's columns and codes.

    Args:
        table: The file, as it was read.
        columns: The mapping.
        book: The codebook.
        register: The units, for the key.
        path: Where the mapping is, for the lines of messages.

    Returns:
        The file with our names, keys and codes; values that the mapping does not list are as they
        were. What is wrong is among its findings. Where the mapping itself does not fit the file
        or the codebook, the file is as it was, see :func:`unfit`.
    """
    source = _Source(table, columns, book, register, path)
    found, wrong = rules(columns, table, book, register)
    if wrong:
        return replace(table, findings=(*table.findings, *_misfits(source, wrong)))
    made, findings = _cells(source, found)
    named = _renamed(source, found, made)
    named, more = _with_decimals(named, source)
    keyed, faults = _with_keys(named, source, found)
    told = [*table.findings, *_unsure(source), *findings, *more, *faults]
    return replace(keyed, findings=tuple(told))


def unfit(table: RawTable, path: Path | None = None) -> bool:
    """Whether a mapping could not be applied: nothing else can be said of the file then."""
    file = path.name if path else COLUMNS_FILE
    return any(f.file == file and f.severity == "error" for f in table.findings)


def _misfits(source: _Source, wrong: Sequence[Misfit]) -> list[Finding]:
    written = source.path is not None and source.path.suffix.lower() != ".xlsx"
    lines = entry_lines(source.path, "columns") if source.path and written else []
    entries = source.columns.columns
    return [
        fault.at(source.file, row=lines[at] if lines else None, column=entries[at].column)
        for at, fault in wrong
    ]


def _unsure(source: _Source) -> list[Finding]:
    """One line for what a draft was not sure of and nobody has looked at."""
    names = [entry.column for entry in source.columns.columns if entry.sure < 1 and entry.to]
    if not names:
        return []
    first = ", ".join(f"«{name}»" for name in names[:3]) + (" …" if len(names) > 3 else "")  # noqa: PLR2004
    words = f"{len(names)} kolonner er foreslått og ikke sett på ({first})"
    mend = "Se på dem, og ta bort «sure» der forslaget er riktig."
    return [Finding(source.file, words, mend, "warning")]


def _cells(
    source: _Source, found: Sequence[Rule]
) -> tuple[dict[int, dict[str, list[str]]], list[Finding]]:
    """Place in the file → our columns made of it, and what is wrong in their cells."""
    table, key = source.table, source.book.key
    made: dict[int, dict[str, list[str]]] = {}
    findings: list[Finding] = []
    for rule in found:
        cells, labels = table.columns[rule.place], _labels(table, rule.place)
        if (rule.column is None and rule.question) or _is_list(rule):
            made[rule.place], faults = joined(rule, cells)
            findings += [finding_of(rule, table, *fault) for fault in faults]
        elif rule.entry.to == key or not rule.entry.to:
            made[rule.place] = {rule.entry.to: cells} if rule.entry.to else {}
        else:
            made[rule.place] = {rule.entry.to: single(rule, cells, labels)}
    for group in _crossed_groups(found):
        columns = [made[rule.place][rule.entry.to] for rule in group]
        kept = group[0].question.missing if group[0].question else {}
        for rule, cells in zip(group, crossed(columns, kept), strict=True):
            made[rule.place][rule.entry.to] = cells
    return made, findings


def _is_list(rule: Rule) -> bool:
    listed = rule.column is not None and rule.column.kind == "codes"
    return listed and bool(rule.entry.separator or rule.codes)


def _labels(table: RawTable, place: int) -> Mapping[str, str]:
    return table.value_labels.get(table.header[place], {})


def _crossed_groups(found: Sequence[Rule]) -> Iterable[list[Rule]]:
    groups = defaultdict(list)
    for rule in found:
        if rule.entry.crossed and rule.question:
            groups[rule.question.id].append(rule)
    return groups.values()


def _renamed(
    source: _Source, found: Sequence[Rule], made: Mapping[int, Mapping[str, list[str]]]
) -> RawTable:
    """The file with our columns in the place of theirs."""
    table, leave = source.table, source.columns.unmapped == "leave"
    kept: list[tuple[str, str, list[str], int]] = []
    for at, header in enumerate(table.header):
        label = table.labels[at] if table.labels else ""
        if at in made:
            kept += [(name, label, cells, at) for name, cells in made[at].items()]
        elif not leave or folded(header) in ALWAYS:
            kept.append((header, label, table.columns[at], at))
    return replace(
        table,
        header=tuple(name for name, *_ in kept),
        labels=tuple(label for _, label, *_ in kept) if table.labels else (),
        columns=tuple(cells for _, _, cells, _ in kept),
        value_labels=_value_labels(table, found, kept),
        declared=_of_places(table.declared, table, kept),
    )


def _value_labels(
    table: RawTable, found: Sequence[Rule], kept: Sequence[tuple[str, str, list[str], int]]
) -> dict[str, Mapping[str, str]]:
    """Labels of values that were not translated: ours must not be read as theirs."""
    ours = {rule.place: set(rule.codes.values()) for rule in found}
    moved = _of_places(table.value_labels, table, kept)
    places = {name: at for name, _, _, at in kept}
    return {
        name: {v: label for v, label in labels.items() if v not in ours.get(places[name], ())}
        for name, labels in moved.items()
    }


def _of_places(
    told: Mapping[str, ToldT], table: RawTable, kept: Sequence[tuple[str, str, list[str], int]]
) -> dict[str, ToldT]:
    """What is told of a column by its name, under its new name."""
    headers = ((name, table.header[at]) for name, _, _, at in kept)
    return {name: told[header] for name, header in headers if header in told}


def _with_decimals(table: RawTable, source: _Source) -> tuple[RawTable, list[Finding]]:
    """Numbers with the decimal mark that the mapping declares, written with a comma."""
    mark = source.columns.decimal
    if not mark:
        return table, []
    found, _ = match_columns(table, source.book)
    columns, findings = list(table.columns), []
    for column in answer_columns(source.book):
        if column.kind == "number" and column.name in found:
            at = found[column.name]
            columns[at] = [_with_comma(text, mark) for text in table.columns[at]]
            findings += list(_other_marks(table, column, at, mark))
    return replace(table, columns=tuple(columns)), findings


def _other_marks(table: RawTable, column: Column, at: int, mark: str) -> Iterator[Finding]:
    """Numbers with the mark that was not declared."""
    text_file = table.file.lower().endswith(TEXT_FILES)
    for row, text in enumerate(table.columns[at]):
        if fault := _other_mark(text, mark, text_file=text_file):
            yield fault.at(
                table.file, sheet=table.sheet, row=table.rows[row], column=column.name, at=at,
                question=column.variable.number, value=text,
            )  # fmt: skip


def _with_comma(text: str, mark: str) -> str:
    if mark == "." and POINTED.fullmatch(text):
        return text.replace(".", ",")
    if mark == "," and _THOUSANDS.fullmatch(text):
        return text.replace(".", "")
    return text


def _other_mark(text: str, mark: str, *, text_file: bool) -> Fault | None:
    """A number with the mark that was not declared; a typed number of a workbook has none."""
    if mark == "." and text_file and "," in text:
        return _COMMA
    if mark == "," and POINTED.fullmatch(text) and not _THOUSANDS.fullmatch(text):
        return _POINT
    return None


def _with_keys(
    table: RawTable, source: _Source, found: Sequence[Rule]
) -> tuple[RawTable, list[Finding]]:
    """The file with keys of the register; rows whose unit is not known are found and left out."""
    rule = next((rule for rule in found if rule.entry.to == source.book.key), None)
    at = match_columns(table, source.book)[0].get(source.book.key)
    if at is None or (rule is None and source.columns.key_by == "code"):
        return table, []
    rule = rule or Rule(-1, at, ColumnMapping(column=table.header[at], to=source.book.key))
    read = _memo(Keys(source.register, source.columns.key_by, rule.codes).key)
    known = [read(text) for text in table.columns[at]]
    faults = [
        finding_of(rule, table, row, key, table.columns[at][row])
        for row, key in enumerate(known)
        if isinstance(key, Fault)
    ]
    good = [row for row, key in enumerate(known) if isinstance(key, str)]
    columns = [[cells[row] for row in good] for cells in table.columns]
    columns[at] = [key for key in known if isinstance(key, str)]
    rows = tuple(table.rows[row] for row in good)
    return replace(table, columns=tuple(columns), rows=rows), faults


def _memo(read: Callable[[str], str | Fault]) -> Callable[[str], str | Fault]:
    known: dict[str, str | Fault] = {}

    def once(text: str) -> str | Fault:
        if text not in known:
            known[text] = read(text)
        return known[text]

    return once
