"""Documents as Typst source text, for the PDF edition.

Every word of a document reaches Typst as a string literal passed to a function of
``templates/report.typ``; nothing is ever read as markup, so no text can inject code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING

from is248.base.invisible import visible
from is248.edition.blocks import (
    BulletList,
    Heading,
    InWorkbook,
    Item,
    Paragraph,
    plain,
)
from is248.edition.figure_layout import is_figure, side_by_side
from is248.edition.imprint import LICENCE, code_notice, edition_line, notice
from is248.edition.key_findings import ANCHOR, TITLE
from is248.edition.table_layout import (
    TEXT_WIDTH_MM,
    WHOLE_TABLE,
    columns_of,
    has_spans,
    table_layout,
)
from is248.show.invented import (
    invented_tag,
    is_invented,
    shown_svg,
    tagged_alt,
    tagged_title,
)
from is248.show.jupyter_html import question_name
from is248.show.letters import stood_in

if TYPE_CHECKING:
    from is248.edition.blocks import Block, Inline
    from is248.edition.document import Document
    from is248.show.bundle import (
        Bundle,
        ColumnBundle,
        FigureBundle,
        GridBundle,
        Part,
        RowBundle,
        TableBundle,
        TextBundle,
    )
    from is248.year.params import YearParams

_RARE = re.compile("[^ -~]")
_BLANK = re.compile("[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")


class Source(str):
    """Typst code, as opposed to text that must be quoted."""

    __slots__ = ()


Value = str | float | bool | None | Sequence["Value"]
"""What can be passed to a function of the template."""


def string(text: str) -> Source:
    """A Typst string literal of exactly this text; a lone surrogate becomes U+FFFD."""
    # whole drawings come through here: few signs are looked at one by one
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\u{a}")
    return Source(f'"{_RARE.sub(_escaped, quoted)}"')


def _escaped(found: re.Match[str]) -> str:
    character = found.group()
    if character.isprintable():
        return character
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return f"\\u{{{ord(character):x}}}"


def clean(text: str) -> str:
    """Text as HTML would show it: runs of blanks and line breaks as one space, controls seen."""
    return visible(_BLANK.sub(" ", text))


def literal(value: Value) -> Source:
    """A value as Typst code; plain text is cleaned, fitted to the fonts and quoted."""
    if isinstance(value, Source):
        return value
    if isinstance(value, str):
        return string(stood_in(clean(value)))
    if value is None or isinstance(value, bool):
        return Source({None: "none", True: "true", False: "false"}[value])
    if isinstance(value, (int, float)):
        return Source(repr(value))
    return Source("(" + "".join(f"{literal(one)}," for one in value) + ")")


def call(function: str, *values: Value, **named: Value) -> Source:
    """A call of a function of the template; underscores in names become hyphens."""
    given: list[str] = [literal(value) for value in values]
    given += [f"{name.replace('_', '-')}: {literal(value)}" for name, value in named.items()]
    return Source(f"{function}({', '.join(given)})")


def chapter_source(document: Document, unsaved: str = "", what: str = "Kapitlet") -> str:
    """Typst source of one chapter.

    Args:
        document: The chapter.
        unsaved: What its first page says of inputs that are not saved; empty when all are.
        what: What it calls itself.

    Returns:
        Source text that needs no other file.
    """
    year = document.year
    blocks: list[Source] = [
        call("masthead", f"{year.title} {year.dated_mark}", year.publisher),
        call(
            "imprint",
            *notice([document], unsaved, what),
            *code_notice(document),
            edition_line(year),
            LICENCE,
        ),
        *chapter_blocks(document),
    ]
    return assembled(year, f"{document.chapter.heading} – {year.title} {year.year}", blocks)


@cache
def _template() -> str:
    folder = resources.files("is248.edition") / "templates"
    return (folder / "report.typ").read_text(encoding="utf-8")


def assembled(year: YearParams, title: str, blocks: Sequence[str], **other: str) -> str:
    """Source text of a file.

    Args:
        year: The choices of the year.
        title: Title of the file.
        blocks: Its content.
        **other: ``lang``, ``region`` and ``running`` (the line at the foot) of another language.
    """
    date = year.edition_date
    named = {"running": f"{year.title} {year.dated_mark}", **other}
    edition = call(
        "edition.with",
        title=title,
        author=year.publisher,
        date=Source(f"datetime(year: {date.year}, month: {date.month}, day: {date.day})"),
        **named,
    )
    content = "\n".join(blocks)
    return f"{_template()}\n#show: {edition}\n#{{\n{content}\n}}\n"


MADE = "typst"
"""What a chapter's content is called among what goes with it."""

