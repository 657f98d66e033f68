"""Marks of a figure: what is drawn for a cell says the cell in words, in the drawing itself.

Whoever draws a bar or a dot notes on it which cells of the figure's grid it shows; when the drawing
is written, the note becomes a ``<title>`` with row, columns, values and units as the grid has them.
"""

from __future__ import annotations

import json
import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape, quoteattr

from is248.base.errors import DisplayError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matplotlib.artist import Artist

    from is248.show.bundle import CellBundle, ColumnBundle, GridBundle, RowBundle

    Place = tuple[str, tuple[str, ...]]

UNITS = "n"
"""Column of the number of units: it stands behind the row's label, not among its values."""

_NOTE = "mark:"
_NOTED = re.compile(rf'^( *)<g id="{_NOTE}([^"]*)">\n(.*?)^\1</g>\n', re.M | re.S)
_SHAPE = re.compile(r"<defs>.*?</defs>|<use [^>]*/>|<path [^>]*/>", re.S)


def mark(artist: Artist, rows: Iterable[object], *columns: str) -> None:
    """Note which cells an artist shows.

    Args:
        artist: What is drawn: one shape, or a collection with one for each row.
        rows: Keys of the rows, in the order in which the shapes are drawn.
        *columns: Keys of the columns; all of them are told of each shape.
    """
    places(artist, ((str(row), columns) for row in rows))


def places(artist: Artist, shown: Iterable[Place]) -> None:
    """Note which cells the shapes of an artist show, where their columns differ.

    Args:
        artist: What is drawn.
        shown: Row and columns of each shape, in the order in which they are drawn.
    """
    artist.set_gid(_NOTE + quote(json.dumps(list(shown))))


def with_titles(svg: str, grid: GridBundle, item: str) -> str:
    """A drawing whose marks say their cells.

    Args:
        svg: As matplotlib draws it, with the notes of :func:`mark`.
        grid: The numbers behind it.
        item: The figure, for messages.

    Raises:
        DisplayError: A mark has no cell in the grid, or its shapes are not as many as its rows.
    """
    rows = {row["key"]: row for row in grid["rows"]}

    def titled(found: re.Match[str]) -> str:
        noted = [(row, tuple(columns)) for row, columns in json.loads(unquote(found[2]))]
        if lost := [row for row, _ in noted if row not in rows]:
            raise DisplayError(f"{item}: marks without a row of the grid: {lost[:5]}")
        said = [_group(rows[row], columns, grid["columns"], item) for row, columns in noted]
        return _wrapped(found[3], said, item)

    return _NOTED.sub(titled, svg)


def _wrapped(drawn: str, said: Sequence[str], item: str) -> str:
    """Each shape of a mark in a group of its own."""
    shapes = [shape for shape in _SHAPE.findall(drawn) if not shape.startswith("<defs>")]
    if len(said) not in {1, len(shapes)}:
        raise DisplayError(f"{item}: {len(said)} rows are noted on {len(shapes)} shapes")
    groups = iter([said[0]] * len(shapes) if len(said) == 1 else said)

    def wrap(shape: re.Match[str]) -> str:
        whole = shape.group()
        return whole if whole.startswith("<defs>") else f"{next(groups)}{whole}</g>"

    return _SHAPE.sub(wrap, drawn)


def _group(
    row: RowBundle, keys: tuple[str, ...], columns: Sequence[ColumnBundle], item: str
) -> str:
    known = {column["key"] for column in columns}
    if lost := [key for key in keys if key not in known]:
        raise DisplayError(f"{item}: marks without a column of the grid: {lost}")
    places = f"data-row={quoteattr(row['key'])} data-columns={quoteattr(' '.join(keys))}"
    words = escape(cells_in_lines(row, keys, columns))
    return f'<g class="mark" {places}><title>{words}</title>'


def cells_in_lines(row: RowBundle, keys: Iterable[str], columns: Sequence[ColumnBundle]) -> str:
    """Some cells of a row in words: its label with the number of units, then a line a header.

    Args:
        row: The row.
        keys: Keys of the columns told.
        columns: All columns of its grid.
    """
    wanted = set(keys)
    cells = {c["key"]: (c, cell) for c, cell in zip(columns, row["cells"], strict=True)}
    told = [both for key, both in cells.items() if key in wanted - {UNITS}]
    return "\n".join([_name(row, cells), *map(_line, _runs(told))])


def _name(row: RowBundle, cells: Mapping[str, tuple[ColumnBundle, CellBundle]]) -> str:
    if UNITS not in cells or cells[UNITS][1]["value"] is None:
        return row["label"]
    column, cell = cells[UNITS]
    return f"{row['label']} ({cell['text']} {column['unit']})".replace(" )", ")")


def _runs(
    told: Iterable[tuple[ColumnBundle, CellBundle]],
) -> list[list[tuple[ColumnBundle, CellBundle]]]:
    """Cells below the same header together; those without one each for itself."""
    numbered = enumerate(told)
    return [
        [both for _, both in run]
        for _, run in groupby(numbered, key=lambda at: at[1][0]["span"] or at[0])
    ]


def _line(run: Sequence[tuple[ColumnBundle, CellBundle]]) -> str:
    """Header, values and unit; a unit that the values share stands once, after the last."""
    span, (column, cell) = run[0][0]["span"] or "", run[0]
    if len(run) == 1:
        header = f"{span}, {column['label'].lower()}" if span else column["label"]
        return f"{header}: {cell['text']}{_unit(header, column, cell)}"
    heard = f"{span} {' '.join(one['label'] for one, _ in run)}"
    units = [_unit(heard, one, value) for one, value in run]
    once = [unit if unit != after else "" for unit, after in pairwise([*units, ""])]
    told = (f"{c['label'].lower()} {v['text']}{u}" for (c, v), u in zip(run, once, strict=True))
    return f"{span}: {', '.join(told)}"


def _unit(heard: str, column: ColumnBundle, cell: CellBundle) -> str:
    """The unit; none where the header has said it, or nothing is known."""
    unit = column["unit"]
    if cell["value"] is None or unit.split(" ")[0].lower() in heard.lower():
        return ""
    return f" ({unit})" if unit[0].isdigit() else f" {unit}"
