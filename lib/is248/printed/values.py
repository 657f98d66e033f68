"""Every number and ranking that the report of a year printed, one by one, in plain Python."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.base.data_files import data_folder, read_rows, read_source

if TYPE_CHECKING:
    from collections.abc import Iterator
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
    """

    item: str
    row: str
    column: str
    text: str
    chapter: str = ""
    about: str = ""

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
        yield PrintedValue(item, "", "", row["value"], row["chapter"], words)


def _folder(year: int, project: Project) -> Path:
    return data_folder(project, "published", str(year))
