"""Chapters and editions as PDF: Typst's own file, with the tags of its tables completed.

Typst cannot yet say that the first cell of a row is its header; no page is touched.
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pikepdf
import typst

from is248.edition.blocks import DocumentError
from is248.edition.book_source import book_source
from is248.edition.citation import Issue
from is248.edition.forks import apart
from is248.edition.kept_files import NOTHING_KEPT, KeptFiles
from is248.edition.typst_source import chapter_source, string

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from PIL.Image import Image

    from is248.edition.document import Document

Element = pikepdf.Object
"""A structure element of a tagged PDF."""

PT_PER_PX = 0.75
"""Points of a pixel of CSS."""

COMPRESSION: Literal[6] = 6
SPARE = 16
"""So many empty objects at most are added before objects are written unpacked."""


def complete_tags(pdf: bytes) -> bytes:
    """Complete the tags of all tables.

    Each table gets one head and one body; the first cell of each body row becomes its header;
    and each data cell names its headers of column, group and row.

    Args:
        pdf: A tagged PDF file.

    Returns:
        The same pages with completed tags.
    """
    with pikepdf.open(io.BytesIO(pdf)) as file:
        tree = file.Root.StructTreeRoot
        ids = pikepdf.NameTree(tree.IDTree) if "/IDTree" in tree else pikepdf.NameTree.new(file)
        for number, table in enumerate(tables(tree)):
            _complete_table(table, f"t{number:04d}", ids)
        tree.IDTree = ids.obj
        return saved_bytes(file)


def saved_bytes(file: pikepdf.Pdf) -> bytes:
    """The file's bytes: always the same, and with unambiguous ends of streams.

    PDF/A wants an end of line after the data of a stream. Compressed data that happen to end in a
    carriage return make that end ambiguous, and validators differ over it.
    """
    for thing in file.objects:
        if isinstance(thing, pikepdf.Stream) and thing.read_raw_bytes().endswith(b"\r"):
            wrap_stream(thing)
    # Streams that packing makes can end so as well, whatever the level of compression: they end in
    # a checksum. One empty object more puts others together.
    for spare in range(1, SPARE + 1):
        packed = _written(file, pikepdf.ObjectStreamMode.generate)
        if b"\r\nendstream" not in packed:
            return packed
        empty = [file.make_indirect(pikepdf.Dictionary()) for _ in range(spare)]
        file.Root.IS248 = pikepdf.Array(empty)
    return _written(file, pikepdf.ObjectStreamMode.disable)


def wrap_stream(stream: pikepdf.Stream) -> None:
    """Put a run-length layer around a stream's data, which ends in 0x80 whatever the data.

    An ASCII layer would do as well, but qpdf takes it off again when it saves.
    """
    raw = stream.read_raw_bytes()
    chunks = [raw[start : start + 128] for start in range(0, len(raw), 128)]
    data = b"".join(bytes([len(chunk) - 1]) + chunk for chunk in chunks) + b"\x80"
    filters = [pikepdf.Name.RunLengthDecode, *_several(stream, "/Filter")]
    stream.write(data, filter=pikepdf.Array(filters))


def _several(element: Element, key: str) -> list[Any]:
    """An entry that may be absent, one thing or an array of things."""
    found: Any = element.get(key)
    if found is None:
        return []
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def _written(file: pikepdf.Pdf, mode: pikepdf.ObjectStreamMode) -> bytes:
    saved = io.BytesIO()
    pikepdf.settings.set_flate_compression_level(COMPRESSION)
    file.save(
        saved,
        deterministic_id=True,
        object_stream_mode=mode,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )
    return saved.getvalue()


def tables(element: Element) -> Iterator[Element]:
    """All tables below an element, in reading order."""
    for kid in kids(element):
        if kid.S == "/Table":
            yield kid
        else:
            yield from tables(kid)


def kids(element: Element) -> list[Element]:
    """The structure elements right below one; marked content is left out."""
    found = _several(element, "/K")
    return [kid for kid in found if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def _adopt(parent: Element, children: Sequence[Element]) -> None:
    parent.K = pikepdf.Array(children)
    for kid in children:
        kid.P = parent


def _complete_table(table: Element, prefix: str, ids: pikepdf.NameTree) -> None:
    head, body = _head_and_body(table)
    if not head:  # a table without rows: Typst tags its header as the body
        return
    columns = _column_headers(head)
    group: list[str] = []
    for number, row in enumerate(body):
        first, *data = kids(row)
        name = f"{prefix}r{number:04d}"
        alone = _span(first, "/ColSpan") == len(columns)
        _make_row_header(first, name, [] if alone else group)
        ids[name] = first
        group = [name] if alone else group
        for column, cell in zip(columns[1:], data, strict=False):
            attributes(cell).Headers = _names([*column, *group, name])
    _regroup(table, head, body)


def _head_and_body(table: Element) -> tuple[list[Element], list[Element]]:
    """Rows of the head and of the body; Typst counts a first sub-heading among the head."""
    parts = [(part, row) for part in kids(table) if part.S != "/Caption" for row in kids(part)]
    width = sum(_span(cell, "/ColSpan") for cell in kids(parts[0][1]))
    head = [row for part, row in parts if part.S == "/THead" and not _is_group(row, width)]
    return head, [row for part, row in parts if part.S != "/THead" or _is_group(row, width)]


def _is_group(row: Element, width: int) -> bool:
    first = kids(row)[0]
    return width > 1 and _span(first, "/ColSpan") == width


def _column_headers(head: Sequence[Element]) -> list[list[str]]:
    """The ids of the headers above each column, the outermost first."""
    taken: dict[tuple[int, int], str] = {}
    for y, row in enumerate(head):
        x = 0
        for cell in kids(row):
            while (y, x) in taken:
                x += 1
            down, across = _span(cell, "/RowSpan"), _span(cell, "/ColSpan")
            for place in itertools.product(range(y, y + down), range(x, x + across)):
                taken[place] = str(cell.ID)
    width = max(x for _, x in taken) + 1
    return [list(dict.fromkeys(taken[y, x] for y in range(len(head)))) for x in range(width)]


def _make_row_header(cell: Element, name: str, group: Sequence[str]) -> None:
    cell.S = pikepdf.Name.TH
    cell.ID = pikepdf.String(name)
    own = attributes(cell)
    own.Scope = pikepdf.Name.Row
    own.Headers = _names(group)


def _names(ids: Sequence[str]) -> pikepdf.Array:
    return pikepdf.Array([pikepdf.String(name) for name in ids])


def _span(cell: Element, name: str) -> int:
    return int(attributes(cell).get(name, 1))


def attributes(cell: Element) -> Element:
    """The table attributes of a cell; made when it has none."""
    several = _several(cell, "/A")
    found: Element | None = next((one for one in several if one.O == "/Table"), None)
    if found is None:
        cell.A = pikepdf.Array([*several, pikepdf.Dictionary(O=pikepdf.Name.Table)])
        found = _several(cell, "/A")[-1]
    return found


def _regroup(table: Element, head: Sequence[Element], body: Sequence[Element]) -> None:
    """One head and one body: Typst starts a new body at each sub-heading."""
    kept = {str(part.S): part for part in reversed(kids(table))}
    _adopt(kept["/THead"], head)
    if body:
        _adopt(kept["/TBody"], body)
    order = [name for name in ("/Caption", "/THead", "/TBody") if name in kept]
    _adopt(table, [kept[name] for name in order])


STANDARDS: tuple[Literal["a-2a"], Literal["ua-1"]] = ("a-2a", "ua-1")
"""Archiving with full structure, and accessibility."""


def pdf_bytes(
    documents: Sequence[Document],
    unsaved: str = "",
    what: str = "Kapitlet",
    kept: KeptFiles = NOTHING_KEPT,
) -> bytes:
    """The PDF of one chapter.

    Args:
        documents: The chapter, alone in a sequence.
        unsaved: What its first page says of inputs that are not saved; empty when all are.
        what: What it calls itself.
        kept: Where it may be, made of the same before.

    Returns:
        A PDF file; the same bytes for the same chapter.

    Raises:
        ValueError: There is not exactly one chapter.
        DocumentError: The chapter cannot be set, for example for want of a letter in the font.
    """
    (document,) = documents
    return published(chapter_source(document, unsaved, what), document.year.edition_date, kept)


def report_bytes(
    documents: Sequence[Document],
    unsaved: str = "",
    version: str = "",
    kept: KeptFiles = NOTHING_KEPT,
) -> bytes:
    """The PDF of a whole year: cover, imprint, contents, lists and all chapters.

    Args:
        documents: The chapters in order; all of one year.
        unsaved: What the cover says of inputs that are not saved; empty when all are.
        version: Name of the version; any other name is that of a draft.
        kept: Where it may be, made of the same before.

    Returns:
        A PDF file; the same bytes for the same chapters.

    Raises:
        DocumentError: A chapter cannot be set.
    """
    issue = Issue(documents[0].year, version)
    source = book_source(documents, issue, unsaved)
    return published(source, issue.year.edition_date, kept, compiled=compile_book)


@cache
def _compiler() -> typst.Compiler:
    # one for all chapters: reading the fonts costs more than setting a short chapter
    fonts = Path(str(resources.files("is248.show") / "fonts"))
    return typst.Compiler(root=fonts, font_paths=[fonts], ignore_system_fonts=True)


def published(
    source: str,
    edition: dt.date,
    kept: KeptFiles = NOTHING_KEPT,
    *,
    compiled: Callable[[str, dt.date], bytes] | None = None,
) -> bytes:
    """A PDF of Typst source, with the tags of its tables completed.

    Args:
        source: Source text that needs no other file.
        edition: Date written into the file.
        kept: Where it may be, made of the same before.
        compiled: How it is compiled, if not by :func:`compile_pdf`.
    """
    of = (kept.tools, source, edition.isoformat())
    return kept.made("pdf", of, lambda: complete_tags((compiled or compile_pdf)(source, edition)))


def compile_book(source: str, edition: dt.date) -> bytes:
    """Compile Typst source of a book: in a fork, for Typst remembers a third of a gigabyte of it.

    Where this process has compiled already, Typst may have threads, which no fork would have.

    Args and faults as of :func:`compile_pdf`.
    """
    if _compiler.cache_info().currsize:
        return compile_pdf(source, edition)
    made: bytes = apart(compile_pdf, source, edition)
    return made


def pixels(drawings: Iterable[tuple[str, float, float]], scale: int) -> Iterator[Image]:
    """Drawings in pixels, with the letters of our fonts.

    PDFium is quicker at it than Typst, and gives pixels instead of a file to be read again.

    Args:
        drawings: Each an SVG, its width and its height in pixels of CSS.
        scale: Pixels to one of CSS.

    Yields:
        Each in three colours on white.
    """
    import pypdfium2

    made = _compiler().compile(
        input="\n".join(map(_page, drawings)).encode(), format="pdf", pdf_tags=False
    )
    assert isinstance(made, bytes)
    with pypdfium2.PdfDocument(made) as file:
        for page in file:
            yield page.render(scale=scale / PT_PER_PX, rev_byteorder=True).to_pil()


def _page(drawing: tuple[str, float, float]) -> str:
    svg, width, height = drawing
    size = f"width: {width * PT_PER_PX}pt, height: {height * PT_PER_PX}pt, margin: 0pt"
    return f'#page({size}, image(bytes({string(svg)}), format: "svg", width: 100%, height: 100%))'


def compile_pdf(source: str, edition: dt.date) -> bytes:
    """Compile Typst source.

    Args:
        source: Source text that needs no other file.
        edition: Date written into the file.

    Returns:
        A PDF file as Typst makes it.

    Raises:
        DocumentError: Typst refused the source.
    """
    midnight = dt.datetime.combine(edition, dt.time(), tzinfo=dt.UTC)
    try:
        made = _compiler().compile(
            input=source.encode(), format="pdf", pdf_standards=list(STANDARDS), timestamp=midnight
        )
    except typst.TypstError as error:
        raise DocumentError(f"the PDF cannot be made: {error}") from error
    assert isinstance(made, bytes)
    return made
