"""The numbers of a table or figure as CSV, and what is known of them, after CSV on the Web.

A row for each value, in full precision, with its unit, its n, what it rests on and its bounds. What
holds for the whole file stands beside it, in the ``csv-metadata.json`` of its folder, where
software for CSV on the Web (W3C) looks for it.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from is248.edition.citation import chapter_citation, item_citation
from is248.edition.results import written
from is248.show.jupyter_html import full_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from is248.edition.citation import Issue
    from is248.edition.document import Document
    from is248.show.bundle import FigureBundle, TableBundle

    GridItem = TableBundle | FigureBundle

COLUMNS: Mapping[str, str] = {
    "gruppe": "Deloverskriften som raden står under.",
    "rad": "Raden, som vist.",
    "kolonnegruppe": "Overskriften over flere kolonner.",
    "kolonne": "Kolonnen, som vist.",
    "verdi": "Verdien med full presisjon og desimalpunktum; tom der den mangler.",
    "enhet": "Verdiens enhet.",
    "n": "Hvor mange enheter tabellen eller figuren bygger på.",
    "grunnlag": "Hva verdien bygger på.",
    "beregnet": "Det som er regnet ut, der kilden sier noe annet.",
    "fra": "Minste verdi som avrunding av grunntallene tillater.",
    "til": "Største verdi som avrunding av grunntallene tillater.",
    "vist": "Verdien slik den står på siden.",
    "merke": "Merket for en merknad under tabellen eller figuren.",
    "rad_id": "Radens navn i results.csv.",
    "kolonne_id": "Kolonnens navn i results.csv.",
}
"""Name → what it holds. Names are in plain letters: programs make variables of them."""

BYTE_ORDER_MARK = "\ufeff"
"""Tells Excel that the letters are UTF-8."""

METADATA = "csv-metadata.json"


def item_csv(bundle: GridItem, bases: Mapping[str, str]) -> str:
    """The numbers of a table, or behind a figure.

    Args:
        bundle: The item.
        bases: Name of each basis as a reader sees it.

    Returns:
        Text of a CSV file: comma, decimal point, and the mark that tells UTF-8.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_rows(bundle, bases))
    return BYTE_ORDER_MARK + buffer.getvalue()


def _rows(bundle: GridItem, bases: Mapping[str, str]) -> Iterator[Sequence[str]]:
    group = ""
    for row in bundle["grid"]["rows"]:
        # a total below sub-headings is of them all
        group = {"group": row["label"], "total": ""}.get(row["role"], group)
        for column, cell in zip(bundle["grid"]["columns"], row["cells"], strict=False):
            basis = cell.get("basis") or column["basis"] or bundle["basis"]
            yield (
                group, row["label"], column["span"] or "", column["label"],
                written(cell["value"]), column["unit"], bundle["n"], bases.get(basis, basis),
                *(written(cell.get(key)) for key in ("computed", "low", "high")),
                cell["text"], cell["mark"] or "", row["key"], column["key"],
            )  # fmt: skip


def csv_metadata(document: Document, items: Sequence[GridItem], issue: Issue) -> dict[str, Any]:
    """What is known of a chapter's files of numbers.

    Args:
        document: The chapter.
        items: Its tables and figures that have a file.
        issue: The edition.

    Returns:
        A group of tables of CSV on the Web.
    """
    citation = chapter_citation(issue, document.chapter)
    columns = [
        {"name": name, "titles": name, "dc:description": words} for name, words in COLUMNS.items()
    ]
    demonstration = document.year.demonstration_notice
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "nb"}],
        "dc:title": citation.title,
        "dc:isPartOf": issue.book,
        "dc:publisher": issue.year.publisher,
        "dc:issued": issue.date.isoformat(),
        "schema:version": issue.words if issue.is_draft else issue.version,
        "dc:bibliographicCitation": citation.text,
        "dc:provenance": _made_by(document),
        **({"dc:description": demonstration} if demonstration else {}),
        "tableSchema": {"columns": columns},
        "tables": [_about(document, item, issue) for item in items],
    }


def _made_by(document: Document) -> str:
    given = ", ".join(f"{name} = {value}" for name, value in document.parameters.items())
    run = f", kjørt med {given}" if given else ""
    return f"Laget av notatboken chapters/{document.chapter.slug}.ipynb{run}."


def _about(document: Document, bundle: GridItem, issue: Issue) -> dict[str, Any]:
    citation = item_citation(issue, document.chapter, bundle)
    notes = [" ".join(filter(None, (n["mark"], n["text"]))) for n in bundle["notes"]]
    asked = [f"{question['number']} {question['label']}" for question in bundle["questions"]]
    return {
        "url": f"{bundle['id']}.csv",
        "dc:title": full_title(bundle),
        "dc:source": bundle["source"],
        "dc:extent": bundle["n"],
        **({"dc:subject": asked} if asked else {}),
        **({"rdfs:comment": notes} if notes else {}),
        "dc:bibliographicCitation": citation.text,
    }