_SECTION = 2
"""Level of a section's heading."""


def chapter_blocks(document: Document) -> Sequence[Source]:
    """The content of a chapter: calls of the template.

    It is made once and goes with the chapter, whose own PDF and the report want it.
    """
    found: Sequence[Source] | None = vars(document).get(MADE)
    if found is None:
        vars(document)[MADE] = found = tuple(_chapter_blocks(document))
    return found


def _chapter_blocks(document: Document) -> list[Source]:
    theme = document.chapter.theme
    level, sections = 1, 0
    found: list[Source] = []
    for block, beside in side_by_side(document.told):
        if isinstance(block, Heading):
            # PDF/UA allows no level to be skipped on the way down
            level = min(block.level, level + 1)
            sections += level == _SECTION
            found.append(_heading(block, level, theme))
        elif is_figure(block):
            # nothing stands above the title of a chapter
            where = Source("auto" if sections > 1 else "bottom")
            drawn = [_block(one, theme) for one in (block, beside) if one]
            found.append(call("floating", where, *drawn))
        elif isinstance(block, BulletList) and _opens(found, theme):
            found.append(call("findings", found.pop(), _block(block, theme)))
        else:
            found += _with_line(found, block, theme)
    return found


def _opens(found: Sequence[Source], theme: str) -> bool:
    """Whether the heading of a chapter's key findings stands last."""
    return bool(found) and str(found[-1]).endswith(f'"{theme}#{ANCHOR}", "{TITLE}")')


def _with_line(found: list[Source], block: Block, theme: str) -> list[Source]:
    """A block; a line on the workbook is not left alone overleaf, nor put behind a figure."""
    if not isinstance(block, InWorkbook) or not found:
        return [_block(block, theme)]
    last = found.pop()
    if str(last).startswith("floating"):
        return [_block(block, theme), last]
    return [call("kept", last), _block(block, theme)]


def _heading(heading: Heading, level: int, theme: str) -> Source:
    # plain text only: a link cannot stand inside the link of the table of contents
    if level == 1:
        return call("chapter", f"{theme}#", heading.text)
    return call("section", level, f"{theme}#{heading.anchor}", heading.text)


def _block(block: Block, theme: str) -> Source:
    if isinstance(block, Paragraph):
        return call("para", *_runs(block.content, theme))
    if isinstance(block, BulletList):
        points = [call("run", *_runs(point, theme)) for point in block.points]
        return call("steps" if block.ordered else "points", *points)
    if isinstance(block, InWorkbook):
        named = (f"{one.get('label', '')} {tagged_title(one)}" for one in block.bundles)
        return call("elsewhere", f"{block.words} i arbeidsboken: {'; '.join(named)}.")
    if isinstance(block, Item):
        return _item(block.bundle, theme)
    raise TypeError(f"no Typst for {type(block).__name__}")


def _runs(content: Sequence[Inline], theme: str) -> list[Source]:
    return [_run(inline, theme) for inline in content]


def _run(inline: Inline, theme: str) -> Source:
    inner = _runs(inline.children, theme)
    if inline.kind in {"strong", "emphasis"}:
        return call("strong" if inline.kind == "strong" else "emph", call("run", *inner))
    if inline.kind == "link":
        # an address within the HTML edition leads nowhere from paper
        whole_address = re.match(r"https?://", inline.target) and plain(inline.children).strip()
        return call("web", string(inline.target), *inner) if whole_address else call("run", *inner)
    if inline.kind == "reference":
        return _reference(theme, inline.target, inline.text)
    if inline.kind == "break":
        return call("linebreak")
    return call("raw", inline.text) if inline.kind == "code" else literal(inline.text)


