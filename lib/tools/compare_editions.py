"""Compare two editions: every number, table, PDF text and page.

Usage: compare_editions.py OLD NEW [--renamed FILE] [--changed FILE] [--texts FILE] [--write-lists]

OLD and NEW are folders of editions. ``--renamed`` is a CSV file (theme, old_item, old_row,
old_column, new_item, new_row, new_column; an empty or ``*`` part stays as it is) that maps old keys
to new ones. ``--changed`` is a CSV file (theme, item, row, column, old, new, reason; by the new
keys; ``*`` for any, an empty old or new where there was or is none) of the values that were meant
to change. ``--texts`` is a CSV file (file, sign, text, reason; ``*`` for any file) of the lines
that were meant to. ``--write-lists`` adds to both what they lack, without a reason: a difference is
accounted for when somebody has looked at it and said why. The comparison with print is told apart.
Exit code 1 when something of the analysis differs without an explanation.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING

import edition_lines as lines_of
import edition_print

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

Key = tuple[str, ...]
"""theme, item, row, column; a renaming may leave any but the theme as it is."""

Rows = list[dict[str, str]]

ANY = frozenset({"", "*"})
CLOSE = 1e-9
CHANGED = ("theme", "item", "row", "column", "old", "new", "reason")
TEXTS = ("file", "sign", "text", "reason")
APART = frozenset({"audit"})
"""Files of the comparison with print alone; what they must hold is asked in print_lost."""
SHOWN = 12


@dataclass(frozen=True)
class Difference:
    """One thing that differs: how, in which file, what, and its row in a list of what was meant."""

    kind: str
    place: str
    words: str
    row: tuple[str, ...]
    printed: bool = False


def main() -> int:
    """Compare, and say what differs."""
    options = _options()
    changed, meant = _table(options.changed), _table(options.texts)
    found = [*results(options.old, options.new, _table(options.renamed))]
    found += [*texts(options.old, options.new, "**/*.html", lines_of.html_lines)]
    found += [*sheets(options.old, options.new)]
    found += [*printed_pages(options.old, options.new)]
    found += [*print_lost(options.old, options.new)]
    known = _Known(changed, meant)
    open_ones = [one for one in found if not one.printed and not known.explains(one)]
    _say("Not explained", open_ones)
    _say("Explained", [one for one in found if not one.printed and known.explains(one)], shown=0)
    _say("The comparison with print", [one for one in found if one.printed], shown=0)
    if options.write_lists:
        _write(options.changed, CHANGED, changed, open_ones, "value")
        _write(options.texts, TEXTS, meant, open_ones, "text")
    return int(bool(open_ones))


class _Known:
    """The lists of what was meant to change."""

    def __init__(self, changed: Rows, meant: Rows) -> None:
        self.changed = [row for row in changed if row["reason"]]
        self.texts = {
            (row["file"], row["sign"], lines_of.squeezed(row["text"]))
            for row in meant
            if row["reason"]
        }
        self.anywhere = {(sign, text) for _, sign, text in self.texts}

    def explains(self, one: Difference) -> bool:
        if one.place == "results.csv":
            return any(_meant(one.row, row) for row in self.changed)
        file, sign, text = one.row
        key = sign, lines_of.squeezed(text)
        if file == "index":  # repeats the captions of the chapters
            return key in self.anywhere
        return (file, *key) in self.texts or ("*", *key) in self.texts


def results(old: Path, new: Path, renamed: Rows) -> Iterator[Difference]:
    """Values of results.csv that differ: lost, added or changed.

    Args:
        old: Folder of the old edition.
        new: Folder of the new one; its column ``printed`` names the item that print answers to.
        renamed: Old keys and new ones.

    Yields:
        A difference for each key.
    """
    before, after = _values(old), _values(new)
    move = _Renaming(renamed, new)
    moved: list[tuple[Key, Key, str | None]] = [(move(k), k, v) for k, v in before.items()]
    moved += [(key, key, None) for key in after.keys() - {key for key, _, _ in moved}]
    for key, was, value in sorted(moved, key=lambda one: one[:2]):
        now = after.get(key)
        if not same(value, now):
            kind = "lost" if now is None else "added" if value is None else "changed"
            printed = any(lines_of.PRINT_ITEM.fullmatch(one[1]) for one in (key, was))
            words = f"{'/'.join(was)} -> {'/'.join(key)}: {value} -> {now}"
            row = (*key, value or "", now or "")
            yield Difference(kind, "results.csv", words, row, bool(printed))


def same(old: str | None, new: str | None) -> bool:
    """Whether two values are the same: equal, none, or numbers within a billionth of each other."""
    try:
        return (old or None) == (new or None) or isclose(
            float(old or ""), float(new or ""), rel_tol=CLOSE
        )
    except ValueError:
        return False


def _values(folder: Path) -> dict[Key, str]:
    rows = _table(folder / "results.csv")
    return {(r["chapter"], r["item"], r["row"], r["column"]): r["value"] for r in rows}


class _Renaming:
    """Old keys → new ones, by the list and by print's number of an item."""

    def __init__(self, renamed: Rows, new: Path) -> None:
        self.names = {(r["theme"], r["old_item"]): r for r in renamed if _whole(r)}
        rows = [row for row in _table(new / "results.csv") if row.get("printed")]
        self.names |= {(r["chapter"], r["printed"]): {"new_item": r["item"]} for r in rows}
        self.parts = [row for row in renamed if not _whole(row)]

    def __call__(self, key: Key) -> Key:
        theme, item, row, column = key
        for part in self.parts:  # each asks for the old names: one may take over another's
            if part["theme"] in {theme, *ANY} and part["old_item"] in {item, *ANY}:
                row = part["new_row"] if part["old_row"] == key[2] else row
                column = part["new_column"] if part["old_column"] == key[3] else column
        found = self.names.get((theme, item)) or self.names.get(("*", item))
        return theme, found["new_item"] if found else item, row, column


