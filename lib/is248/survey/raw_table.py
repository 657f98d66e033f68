"""What a reader hands on: every cell as text, with the rows numbered as in the file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence  # noqa: TC003 - a dataclass names them
from dataclasses import dataclass, field

from is248.survey.findings import Finding, UnreadableError

NO_HEADER = "kolonnenavnene mangler"
_LINE_END = re.compile("\r\n?")
_ASCII_TIDY = re.compile(r"[!-~](?:[ -~]*[!-~])?")


@dataclass(frozen=True)
class RawTable:
    """A file as text.

    Attributes:
        file: Its name without folder.
        sheet: Sheet, in a workbook.
        header: Column names, tidied.
        labels: Variable labels of SPSS and Stata, in the order of ``header``; empty elsewhere.
        columns: Cells of each column, in the order of ``header``.
        rows: Number of each row as a reader of the file counts.
        value_labels: Column → value as text → its label in SPSS and Stata.
        declared: Column → ranges of numbers that the file itself declares as missing.
        encoding: How the letters were read.
        findings: What the reader found wrong without having to stop.
    """

    file: str
    header: tuple[str, ...]
    columns: tuple[list[str], ...]
    rows: tuple[int, ...]
    sheet: str | None = None
    labels: tuple[str, ...] = ()
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    declared: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)
    encoding: str = ""
    findings: tuple[Finding, ...] = ()


def tidy(text: str) -> str:
    """A cell without spaces at its ends, with composed letters and one kind of line end.

    SPSS drops spaces at the end of a text and some systems write "å" as two signs; neither may
    make two files with the same answers differ.
    """
    if not text or _ASCII_TIDY.fullmatch(text):
        return text
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", text)).strip()


def from_records(
    file: str,
    records: Sequence[tuple[int, Sequence[str]]],
    *,
    sheet: str | None = None,
    encoding: str = "",
) -> RawTable:
    """Make a table of rows, the header first.

    Args:
        file: Name of the file.
        records: Row number and tidied cells.
        sheet: Sheet, in a workbook.
        encoding: How the letters were read.

    Returns:
        The table without empty rows; rows of a wrong length are left out and found.

    Raises:
        UnreadableError: There is no header or no row of answers.
    """
    filled = [(at, cells) for at, cells in records if any(cells)]
    if not filled or filled[0][0] != 1:
        raise refused(file, NO_HEADER, "Sett dem i rad 1.", sheet=sheet, row=1)
    if len(filled) == 1:
        mend = "Ta med en rad per enhet under kolonnenavnene."
        raise refused(file, "filen har ingen svar", mend, sheet=sheet)
    width = len(filled[0][1])
    good = [(at, row) for at, row in filled if len(row) == width]
    odd = [_odd_row(file, sheet, at, len(row), width) for at, row in filled if len(row) != width]
    columns = _without_empty_end(list(zip(*(row for _, row in good), strict=True)))
    return RawTable(
        file=file,
        header=tuple(column[0] for column in columns),
        columns=tuple(list(column[1:]) for column in columns),
        rows=tuple(at for at, _ in good[1:]),
        sheet=sheet,
        encoding=encoding,
        findings=tuple(odd),
    )


def refused(
    file: str, words: str, mend: str, *, sheet: str | None = None, row: int | None = None
) -> UnreadableError:
    """The exception for a file that cannot be read any further."""
    return UnreadableError(Finding(file, words, mend, sheet=sheet, row=row))


def _without_empty_end(columns: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Columns up to the last with a name or a cell.

    Rows are not cut one by one: that would hide one moved sideways by a separator in its text.
    """
    return columns[: max((at for at, cells in enumerate(columns, 1) if any(cells)), default=0)]


def _odd_row(file: str, sheet: str | None, row: int, found: int, width: int) -> Finding:
    words = f"raden har {found} felt, men {width} var ventet"
    mend = "Sett tekst med skilletegn i anførselstegn, og ta med tomme felt til slutt i raden."
    return Finding(file, words, mend, sheet=sheet, row=row)
