"""What the printed report says: tables, appendix and statements, as transcribed."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from is248.base import observed
from is248.base.data_files import data_folder, number, read_rows, read_source, verify_folder
from is248.base.errors import DataError, suggestion
from is248.base.paths import Project, find_project

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def verify(project: Project, year: int) -> None:
    """Check all published files of a year; a year without a printed report has none.

    Raises:
        DataError: The first fault found.
    """
    folder = data_folder(project, "published", str(year))
    if folder.is_dir():
        verify_folder(folder)


def has_print(year: int, project: Project | None = None) -> bool:
    """Whether the year has a transcribed printed report; single told numbers are none."""
    return observed.is_there(_folder(year, project) / "tables")


def cells(year: int, table: str, project: Project | None = None) -> pd.DataFrame:
    """The cells of a printed table, exactly as printed.

    Args:
        year: Reporting year.
        table: Number in the report, for example ``"4.2"``.
        project: The project; found when not given.

    Returns:
        One row per cell that holds something: ``row``, ``column``, ``text`` (as printed),
        ``value`` (number) and ``decimals`` (as printed). Empty cells are left out.

    Raises:
        DataError: No such table, or a value that is not a number.
    """
    import pandas as pd

    folder, name = _table_file(year, table, project)
    text_columns = read_source(folder).files[name].text_columns
    found = [
        (row["row"], column, text, number(text, folder / name, at, column), _decimals(text))
        for at, row in enumerate(read_rows(folder, name), start=2)
        for column, text in row.items()
        if column not in text_columns and text
    ]
    return pd.DataFrame(found, columns=["row", "column", "text", "value", "decimals"])


def table(year: int, table: str, project: Project | None = None) -> pd.DataFrame:
    """A printed table as numbers.

    Args:
        year: Reporting year.
        table: Number in the report.
        project: The project; found when not given.

    Returns:
        One row per printed row, index ``row`` (machine key), value columns as floats in printed
        units; an empty cell is NaN.

    Raises:
        DataError: No such table, or a value that is not a number.
    """
    import pandas as pd

    folder, name = _table_file(year, table, project)
    rows = read_rows(folder, name)
    text_columns = read_source(folder).files[name].text_columns
    values = [
        {c: number(t, folder / name, at, c) for c, t in row.items() if c not in text_columns}
        for at, row in enumerate(rows, start=2)
    ]
    index = pd.Index([row["row"] for row in rows], name="row")
    return pd.DataFrame(values, index=index, dtype="float64")


def appendix(year: int, project: Project | None = None) -> pd.DataFrame:
    """The printed municipal appendix.

    Returns:
        One row per printed row, index ``code`` (register key; ``0000`` the country): ``name``,
        ``printed_name``, ``kind``, ``county`` as text; FTE and FTE per 10 000 as printed
        (whole numbers, held as floats because the agencies have no rate: NaN).

    Raises:
        DataError: The file is missing, changed or holds something that is not a number.
    """
    import pandas as pd

    folder = _folder(year, project)
    rows = read_rows(folder, "appendix.csv")
    text_columns = read_source(folder).files["appendix.csv"].text_columns
    path = folder / "appendix.csv"
    values = [
        {c: t if c in text_columns else number(t, path, at, c) for c, t in row.items()}
        for at, row in enumerate(rows, start=2)
    ]
    return pd.DataFrame(values).set_index("code")


def statements(year: int, project: Project | None = None) -> pd.DataFrame:
    """Numbers and rankings told in the report's running text.

    Returns:
        One row per statement, index ``id`` (int): all columns as text, as transcribed.
    """
    import pandas as pd

    frame = pd.DataFrame(read_rows(_folder(year, project), "statements.csv"))
    return frame.set_index(frame["id"].astype(int)).drop(columns="id")


class Told(NamedTuple):
    """A number that a year's print tells: ``printed``, or ``reconstructed`` within an interval."""

    value: float
    basis: str


def told(key: str, of: int, year: int, project: Project | None = None) -> Told:
    """A number that a year's print tells of a year, by its key in ``statements.csv``.

    Args:
        key: The key.
        of: The year that it is about.
        year: Reporting year whose print tells it.
        project: The project; found when not given.

    Returns:
        The number and what it rests on, ``reconstructed`` where it is derived and may be another;
        NaN where the print does not tell it, or there is none.
    """
    if (_folder(year, project) / "statements.csv").is_file():
        known = statements(year, project)
        for _, row in known[(known["key"] == key) & (known["year"] == str(of))].iterrows():
            exact = row.get("low", "") == row.get("high", "")
            return Told(float(row["value"]), "printed" if exact else "reconstructed")
    return Told(math.nan, "printed")


def _decimals(text: str) -> int:
    return max(0, -int(Decimal(text).as_tuple().exponent))


def _folder(year: int, project: Project | None) -> Path:
    return data_folder(project or find_project(), "published", str(year))


def _table_file(year: int, table: str, project: Project | None) -> tuple[Path, str]:
    folder = _folder(year, project)
    known = {
        f"{int(n[13:15])}.{int(n[16:18])}": n
        for n in read_source(folder).files
        if n.startswith("tables/table_")
    }
    if table not in known:
        raise DataError(
            f"Rapporten for {year} har ingen tabell {table}." + suggestion(table, known)
        )
    return folder, known[table]
