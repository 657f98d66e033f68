"""The audit as pages: a section for each chapter, every printed value beside ours.

One document, so that HTML and PDF are made as those of a chapter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, cast

from is248.base.numbers import format_number
from is248.edition.audit import BASIS_WORDS, STATUS_WORDS, section_of
from is248.edition.blocks import BulletList, Heading, Inline, Item, Paragraph, place_of
from is248.edition.document import Document
from is248.edition.html_export import Links, chapter_html
from is248.printed.names import listed
from is248.printed.values import APPENDIX, STATEMENT, TABLE
from is248.printed.verdicts import STATUSES, counts
from is248.year.params import Chapter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from is248.edition.blocks import Block
    from is248.edition.shell import Shell
    from is248.printed.values import PrintedValue
    from is248.printed.verdicts import Comparison, Verdict
    from is248.show.bundle import Bundle, CellBundle, ColumnBundle, RowBundle, TableBundle
    from is248.year.labels import Labels
    from is248.year.params import YearParams

AUDIT = "audit.html"
AUDIT_PDF = "audit.pdf"
TITLE = "Trykte tall og våre"

_INTRODUCTION = (
    "Hvert tall og hver rangering som er trykt i rapporten, ved siden av det denne utgaven gir. "
    "Utgavens tall er regnet uten kjennskap til det trykte og sammenlignet til slutt, med så mange "
    "desimaler som rapporten har.",
    "Hva et likt tall er verdt, avhenger av hva det hviler på. «Samme kilde» er det trykte tallet "
    "selv, gjengitt. «Andre trykte tall» er regnet av andre tall i rapporten. «Tilpasset dette "
    "tallet» kommer av svar, årsverk eller innbyggertall laget slik at det trykte kommer ut. "
    "Bare «uavhengig» er en etterprøving.",
)
_COMPARED = "Dette er regnet bare for å sammenlignes med rapporten:"
_LIMITS = {
    "below": "under", "above": "over", "at_most": "høyst", "at_least": "minst", "about": "omtrent",
}  # fmt: skip
_REMARKS = {
    "(county)": "(fylke)",
    "(HF)": "(HF-område)",
    "(large municipalities)": "(store kommuner)",
}
_REMARK = re.compile(r"\([^)]*\)")


@dataclass(frozen=True)
class _Words:
    """What a reader calls the rows and columns of each chapter's items, and single names.

    Attributes:
        rows: (theme, item) → row key → label.
        columns: (theme, item) → column key → label.
        names: Key → label of areas and groups.
    """

    rows: dict[tuple[str, str], Mapping[str, str]]
    columns: dict[tuple[str, str], Mapping[str, str]]
    names: Mapping[str, str]

    def place(self, verdicts: Sequence[Verdict], *, columns: bool) -> str:
        """Where values of one row are printed."""
        printed, item = verdicts[0].printed, _shown_in(verdicts[0])
        if printed.item.startswith(STATEMENT):
            return f"{printed.about} (utsagn {printed.item.removeprefix(STATEMENT)})"
        row = self.rows.get(item, {}).get(printed.row, printed.about or printed.row)
        return f"{row}: {self.headers(verdicts)}" if columns else row

    def headers(self, verdicts: Iterable[Verdict]) -> str:
        """The columns of some values, each once."""
        found = [
            self.columns.get(_shown_in(v), {}).get(v.printed.column, v.printed.column)
            for v in verdicts
        ]
        return "; ".join(dict.fromkeys(found))

    def printed(self, verdict: Verdict) -> str:
        """The printed value as a reader sees it, with the word of its limit."""
        value = verdict.printed
        told = format_number(float(value.text), value.decimals) if value.is_number else ""
        limit = _LIMITS.get(verdict.claim.relation, "") if verdict.claim and told else ""
        return f"{limit} {told}".strip() or self.listing(value.text, verdict)

    def listing(self, text: str, verdict: Verdict) -> str:
        """A list of names as a reader sees it; remarks of the transcription in Norwegian."""
        known = {**self.names, **self.rows.get(_shown_in(verdict), {})}
        said = "; ".join(known.get(name, name) for name in listed(text))
        return _REMARK.sub(lambda found: _REMARKS.get(found[0], found[0]), said)


def audit_document(
    comparison: Comparison,
    year: YearParams,
    documents: Iterable[Document],
    labels: Labels,
    *,
    condensed: bool = False,
) -> Document:
    """The audit of an edition.

    Args:
        comparison: From :func:`is248.edition.audit.audited`.
        year: The choices of the year.
        documents: The chapters, whose words name rows and columns.
        labels: Display names.
        condensed: Whether equal values of one printed row stand in one row, as on paper.

    Returns:
        A document with a table of counts and a section for each chapter that print tells of, or
        that has items for comparison only.
    """
    documents = list(documents)
    words, chapter = _words(documents, labels), Chapter(theme="audit", title=TITLE)
    compared = {one.chapter.theme: _compared(one) for one in documents}
    tables = [_counted(comparison.verdicts)]
    blocks: list[Block] = [Heading(1, "audit", (Inline("text", TITLE),))]
    blocks += [Paragraph((Inline("text", text),)) for text in _INTRODUCTION]
    blocks += [*_faults(comparison.faults), Item(tables[0], 0)]
    for one, verdicts in _sections(comparison.verdicts, year, compared):
        blocks.append(_heading(one))
        if verdicts:
            side = "left" if condensed else "right"
            rows = _rows(verdicts, words, condensed=condensed)
            tables.append(_table(one, rows, len(verdicts), len(tables) + 1, side))
            blocks += [_summed(verdicts), Item(tables[-1], 0)]
        blocks += compared.get(one.theme, [])
    items = [block.bundle for block in blocks if isinstance(block, Item)]
    named = {one["id"]: "" if one["kind"] == "text" else one.get("label", "") for one in items}
    return Document(year, chapter, tuple(blocks), named)


def _compared(document: Document) -> list[Block]:
    """What a chapter computes for the comparison only, with ids that no other chapter has."""
    theme = document.chapter.theme.replace("_", "-")
    found: list[Block] = [
        Item(moved(bundle, theme), 0) for bundle in document.items if place_of(bundle) == "audit"
    ]
    return [Paragraph((Inline("text", _COMPARED),)), *found] if found else []


def moved(bundle: Bundle, theme: str) -> Bundle:
    """An item on another page than its chapter's: with an id of its own, and without links.

    Args:
        bundle: The item.
        theme: Its chapter, in words of an id.
    """
    kind, _, rest = bundle["id"].partition("-")
    moved = {**bundle, "id": f"{kind}-{theme}-{rest}", "place": "page"}
    if bundle["kind"] == "text":
        words = [p | {"kind": "text"} if p["kind"] == "reference" else p for p in bundle["parts"]]
        moved["parts"] = words
    return cast("Bundle", moved)


def audit_html(document: Document, shell: Shell, bases: Mapping[str, str] | None = None) -> str:
    """The page of an audit, to stand beside the index.

    Args:
        document: From :func:`audit_document`.
        shell: What surrounds it.
        bases: Name of each basis as a reader sees it.
    """
    links: Links = {
        "up": "",
        "pdf": AUDIT_PDF,
        "pdf_name": "Hele sammenligningen som PDF",
        "xlsx": None,
        "notebook": None,
    }
    return chapter_html(document, shell, links, bases)


def _words(documents: Iterable[Document], labels: Labels) -> _Words:
    names = {k: v.label for one in labels.categories.values() for k, v in one.values.items()}
    found = _Words({}, {}, names)
    for document in documents:
        for bundle in document.items:
            if bundle["kind"] != "text":
                item, grid = (document.chapter.theme, bundle["id"]), bundle["grid"]
                found.rows[item] = {row["key"]: row["label"] for row in grid["rows"]}
                found.columns[item] = {c["key"]: _header(c) for c in grid["columns"]}
    return found


def _shown_in(verdict: Verdict) -> tuple[str, str]:
    return (verdict.claim.theme, verdict.claim.result) if verdict.claim else ("", "")


def _header(column: ColumnBundle) -> str:
    return ", ".join(filter(None, [column["span"], column["label"]]))


def _faults(faults: Sequence[str]) -> Iterator[Block]:
    if faults:
        yield Heading(2, "feil", (Inline("text", "Feil i sammenligningen selv"),))
        yield BulletList(tuple((Inline("text", fault),) for fault in faults))


def _sections(
    verdicts: Iterable[Verdict], year: YearParams, compared: Mapping[str, Sequence[Block]]
) -> Iterator[tuple[Chapter, list[Verdict]]]:
    found: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        found.setdefault(section_of(verdict.printed, year), []).append(verdict)
    for chapter in year.chapters:
        if chapter.theme in found or compared.get(chapter.theme):
            yield chapter, found.get(chapter.theme, [])


def _heading(chapter: Chapter) -> Heading:
    return Heading(2, chapter.theme, (Inline("text", chapter.heading),))


def _summed(verdicts: Sequence[Verdict]) -> Paragraph:
    """How many are of each status: "24 trykte verdier: 22 likt, 2 avviker, forklart"."""
    held = [verdict.status for verdict in verdicts]
    parts = [f"{format_number(held.count(s))} {STATUS_WORDS[s]}" for s in STATUSES if s in held]
    return Paragraph((Inline("text", f"{_values(len(verdicts))}: {'; '.join(parts)}."),))


def _values(count: int) -> str:
    return f"{format_number(count)} {'trykt verdi' if count == 1 else 'trykte verdier'}"


def _counted(verdicts: Sequence[Verdict]) -> TableBundle:
    """How many printed values are of each status, by what they rest on."""
    found = counts(verdicts)
    columns = [_column(key or "none", words, "right") for key, words in BASIS_WORDS.items()]
    rows = [
        _row(status, STATUS_WORDS[status], [found.get((status, key), 0) for key in BASIS_WORDS])
        for status in STATUSES
    ]
    grid_columns = [*columns, _column("total", "I alt", "right")]
    total = [sum(n for (_, k), n in found.items() if k == key) for key in BASIS_WORDS]
    rows.append({**_row("total", "I alt", total), "role": "total"})
    title = "Trykte verdier etter hvordan de står til våre, og hva våre hviler på"
    return _bundle(
        "table-audit", title, "Status", grid_columns, rows, count=len(verdicts), number=1
    )


def _row(key: str, label: str, numbers: list[int]) -> RowBundle:
    cells = [_cell(format_number(number), number) for number in (*numbers, sum(numbers))]
    return {"key": key, "label": label, "role": "body", "cells": cells}


def _table(
    chapter: Chapter, rows: list[RowBundle], count: int, number: int, side: str
) -> TableBundle:
    """A chapter's printed values beside ours."""
    columns = [
        _column("printed", "Rapporten", side),
        _column("ours", "Denne utgaven", side),
        _column("status", "Status"),
        _column("rests_on", "Hviler på"),
        _column("reason", "Begrunnelse"),
    ]
    item = f"table-audit-{chapter.theme.replace('_', '-')}"
    title = f"{chapter.title}: trykte verdier og våre"
    return _bundle(item, title, "Trykt verdi", columns, rows, count=count, number=number)


