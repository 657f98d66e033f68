"""What of a file is ours: headers that a year's form knows, and cells that are units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from is248.survey.codebook import Codebook  # noqa: TC001 - a dataclass names it
from is248.survey.columns import NAME, OTHER_NAMES, SOURCE_YEAR, SYNTHETIC, YEAR, folded
from is248.survey.findings import grouped
from is248.survey.raw_table import RawTable
from is248.survey.unit_keys import Register  # noqa: TC001 - a dataclass names it

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = tuple[int, Sequence[str]]


class Share(NamedTuple):
    """Evidence: so many of so many."""

    n: int
    of: int

    @property
    def of_most(self) -> bool:
        """Whether it is most of them, and enough to say so."""
        return self.n >= ENOUGH and 2 * self.n >= self.of

    def __str__(self) -> str:
        """As it is told: "3 av 12"."""
        return f"{grouped(self.n)} av {grouped(self.of)}"


ENOUGH = 3
"""Cells or columns that make a pattern; fewer are a slip of the pen."""


@dataclass(frozen=True)
class Words:
    """What the columns of a year's form may be called.

    Attributes:
        book: The form.
        questions: Folded header → the columns that it stands for.
        others: Folded header → column that is no question.
    """

    book: Codebook
    questions: Mapping[str, tuple[str, ...]]
    others: Mapping[str, str]

    def knows(self, header: str) -> bool:
        """Whether a header is one of the form's."""
        return folded(header) in self.questions or folded(header) in self.others

    def names(self, table: RawTable) -> list[str]:
        """The header of each column, or its label where that alone is one of the form's."""
        labels = table.labels or table.header
        pairs = zip(table.header, labels, strict=True)
        return [label if self.knows(label) and not self.knows(h) else h for h, label in pairs]

    def asks(self, text: str) -> bool:
        """Whether a text is a question of the form."""
        return folded(text) in self.questions

    def count(self, cells: Iterable[str]) -> int:
        """How many cells are headers of the form."""
        return sum(1 for cell in cells if cell and self.knows(cell))

    def fit(self, table: RawTable) -> bool:
        """Whether most headers of a file are the form's, and nearly all of the form is there."""
        names = self.names(table)
        here = len(self.columns(names)) * 10 >= 9 * len(self.all_columns)
        return here and Share(self.count(names), sum(map(bool, names))).of_most

    @property
    def all_columns(self) -> set[str]:
        """The columns of the form."""
        return {name for variable in self.book.variables for name in variable.columns}

    def columns(self, headers: Iterable[str]) -> set[str]:
        """The columns of questions that headers stand for."""
        return {name for header in headers for name in self.questions.get(folded(header), ())}

    def place(self, table: RawTable, column: str) -> int | None:
        """Where a column that is no question stands in a file."""
        names = [self.others.get(folded(name)) for name in self.names(table)]
        return names.index(column) if column in names else None


def words_of(book: Codebook) -> Words:
    """The words of a form."""
    own = (book.key, NAME, YEAR, SOURCE_YEAR, SYNTHETIC)
    others = {word: book.key if name == "unit" else name for word, name in OTHER_NAMES.items()}
    found: dict[str, tuple[str, ...]] = {
        folded(name): (name,) for v in book.variables for name in v.columns
    }
    for variable in book.variables:
        for word in (variable.id, variable.number, variable.label):
            found.setdefault(folded(word), variable.columns)
    return Words(book, found, others | {folded(name): name for name in own})


@dataclass(frozen=True)
class Known:
    """What a file is recognised by: the words of the year and of other years, and the units."""

    words: Words
    register: Register
    others: Sequence[Words]

    @property
    def all_words(self) -> tuple[Words, ...]:
        """The words of the year first."""
        return (self.words, *self.others)


def table_of(file: str, rows: Sequence[Row], header: int, sheet: str | None) -> RawTable:
    """The table below a header, whatever the length of its rows."""
    filled = [(at, cells) for at, cells in rows[header:] if any(cells)]
    width = max((len(cells) for _, cells in filled), default=0)
    padded = [[*cells, *[""] * (width - len(cells))] for _, cells in filled]
    columns = [list(column) for column in zip(*padded[1:], strict=True)] or [
        [] for _ in range(width)
    ]
    numbers = tuple(at for at, _ in filled[1:])
    return RawTable(file, tuple(padded[0]), tuple(columns), numbers, sheet)


def unit_kinds(cells: Iterable[str], register: Register) -> Counter[str]:
    """How many cells are a unit's code or name, a code of another year, unknown or empty."""
    found: Counter[str] = Counter()
    for text, count in Counter(cells).items():
        found[_unit_kind(text, register)] += count
    return found


def _unit_kind(text: str, register: Register) -> str:
    if not text:
        return "empty"
    if isinstance(register.key(text, near=False), str):
        return "code"
    if text in register.other_years:
        return "other_year"
    return "name" if register.named(text) else "unknown"
