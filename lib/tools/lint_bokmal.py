"""A lint for bokmål over a built edition: every sentence, title, note, alt text and label.

Usage: lint_bokmal.py EDITION [EDITION ...]

EDITION is a folder such as outputs/2016/latest. Each finding is one line: file, item, rule, what
was found. What is quoted from print (the tables of audit.html) and names of municipalities are left
out. Exit code 1 when anything is found.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bokmal_numbers  # noqa: F401 - enters its rules
import bokmal_rules as rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


PROJECT = Path(__file__).parents[2]
PAGES = ("index.html", "questions.html", "municipalities.html", "glossary.html", "audit.html")
KINDS = {
    "p": "prose", "li": "prose", "dd": "label", "dt": "label", "th": "label", "td": "label",
    "label": "label", "summary": "label", "caption": "caption", "figcaption": "caption",
    **dict.fromkeys(("h1", "h2", "h3", "h4"), "heading"),
}  # fmt: skip
SKIPPED_TAGS = frozenset({"nav", "pre", "script", "style", "svg", "footer", "sup"})
SKIPPED = frozenset({
    "codes", "formats", "items", "hidden", "label", "number", "run", "kind", "uses", "links",
    "unit-name", "span-name", "provenance", "members", "in-chapter", "take", "cue",
    "permalink", "doors", "to-search", "files", "unsaved",
    "english",
})  # fmt: skip
"""Classes of what is no text of ours to read: links, code, numbers of items, names of places."""
NOTES = frozenset({"notes", "note", "source", "origin"})
VOID = frozenset({"base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
MIME = "application/vnd.is248.v1+json"
PRINTED = frozenset({"td", "th"})
CELLS_OF_DATA = frozenset({"audit.html", "index.html"})
"""Pages whose cells are no prose of ours: what the report says, and the keys of changed numbers."""


@dataclass(frozen=True)
class Said:
    """A text as a reader meets it: where, of which item, what kind, and a heading's level."""

    file: str
    item: str
    kind: str
    text: str
    level: int = 0


@dataclass(frozen=True)
class _Element:
    """An open element: what its text is, below which item, and whether it is read."""

    tag: str
    kind: str = ""
    item: str = ""
    block: bool = False
    source: bool = False
    read: bool = False