def _rows(verdicts: Sequence[Verdict], words: _Words, *, condensed: bool) -> list[RowBundle]:
    """Printed values below a sub-heading for each printed table."""
    found: list[RowBundle] = []
    for item, several in groupby(verdicts, key=lambda one: _printed_item(one.printed)):
        run = list(several)
        label = f"{item}: {words.headers(run)}" if condensed and run[0].printed.row else item
        found.append({"key": f"group-{item}", "label": label, "role": "group", "cells": []})
        for together in _runs(run, condensed=condensed):
            whole = condensed and len(together) == _width(run, together[0])
            found.append(_value_row(together, words, columns=not whole))
    return found


def _runs(verdicts: Sequence[Verdict], *, condensed: bool) -> Iterator[list[Verdict]]:
    """Each value by itself; or equal values of a printed row that rest on the same together."""

    def alike(verdict: Verdict) -> tuple[str, ...]:
        place = verdict.printed.place
        if not condensed or verdict.status != "equal":
            return place
        return *place[:2], verdict.rests_on, verdict.reason

    key = alike if verdicts and verdicts[0].printed.row else (lambda one: one.printed.place)
    return (list(run) for _, run in groupby(verdicts, key=key))


def _width(verdicts: Iterable[Verdict], one: Verdict) -> int:
    """How many values the printed row of a value has."""
    return sum(other.printed.row == one.printed.row for other in verdicts)


