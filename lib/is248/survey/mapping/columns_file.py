"""``columns.yml``: how a house's own file is read, as data beside the codebook.

Their column → our column, their value → our code or status, where the header stands and how
decimals are written. Nothing here knows the codebook; :mod:`is248.survey.mapping` joins the two.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - pydantic needs it at run time
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from is248.base.yaml_files import read_model
from is248.survey.places import survey_folder

if TYPE_CHECKING:
    from pathlib import Path

    from is248.base.paths import Project

COLUMNS_FILE = "columns.yml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnMapping(_Strict):
    """One column of their file.

    Attributes:
        column: Its header as written in the file, tidied.
        at: Its place in the file from 1, where several columns have the same header.
        to: Our column: a column of the codebook (``housing_follow_up``, ``<id>__<code>``,
            ``<id>__codes``), the id of a multiple choice whose crosses stand in one cell, the
            codebook's key, ``name``, ``year``, ``source_year`` or ``synthetic``. Empty: the column
            is left out on purpose.
        values: Their value → our code, or one of the statuses of the codebook (``dont_know``,
            ``not_asked``, ``blank`` ...). For a column of its own for one option: → "1" or "0".
        separator: Mark between the choices of a multiple choice in one cell.
        crossed: In a column of its own for one option, anything written there is a cross and an
            empty cell is none, as when a survey tool repeats the words of the option.
        sure: How sure a draft is, 0 to 1; a person who has looked takes it away or writes 1.
    """

    column: str
    at: int | None = Field(default=None, ge=1)
    to: str
    values: Mapping[str, str] = {}
    separator: str = ""
    crossed: bool = False
    sure: float = Field(default=1.0, ge=0, le=1)


class ColumnsFile(_Strict):
    """How one shape of file is read.

    Attributes:
        sheet: Sheet of a workbook; found as without a mapping when empty.
        header_row: Row of the header, from 1.
        skip_rows: Rows below the header that hold no unit, such as a second header or totals.
        decimal: Decimal mark of numbers in text; either one is understood when not given.
        key_by: What the column of the key holds: the code of a unit, its number without leading
            zeros, or its name.
        unmapped: Whether columns that are not listed are matched by the codebook's own names
            ("match"), or left out ("leave").
        columns: In the order of their file.
    """

    sheet: str = ""
    header_row: int = Field(default=1, ge=1)
    skip_rows: tuple[int, ...] = ()
    decimal: Literal["", ",", "."] = ""
    key_by: Literal["code", "number", "name"] = "code"
    unmapped: Literal["match", "leave"] = "match"
    columns: tuple[ColumnMapping, ...] = ()


def columns_path(year: int, project: Project) -> Path:
    """Where the mapping of a year is."""
    return survey_folder(year, project) / COLUMNS_FILE


def read_columns(path: Path, name: str) -> ColumnsFile:
    """A mapping.

    Args:
        path: The file.
        name: What messages call it.

    Raises:
        FileNotFoundError: There is no such file.
        DataError: The file is not as it must be; the message names the line.
    """
    return read_model(path, ColumnsFile, name)
