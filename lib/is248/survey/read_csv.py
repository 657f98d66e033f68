"""Read .csv and .tsv: byte-order mark, else strict UTF-8, else Windows-1252; then as Excel does.

Guessing encodings by statistics calls Norwegian files Central European. The order above never
errs on files of Norwegian systems, and the names are checked against the register afterwards.
"""

from __future__ import annotations

import codecs
import csv
import io
from itertools import islice
from typing import TYPE_CHECKING

from is248.survey.raw_table import Grid, refused, tidy

if TYPE_CHECKING:
    from pathlib import Path

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
FALLBACKS = ("utf-8", "cp1252")
DELIMITERS = (";", "\t", ",")
LONGEST_HEAD, _LOOKED_AT = 200_000, 20
"""Characters and lines at the top of a file that tell what separates its cells."""

LONGEST_CELL = 32_767
"""Characters; Excel holds no more, so a longer cell is a lost quotation mark."""


def read(path: Path, largest: int, most: int | None = None) -> Grid:
    """Read a .csv or .tsv file as text.

    Args:
        path: The file.
        largest: Characters that it may hold.
        most: Rows that are wanted; all when None.

    Returns:
        Its rows.

    Raises:
        UnreadableError: It is no text, or its quotation marks do not match.
    """
    text, encoding = _decoded(path)
    if len(text) > largest:
        raise refused(path.name, "filen er større enn 200 MB", "Del den opp per år.")
    if (at := text.find("\0")) >= 0:
        words, mend = "filen har nulltegn og er ikke ren tekst", "Lagre den som CSV på nytt."
        raise refused(path.name, words, mend, row=text.count("\n", 0, at) + 1)
    mark = "\t" if path.suffix.lower() == ".tsv" else _delimiter(text)
    return Grid(path.name, _records(path.name, text, mark, most), encoding=encoding)


class _Tidied(dict[str, str]):
    """Text → tidied text, each kept once: most cells of a large file are alike."""

    def __missing__(self, text: str) -> str:
        self[text] = found = tidy(text)
        return found


def _decoded(path: Path) -> tuple[str, str]:
    data = path.read_bytes()
    marked = next((name for mark, name in MARKS if data.startswith(mark)), None)
    for name in (marked,) if marked else FALLBACKS:
        try:
            return data.decode(name), name
        except UnicodeDecodeError as error:
            last = error
    row = data[: last.start].count(b"\n") + 1
    words = "tegnene kan ikke leses som UTF-8 eller Windows-1252"
    raise refused(path.name, words, "Lagre filen som «CSV UTF-8».", row=row)


def _records(file: str, text: str, mark: str, most: int | None) -> list[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=mark, strict=True)
    records: list[tuple[int, list[str]]] = []
    tidied, at = _Tidied(), 0
    try:
        for at, cells in enumerate(islice(reader, most), start=1):
            if any(cells):
                records.append((at, [tidied[cell] for cell in cells]))
    except csv.Error:
        words = "anførselstegn stemmer ikke, eller et felt er for langt"
        mend = "Sjekk anførselstegnene i raden: hvert felt skal ha to eller ingen."
        raise refused(file, words, mend, row=at + 1) from None
    return records


def _delimiter(text: str) -> str:
    """The mark of the header; a title that the lines below do not look like has none to give."""
    head, *below = [line for line in text[:LONGEST_HEAD].split("\n") if line.strip()][:_LOOKED_AT]
    marks = [mark for mark in DELIMITERS if mark in head]
    kept = [mark for mark in marks if all(mark in line for line in below[:2])]
    most = max(DELIMITERS, key=lambda mark: max((line.count(mark) for line in below), default=0))
    return next(iter(kept), most if below else next(iter(marks), DELIMITERS[0]))
