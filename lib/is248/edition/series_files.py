"""Series over years as files: one row per number, as CSV and as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from is248.base.exchange import said, write_whole
from is248.base.numbers import is_missing
from is248.base.text_workbook import TextWorkbook
from is248.measures.series_over_years import COLUMNS, level_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from is248.year.labels import Labels

DIGITS = 6
"""Decimals in the files: more than any number is known to."""

SHEET, ABOUT = "Serier", "Om tallene"
HEADERS: Mapping[str, tuple[str, int]] = {
    "year": ("År", 7), "level": ("Nivå", 13), "area": ("Nøkkel", 18), "name": ("Område", 24),
    "measure": ("Mål, nøkkel", 34), "label": ("Mål", 48), "value": ("Verdi", 12),
    "unit": ("Enhet", 22), "n": ("N", 8), "basis": ("Grunnlag", 24), "borders": ("Grenser", 9),
    "estimated": ("Anslått", 9),
}  # fmt: skip
"""Column → header and width in the workbook."""

STYLES: Mapping[str, Mapping[str, Any]] = {
    "head": {"bold": True, "bottom": 1},
    "text": {},
    "number": {"num_format": "#,##0.00"},
    "whole": {"num_format": "0"},
    "about": {"text_wrap": True, "valign": "top"},
}
_NUMBERS = {"value": "number", "n": "whole", "year": "whole", "borders": "whole"}

TOLD: Sequence[tuple[str, str]] = (
    ("Grenser", "Alle år er regnet om til kommunene og områdene i dette året."),
    ("Anslått", "«ja» der en kommune som er delt, eller som vises i grensene fra før den ble slått "
     "sammen, er fordelt etter innbyggere. Et område er anslått bare når kommunen er delt mellom "
     "det og et annet."),
    ("N", "Enheter som meldte årsverk, eller som svarte. Tom der summen er trykt."),
    ("Grunnlag", "Hva tallet hviler på. «oppdiktet» er syntetiske svar som verken trykte tall "
     "eller noen kommune står bak."),
    ("Hull", "Et år uten svar og uten trykte tall har ingen rad."),
    ("Enkeltkommuner", "Små kommuner svinger mye fra år til år og bør ikke rangeres."),
)  # fmt: skip


def write_series(tidy: pd.DataFrame, folder: Path, stem: str, labels: Labels) -> list[Path]:
    """Write the series.

    Args:
        tidy: From :meth:`is248.measures.series_over_years.Series.tidy`.
        folder: Where to; made when it is not there.
        stem: Name of the files without ending.
        labels: Words for levels and bases, for the workbook.

    Returns:
        The two files, each whole or not there.

    Raises:
        UserError: The place cannot be written to.
    """
    tidy = tidy.assign(value=tidy["value"].round(DIGITS), n=tidy["n"].round(DIGITS))
    content: dict[str, bytes | str] = {
        ".csv": series_csv(tidy),
        ".xlsx": series_workbook(tidy, labels),
    }
    with said(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        for ending, found in content.items():
            write_whole(folder / f"{stem}{ending}", found)
    return [folder / f"{stem}{ending}" for ending in content]


def series_csv(tidy: pd.DataFrame) -> str:
    """The rows as CSV: comma, decimal point, yes and no for estimates; missing is empty."""
    marked = tidy.assign(estimated=tidy["estimated"].map({True: "yes", False: "no"}))
    return marked[list(COLUMNS)].to_csv(index=False, lineterminator="\n")


def series_workbook(tidy: pd.DataFrame, labels: Labels) -> bytes:
    """The rows as a workbook with a filter, and a sheet that tells what they are."""
    book = TextWorkbook(STYLES, title="Serier over tid")
    sheet = book.table(SHEET, dict(HEADERS.values()), frozen=1)
    words = tidy.assign(
        level=tidy["level"].map(level_names(labels)),
        basis=tidy["basis"].map(labels.basis),
        estimated=tidy["estimated"].map({True: "ja", False: "nei"}),
    )
    for at, name in enumerate(HEADERS):
        style = book.styles[_NUMBERS.get(name, "text")]
        write = sheet.write_number if name in _NUMBERS else sheet.write_string
        for row, value in enumerate(words[name].tolist(), start=1):
            if not is_missing(value):
                write(row, at, value, style)
    sheet.autofilter(0, 0, max(len(words), 1), len(HEADERS) - 1)
    about = book.table(ABOUT, {"Kolonne": 18, "Hva den er": 90})
    book.fill(about, TOLD, "about")
    return book.content()
