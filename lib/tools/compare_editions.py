"""Compare two editions: every number, table, PDF text and page.

Usage: compare_editions.py OLD NEW [--renamed FILE] [--changed FILE]

OLD and NEW are folders of editions. ``--renamed`` is a CSV file (theme, old_item, old_row,
old_column, new_item, new_row, new_column; an empty or ``*`` part stays as it is) that maps old keys
to new ones. ``--changed`` is a CSV file (theme, item, row, column, reason; ``*`` for any) of the
values that were meant to change, by their new keys. The comparison with print is told apart.
Exit code 1 when something of the analysis differs without an explanation.
"""

from __future__ import annotations

import argparse
import csv
import html
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pypdfium2

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Key = tuple[str, ...]
"""theme, item, row, column; a renaming may leave any but the theme as it is."""

Line = tuple[str, bool]
"""A line of text, and whether it belongs to the comparison with print."""

ANY = frozenset({"", "*"})
PRINT = re.compile(r"(table|text)-(claims|tally|differences).*|statement-.*")
PRINT_HEADING = "Mot rapporten"
PRINT_TITLE = re.compile(r"Rapportens tall|utsagn|Avvik fra rapporten", re.IGNORECASE)
CODE = re.compile(r'<details class="code">.*?</details>|<(script|style|svg)\b.*?</\1>', re.DOTALL)
HEADING = re.compile(r"<h[12]\b")
BLOCK = re.compile(r"(?=<(?:p|h\d|li|tr|div|section|figure|figcaption|caption|dt|dd)\b)")
TAG = re.compile(r"<[^>]+>")
NUMBERED = re.compile(r"\b(Tabell|Figur|tabell|figur) [0-9]+\.[0-9A-Z]+")
SHOWN = 12


@dataclass(frozen=True)
class Difference:
    """One thing that differs: in which file, what, and whether in the comparison with print."""

    place: str
    text: str
    printed: bool


def main() -> int:
    """Compare, and say what differs."""
    options = _options()
    old, new = options.old, options.new
    found = [*results(old, new, _table(options.renamed), _table(options.changed))]
    said = {squeezed(text) for text, printed in _pages(old, "**/*.html", html_lines) if printed}
    for pattern, reader in (
        ("tables/*.xlsx", sheet_lines),
        ("**/*.html", html_lines),
        ("**/*.pdf", pdf_lines),
    ):
        found += texts(old, new, pattern, reader, said)
    for printed, title in ((False, "The analysis"), (True, "The comparison with print")):
        _say(title, [difference for difference in found if difference.printed is printed])
    return int(any(not difference.printed for difference in found))


def results(
    old: Path, new: Path, renamed: list[dict[str, str]], changed: list[dict[str, str]]
) -> Iterator[Difference]:
    """Values of results.csv that differ: lost, added or changed.

    Args:
        old: Folder of the old edition.
        new: Folder of the new one; its column ``printed`` names the item that print answers to.
        renamed: Old keys and new ones.
        changed: Keys of values that were meant to change.

    Yields:
        A difference for each key.
    """
    before, after = _values(old), _values(new)
    names = {(row["theme"], row["old_item"]): row for row in renamed if _whole(row)}
    names |= _by_print(new)
    parts = [row for row in renamed if not _whole(row)]
    moved = {_renamed(key, names, parts): (key, value) for key, value in before.items()}
    for key in sorted({*moved, *after}):
        was, now = moved.get(key, (key, None)), after.get(key)
        if was[1] != now and not any(_meant(key, row) for row in changed):
            printed = any(PRINT.fullmatch(one[1]) for one in (key, was[0]))
            words = f"{'/'.join(was[0])} -> {'/'.join(key)}: {was[1]} -> {now}"
            yield Difference("results.csv", words, bool(printed))


def _values(folder: Path) -> dict[Key, str]:
    rows = _table(folder / "results.csv")
    return {(r["chapter"], r["item"], r["row"], r["column"]): r["value"] for r in rows}


def _by_print(folder: Path) -> dict[tuple[str, str], dict[str, str]]:
    """Print's number of an item, by which old editions knew it -> the house's own id."""
    rows = [row for row in _table(folder / "results.csv") if row.get("printed")]
    return {(r["chapter"], r["printed"]): {"new_item": r["item"]} for r in rows}


def _whole(row: dict[str, str]) -> bool:
    """Whether a renaming is of an item and not of a row or column in it."""
    return row["old_row"] in ANY and row["old_column"] in ANY


