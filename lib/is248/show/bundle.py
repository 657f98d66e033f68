"""The JSON bundle of a display object: its fields, the form of its id and its media type.

Nothing here imports pandas: exporters read bundles without paying for it.
"""

from __future__ import annotations

import re
from typing import Literal, NotRequired, TypedDict

from is248.base.errors import DisplayError

MIME = "application/vnd.is248.v1+json"
"""Media type under which a bundle stands in a cell's output."""

_ID = re.compile(r"(table|figure|text)-[a-z0-9]+(-[a-z0-9]+)*")


NOT_ASKED = "text-{item}-not-asked"
"""Id of the line that stands in the place of an item whose question was not asked."""

FINDING = "finding"
"""Row of a key finding in results.csv; its column is the kind, its value the sentence."""

WHEN = "when"
"""Name of the value of such a line: "i år"."""


Role = Literal["finding", "caution"]
"""A finding, or a reservation set apart from the findings."""

Key = Literal["change", "difference", "share"]
"""What a key finding tells; they are ranked in this order."""


class Note(TypedDict):
    """A note below an item; ``mark`` ties it to cells ("a", "b", …) or is None."""

    mark: str | None
    text: str


class ColumnBundle(TypedDict):
    """A column: ``key`` is machine-readable, ``span`` a header over a run of columns."""

    key: str
    label: str
    span: str | None
    unit: str
    decimals: int
    align: Literal["left", "right"]
    basis: str


class QuestionRef(TypedDict):
    """A question of the form behind an item: id in the codebook, number in the form, label."""

    id: str
    number: str
    label: str


class BoundsBundle(TypedDict, total=False):
    """The value computed, where another is shown, and what the rounding of its inputs allows."""

    computed: float
    low: float
    high: float


class CellBundle(BoundsBundle):
    """A cell: the raw value, what the reader sees, and the mark of its note if any.

    ``basis`` is what it rests on, where that is not what its column rests on.
    """

    value: float | int | str | None
    text: str
    mark: str | None
    basis: NotRequired[str]


class RowBundle(TypedDict):
    """A row: ``role`` is body, total or group (a sub-heading without cells)."""

    key: str
    label: str
    role: Literal["body", "total", "group"]
    cells: list[CellBundle]


class GridBundle(TypedDict):
    """Header, columns and rows: a table's content, and the numbers behind a figure."""

    stub: str
    columns: list[ColumnBundle]
    rows: list[RowBundle]


Place = Literal["page", "workbook", "audit"]
"""Where an item stands: on the page of its chapter, in its workbook only, or with the audit.

Its values are in results.csv wherever it stands.
"""


class _Common(TypedDict):
    # label ("Tabell 4.2") and answers (the printed item, "table-4.2") are added by numbering

    schema: Literal[1]
    id: str
    title: str
    n: str
    source: str
    basis: str
    questions: list[QuestionRef]
    notes: list[Note]
    place: NotRequired[Place]
    label: NotRequired[str]
    answers: NotRequired[str | None]


class TableBundle(_Common):
    """A table."""

    kind: Literal["table"]
    grid: GridBundle


WIDEST_HALF_MM = 80.0
"""No wider figure has room for another beside it."""


class FigureBundle(_Common):
    """A figure: SVG, width in millimetres on paper, alt text, and the numbers behind it.

    ``lacking`` are texts in it with letters that the fonts lack; others stand there in their place.
    """

    kind: Literal["figure"]
    svg: str
    width_mm: float
    alt: str
    grid: GridBundle
    lacking: NotRequired[list[str]]


class Part(TypedDict, total=False):
    """A piece of a sentence: literal text, a bound value, or a reference to an item.

    ``basis`` is what a value rests on, where that is not what its paragraph rests on.
    """

    kind: Literal["text", "value", "reference"]
    text: str
    name: str
    value: float | int | str | None
    unit: str
    basis: str
    target: str


class TextBundle(TypedDict):
    """A paragraph whose every number is bound to a value.

    ``untold`` are the values that are computed and not told, because their clause was left out; a
    value of None among them was not asked for. A paragraph without ``parts`` tells nothing and
    stands on no page. ``key`` makes its first sentence a key finding of that kind.
    ``chapter`` names the chapter whose findings it begins to tell.
    """

    schema: Literal[1]
    kind: Literal["text"]
    id: str
    role: Role
    parts: list[Part]
    basis: str
    untold: NotRequired[list[Part]]
    key: NotRequired[Key]
    chapter: NotRequired[str]
    place: NotRequired[Place]


Bundle = TableBundle | FigureBundle | TextBundle


def check_id(item: str, kind: str) -> str:
    """Check an item id: its kind, then lower-case words joined by hyphens.

    Raises:
        DisplayError: The id has another form.
    """
    if not _ID.fullmatch(item) or not item.startswith(f"{kind}-"):
        raise DisplayError(f"id {item!r}: expected '{kind}-' and lower-case words with hyphens")
    return item
