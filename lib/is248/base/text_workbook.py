"""Workbooks of texts: no cell becomes a formula, a link or a number by itself."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

OPTIONS = {
    "in_memory": True,  # gives every part of the file the same fixed time
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class TextWorkbook:
    """An .xlsx file in the making; the same content gives the same bytes.

    Args:
        styles: Name → look; ``head`` is that of headers.
        **properties: Title and other properties of the file.
    """

    def __init__(self, styles: Mapping[str, Mapping[str, Any]], **properties: object) -> None:
        self._buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(self._buffer, OPTIONS)
        self.book.set_properties({"created": dt.datetime(2000, 1, 1), **properties})
        self.styles = {name: self.book.add_format(dict(look)) for name, look in styles.items()}

    def table(self, name: str, columns: Mapping[str, int], *, frozen: int = 0) -> Any:  # noqa: ANN401 - xlsxwriter has no types
        """A new sheet with a header that stays in sight.

        Args:
            name: Name of the sheet.
            columns: Header → width in characters.
            frozen: Columns that stay in sight too.
        """
        sheet = self.book.add_worksheet(name)
        for at, (label, width) in enumerate(columns.items()):
            sheet.write_string(0, at, label, self.styles["head"])
            sheet.set_column(at, at, width)
        sheet.freeze_panes(1, frozen)
        return sheet

    def fill(self, sheet: Any, rows: Iterable[Sequence[str]], style: str) -> None:  # noqa: ANN401
        """Write rows of texts below the header."""
        for at, row in enumerate(rows, start=1):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text, self.styles[style])

    def content(self) -> bytes:
        """The file; nothing can be written after."""
        self.book.close()
        return self._buffer.getvalue()


def on_paper(sheet: Any) -> None:  # noqa: ANN401
    """Print across, all columns on one page, the header on each."""
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