def _renamed(
    key: Key, names: dict[tuple[str, str], dict[str, str]], parts: list[dict[str, str]]
) -> Key:
    theme, item, row, column = key
    for part in parts:
        if part["theme"] in {theme, *ANY} and part["old_item"] in {item, *ANY}:
            row = part["new_row"] if part["old_row"] == row else row
            column = part["new_column"] if part["old_column"] == column else column
    found = names.get((theme, item)) or names.get(("*", item))
    return theme, found["new_item"] if found else item, row, column


def _meant(key: Key, change: dict[str, str]) -> bool:
    given = (change["theme"], change["item"], change["row"], change["column"])
    return all(part in {own, *ANY} for part, own in zip(given, key, strict=True))


def texts(
    old: Path, new: Path, pattern: str, reader: Callable[[Path], Iterator[Line]], said: set[str]
) -> Iterator[Difference]:
    """Lines that stand in one edition only, file by file, wherever in the file they stand.

    Args:
        old: Folder of the old edition.
        new: Folder of the new one.
        pattern: Which files.
        reader: Gives the lines of a file.
        said: Lines of the comparison with print without their spaces, which count as such.

    Yields:
        A difference for each line.
    """
    names = {p.relative_to(root).as_posix() for root in (old, new) for p in root.glob(pattern)}
    for name in sorted(names):
        lines = [Counter(_read(root / name, reader)) for root in (old, new)]
        whole = ["".join(squeezed(text) for text, _ in one) for one in lines]
        for sign, here, there in (("-", 0, 1), ("+", 1, 0)):
            for text, printed in lines[here] - lines[there]:
                short = squeezed(text)
                if short not in whole[there]:  # else it is only broken at another word
                    known = printed or any(short in one for one in said)
                    yield Difference(name, f"{sign} {text}", known)


def _read(path: Path, reader: Callable[[Path], Iterator[Line]]) -> list[Line]:
    if not path.is_file():
        return []
    found = ((" ".join(NUMBERED.sub(r"\1 #", text).split()), own) for text, own in reader(path))
    return [(text, own) for text, own in found if text]


def _pages(folder: Path, pattern: str, reader: Callable[[Path], Iterator[Line]]) -> Iterator[Line]:
    for path in folder.glob(pattern):
        yield from _read(path, reader)


def squeezed(text: str) -> str:
    """A text without spaces and hyphens: lines may be broken elsewhere."""
    return re.sub(r"[\s\u00ad\ufffe\u2010-]", "", text)


def sheet_lines(path: Path) -> Iterator[Line]:
    """The rows of a workbook; a sheet is of the comparison with print by its title."""
    book = openpyxl.load_workbook(path, read_only=True)
    for sheet in book.worksheets[1:]:
        rows = list(sheet.iter_rows(values_only=True))
        printed = bool(rows and PRINT_TITLE.search(str(rows[0][0])))
        for row in rows:
            yield " | ".join("" if cell is None else str(cell) for cell in row), printed


def html_lines(path: Path) -> Iterator[Line]:
    """The blocks of a page without code and scripts; below its heading they are of print."""
    printed = False
    for block in BLOCK.split(CODE.sub("", path.read_text(encoding="utf-8"))):
        text = html.unescape(TAG.sub(" ", block))
        if HEADING.match(block):
            printed = text.strip() == PRINT_HEADING
        yield text, printed or text.strip() == PRINT_HEADING


def pdf_lines(path: Path) -> Iterator[Line]:
    """The lines of a PDF without the numbers of its pages."""
    file = pypdfium2.PdfDocument(path)
    for page in file:
        for line in page.get_textpage().get_text_range().splitlines():
            if not line.strip().isdigit():
                yield line, False


def _table(path: Path | None) -> list[dict[str, str]]:
    if path is None:
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare two editions.")
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--renamed", type=Path)
    parser.add_argument("--changed", type=Path)
    return parser.parse_args()


def _say(title: str, found: list[Difference]) -> None:
    print(f"{title}: {len(found)} differences")
    counts = Counter(difference.place for difference in found)
    for place, count in sorted(counts.items()):
        print(f"  {place}: {count}")
        own = [difference.text for difference in found if difference.place == place]
        for text in own[:SHOWN]:
            print(f"    {text[:200]}")


if __name__ == "__main__":
    sys.exit(main())
