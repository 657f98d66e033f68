"""The lines of an edition's files, as they are compared: pages, workbooks and PDFs."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pypdfium2

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Line = tuple[str, bool]
"""A line of text, and whether it belongs to the comparison with print."""

PRINT_ITEM = re.compile(r"(table|text)-(claims|tally|differences).*|statement-.*")
CONTENTS = "Innhold"
PRINT_HEADING = "Mot rapporten"
PRINT_TITLE = re.compile(
    r"Rapportens tall|utsagn|Avvik fra rapporten|Mot rapporten|sammenlignet med våre", re.IGNORECASE
)
PRINT_NOTE = re.compile(r"(\w\)? )?(\(celle \w+\) )?Rapporten har [^;]+; (her er|regnet|\w+ gir) ")
CODE = re.compile(
    r'<details class="code">.*?</details>|<(script|style|svg)\b.*?</\1>'
    r"|<sup>\w+</sup>"  # a mark of a note; the note itself is a line of its own
    r'|<section aria-labelledby="(endret|opphav)_">.*?</section>',  # its predecessor, its files
    re.DOTALL,
)
HEADING = re.compile(r"<h[12]\b")
BLOCK = re.compile(
    r"(?=<(?:p|h\d|li|ul|nav|tr|div|section|figure|figcaption|caption|dt|dd|summary|footer)\b)"
)
TAG = re.compile(r"<[^>]+>")
REFERENCE = re.compile(r"\b([Tt]abell|[Ff]igur) (?:[0-9]+|[VS])\.[0-9A-Z]+")
CELL_MARK = re.compile(r"^\w\) \(celle \w+\) ")
CELL = re.compile(r"\bcelle [0-9]+\b")
VERSION = re.compile(r"\b[Uu]tgave v[0-9]+(?:, [0-9]+\. \w+ [0-9]{4})?|\b[0-9a-f]{16,64}\b")
SHOWN_IN = re.compile(r"^Vist i .*")
COUNTED = re.compile(r"\b[0-9]+ tabell(er)?( og [0-9]+ figur(er)?)?(?= i |\.)")
RUNNING_HEAD = re.compile(r"( \.)+ [0-9]+$|( \.)+$|^Kommunalt psykisk helse- og rusarbeid [0-9]{4}")
WORD = re.compile(r"[^\s.,;:()«»]+")


def read(path: Path, reader: Callable[[Path], Iterator[Line]]) -> list[Line]:
    """The lines of a file without what a renumbering changes; none of a file that is not there.

    Args:
        path: The file.
        reader: Gives its lines.
    """
    found = reader(path) if path.is_file() else ()
    lines = [(plain(text), printed) for text, printed in found]
    return [(text, printed or is_of_print(text)) for text, printed in lines if text]


def plain(text: str) -> str:
    """A text without the numbers of tables, figures, cells and versions."""
    text = REFERENCE.sub(r"\1 #", text)
    text = VERSION.sub("#", CELL.sub("celle #", " ".join(text.split())))
    return COUNTED.sub("# tabeller", SHOWN_IN.sub("Vist i #", text))


def is_of_print(text: str) -> bool:
    """Whether a line belongs to the comparison with print wherever it stands."""
    head = text.partition(" ")[2].lstrip("# ")
    caption = text.startswith(("Tabell # ", "Figur # ")) and PRINT_TITLE.search(head)
    return bool(caption or PRINT_NOTE.match(text)) or text == PRINT_HEADING


def squeezed(text: str) -> str:
    """A text without spaces and hyphens: lines may be broken elsewhere."""
    return re.sub(r"[\s\u00ad\ufffe\u2010-]", "", text)


def theme(name: str) -> str:
    """The theme of a file of an edition, from its path: without folder, number and ending."""
    return re.sub(r"^[0-9]+-", "", Path(name).stem)


def words(text: str) -> list[str]:
    """The words and numbers of a text."""
    return [squeezed(word) for word in WORD.findall(text)]


def without_running_head(text: str) -> str:
    """A line of a PDF without dots that lead to a page number and the running title."""
    return RUNNING_HEAD.sub("", text).strip()


def cells(text: str) -> list[str]:
    """The cells of a row of a workbook, without the mark that ties a note to its cell."""
    parts = CELL_MARK.sub("", text).split("|")
    return [part.strip() for part in parts if part.strip()]


def rounded(value: str) -> str:
    """A value as :func:`sheet_lines` writes it."""
    try:
        return _cell(float(value))
    except ValueError:
        return value


def sheet_lines(path: Path) -> Iterator[Line]:
    """The rows of a workbook; a sheet is of the comparison with print by its title."""
    book = openpyxl.load_workbook(path, read_only=True)
    for sheet in book.worksheets[1:]:
        if sheet.title == CONTENTS:
            continue
        rows = list(sheet.iter_rows(values_only=True))
        printed = bool(rows and PRINT_TITLE.search(str(rows[0][0])))
        for row in rows:
            yield " | ".join(_cell(cell) for cell in row).rstrip(" |"), printed


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.9g}"
    return "" if value is None else str(value)


def html_lines(path: Path) -> Iterator[Line]:
    """The blocks of a page without code and scripts; below its heading they are of print."""
    printed = False
    for block in BLOCK.split(CODE.sub("", path.read_text(encoding="utf-8"))):
        text = html.unescape(TAG.sub(" ", block))
        if HEADING.match(block):
            printed = text.strip() == PRINT_HEADING
        yield text, printed


def pdf_lines(path: Path) -> Iterator[Line]:
    """The lines of a PDF without the numbers of its pages."""
    file = pypdfium2.PdfDocument(path)
    for page in file:
        for line in page.get_textpage().get_text_range().splitlines():
            if not line.strip().isdigit():
                yield line, False
