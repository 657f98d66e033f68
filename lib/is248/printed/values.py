"""Every number and ranking that the report of a year printed, one by one, in plain Python."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.base.data_files import data_folder, read_rows, read_source
from is248.base.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from is248.base.paths import Project

APPENDIX = "appendix"
STATEMENT = "statement-"
TABLE = "table-"

_APPENDIX_FILE = "appendix.csv"
_TABLE_FILE = re.compile(r"tables/table_(\d\d)_(\d\d)\.csv")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True)
class PrintedValue:
    """A printed number or ranking.

    Attributes:
        item: ``statement-427``, ``table-4.2`` or ``appendix``.
        row: Row key in data/published; empty for a statement.
        column: Column key; empty for a statement.
        text: As printed, with a point as decimal mark.
        chapter: Number of the chapter of the report that tells a statement; empty otherwise.
        about: What it is about: in Norwegian for a statement, the printed row label otherwise.
        remark: In Norwegian: what a corrected number was before, and when it was corrected; that a
            number is derived of others, and between what it may lie. Empty otherwise.
    """

    item: str
    row: str
    column: str
    text: str
    chapter: str = ""
    about: str = ""
    remark: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """Item, row and column."""
        return self.item, self.row, self.column

    @property
    def is_number(self) -> bool:
        """Whether it is a number; a ranking is names."""
        return _NUMBER.fullmatch(self.text) is not None

    @property
    def decimals(self) -> int:
        """Decimals as printed."""
        return decimals_of(self.text)


def decimals_of(text: str) -> int:
    """How many decimals a number is printed with."""
    return len(text.partition(".")[2])


def table_files(year: int, project: Project) -> dict[str, str]:
    """Number of a printed table ("4.2") → its file below the folder of the year."""
    found = map(_TABLE_FILE.fullmatch, read_source(_folder(year, project)).files)
    return {f"{int(one[1])}.{int(one[2])}": one[0] for one in found if one}


def printed_values(year: int, project: Project) -> tuple[PrintedValue, ...]:
    """All that the report of a year printed as numbers or rankings.

    Args:
        year: Reporting year.
        project: The project.

    Returns:
        The cells of all tables, the values of the appendix and the statements, in printed order;
        none in a year without a printed report.

    Raises:
        DataError: A file is missing or changed.
    """
    folder = _folder(year, project)
    if not folder.is_dir():
        return ()
    tables = table_files(year, project).items()
    cells = [one for number, name in tables for one in _cells(folder, name, TABLE + number, "row")]
    has_appendix = _APPENDIX_FILE in read_source(folder).files
    appendix = _cells(folder, _APPENDIX_FILE, APPENDIX, "code") if has_appendix else ()
    return (*cells, *appendix, *_statements(folder))


def _cells(folder: Path, name: str, item: str, key: str) -> Iterator[PrintedValue]:
    words = read_source(folder).files[name].text_columns
    for row in read_rows(folder, name):
        label = row.get("label") or row.get("name", "")
        for column, text in row.items():
            if column not in words and text:
                yield PrintedValue(item, row[key], column, text, about=label)


def _statements(folder: Path) -> Iterator[PrintedValue]:
    about = {row["id"]: row["about"] for row in read_rows(folder, "statements_nb.csv")}
    for row in read_rows(folder, "statements.csv"):
        item, words = STATEMENT + row["id"], about.get(row["id"], row["quantity"])
        yield PrintedValue(item, "", "", row["value"], row["chapter"], words, _remark(row))


def _remark(row: Mapping[str, str]) -> str:
    said = [_number_in_words(row.get(key, "")) for key in ("said_before", "low", "high")]
    if said[0]:
        on = dt.date.fromisoformat(row["corrected_on"])
        return f"Rettet {on.day}.{on.month}.{on.year}: Før sto det {said[0]}."
    if row.get("status") != "derived":
        return ""
    between = f"mellom {said[1]} og {said[2]}" if said[1] != said[2] else f"{said[1]}"
    return f"Avledet av andre tall i kilden, som gir {between}."


def _number_in_words(text: str) -> str:
    return format_number(float(text), decimals_of(text)) if text else ""


def _folder(year: int, project: Project) -> Path:
    return data_folder(project, "published", str(year))
