"""What a reader takes along: files of numbers and pictures, citations, an address that stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from is248.edition.blocks import place_of
from is248.edition.citation import Citation, chapter_citation, item_citation
from is248.edition.figure_picture import picture, picture_pngs
from is248.edition.item_numbers import METADATA, csv_metadata, item_csv
from is248.edition.kept_files import NOTHING_KEPT, KeptFiles
from is248.edition.manifest import json_text
from is248.show.invented import bases_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from is248.edition.citation import Issue
    from is248.edition.document import Document
    from is248.show.bundle import FigureBundle, TableBundle

    GridItem = TableBundle | FigureBundle

DATA, FIGURES = "data", "figures"
"""Folders of an edition: numbers and pictures, by chapter."""

UP = "../"
"""From a chapter's page to the edition."""

THOUSAND = 1000


@dataclass(frozen=True)
class Download:
    """A file to take along.

    Attributes:
        path: Its place in the edition.
        kind: Its format, as a reader calls it.
        size: Its size in bytes.
    """

    path: str
    kind: str
    size: int

    @property
    def words(self) -> str:
        """Format and size: "CSV, 3 kB"."""
        kilo = -(-self.size // THOUSAND)
        if kilo < THOUSAND:
            return f"{self.kind}, {kilo} kB"
        return f"{self.kind}, {kilo / THOUSAND:.1f} MB".replace(".", ",")


@dataclass(frozen=True)
class Taken:
    """What can be taken along from a chapter.

    Attributes:
        document: The chapter.
        issue: The edition.
        files: Item id → its files; those of the whole chapter under "".
    """

    document: Document
    issue: Issue
    files: Mapping[str, tuple[Download, ...]] = field(default_factory=dict)


def write_downloads(
    document: Document,
    issue: Issue,
    folder: Path,
    bases: Mapping[str, str],
    workbook: str,
    *,
    kept: KeptFiles = NOTHING_KEPT,
) -> Taken:
    """Write the files of a chapter that a reader takes along.

    Args:
        document: The chapter.
        issue: The edition.
        folder: Where the edition is made.
        bases: Name of each basis as a reader sees it.
        workbook: Place of the chapter's workbook, which stands already.
        kept: Where pictures may be, drawn of the same before.

    Returns:
        What was written, for the chapter's page.

    Raises:
        OSError: A file could not be written.
    """
    items: list[GridItem] = [
        bundle
        for bundle in document.items
        if bundle["kind"] != "text" and place_of(bundle) != "audit"
    ]
    figures = [one for one in items if one["kind"] == "figure" and place_of(one) == "page"]
    drawn = [picture(one, [*_foot(document, one, issue, bases)]) for one in figures]
    pictures = {
        one["id"]: (png, whole.svg)
        for one, whole, png in zip(figures, drawn, picture_pngs(drawn, kept), strict=True)
    }
    place = f"{document.chapter.slug}/"
    found = {
        item["id"]: tuple(_files(place, item, folder, bases, pictures.get(item["id"])))
        for item in items
    }
    about = json_text(csv_metadata(document, items, issue))
    book = Download(workbook, "Excel", (folder / workbook).stat().st_size)
    described = _write(folder, f"{DATA}/{document.chapter.slug}/{METADATA}", "JSON", about)
    return Taken(document, issue, {**found, "": (book, described)})


def _files(
    chapter: str,
    item: GridItem,
    folder: Path,
    bases: Mapping[str, str],
    drawn: tuple[bytes, str] | None,
) -> Iterator[Download]:
    place = f"{chapter}{item['id']}"
    if drawn:
        yield _write(folder, f"{FIGURES}/{place}.png", "PNG", drawn[0])
        yield _write(folder, f"{FIGURES}/{place}.svg", "SVG", drawn[1])
    yield _write(folder, f"{DATA}/{place}.csv", "CSV", item_csv(item, bases))


def _foot(
    document: Document, item: FigureBundle, issue: Issue, bases: Mapping[str, str]
) -> Iterator[str]:
    """What stands below a picture, which may be all that somebody is given; last the edition."""
    yield from (" ".join(filter(None, (note["mark"], note["text"]))) for note in item["notes"])
    yield f"N: {item['n']}. Kilde: {item['source']}."
    yield f"Grunnlag: {', '.join(bases.get(basis, basis) for basis in bases_of(item))}."
    if issue.year.demonstration:
        yield issue.year.demonstration_line
    heading = document.chapter.heading
    yield f"{issue.year.publisher}: {issue.book}, {heading}. {issue.words}."


def _write(folder: Path, place: str, kind: str, content: str | bytes) -> Download:
    path, data = folder / place, content.encode() if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return Download(place, kind, len(data))


def take_along(bundle: GridItem, taken: Taken | None) -> Markup:
    """The menu below a table or figure: its files, its citation and its address.

    Args:
        bundle: The item.
        taken: What its chapter has; no menu without.
    """
    if taken is None:
        return Markup()
    citation = item_citation(taken.issue, taken.document.chapter, bundle)
    what = _inside(
        bundle.get("label") or {"table": "tabellen", "figure": "figuren"}[bundle["kind"]]
    )
    files = (*taken.files.get(bundle["id"], ()), *taken.files.get("", ()))
    copy = Markup('<button type="button" data-copy="{}" hidden>Kopier tallene</button>')
    return _menu(f"Ta med {what}", files, citation, copy.format(bundle["id"]), what)


def numbers_of(bundle: GridItem, taken: Taken | None) -> Markup:
    """The link to the numbers of an item that is only named on the page."""
    if taken is None:
        return Markup()
    citation = item_citation(taken.issue, taken.document.chapter, bundle)
    what = _inside(bundle.get("label") or citation.title)
    files = [_file(file, citation, what) for file in taken.files.get(bundle["id"], ())]
    links = Markup(" ").join(files)
    return Markup(' <span class="files">{}</span>').format(links) if files else links


def take_chapter(taken: Taken | None) -> Markup:
    """The menu of a whole chapter."""
    if taken is None:
        return Markup()
    citation = chapter_citation(taken.issue, taken.document.chapter)
    files = taken.files.get("", ())
    return _menu("Siter eller ta med kapitlet", files, citation, Markup(), "kapitlet")


def _inside(label: str) -> str:
    """A label within a sentence."""
    return label[:1].lower() + label[1:]


def _menu(
    summary: str, files: tuple[Download, ...], citation: Citation, copy: Markup, what: str
) -> Markup:
    links = [_point(_file(file, citation, what)) for file in files]
    return Markup(
        '<details class="take"><summary>{}</summary>{}<p class="citation">{}</p>'
        '<ul class="links">{}</ul><p class="told" role="status"></p></details>'
    ).format(
        summary,
        Markup('<ul class="links">{}{}</ul>').format(Markup().join(links), _point(copy))
        if links
        else copy,
        citation.text,
        Markup().join(map(_point, _citation_links(citation, what))),
    )


def _point(content: Markup) -> Markup:
    return Markup("<li>{}</li>").format(content) if content else content


_FILES: Mapping[str, str] = {
    "CSV": "tallene i {}",
    "Excel": "hele kapitlet",
    "JSON": "beskrivelse av kapitlets CSV-filer",
}
"""Format → what a file of it holds."""


def _file(file: Download, citation: Citation, what: str) -> Markup:
    holds = _FILES.get(file.kind, "{}").format(what)
    name = f"{citation.key}.{file.path.rpartition('.')[2]}"
    link = Markup('<a href="{}" download="{}">{} ({})</a>')
    return link.format(UP + file.path, name, holds[:1].upper() + holds[1:], file.words)


def _citation_links(citation: Citation, what: str) -> Iterator[Markup]:
    yield Markup('<button type="button" data-cite hidden>Kopier sitatet</button>')
    for kind, ending, text in (
        ("BibTeX", "bib", citation.bibtex),
        ("RIS", "ris", citation.ris),
    ):
        address = f"data:text/plain;charset=utf-8,{quote(text)}"
        link = Markup('<a href="{}" download="{}">Henvisning til {} ({})</a>')
        yield link.format(address, f"{citation.key}.{ending}", what, kind)
    if address := citation.issue.address(citation.chapter, citation.item):
        link = Markup('<a class="lasting" href="{}">Fast lenke til {} i utgave {}</a>')
        yield link.format(f"{UP * 3}{address}", what, citation.issue.version)
