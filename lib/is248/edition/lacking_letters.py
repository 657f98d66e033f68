"""Letters of a chapter that the fonts lack: each told once, with its text and its file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.base.invisible import visible
from is248.edition.blocks import BulletList, Heading, InWorkbook, Item, Paragraph, plain
from is248.show.letters import lacking, name_of, stood_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from is248.base.paths import Project
    from is248.edition.blocks import Block
    from is248.edition.document import Document

SOURCES = ("params/", "notebooks/", "data/")
"""Where texts come from, the likeliest first."""

READ = (".yml", ".csv", ".ipynb")
LONGEST = 60
"""Letters of a text that are told."""


@dataclass(frozen=True)
class LackingLetter:
    """A letter that the fonts lack.

    Attributes:
        letter: The letter.
        text: The text that it stands in.
        where: What shows the text: "Tabell 4.2 (table-size)".
        origin: The file and line that it comes from: "params/labels.yml, linje 12".
    """

    letter: str
    text: str
    where: str
    origin: str

    @property
    def sentence(self) -> str:
        """What the user is told."""
        return (
            f"Skriften mangler «{self.letter}» ({name_of(self.letter)}), {self.origin}: "
            f"«{self.text}» i {self.where}. {stood_in(self.letter)} står i stedet i PDF og figurer."
        )


def lacking_letters(
    document: Document, project: Project, inputs: Iterable[str]
) -> tuple[LackingLetter, ...]:
    """The letters of a chapter that neither its PDF nor its figures can show.

    Args:
        document: The chapter.
        project: The project.
        inputs: Files that the chapter is made of, as the manifest names them.

    Returns:
        Each letter once, where a reader meets it first.
    """
    found: dict[str, tuple[str, str]] = {}
    for where, text in _texts(document):
        for letter in lacking(visible(text)):
            found.setdefault(letter, (text, where))
    files = _likeliest_first(inputs) if found else []
    return tuple(
        LackingLetter(letter, _short(text), where, _origin(letter, project, files))
        for letter, (text, where) in found.items()
    )


def told_once(chapters: Iterable[Sequence[LackingLetter]]) -> list[str]:
    """What the user is told of several chapters: one sentence for each letter."""
    first: dict[str, str] = {}
    for chapter in chapters:
        for one in chapter:
            first.setdefault(one.letter, one.sentence)
    return list(first.values())


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    """What shows a text, and the text."""
    yield from (("topptekst", text) for text in (document.year.title, document.year.publisher))
    for block in document.told:
        where = _where(block)
        yield from ((where, text) for text in _strings(_content(block)))


def _where(block: Block) -> str:
    if isinstance(block, Item):
        label = block.bundle.get("label")
        return f"{label} ({block.bundle['id']})" if label else block.bundle["id"]
    return "en overskrift" if isinstance(block, Heading) else "teksten"


def _content(block: Block) -> object:
    if isinstance(block, Item):
        return block.bundle
    if isinstance(block, InWorkbook):
        return [bundle["title"] for bundle in block.bundles]
    if isinstance(block, BulletList):
        return [plain(point) for point in block.points]
    return plain(block.content) if isinstance(block, Heading | Paragraph) else ""


def _strings(content: object) -> Iterator[str]:
    """All texts of JSON content but drawings."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for key, value in content.items():
            if key != "svg":
                yield from _strings(value)
    elif isinstance(content, list):
        for one in content:
            yield from _strings(one)


def _likeliest_first(inputs: Iterable[str]) -> list[str]:
    found = [name for name in inputs if name.startswith(SOURCES) and name.endswith(READ)]
    return sorted(found, key=lambda name: [name.startswith(one) for one in SOURCES], reverse=True)


def _origin(letter: str, project: Project, files: Sequence[str]) -> str:
    """The file and line that a letter comes from, as near as can be known."""
    for name in files:
        if line := _line_of(letter, project.root / name):
            return f"{name}, linje {line}"
    return "fra svarene"


def _line_of(letter: str, path: Path) -> int | None:
    """The first line (from 1) that holds a letter, as it is or as YAML and JSON may write it."""
    code = ord(letter)
    forms = {letter, json.dumps(letter)[1:-1], f"\\U{code:08X}", f"\\U{code:08x}", f"\\u{code:04X}"}
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    numbered = enumerate(lines, start=1)
    return next((number for number, line in numbered if any(one in line for one in forms)), None)