def _printed_item(value: PrintedValue) -> str:
    if value.item.startswith(STATEMENT):
        return "Løpende tekst"
    return "Vedlegget" if value.item == APPENDIX else f"Tabell {value.item.removeprefix(TABLE)}"


def _value_row(verdicts: Sequence[Verdict], words: _Words, *, columns: bool) -> RowBundle:
    first = verdicts[0]
    ours = first.ours if first.printed.is_number else words.listing(first.ours, first)
    texts = (
        "; ".join(map(words.printed, verdicts)),
        "; ".join(one.ours or "–" for one in verdicts) if len(verdicts) > 1 else ours or "–",
        STATUS_WORDS[first.status],
        BASIS_WORDS[first.rests_on],
        " ".join(filter(None, [first.printed.remark, first.reason])),
    )
    key = "/".join(filter(None, first.printed.place))
    label = words.place(verdicts, columns=columns)
    cells = [_cell(text, text) for text in texts]
    return {"key": key, "label": label, "role": "body", "cells": cells}


def _cell(text: str, value: int | str) -> CellBundle:
    return {"value": value, "text": text, "mark": None}


def _column(key: str, label: str, align: str = "left") -> ColumnBundle:
    return {
        "key": key,
        "label": label,
        "span": None,
        "unit": "",
        "decimals": 0,
        "align": "right" if align == "right" else "left",
        "basis": "",
    }


def _bundle(
    item: str,
    title: str,
    stub: str,
    columns: list[ColumnBundle],
    rows: list[RowBundle],
    *,
    count: int,
    number: int,
) -> TableBundle:
    return {
        "schema": 1,
        "kind": "table",
        "id": item,
        "title": title,
        "grid": {"stub": stub, "columns": columns, "rows": rows},
        "n": _values(count),
        "source": "rapporten og resultatene i denne utgaven",
        "basis": "",
        "questions": [],
        "notes": [],
        "label": f"Tabell T.{number}",
    }
