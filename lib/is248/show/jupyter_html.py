"""HTML of a display object: the same for JupyterLab and for the published page."""

from __future__ import annotations

import base64
import re
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

from is248.base.invisible import all_visible
from is248.show.bundle import MIME, WIDEST_HALF_MM
from is248.show.invented import invented_tag, is_invented, shown_svg, tagged_alt, tagged_title

if TYPE_CHECKING:
    from collections.abc import Callable

    from is248.show.bundle import (
        Bundle,
        CellBundle,
        ColumnBundle,
        FigureBundle,
        GridBundle,
        Note,
        Part,
        QuestionRef,
        RowBundle,
        TableBundle,
        TextBundle,
    )

FEW_QUESTIONS = 3
"""More questions than this below one item are named by their numbers alone."""

LONG = 40
"""A table of more rows than this scrolls below a header that stays in sight."""

_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")

PX_PER_MM = 96 / 25.4
"""CSS pixels per millimetre: a figure is as wide on screen as on paper where there is room."""


def item_html(
    bundle: Bundle,
    questions: str = "",
    drawing: Callable[[FigureBundle], str] | None = None,
    *,
    linked: bool = False,
) -> str:
    """HTML of one item.

    Args:
        bundle: The item; numbered ("Tabell 4.2") when it carries a ``label``.
        questions: Link to the page of the year's questions; they are named without a link if empty.
        drawing: How a figure is drawn; as an image when not given.
        linked: Whether the label of a table or figure is a permanent link to it.

    Returns:
        A ``<div>`` for tables, a ``<figure>`` for figures, a ``<p>`` for sentences; no script, no
        style and no address outside the page. Nothing of a paragraph that tells nothing.
    """
    if bundle["kind"] == "table":
        return _table(bundle, questions, linked=linked)
    if bundle["kind"] == "figure":
        return _figure(bundle, questions, drawing or _card, linked=linked)
    return _text(bundle)


def full_title(bundle: TableBundle | FigureBundle) -> str:
    """Label and title in one line, "Tabell 4.2: Årsverk per innbygger"; the title when unnumbered.

    The label keeps two regions with the same title apart for those who list them by name.
    """
    label, title = bundle.get("label"), tagged_title(bundle)
    return f"{label}: {title}" if label else title


def _table(bundle: TableBundle, questions: str, *, linked: bool) -> str:
    caption = _caption(bundle, linked=linked)
    return (
        f'<div class="item table" id="{bundle["id"]}">'
        f"{_grid(bundle, caption, full_title(bundle))}{_foot(bundle, questions)}</div>"
    )


def _figure(
    bundle: FigureBundle,
    questions: str,
    drawing: Callable[[FigureBundle], str],
    *,
    linked: bool,
) -> str:
    behind = f"Tallene bak {bundle.get('label') or 'figuren'}"
    half = " half" if bundle["width_mm"] <= WIDEST_HALF_MM else ""
    return (
        f'<figure class="item{half}" id="{bundle["id"]}">'
        f"<figcaption>{_caption(bundle, linked=linked)}</figcaption>"
        f"{drawing(bundle)}{_foot(bundle, questions)}"
        f"<details><summary>{escape(behind)}</summary>"
        f"{_grid(bundle, escape(behind), behind)}</details></figure>"
    )


def _card(bundle: FigureBundle) -> str:
    """The figure as an image, for JupyterLab: a page draws it itself."""
    return _region("card", full_title(bundle), _image(bundle))


def _image(bundle: FigureBundle) -> str:
    svg = base64.b64encode(shown_svg(bundle).encode()).decode()
    width = round(bundle["width_mm"] * PX_PER_MM)
    alt = escape(tagged_alt(bundle))
    return f'<img src="data:image/svg+xml;base64,{svg}" width="{width}" alt="{alt}">'