class Page(HTMLParser):
    """The texts of a page, in order.

    Args:
        file: Its name, for findings.
    """

    def __init__(self, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[Said] = []
        self._file, self._heading, self._text = file, "", ""
        self._open: list[_Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; a block closes the text before it."""
        given = {key: value or "" for key, value in attrs}
        if tag == "img":
            self._add(replace(self._now, kind="alt"), given.get("alt", ""))
        if tag in VOID:
            return
        element = self._element(tag, given)
        if element.block:
            self._flush()
        self._text += "`" if tag == "code" else ""
        self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Close an element and the text in it."""
        if tag in VOID or tag not in {each.tag for each in self._open}:
            return
        self._text += "`" if tag == "code" else ""
        while True:
            if self._now.block:
                self._flush()
            if self._open.pop().tag == tag:
                return

    def handle_data(self, data: str) -> None:
        """Text counts below main, outside what is skipped."""
        self._text += data if self._now.read else ""

    @property
    def _now(self) -> _Element:
        return self._open[-1] if self._open else _Element("")

    def _element(self, tag: str, given: dict[str, str]) -> _Element:
        classes, above = set(given.get("class", "").split()), self._now
        named = {"item", "finding", "caution"} & classes or KINDS.get(tag) == "heading"
        printed = self._file in CELLS_OF_DATA and tag in PRINTED
        skipped = tag in SKIPPED_TAGS or SKIPPED & classes or printed
        return _Element(
            tag,
            kind=self._kind(tag, classes),
            item=given.get("id", above.item) if named else above.item,
            block=tag in KINDS or above.source,
            source="source" in classes,
            read=(above.read or tag == "main") and not skipped,
        )

    def _kind(self, tag: str, classes: set[str]) -> str:
        if NOTES & classes or self._now.kind == "note":
            return "note"
        listed = "answers" in classes or (tag == "li" and self._now.kind == "label")
        if ("elsewhere" in classes and tag == "ul") or (
            tag == "li" and self._now.kind == "caption"
        ):
            return "caption"
        return "label" if listed else KINDS.get(tag, self._now.kind)

    def _flush(self) -> None:
        self._add(self._now, self._text)
        self._text = ""

    def _add(self, where: _Element, text: str) -> None:
        text = re.sub(r"[ \t]*\n[ \t]*", " ", text).strip(" ")
        if text and where.kind and where.read and not text.startswith("Spørsmål:"):
            level = int(where.tag[1]) if where.kind == "heading" else 0
            self._heading = f"#{where.item}" if level else self._heading
            item = where.item or self._heading
            self.said.append(Said(self._file, item, where.kind, text, level))


@dataclass(frozen=True)
class Finding:
    """What a rule found, and where."""

    file: str
    item: str
    rule: str
    text: str

    def __str__(self) -> str:
        """One line."""
        return f"{self.file}\t{self.item}\t{self.rule}\t{self.text}"


def read(edition: Path) -> list[Said]:
    """The texts of an edition.

    Args:
        edition: Its folder.
    """
    files = [*sorted((edition / "chapters").glob("*.html")), *(edition / name for name in PAGES)]
    found = [said for file in files if file.is_file() for said in read_page(file)]
    found = [each for each in found if not _is_list_for_print(each)]
    shown = {(Path(each.file).stem, each.item) for each in found}
    for file in sorted((edition / "chapters").glob("*.ipynb")):
        found += [e for e in read_notebook(file) if (file.stem, e.item) not in shown]
    return found


def _is_list_for_print(said: Said) -> bool:
    """Whether it lists the values that a printed statement is compared with: no prose of ours."""
    return said.file == "audit.html" and said.item.startswith("text-")


def read_page(file: Path) -> list[Said]:
    """The texts of a page.

    Args:
        file: The page.
    """
    page = Page(file.name)
    page.feed(file.read_text(encoding="utf-8"))
    page.close()
    return page.said


def read_notebook(file: Path) -> Iterator[Said]:
    """The texts of the items of a chapter: some stand in workbooks only.

    Args:
        file: The executed notebook.
    """
    for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", ()):
            bundle = output.get("data", {}).get(MIME, {})
            for kind, text in _of_bundle(bundle):
                if text and bundle.get("place") != "audit":
                    yield Said(file.name, bundle["id"], kind, text)


def _of_bundle(bundle: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Kind and text of what a reader meets of an item; references are numbered later."""
    yield "caption", bundle.get("title", "")
    yield "alt", bundle.get("alt", "")
    yield from (("note", note["text"]) for note in bundle.get("notes", ()))
    parts = [p["text"] if p["kind"] != "reference" else "figur" for p in bundle.get("parts", ())]
    yield "prose", "".join(parts)
    grid = bundle.get("grid", {"stub": "", "columns": (), "rows": ()})
    yield "label", grid["stub"]
    for column in grid["columns"]:
        yield from (("label", column[key] or "") for key in ("span", "label"))
    for row in grid["rows"]:
        yield "label", row["label"]
        yield from (("label", cell["text"]) for cell in row["cells"])


def place_names(folder: Path) -> set[str]:
    """The words of every name in the registers, small: they may be common words elsewhere.

    Args:
        folder: The registers of all years.
    """
    found: set[str] = set()
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                named = f"{row.get('name', '')} {row.get('label', '')}"
                found |= {word.lower() for word in re.findall(r"[^\W\d_]+", named)}
    return found


def common_words(texts: Iterable[Said]) -> set[str]:
    """The words that stand with a small letter in the prose of an edition.

    Args:
        texts: Its texts.
    """
    prose = (each.text for each in texts if each.kind in {"prose", "note", "heading"})
    return {word for text in prose for word in re.findall(r"(?<![\w-])[a-zæøå]{2,}(?![\w-])", text)}


def empty_sections(texts: Iterable[Said]) -> Iterator[Finding]:
    """Headings with nothing below them.

    Args:
        texts: The texts of one chapter, in order.
    """
    last: Said | None = None
    for each in [*texts, Said("", "", "heading", "", 1)]:
        if last and each.level and each.level <= last.level:
            yield Finding(last.file, last.item, "empty_section", last.text)
        last = each if each.level else None


def lint(texts: list[Said], names: Iterable[str] = ()) -> list[Finding]:
    """What is wrong in texts, in their order.

    Args:
        texts: All texts of an edition.
        names: Words that are names.
    """
    capital = rules.capital_after_preposition(common_words(texts) - set(names))
    every = [*rules.RULES.items(), (capital, rules.SAID)]
    found = [
        Finding(each.file, each.item, rule.__name__, wrong)
        for each in texts
        for rule, kinds in every
        if each.kind in kinds
        for wrong in rule(each.text)
    ]
    chapters = dict.fromkeys(each.file for each in texts if each.file not in PAGES)
    for file in chapters:
        found += empty_sections(each for each in texts if each.file == file)
    return list(dict.fromkeys(found))


def main() -> int:
    """Lint editions, and say what was found."""
    parser = argparse.ArgumentParser(description="A lint for bokmål over built editions.")
    parser.add_argument("edition", type=Path, nargs="+")
    names = place_names(PROJECT / "data" / "municipalities")
    count = 0
    for edition in parser.parse_args().edition:
        texts = read(edition)
        if not texts:
            parser.error(f"no pages in {edition}")
        found = lint(texts, names)
        count += len(found)
        print(*found, f"{edition}: {len(texts)} texts, {len(found)} findings", sep="\n")
    return int(count > 0)


if __name__ == "__main__":
    raise SystemExit(main())
