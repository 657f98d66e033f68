"""The audit of an edition: every printed value beside ours, and notes on them in a chapter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from string import ascii_lowercase
from typing import TYPE_CHECKING

from is248.base.errors import UserError
from is248.base.numbers import format_number
from is248.edition.blocks import Item, place_of
from is248.edition.results import RESULTS, read_results
from is248.printed.claims import answering, read_claims
from is248.printed.explanations import explained
from is248.printed.names import Names, read_names
from is248.printed.values import STATEMENT, printed_values
from is248.printed.verdicts import Comparison, compare
from is248.year.labels import load_labels
from is248.year.params import load_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from is248.base.paths import Project
    from is248.edition.blocks import Block
    from is248.edition.document import Document
    from is248.printed.claims import Claim
    from is248.printed.explanations import Explanation, Place
    from is248.printed.values import PrintedValue
    from is248.printed.verdicts import Result, Verdict
    from is248.show.bundle import Bundle, FigureBundle, Note, RowBundle, TableBundle, TextBundle
    from is248.year.params import YearParams

STATUS_WORDS = {
    "equal": "likt",
    "rounding": "innenfor avrunding",
    "explained": "avviker, forklart",
    "differs": "avviker",
    "not_computed": "ikke regnet",
}
"""Status → what a reader sees."""

BASIS_WORDS = {
    "same source": "samme kilde",
    "other print": "andre trykte tall",
    "fitted to this margin": "tilpasset dette tallet",
    "independent": "uavhengig",
    "": "–",
}
"""What an agreement rests on → what a reader sees."""


def audited(
    project: Project,
    year: int,
    results: Iterable[Result],
    *,
    claims: Path | None = None,
    theme: str | None = None,
) -> Comparison:
    """Compare the results of an edition with print.

    Args:
        project: The project.
        year: Reporting year.
        results: What the chapters show.
        claims: A file of claims that stand in for those of the year about the same printed items.
        theme: Only what this chapter answers to, or tells; everything when not given.

    Returns:
        A verdict for each printed value; none in a year without a printed report.

    Raises:
        DataError: A file of print, claims or explanations is not as it must be.
    """
    given, params = _given(project, year), load_year(year, project)
    belongs = answering(given.values, _claims(year, project, claims)) if claims else given.belongs
    values = [
        value
        for value in given.values
        if theme is None or theme == _answers_to(value, belongs.get(value.place), params)
    ]
    return compare(values, results, belongs, given.names, given.explained)


def noteworthy(project: Project, year: int, results: Iterable[Result], theme: str) -> Comparison:
    """The values whose explanations change what a reader should believe, as :func:`audited`.

    None for a chapter that shows nothing such: all of print is much to read.
    """
    if not _is_noted(project, year, theme):
        return Comparison((), ())
    given = _given(project, year)
    told = {place for place, one in given.explained.items() if one.note}
    values = [value for value in given.values if value.place in told]
    return compare(values, results, given.belongs, given.names, given.explained)


def _is_noted(project: Project, year: int, theme: str) -> bool:
    """Whether a note may be of a chapter: few have any."""
    items = {one.item for one in explained(year, project).values() if one.note}
    return bool(items) and any(
        claim.theme == theme and claim.item in items for claim in read_claims(year, project)
    )


@dataclass(frozen=True)
class _Given:
    """What a comparison needs beside the results."""

    values: tuple[PrintedValue, ...]
    belongs: Mapping[Place, Claim]
    names: Names
    explained: Mapping[Place, Explanation]


@lru_cache(maxsize=2)
def _given(project: Project, year: int) -> _Given:
    values = printed_values(year, project)
    if not values:
        return _Given((), {}, Names({}), {})
    names = read_names(year, project, load_labels(project, year))
    belongs = answering(values, read_claims(year, project))
    return _Given(values, belongs, names, explained(year, project))


def _answers_to(value: PrintedValue, claim: Claim | None, params: YearParams) -> str:
    return claim.theme if claim and claim.theme else section_of(value, params)


def _claims(year: int, project: Project, path: Path) -> tuple[Claim, ...]:
    """Those of a file, and those of the year about other printed items."""
    others = read_claims(year, project, path)
    about = {claim.item for claim in others}
    own = (claim for claim in read_claims(year, project) if claim.item not in about)
    return (*own, *others)


def section_of(value: PrintedValue, params: YearParams) -> str:
    """The chapter of this edition that a printed value is told in: its theme."""
    for chapter in params.chapters:
        if value.item in chapter.printed.values():
            return chapter.theme
    number = value.chapter if value.item.startswith(STATEMENT) else ""
    own = {str(n): c.theme for c in params.chapters for n in (c.number, *c.also) if n is not None}
    first = next(
        (c.theme for c in params.chapters if c.built_from_others), params.chapters[0].theme
    )
    return own.get(number, first)


def newest_results(project: Project, year: int, theme: str | None = None) -> Path:
    """The results.csv made last, of the newest version or a draft.

    Args:
        project: The project.
        year: Reporting year.
        theme: A chapter that it must hold; all chapters when not given.

    Raises:
        UserError: There is none.
    """
    load_year(year, project)
    folder = project.outputs / str(year)
    drafts = sorted(folder.glob(f"drafts/*/{RESULTS}")) if theme else []
    found = [path for path in (folder / "latest" / RESULTS, *drafts) if _holds(path, theme)]
    if not found:
        what = f"kapittelet «{theme}»" if theme else "året"
        raise UserError(f"Ingen resultater for {what} ennå. Kjør «is248 report {year}» først.")
    return max(found, key=lambda path: path.stat().st_mtime_ns)


def _holds(path: Path, theme: str | None) -> bool:
    results = read_results(path)
    return bool(results) and (theme is None or any(one.chapter == theme for one in results))


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
    theme = document.chapter.theme
    found = noteworthy(project, document.year.year, results, theme).verdicts
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
        silent = block.bundle["kind"] == "text" and not block.bundle["parts"]
        if not silent:  # a note on what the page does not tell would stand alone
            about = block.bundle
            yield from (Item(_sentence(v, about), block.cell) for v in here if _is_told(v))


def _is_told(verdict: Verdict) -> bool:
    return verdict.printed.item.startswith(STATEMENT)


def _sentence(verdict: Verdict, about: Bundle) -> TextBundle:
    return {
        "schema": 1,
        "kind": "text",
        "id": f"text-print-{verdict.printed.item}",
        "role": "caution",
        "parts": [{"kind": "text", "text": _words(verdict)}],
        "basis": "",
        "place": place_of(about),
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
