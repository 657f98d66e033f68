"""Notes in a chapter on printed values that differ in a way that changes what a reader believes."""

from __future__ import annotations

from dataclasses import replace
from string import ascii_lowercase
from typing import TYPE_CHECKING

from is248.base.numbers import format_number
from is248.edition.audit import noteworthy
from is248.edition.document import Item
from is248.printed.values import STATEMENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from is248.base.paths import Project
    from is248.edition.document import Block, Document
    from is248.edition.results import Result
    from is248.printed.verdicts import Verdict
    from is248.show.bundle import Bundle, FigureBundle, Note, RowBundle, TableBundle, TextBundle


def with_print_notes(project: Project, document: Document, results: Iterable[Result]) -> Document:
    """A chapter with its notes on print.

    Args:
        project: The project.
        document: The chapter.
        results: What it shows.

    Returns:
        The chapter; a cell of a table is marked and noted below it, a statement is noted after
        the sentence that it answers to. The same chapter where nothing is to be noted.
    """
    found = noteworthy(project, document.year.year, results).verdicts
    theme = document.chapter.theme
    told = [v for v in found if v.explanation and v.claim and v.claim.theme == theme]
    if not told:
        return document
    return replace(document, blocks=tuple(_noted(document.blocks, told)))


def _noted(blocks: Iterable[Block], told: Sequence[Verdict]) -> Iterator[Block]:
    for block in blocks:
        if not isinstance(block, Item):
            yield block
            continue
        here = [v for v in told if v.claim and v.claim.result == block.bundle["id"]]
        yield Item(_with_marks(block.bundle, [v for v in here if not _is_told(v)]), block.cell)
        yield from (Item(_sentence(v), block.cell) for v in here if _is_told(v))


def _is_told(verdict: Verdict) -> bool:
    return verdict.printed.item.startswith(STATEMENT)


def _sentence(verdict: Verdict) -> TextBundle:
    return {
        "schema": 1,
        "kind": "text",
        "id": f"text-print-{verdict.printed.item}",
        "role": "caution",
        "parts": [{"kind": "text", "text": _words(verdict)}],
        "basis": "",
    }


def _words(verdict: Verdict) -> str:
    """What print has and what it is here; the reason follows."""
    value = verdict.printed
    told = format_number(float(value.text), value.decimals) if value.is_number else value.text
    about = f" ({value.about})" if _is_told(verdict) else ""
    return f"Rapporten har {told}{about}; her er det {verdict.ours}. {verdict.reason}"


def _with_marks(bundle: Bundle, told: Sequence[Verdict]) -> Bundle:
    if bundle["kind"] == "text" or not told:
        return bundle
    places = {(v.printed.row, v.printed.column): v for v in told}
    marks = dict(zip(places, _free_marks(bundle), strict=False))
    rows = [_marked(row, bundle, marks) for row in bundle["grid"]["rows"]]
    added: list[Note] = [{"mark": marks[at], "text": _words(v)} for at, v in places.items()]
    notes = [*bundle["notes"], *added]
    return {**bundle, "grid": {**bundle["grid"], "rows": rows}, "notes": notes}  # type: ignore[typeddict-item]  # of its own kind


def _free_marks(bundle: TableBundle | FigureBundle) -> Iterator[str]:
    taken = {note["mark"] for note in bundle["notes"]}
    doubled = (a + b for a in ascii_lowercase for b in ascii_lowercase)
    return (mark for mark in (*ascii_lowercase, *doubled) if mark not in taken)


def _marked(
    row: RowBundle, bundle: TableBundle | FigureBundle, marks: dict[tuple[str, str], str]
) -> RowBundle:
    keys = [(row["key"], column["key"]) for column in bundle["grid"]["columns"]]
    cells = [
        {**cell, "mark": marks.get(key, cell["mark"])}
        for key, cell in zip(keys, row["cells"], strict=False)
    ]
    return {**row, "cells": cells}  # type: ignore[typeddict-item]  # cells with another mark