def _whole(row: dict[str, str]) -> bool:
    """Whether a renaming is of an item and not of a row or column in it."""
    return row["old_row"] in ANY and row["old_column"] in ANY


def _meant(own: tuple[str, ...], change: dict[str, str]) -> bool:
    given = [change[part] for part in CHANGED[:-1]]
    keys = all(part in {mine, *ANY} for part, mine in zip(given[:4], own[:4], strict=True))
    pairs = zip(given[4:], own[4:], strict=True)
    return keys and all(same(part, mine) or (part == "*" and mine) for part, mine in pairs)


def texts(
    old: Path, new: Path, pattern: str, reader: Callable[[Path], Iterator[lines_of.Line]]
) -> Iterator[Difference]:
    """Lines that stand in one edition only, file by file, wherever in the file they stand.

    Args:
        old: Folder of the old edition.
        new: Folder of the new one.
        pattern: Which files.
        reader: Gives the lines of a file.

    Yields:
        A difference for each line.
    """
    names = {p.relative_to(root).as_posix() for root in (old, new) for p in root.glob(pattern)}
    for name in sorted(names):
        lines = [Counter(lines_of.read(root / name, reader)) for root in (old, new)]
        whole = ["".join(lines_of.squeezed(text) for text, _ in one) for one in lines]
        for sign, here, there in (("-", 0, 1), ("+", 1, 0)):
            for text, printed in lines[here] - lines[there]:
                if lines_of.squeezed(text) not in whole[there]:  # else only broken elsewhere
                    row = (lines_of.theme(name), sign, text)
                    known = printed or row[0] in APART
                    yield Difference("text", name, f"{sign} {text}", row, known)


def sheets(old: Path, new: Path) -> Iterator[Difference]:
    """Rows of workbooks that differ and are not in results.csv and on the page of the same edition.

    Args:
        old: Folder of the old edition.
        new: Folder of the new one.
    """
    stands = {"-": _Standing(old), "+": _Standing(new)}
    for one in texts(old, new, "tables/*.xlsx", lines_of.sheet_lines):
        theme, sign, text = one.row
        if not stands[sign].has_cells(theme, text):
            yield one


