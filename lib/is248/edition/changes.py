"""What changed from one version to another: by chapter and item, as shown, findings first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence  # noqa: TC003 - used in dataclass fields
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

from is248.base.numbers import MISSING, format_number, is_missing
from is248.edition.causes import Cause, Causes, causes_of_chapter
from is248.show.bundle import FINDING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from is248.edition.document import Document
    from is248.edition.results import Change
    from is248.show.bundle import Bundle, Part

ABSENT = "ikke med"
"""Stands for a value that the other version does not have."""

_NUMBERS = re.compile(r"[−+]?\d+(?:[\u00a0 ]\d{3})*(?:,\d+)?")

WORDS_AROUND = 5
"""Words of a sentence that are shown on each side of a value that changed."""

How = Literal["new", "gone", "words", "numbers"]


@dataclass(frozen=True)
class FindingChange:
    """A key finding that is not as it was.

    Attributes:
        chapter: The chapter, as a reader knows it.
        how: It is new, gone, said in other words, or with other numbers only.
        old: The sentence before; empty for a new one.
        new: The sentence now; empty for one that is gone.
        href: Link to its place now; empty for one that is gone.
    """

    chapter: str
    how: How
    old: str
    new: str
    href: str

    @property
    def is_substantial(self) -> bool:
        """Whether more than its numbers differ: what is concluded may be another."""
        return self.how != "numbers"


@dataclass(frozen=True)
class Shown:
    """A value that changed, as a reader sees it; ``size`` is how much, of the larger of both."""

    row: str
    column: str
    old: str
    new: str
    size: float


@dataclass(frozen=True)
class ItemChanges:
    """The values of an item that changed.

    Attributes:
        label: "Tabell 4.2", or what else it is called.
        title: Its title.
        href: Link to it; empty for one that is gone.
        shown: What can be seen, the largest first.
        unseen: How many changed by less than what is shown, or are computed and not told.
        new: How many values are new.
        gone: How many are not there any more.
    """

    label: str
    title: str
    href: str
    shown: tuple[Shown, ...]
    unseen: int
    new: int
    gone: int

    @property
    def count(self) -> int:
        """How many values differ."""
        return len(self.shown) + self.unseen + self.new + self.gone


@dataclass(frozen=True)
class ChapterChanges:
    """The changes of a chapter.

    Attributes:
        heading: Number and title.
        href: Link to it; empty for one that is gone.
        causes: What they may come from.
        items: By item; none where no value changed.
    """

    heading: str
    href: str
    causes: tuple[Cause, ...]
    items: tuple[ItemChanges, ...]

    @property
    def count(self) -> int:
        """How many values differ."""
        return sum(item.count for item in self.items)

    @property
    def unseen(self) -> int:
        """How many of them nobody sees."""
        return sum(item.unseen for item in self.items)

    @property
    def seen(self) -> list[ItemChanges]:
        """The items in which a reader sees something."""
        return [item for item in self.items if item.count > item.unseen]


@dataclass(frozen=True)
class Comparison:
    """A version beside the one before it.

    Attributes:
        previous: Name of the one before.
        causes: What differs of that they were made of.
        findings: Key findings that are not as they were.
        chapters: Chapters whose values changed.
        reworded: Chapters of which words, figures or code changed, and no value.
        unaffected: Chapters that are as they were.
    """

    previous: str
    causes: Causes
    findings: tuple[FindingChange, ...]
    chapters: tuple[ChapterChanges, ...]
    reworded: tuple[str, ...]
    unaffected: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many values differ."""
        return sum(chapter.count for chapter in self.chapters)

    @property
    def unseen(self) -> int:
        """How many of them nobody sees: they changed by too little, or are not told."""
        return sum(chapter.unseen for chapter in self.chapters)

    @property
    def is_substantial(self) -> bool:
        """Whether a conclusion may have changed."""
        return any(finding.is_substantial for finding in self.findings)

    @property
    def record(self) -> dict[str, Any]:
        """What lists of versions and machines need of it."""
        return {
            "previous": self.previous,
            "causes": {cause: list(names) for cause, names in self.causes.items()},
            "values": {"changed": self.count, "unseen": self.unseen},
            "findings": [
                {"chapter": f.chapter, "how": f.how, "before": f.old, "now": f.new}
                for f in self.findings
            ],
            "substantial": self.is_substantial,
            "changed": [chapter.heading for chapter in self.chapters],
            "reworded": list(self.reworded),
            "unaffected": list(self.unaffected),
        }


def compared(
    previous: str,
    causes: Causes,
    changes: Sequence[Change],
    documents: Sequence[Document],
    same_notebook: Mapping[str, bool],
) -> Comparison:
    """A version beside the one before it.

    Args:
        previous: Name of the one before.
        causes: What differs of that they were made of.
        changes: All that changed in results.csv.
        documents: The chapters now.
        same_notebook: Theme → whether the executed notebook is the same as before.
    """
    known = {document.chapter.theme: document for document in documents}
    values = [change for change in changes if change.row != FINDING]
    runs = {theme: list(run) for theme, run in groupby(values, lambda change: change.chapter)}
    for theme in dict.fromkeys(change.chapter for change in values):  # those gone stand last
        runs[theme] = [change for change in values if change.chapter == theme]
    themes = [*(theme for theme in known if theme in runs), *(t for t in runs if t not in known)]
    still = {d.chapter.heading: same_notebook.get(t) for t, d in known.items() if t not in runs}
    return Comparison(
        previous,
        causes,
        tuple(_findings([change for change in changes if change.row == FINDING], known)),
        tuple(_chapter(theme, runs[theme], known.get(theme), causes) for theme in themes),
        tuple(heading for heading, same in still.items() if not same),
        tuple(heading for heading, same in still.items() if same),
    )