def _region(kind: str, name: str, content: str) -> str:
    """A part that scrolls sideways by itself, also from the keyboard."""
    return (
        f'<div class="{kind}" role="region" tabindex="0" aria-label="{escape(name)}">'
        f"{content}</div>"
    )


def _text(bundle: TextBundle) -> str:
    body = "".join(_part(part) for part in bundle["parts"])
    if not body:
        return ""
    note = ' role="note"' if bundle["role"] == "caution" else ""
    return f'<p class="{bundle["role"]}" id="{bundle["id"]}"{note}>{body}</p>'


def _part(part: Part) -> str:
    if part["kind"] == "reference":
        return f'<a href="#{part["target"]}">{escape(part["text"])}</a>'
    if part["kind"] == "value" and part["value"] is not None:
        return f'<data value="{escape(str(part["value"]))}">{escape(part["text"])}</data>'
    return escape(part["text"])


def _caption(bundle: TableBundle | FigureBundle, *, linked: bool) -> str:
    label, tag = bundle.get("label"), invented_tag(bundle)
    start, end = (f'a href="#{bundle["id"]}"', "a") if linked else ("span", "span")
    number = f'<{start} class="label">{escape(label)}</{end}> ' if label else ""
    marked = f' <span class="tag">{tag}</span>' if tag else ""
    return f"{number}{escape(bundle['title'])}{marked}"


def grid_html(bundle: TableBundle | FigureBundle, caption: str, name: str) -> str:
    """The numbers of an item as a table that scrolls by itself.

    Args:
        bundle: The item.
        caption: Its caption, as HTML.
        name: What the table is called.
    """
    return _grid(bundle, caption, name)


def _grid(bundle: TableBundle | FigureBundle, caption: str, name: str) -> str:
    grid, basis = bundle["grid"], bundle["basis"]
    body = "".join(_body(rows, grid["columns"], basis) for rows in _groups(grid["rows"]))
    table = (
        # the span lets the caption stay in sight while the table scrolls sideways
        f"<table><caption><span>{caption}</span></caption>{_column_groups(grid)}"
        f"<thead>{_head(grid)}</thead>{body}</table>"
    )
    return _region("scroll long" if len(grid["rows"]) > LONG else "scroll", name, table)


def _spans(grid: GridBundle) -> list[tuple[str | None, list[ColumnBundle]]]:
    """Runs of columns below the same header; None for columns without one."""
    return [(span, list(run)) for span, run in groupby(grid["columns"], key=lambda c: c["span"])]


def _column_groups(grid: GridBundle) -> str:
    """Column groups: without them ``scope="colgroup"`` says nothing."""
    if not any(column["span"] for column in grid["columns"]):
        return ""
    groups = "".join(f'<colgroup span="{len(members)}"></colgroup>' for _, members in _spans(grid))
    return f"<colgroup></colgroup>{groups}"


def _head(grid: GridBundle) -> str:
    columns = grid["columns"]
    if not any(column["span"] for column in columns):
        return f"<tr>{_stub(grid['stub'])}{''.join(_column_header(c) for c in columns)}</tr>"
    upper, lower = "", ""
    for span, members in _spans(grid):
        upper += _span_header(span, members)
        lower += "".join(_column_header(column) for column in members) if span else ""
    return f"<tr>{_stub(grid['stub'], rows=2)}{upper}</tr><tr>{lower}</tr>"


def _stub(label: str, rows: int = 1) -> str:
    tall = f' rowspan="{rows}"' if rows > 1 else ""
    # an empty header is a fault to screen readers; an empty cell is not
    return f'<th scope="col"{tall}>{escape(label)}</th>' if label else f"<td{tall}></td>"


def _span_header(span: str | None, members: list[ColumnBundle]) -> str:
    if span:
        return f'<th scope="colgroup" colspan="{len(members)}">{escape(span)}</th>'
    return "".join(_column_header(column, rows=2) for column in members)


