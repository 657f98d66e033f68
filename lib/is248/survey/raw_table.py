"""What a reader hands on: every cell as text, with the rows numbered as in the file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence  # noqa: TC003 - a dataclass names them
from dataclasses import dataclass, field

from is248.survey.findings import Finding, UnreadableError
from is248.survey.sheet_marks import Marks

NO_HEADER = "kolonnenavnene mangler"
_LINE_END = re.compile("\r\n?")
_ASCII_TIDY = re.compile(r"[!-~](?:[ -~]*[!-~])?")


@dataclass(frozen=True)
class RawTable:
    """A file as text.

    Attributes:
        file: Its name without folder.
        sheet: Sheet, in a workbook.
        header_row: Row of the header; None where the file keeps names apart (SPSS, Stata, Parquet).
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
    header_row: int | None = 1
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


@dataclass(frozen=True)
class Grid:
    """The rows of a file as text, before anybody has said which one is the header.

    Attributes:
        file: Its name without folder.
        rows: Number of each row as a reader of the file counts, and its tidied cells. The names of
            a file that keeps them apart (SPSS, Stata, Parquet) are row 0. Empty rows may be
            missing.
        sheet: Sheet, in a workbook.
        encoding: How the letters were read.
        labels: See :class:`RawTable`.
        value_labels: See :class:`RawTable`.
        declared: See :class:`RawTable`.
        marks: What a workbook shows or hides beside its cells.
    """

    file: str
    rows: Sequence[tuple[int, list[str]]]
    sheet: str | None = None
    encoding: str = ""
    labels: tuple[str, ...] = ()
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    declared: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)
    marks: Marks = field(default_factory=Marks)

    @property
    def named(self) -> bool:
        """Whether the file keeps the names of its columns apart from its rows."""
        return bool(self.rows) and self.rows[0][0] == 0

    def table(self, header_row: int = 1, skip_rows: Collection[int] = ()) -> RawTable:
        """The table below a header.

        Args:
            header_row: Row of the header; without meaning where the file keeps its names apart.
            skip_rows: Rows below it that are left out.

        Returns:
            The table without empty rows; rows of a wrong length are left out and found.

        Raises:
            UnreadableError: There is no header or no row of answers.
        """
        first = 0 if self.named else header_row
        filled = [(at, cells) for at, cells in self.rows if at >= first and any(cells)]
        if not filled or filled[0][0] != first:
            mend = f"Sett dem i rad {first}." if first else "Eksporter filen på nytt."
            raise refused(self.file, NO_HEADER, mend, sheet=self.sheet, row=first)
        skipped = set(skip_rows) - {first}
        kept = [(at, cells) for at, cells in filled if at not in skipped]
        if len(kept) == 1:
            mend = "Ta med en rad per enhet under kolonnenavnene."
            raise refused(self.file, "filen har ingen svar", mend, sheet=self.sheet)
        return self._table(kept)

    def _table(self, kept: list[tuple[int, list[str]]]) -> RawTable:
        width = len(kept[0][1])
        good = [(at, row) for at, row in kept if len(row) == width]
        odd = [self._odd_row(at, len(row), width) for at, row in kept if len(row) != width]
        columns = _without_empty_end(list(zip(*(row for _, row in good), strict=True)))
        return RawTable(
            file=self.file,
            header=tuple(column[0] for column in columns),
            columns=tuple(list(column[1:]) for column in columns),
            rows=tuple(at for at, _ in good[1:]),
            sheet=self.sheet,
            header_row=good[0][0] or None,
            labels=self.labels[: len(columns)],
            value_labels=self.value_labels,
            declared=self.declared,
            encoding=self.encoding,
            findings=tuple(odd),
        )

    def _odd_row(self, row: int, found: int, width: int) -> Finding:
        words = f"raden har {found} felt, men {width} var ventet"
        mend = "Sett tekst med skilletegn i anførselstegn, og ta med tomme felt til slutt i raden."
        return Finding(self.file, words, mend, sheet=self.sheet, row=row)


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