def printed_pages(old: Path, new: Path) -> Iterator[Difference]:
    """Lines of PDFs that differ and are not on the HTML page of the same edition.

    Args:
        old: Folder of the old edition.
        new: Folder of the new one.
    """
    stands = {"-": _Standing(old), "+": _Standing(new)}
    for one in texts(old, new, "**/*.pdf", lines_of.pdf_lines):
        theme, sign, text = one.row
        if not stands[sign].has_line(theme, text):
            yield one


def print_lost(old: Path, new: Path) -> Iterator[Difference]:
    """What was compared with print in the old edition and has no row on the new one's audit page.

    Args:
        old: Folder of the old edition.
        new: Folder of the new one.
    """
    for words in edition_print.missing(_table(old / "results.csv"), new):
        yield Difference("lost", edition_print.AUDIT, words, ("audit", "-", words))


class _Standing:
    """What stands on the pages and in the values of an edition: its other formats repeat it."""

    def __init__(self, folder: Path) -> None:
        found = {
            lines_of.theme(path.name): lines_of.read(path, lines_of.html_lines)
            for path in folder.glob("**/*.html")
        }
        self.pages = {name: _joined(text for text, _ in one) for name, one in found.items()}
        self.words = {
            name: {word for text, _ in one for word in lines_of.words(text)}
            for name, one in found.items()
        }
        self.numbers: dict[str, set[str]] = {}
        for key, value in _values(folder).items():
            self.numbers.setdefault(key[0], set()).add(lines_of.rounded(value))

    def has_cells(self, theme: str, text: str) -> bool:
        """Whether each cell of a row is a value or a text of the chapter."""
        page, numbers = self.pages.get(theme, ""), self.numbers.get(theme, set())
        cells = lines_of.cells(text)
        return all(cell in numbers or lines_of.squeezed(cell) in page for cell in cells)

    def has_line(self, theme: str, text: str) -> bool:
        """Whether a line, or each word of it where columns meet, stands on the page."""
        pages = [theme] if theme in self.pages else [*self.pages]
        text = lines_of.without_running_head(text)
        if any(lines_of.squeezed(text) in self.pages[name] for name in pages):
            return True
        return _all_in(lines_of.words(text), [self.words[name] for name in pages])


def _joined(parts: Iterable[str]) -> str:
    return "".join(lines_of.squeezed(part) for part in parts)


def _all_in(words: Iterable[str], homes: list[set[str]]) -> bool:
    return all(any(_stands(word, home) for home in homes) for word in words)


def _stands(word: str, home: Container[str]) -> bool:
    """Whether a word stands there, or does without the mark of a note behind it."""
    return word in home or word[:-1] in home


def _table(path: Path | None) -> Rows:
    if path is None or not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(
    path: Path | None, columns: tuple[str, ...], rows: Rows, found: list[Difference], what: str
) -> None:
    if path is None:
        return
    own = {one.row for one in found if (one.place == "results.csv") == (what == "value")}
    own -= {tuple(row[part] for part in columns[:-1]) for row in rows}
    rows += [dict(zip(columns, (*row, ""), strict=True)) for row in sorted(own)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare two editions.")
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    for name in ("--renamed", "--changed", "--texts"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--write-lists", action="store_true")
    return parser.parse_args()


def _say(title: str, found: list[Difference], shown: int = SHOWN) -> None:
    print(f"{title}: {len(found)} differences")
    counts = Counter((one.place, one.kind) for one in found)
    for (place, kind), count in sorted(counts.items()):
        print(f"  {place}, {kind}: {count}")
        own = [one.words for one in found if (one.place, one.kind) == (place, kind)]
        for words in own[:shown]:
            print(f"    {words[:200]}")


if __name__ == "__main__":
    sys.exit(main())