def _column_header(column: ColumnBundle, rows: int = 1) -> str:
    tall = f' rowspan="{rows}"' if rows > 1 else ""
    return f'<th scope="col" class="{column["align"]}"{tall}>{_label(column["label"])}</th>'


def _label(text: str) -> str:
    """A header; its numbers are not broken between lines ("10 000–20 000")."""
    return escape(_THOUSANDS.sub("\u00a0", text))


def _groups(rows: list[RowBundle]) -> list[list[RowBundle]]:
    """Rows cut before each sub-heading and before a total below them: one ``<tbody>`` each."""
    cut: list[list[RowBundle]] = [[]]
    for row in rows:
        if cut[-1] and _starts_group(row, cut[-1][0]):
            cut.append([])
        cut[-1].append(row)
    return cut


def _starts_group(row: RowBundle, first: RowBundle) -> bool:
    # a total of all groups must not be read as a row of the last one
    return row["role"] == "group" or (row["role"] == "total" and first["role"] == "group")


def _body(rows: list[RowBundle], columns: list[ColumnBundle], basis: str) -> str:
    return "<tbody>" + "".join(_row(row, columns, basis) for row in rows) + "</tbody>"


def _row(row: RowBundle, columns: list[ColumnBundle], basis: str) -> str:
    label = _label(row["label"])
    if row["role"] == "group":
        width = len(columns) + 1
        head = f'<th scope="rowgroup" colspan="{width}"><span>{label}</span></th>'
        return f'<tr class="group">{head}</tr>'
    pairs = zip(row["cells"], columns, strict=True)
    cells = "".join(_cell(cell, column, basis) for cell, column in pairs)
    return f'<tr class="{row["role"]}"><th scope="row">{label}</th>{cells}</tr>'


def _cell(cell: CellBundle, column: ColumnBundle, basis: str) -> str:
    look = f"{column['align']}{' invented' if is_invented(cell, column, basis) else ''}"
    mark = f"<sup>{escape(cell['mark'])}</sup>" if cell["mark"] else ""
    return f'<td class="{look}">{escape(cell["text"])}{mark}</td>'


def _foot(bundle: TableBundle | FigureBundle, page: str) -> str:
    notes = "".join(_note(note) for note in bundle["notes"])
    listed = f'<ul class="notes">{notes}</ul>' if notes else ""
    return (
        f'{listed}<p class="source"><span>N: {escape(_sentence(bundle["n"]))}</span> '
        f"<span>Kilde: {escape(_sentence(bundle['source']))}</span>"
        f"{_questions(bundle['questions'], page)}</p>"
    )


def _questions(questions: list[QuestionRef], page: str) -> str:
    """The questions behind an item, linked to the page of questions when there is one."""
    if not questions:
        return ""
    named = [question_name(one, len(questions)) for one in questions]
    linked = [
        f'<a href="{page}#{one["id"]}">{escape(name)}</a>' if page else escape(name)
        for one, name in zip(questions, named, strict=True)
    ]
    return f" <span>Spørsmål: {', '.join(linked)}.</span>"


def question_name(question: QuestionRef, among: int) -> str:
    """A question below an item: number and label, or the number alone in a long list.

    Args:
        question: The question.
        among: How many stand together.
    """
    if among > FEW_QUESTIONS:
        return question["number"]
    return f"{question['number']} {question['label']}"


def _sentence(text: str) -> str:
    """The text with one full stop at its end."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _note(note: Note) -> str:
    mark = f"<sup>{escape(note['mark'])}</sup> " if note["mark"] else ""
    return f"<li>{mark}{escape(note['text'])}</li>"


def mimebundle(bundle: Bundle) -> dict[str, Any]:
    """What IPython shows: the bundle itself, HTML for JupyterLab, and a plain-text name.

    Invisible signs, from a label or an answer, are made visible here: no format has them.
    """
    shown: Bundle = all_visible(bundle)
    return {MIME: shown, "text/html": item_html(shown), "text/plain": f"<{shown['id']}>"}
