"""The comparison with print of before the house, found again on the audit page of an edition.

Then it stood in each chapter: statements as ``statement-83``, marked cells of printed tables as
rows of ``table-differences``. Now it has a page of its own.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import edition_lines as lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

AUDIT = "audit.html"
STATEMENT = re.compile(r"statement-([0-9]+)")
ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)
TOLD = re.compile(r"\(utsagn ([0-9]+)\)")


@dataclass(frozen=True)
class Audited:
    """A row of the audit page: which printed table it is of, where in it, and what print has."""

    item: str
    place: str
    printed: str


def missing(rows: Iterable[Mapping[str, str]], new: Path) -> Iterator[str]:
    """What was compared with print before and has no row on the audit page.

    Args:
        rows: Those of results.csv of the edition before.
        new: Folder of the new edition.

    Yields:
        A statement's number or a cell's place in words; nothing for an edition without print.
    """
    told, marked = _before(rows)
    if told or marked:
        page = [*audited(new / AUDIT)]
        here = {found[1] for one in page if (found := TOLD.search(one.place))}
        yield from (f"utsagn {number}" for number in sorted(told - here, key=int))
        yield from (" ".join(cell) for cell in marked if not any(_is(cell, one) for one in page))


def audited(path: Path) -> Iterator[Audited]:
    """The rows of the audit page.

    Args:
        path: The page.
    """
    item = ""
    for row in ROW.findall(path.read_text(encoding="utf-8")):
        cells = [_plain(cell) for cell in CELL.findall(row)]
        if len(cells) == 1:
            item = cells[0]
        elif cells:
            yield Audited(item, *cells[:2])


def _before(rows: Iterable[Mapping[str, str]]) -> tuple[set[str], list[tuple[str, str, str]]]:
    """The numbers of statements, and (table, place, printed value) of marked cells."""
    told: set[str] = set()
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        if found := STATEMENT.fullmatch(row["item"]):
            told.add(found[1])
        elif row["item"] == "table-differences":
            cells.setdefault((row["chapter"], row["row"]), {})[row["column"]] = row["value"]
    return told, [
        (one["item"], _plain(one["cell"]), _plain(one["printed"])) for one in cells.values()
    ]


def _is(cell: tuple[str, str, str], row: Audited) -> bool:
    """Whether a row of the audit is a cell: its table, row and value, and a word of its column."""
    (item, place, printed), (label, _, column) = cell, row.place.partition(": ")
    if item.casefold() not in row.item.casefold() or printed != row.printed:
        return False
    left = place.casefold().removeprefix(label.casefold())
    words = {word.casefold() for word in lines_of.words(column)}
    return len(left) < len(place) and not words.isdisjoint(lines_of.words(left))


def _plain(text: str) -> str:
    return " ".join(html.unescape(lines_of.TAG.sub("", text)).split())
