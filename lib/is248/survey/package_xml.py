"""The XML in workbooks (.xlsx, .ods), read as a stream; what only an attack holds is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError, ParserCreate

from is248.survey.raw_table import refused

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable
    from xml.parsers.expat import XMLParserType

RATIO = 100
"""Unpacked bytes per packed byte; no table written by people comes near it."""

_CHUNK = 1 << 20


def check_size(file: str, archive: zipfile.ZipFile, largest: int) -> None:
    """Refuse bombs: first by what the archive says of itself, then by unpacking piece by piece.

    Raises:
        UnreadableError: A part takes too much unpacked.
    """
    parts = archive.infolist()
    for info in parts:
        if info.file_size > RATIO * max(info.compress_size, 1):
            raise refused(file, "filen er pakket mer enn 100:1", "Lagre den på nytt i Excel.")
    if sum(info.file_size for info in parts) > largest:
        raise refused(file, "filen er større enn 200 MB utpakket", "Ta bare med ett år.")
    for info in parts:
        with archive.open(info) as stream:  # no longer than said, and its checksum right
            while stream.read(_CHUNK):
                pass


def walk(
    archive: zipfile.ZipFile,
    part: str,
    start: Callable[[str, dict[str, str]], None] | None = None,
    end: Callable[[str], None] | None = None,
) -> None:
    """Read a part from end to end, keeping nothing: see :func:`new_parser` and :func:`parse`."""
    parser = new_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parse(parser, archive, part)


def new_parser() -> XMLParserType:
    """A parser that stops at a declaration of a document type: that can only be meant to harm."""
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def parse(parser: XMLParserType, archive: zipfile.ZipFile, part: str) -> None:
    """Run a parser over a part of a workbook.

    Args:
        parser: The parser, with its handlers.
        archive: The workbook.
        part: Name of the file in it.

    Raises:
        KeyError: There is no such part.
        ValueError: It is no XML, or declares a document type.
    """
    try:
        with archive.open(part) as stream:
            parser.ParseFile(stream)
    except ExpatError as error:
        raise ValueError(str(error)) from error


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def _no_doctype(*_: object) -> None:
    raise ValueError("DOCTYPE")
