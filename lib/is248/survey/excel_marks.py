"""What stands in a sheet's XML and does not come out as a value: formulas, errors, far cells."""

from __future__ import annotations

import io
import posixpath
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    import zipfile

_REFERENCE = re.compile(rb"""\sr=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_MARK = re.compile(rb"""<(?:\w+:)?f[\s/>]|\st=["']e["']""")
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def extent(part: bytes) -> tuple[int, int]:
    """The last row and column that any cell of a sheet stands in, from 1."""
    cells = set(_REFERENCE.findall(part))
    rows = max((int(row) for _, row in cells), default=0)
    columns = {letters for letters, _ in cells}
    return rows, max((_number(letters.decode()) for letters in columns), default=0)


def marked_cells(part: bytes) -> dict[tuple[int, int], str]:
    """Cells with a formula or an error.

    Args:
        part: The sheet's XML.

    Returns:
        Row and column from 0 → ``=formula`` or the error, as text.
    """
    if not _MARK.search(part):
        return {}
    found = {}
    for _, element in ElementTree.iterparse(io.BytesIO(part)):  # noqa: S314 - size is bounded
        if _local(element.tag) == "c" and (text := _marked(element)):
            found[_position(element.get("r", ""))] = text
    return found


def sheet_part(archive: zipfile.ZipFile, name: str) -> str:
    """The file in a workbook that holds a sheet.

    Raises:
        KeyError: The workbook does not lead to it.
    """
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for sheet in book.iter():
        if _local(sheet.tag) == "sheet" and sheet.get("name") == name:
            target = targets[sheet.get(_RELATION) or sheet.get(_STRICT)]
            return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    raise KeyError(name)


def _marked(cell: ElementTree.Element) -> str | None:
    parts = {_local(child.tag): child.text or "" for child in cell}
    if "f" in parts:
        return f"={parts['f'] or '…'}"
    return parts.get("v") or "#FEIL!" if cell.get("t") == "e" else None


def _position(reference: str) -> tuple[int, int]:
    match = _CELL.fullmatch(reference)
    if not match:
        raise ValueError(reference)
    return int(match[2]) - 1, _number(match[1]) - 1


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
