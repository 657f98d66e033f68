"""The summary of an edition in English: the key findings, tables and figures of its bundles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from is248.edition.blocks import DocumentError, Heading, Inline, Item, Paragraph, place_of
from is248.edition.key_findings import key_findings, opening
from is248.show.bundle import TextBundle  # noqa: TC001 - used in dataclass fields
from is248.show.english import CAUTION, english_number
from is248.year.params import YEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from is248.edition.blocks import Block
    from is248.edition.document import Document
    from is248.show.bundle import (
        CellBundle,
        ColumnBundle,
        FigureBundle,
        GridBundle,
        Note,
        RowBundle,
        TableBundle,
    )
    from is248.show.english import InEnglish
    from is248.year.params import YearParams

MOST = 3
"""Key findings of a chapter that its summary tells, as the Norwegian one does."""

_LABELS: Mapping[str, str] = {"Tabell": "Table", "Figur": "Figure"}


@dataclass(frozen=True)
class Named:
    """A table or figure of a chapter: its label, its caption and a link to it."""

    label: str
    title: str
    href: str


@dataclass(frozen=True)
class ChapterFindings:
    """What a chapter found.

    Attributes:
        theme: The chapter.
        title: Its number and title in English.
        norwegian: Its number and title in Norwegian.
        href: Link to it.
        findings: Its key findings, the first first.
        shown: Its tables and figures.
    """

    theme: str
    title: str
    norwegian: str
    href: str
    findings: tuple[TextBundle, ...]
    shown: tuple[Named, ...]


EnglishBlock = Heading | Paragraph | Item | ChapterFindings


def english_year(year: YearParams, english: InEnglish) -> YearParams:
    """The choices of a year with its title and publisher in English."""
    said = {
        name: english.words("edition", name, getattr(year, name)) for name in ("title", "publisher")
    }
    return year.model_copy(update=said)


def summary_blocks(
    documents: Sequence[Document], english: InEnglish, colour: str
) -> list[EnglishBlock]:
    """What the English summary says, in the order of the Norwegian one.

    Args:
        documents: The chapters of the edition; the summary among them where the year has one.
        english: Says it in English.
        colour: Colour of the bars of its figures.

    Returns:
        The blocks below its title; in a year without a summary the caution and the findings.
    """
    own = next((one for one in documents if one.chapter.built_from_others), None)
    if own is None:
        return [*_first_caution(documents, english), *_findings(documents, english)]
    found: list[EnglishBlock] = []
    told = False
    titles = {one.chapter.title for one in documents}
    for block in own.told[1:]:
        if isinstance(block, Item) and block.bundle["kind"] == "text" and "chapter" in block.bundle:
            found += [] if told else _findings(documents, english)
            told = True
        elif not (isinstance(block, Heading) and block.text in titles):
            found += _translated(block, own.chapter.theme, english, colour)
    return found


def _translated(
    block: Block, theme: str, english: InEnglish, colour: str
) -> Iterator[EnglishBlock]:
    if isinstance(block, Heading):
        yield Heading(block.level, block.anchor, (_prose(block.text, theme, english),))
    elif isinstance(block, Paragraph):
        text = "".join(inline.text for inline in block.content)
        yield Paragraph((_prose(text, theme, english),))
    elif isinstance(block, Item):
        bundle = block.bundle
        if bundle["kind"] == "text":
            yield Item(english_text(bundle, theme, english), block.cell)
        elif bundle["kind"] == "table":
            yield Item(english_table(bundle, theme, english), block.cell)
        else:
            yield Item(english_figure(bundle, theme, english, colour), block.cell)


def _prose(text: str, theme: str, english: InEnglish) -> Inline:
    return Inline("text", english.words("edition", f"prose.{theme}", text))


def _first_caution(documents: Iterable[Document], english: InEnglish) -> Iterator[EnglishBlock]:
    """The caution of the first chapter that has one."""
    for document in documents:
        for bundle in document.items:
            if bundle["kind"] == "text" and bundle["id"] == CAUTION:
                yield Item(english_text(bundle, document.chapter.theme, english), 0)
                return


def _findings(documents: Iterable[Document], english: InEnglish) -> Iterator[ChapterFindings]:
    for document in documents:
        found = key_findings(document.items)[:MOST]
        if found and not document.chapter.built_from_others:
            yield _chapter(document, found, english)


def _chapter(
    document: Document, found: Sequence[TextBundle], english: InEnglish
) -> ChapterFindings:
    chapter = document.chapter
    title = english.words("edition", f"chapters.{chapter.theme}", chapter.title)
    shown = (
        named(bundle, document, english)
        for bundle in document.items
        if bundle["kind"] != "text" and place_of(bundle) == "page"
    )
    return ChapterFindings(
        theme=chapter.theme,
        title=f"{chapter.number} {title}" if chapter.number is not None else title,
        norwegian=chapter.heading,
        href=f"chapters/{chapter.slug}.html",
        findings=tuple(
            _finding(bundle, chapter.theme, number, english)
            for number, bundle in enumerate(found, start=1)
        ),
        shown=tuple(shown),
    )


def named(bundle: TableBundle | FigureBundle, document: Document, english: InEnglish) -> Named:
    """A table or figure of a chapter, by its number and English caption."""
    title = english.caption(document.chapter.theme, bundle["title"])
    href = f"chapters/{document.chapter.slug}.html#{bundle['id']}"
    return Named(_label(document.labels[bundle["id"]]), title, href)


def _finding(bundle: TextBundle, theme: str, number: int, english: InEnglish) -> TextBundle:
    parts = english.sentence(theme, bundle["id"], opening(bundle))
    mark = f"text-findings-{theme.replace('_', '-')}-{number}"
    return {"schema": 1, "kind": "text", "id": mark, "role": "finding", "parts": parts,
            "basis": bundle["basis"]}  # fmt: skip


def english_text(bundle: TextBundle, theme: str, english: InEnglish) -> TextBundle:
    """A paragraph in English, with the same values."""
    return {**bundle, "parts": english.sentence(theme, bundle["id"], bundle["parts"])}


class _Said(TypedDict):
    """What a table and a figure have alike, in English."""

    label: str
    title: str
    n: str
    source: str
    notes: list[Note]
    grid: GridBundle


def _said(bundle: TableBundle | FigureBundle, theme: str, english: InEnglish) -> _Said:
    return {
        "label": _label(bundle.get("label", "")),
        "title": english.caption(theme, bundle["title"]),
        "n": english.words("edition", "n", bundle["n"]),
        "source": english.words("edition", "sources", bundle["source"]),
        "notes": [
            {**note, "text": english.words("edition", "notes", note["text"])}
            for note in bundle["notes"]
        ],
        "grid": _grid(bundle, theme, english),
    }


def english_table(bundle: TableBundle, theme: str, english: InEnglish) -> TableBundle:
    """A table in English, with the same cells."""
    return {**bundle, **_said(bundle, theme, english)}


def english_figure(
    bundle: FigureBundle, theme: str, english: InEnglish, colour: str
) -> FigureBundle:
    """Ranked bars in English, drawn of the numbers behind them.

    Raises:
        DocumentError: The figure shows more than one number a row, and so is no ranked bars.
    """
    import pandas as pd

    from is248.show.figure import svg_of
    from is248.show.plots import style
    from is248.show.plots.bars import ranked_bars

    said = _said(bundle, theme, english)
    rows, columns = said["grid"]["rows"], said["grid"]["columns"]
    if len(columns) != 1:
        raise DocumentError(f"{bundle['id']}: only ranked bars can be drawn in English")
    labels = [row["label"] for row in rows]
    values = pd.Series([row["cells"][0]["value"] for row in rows], labels, dtype="float64")
    style.use()
    svg = svg_of(ranked_bars(values, labels, colour, columns[0]["unit"]), bundle["id"])
    return {**bundle, **said, "svg": svg, "alt": _alt(said["grid"])}


def _alt(grid: GridBundle) -> str:
    first, *rest = [(row["label"], row["cells"][0]["text"]) for row in grid["rows"]]
    unit = grid["columns"][0]["unit"]
    then = f" Then: {'; '.join(f'{label} {text}' for label, text in rest)}." if rest else ""
    return f"Largest: {first[0]} {first[1]} {unit}.{then}"


def _grid(bundle: TableBundle | FigureBundle, theme: str, english: InEnglish) -> GridBundle:
    grid, item = bundle["grid"], f"rows.{theme}.{bundle['id']}"
    return {
        "stub": english.words("labels", "stubs", grid["stub"]) if grid["stub"] else "",
        "columns": [_column(column, english) for column in grid["columns"]],
        "rows": [_row(row, item, english) for row in grid["rows"]],
    }


def _column(column: ColumnBundle, english: InEnglish) -> ColumnBundle:
    key, span, unit = YEAR.sub("{year}", column["key"]), column["span"], column["unit"]
    return {
        **column,
        "label": english.words("labels", f"columns.{key}", column["label"]),
        "span": english.words("labels", f"columns.{key}", span) if span else None,
        "unit": english.words("labels", "units", unit) if unit else "",
    }


def _row(row: RowBundle, item: str, english: InEnglish) -> RowBundle:
    cells: list[CellBundle] = [
        {**cell, "text": english_number(cell["text"])} for cell in row["cells"]
    ]
    return {**row, "label": english.words("labels", item, row["label"]), "cells": cells}


def _label(label: str) -> str:
    kind, _, number = label.partition(" ")
    return f"{_LABELS.get(kind, kind)} {number}".strip()