def _reference(theme: str, target: str, words: str) -> Source:
    # "Tabell" and its number stay on one line
    return call("xref", f"{theme}.{target}", words.replace(" ", "\u00a0"))


def _item(bundle: Bundle, theme: str) -> Source:
    if bundle["kind"] == "table":
        return table_call(bundle, theme, invented_tag(bundle), _foot(bundle))
    if bundle["kind"] == "figure":
        return _figure(bundle, theme)
    return _text(bundle, theme)


def _text(bundle: TextBundle, theme: str) -> Source:
    runs = [_part(part, theme) for part in bundle["parts"]]
    return call("caution" if bundle["role"] == "caution" else "para", *runs)


def _part(part: Part, theme: str) -> Source:
    if part["kind"] == "reference":
        return _reference(theme, part["target"], part["text"])
    return literal(part["text"])


def _figure(bundle: FigureBundle, theme: str) -> Source:
    width = min(bundle["width_mm"], TEXT_WIDTH_MM)
    return call(
        "drawing",
        f"{theme}.{bundle['id']}",
        caption_label=bundle.get("label", ""),
        title=bundle["title"],
        tag=invented_tag(bundle),
        svg=string(shown_svg(bundle)),
        alt=tagged_alt(bundle),
        width=Source(f"{width}mm"),
        notes=_notes(bundle),
        source=_foot(bundle),
    )


def table_call(bundle: TableBundle, theme: str, tag: str, foot: str) -> Source:
    """A table.

    Args:
        bundle: The table.
        theme: The chapter that it stands in.
        tag: What its caption says of invented numbers.
        foot: What stands below it after its notes.
    """
    grid = bundle["grid"]
    across = columns_of(grid)
    layout = table_layout(grid, across)
    return call(
        "table-item",
        f"{theme}.{bundle['id']}",
        caption_label=bundle.get("label", ""),
        title=bundle["title"],
        tag=tag,
        whole=layout.height <= WHOLE_TABLE,
        across=across,
        size=_points(layout.size),
        widths=[_points(width) for width in layout.widths],
        sides=[column["align"] for column in grid["columns"]],
        header=_header(grid),
        header_rows=2 if has_spans(grid) else 1,
        rows=[_row(row, grid, bundle["basis"]) for row in grid["rows"]],
        notes=_notes(bundle),
        source=foot,
    )


def _points(length: float) -> Source:
    return Source(f"{length:.2f}pt")


def _notes(bundle: TableBundle | FigureBundle) -> list[Value]:
    return [(note["mark"] or None, note["text"]) for note in bundle["notes"]]


def _foot(bundle: TableBundle | FigureBundle) -> str:
    questions = [question_name(q, len(bundle["questions"])) for q in bundle["questions"]]
    asked = f" Spørsmål: {', '.join(questions)}." if questions else ""
    return f"N: {bundle['n']}. Kilde: {bundle['source']}.{asked}"


def _row(row: RowBundle, grid: GridBundle, basis: str) -> Value:
    pairs = zip(row["cells"], grid["columns"], strict=False)
    cells: list[Value] = [
        (cell["text"], cell["mark"] or None, is_invented(cell, column, basis))
        for cell, column in pairs
    ]
    return (row["role"], row["label"], cells)


def _header(grid: GridBundle) -> list[Value]:
    """Header cells in reading order: words, columns, rows, side, whether it spans a group."""
    if not has_spans(grid):
        return [(grid["stub"], 1, 1, "left", False), *(_header_cell(c) for c in grid["columns"])]
    upper: list[Value] = [(grid["stub"], 1, 2, "left", False)]
    lower: list[Value] = []
    for span, run in groupby(grid["columns"], key=lambda column: column["span"]):
        members = list(run)
        upper += [(span, len(members), 1, "left", True)] if span else _tall(members)
        lower += [_header_cell(column) for column in members] if span else []
    return upper + lower


def _tall(columns: Sequence[ColumnBundle]) -> list[Value]:
    return [_header_cell(column, rows=2) for column in columns]


def _header_cell(column: ColumnBundle, rows: int = 1) -> Value:
    return (column["label"], 1, rows, column["align"], False)