def _findings(
    changes: Iterable[Change], documents: Mapping[str, Document]
) -> Iterator[FindingChange]:
    """What is substantial first; a sentence that the summary tells again is told once."""
    told: dict[tuple[str, str], FindingChange] = {}
    for change in changes:
        document = documents.get(change.chapter)
        heading = document.chapter.heading if document else change.chapter
        old, new = change.old or "", change.new or ""
        place = f"chapters/{document.chapter.slug}.html#{change.item}" if document and new else ""
        pair = (old, new)
        if pair not in told or (document and not document.chapter.built_from_others):
            told[pair] = FindingChange(heading, _how(old, new), old, new, place)
    yield from sorted(told.values(), key=lambda finding: not finding.is_substantial)


def _how(old: str, new: str) -> How:
    if not old or not new:
        return "gone" if old else "new"
    return "numbers" if _NUMBERS.sub("#", old) == _NUMBERS.sub("#", new) else "words"


def _chapter(
    theme: str, changes: Sequence[Change], document: Document | None, causes: Causes
) -> ChapterChanges:
    bundles = {bundle["id"]: bundle for bundle in document.items} if document else {}
    items = dict.fromkeys(change.item for change in changes)
    found = tuple(
        _item(item, [c for c in changes if c.item == item], bundles.get(item), document)
        for item in items
    )
    if document is None:
        return ChapterChanges(theme, "", tuple(causes), found)
    chapter = document.chapter
    possible = causes_of_chapter(causes, chapter)
    return ChapterChanges(chapter.heading, f"chapters/{chapter.slug}.html", possible, found)


def _item(
    item: str, changes: Sequence[Change], bundle: Bundle | None, document: Document | None
) -> ItemChanges:
    names = names_of(item, bundle)
    both = [c for c in changes if c.old is not None and c.new is not None]
    seen = [one for one in (shown(change, names) for change in both) if one]
    place = f"chapters/{document.chapter.slug}.html#{item}" if document and bundle else ""
    return ItemChanges(
        names.label,
        names.title,
        place,
        tuple(sorted(seen, key=lambda one: -one.size)),
        len(both) - len(seen),
        sum(change.old is None for change in changes),
        sum(change.new is None for change in changes),
    )


@dataclass(frozen=True)
class Names:
    """What a reader calls an item and its rows and columns, and how many decimals are shown.

    A sentence has a row for each value that it tells, and its decimals by that name.
    """

    label: str
    title: str
    rows: Mapping[str, str]
    columns: Mapping[str, str]
    decimals: Mapping[str, int]
    is_text: bool = False


def names_of(item: str, bundle: Bundle | None) -> Names:
    """What a reader calls an item; one that is gone keeps its key."""
    if bundle is None:
        return Names(item, "", {}, {}, {})
    if bundle["kind"] == "text":
        return _names_of_text(bundle["parts"])
    grid = bundle["grid"]
    columns = {c["key"]: ", ".join(filter(None, [c["span"], c["label"]])) for c in grid["columns"]}
    rows = {row["key"]: row["label"] for row in grid["rows"]}
    decimals = {c["key"]: c["decimals"] for c in grid["columns"]}
    return Names(bundle.get("label") or item, bundle["title"], rows, columns, decimals)


def _names_of_text(parts: Sequence[Part]) -> Names:
    """The values that a paragraph tells, each with the words around it."""
    told = [at for at, part in enumerate(parts) if part["kind"] == "value"]
    words = "".join(part["text"] for part in parts)
    rows = {parts[at]["name"]: _around(parts, at) for at in told}
    decimals = {parts[at]["name"]: _decimals(parts[at]["text"]) for at in told}
    return Names("Avsnitt", words, rows, {"value": ""}, decimals, is_text=True)


def _around(parts: Sequence[Part], at: int) -> str:
    """A value with some words before and after it."""
    before = "".join(part["text"] for part in parts[:at]).split(" ")[-WORDS_AROUND:]
    after = "".join(part["text"] for part in parts[at + 1 :]).split(" ")[:WORDS_AROUND]
    return f"… {' '.join(before)}{parts[at]['text']}{' '.join(after)} …"


def _decimals(text: str) -> int:
    """How many decimals a number in a sentence is told with."""
    digits = re.search(r",(\d+)\D*$", text)
    return len(digits[1]) if digits else 0


def shown(change: Change, names: Names) -> Shown | None:
    """A change as a reader sees it; None when nothing of it is seen."""
    place = change.row if names.is_text else change.column
    if names.is_text and place not in names.decimals:
        return None  # computed and not told
    old, new = (as_shown(value, names.decimals.get(place, 0)) for value in (change.old, change.new))
    if old == new:
        return None
    row, column = names.rows.get(change.row, change.row), names.columns.get(change.column)
    return Shown(row, change.column if column is None else column, old, new, _size(change))


def as_shown(value: str | None, decimals: int) -> str:
    """A value of results.csv with so many decimals; words as they are."""
    number = _number(value)
    if not value or number is None:
        return ABSENT if value is None else value or MISSING
    return MISSING if is_missing(number) else format_number(number, decimals)


def _number(value: str | None) -> float | None:
    try:
        return float(value or "")
    except ValueError:
        return None


def _size(change: Change) -> float:
    """How much a value changed, of the larger of both; words and missing values change wholly."""
    old, new = _number(change.old), _number(change.new)
    if old is None or new is None:
        return 1.0
    return abs(new - old) / (max(abs(old), abs(new)) or 1.0)
