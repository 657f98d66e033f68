"""Draft a mapping: from a house's own file to a ``columns.yml`` that a person looks through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence  # noqa: TC003 - a dataclass names it
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from is248.survey.columns import NAME, OTHER_NAMES, SOURCE_YEAR, SYNTHETIC, YEAR
from is248.survey.mapping.columns_file import ColumnMapping, ColumnsFile
from is248.survey.mapping.draft_frame import Frame, find_frame
from is248.survey.mapping.draft_match import LEAST, SURE, match
from is248.survey.mapping.draft_presets import metadata, recognised
from is248.survey.mapping.draft_targets import targets
from is248.survey.mapping.draft_values import Seen, decimal_mark, seen
from is248.survey.mapping.draft_words import folded, question_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from is248.survey.codebook import Codebook
    from is248.survey.mapping.draft_match import Match
    from is248.survey.mapping.draft_targets import Target
    from is248.survey.unit_keys import Register

_MOST_UNITS, _DIFFERENT = 0.6, 0.9
"""Share of cells that are units in a column of them, and share of those that are different."""

_WHOLE_WORDS = ("kommune", "herad", "bydel")
_YEARS = (YEAR, "rapporteringsår")
_OWN = {SOURCE_YEAR: SOURCE_YEAR, "source year": SOURCE_YEAR, SYNTHETIC: SYNTHETIC}
KeyBy = Literal["code", "number", "name"]


@dataclass(frozen=True)
class DraftColumn:
    """One column of a draft, with what a person needs to judge it.

    Attributes:
        mapping: The proposal.
        question: Our label of what it most likely is, with its number; empty when it is none.
        label: What else the file says of the column.
        why: What the proposal rests on, in Norwegian.
        guesses: Other columns of ours that it may be: name, label and score.
        examples: Texts that it holds.
    """

    mapping: ColumnMapping
    question: str = ""
    label: str = ""
    why: str = ""
    guesses: Sequence[tuple[str, str, float]] = ()
    examples: Sequence[str] = ()

    @property
    def group(self) -> Literal["unsure", "left", "sure"]:
        """Whether a person must look, the column is left out, or it is found for sure."""
        if self.mapping.to and self.mapping.sure >= SURE:
            return "sure"
        return "unsure" if self.mapping.to or self.guesses else "left"


@dataclass(frozen=True)
class Draft:
    """A mapping that nobody has looked at.

    Attributes:
        file: Name of their file.
        mapping: The proposal, the unsure columns first.
        columns: The same columns with what they rest on.
        missing: Columns of ours that none of theirs is.
        expected: How many columns the codebook has.
        preset: Survey system that the file comes from; empty when none was recognised.
        has_units: Whether a column of theirs holds the units.
        other_year: Year that the file says it is for, where that is another.
    """

    file: str
    mapping: ColumnsFile
    columns: Sequence[DraftColumn]
    missing: Sequence[Target]
    expected: int
    preset: str = ""
    has_units: bool = True
    other_year: str = ""

    def count(self, group: str) -> int:
        """Columns of theirs that are in a group."""
        return sum(column.group == group for column in self.columns)


def draft_mapping(path: Path, book: Codebook, register: Register) -> Draft:
    """Propose how a file is read.

    Args:
        path: The file.
        book: The codebook of the year.
        register: The units of the year.

    Returns:
        The draft; nothing is written.

    Raises:
        UserError: There is no such file, or its ending is none of ours.
        UnreadableError: It cannot be read, or no row looks like a header.
    """
    known = targets(book)
    frame = find_frame(path, known, _unit_texts(register))
    columns = [
        seen(cells, frame.value_labels.get(at, {})) for at, cells in enumerate(frame.columns)
    ]
    preset = recognised(frame.header)
    told, key_by = _told(frame, columns, book, register, metadata(frame.header, preset))
    rest = [at for at in range(len(frame.header)) if at not in told]
    matches = match(_only(frame, rest), [columns[at] for at in rest], known)
    crossed = _crossed(matches)
    found = [_of_question(frame, columns, rest, m, crossed) for m in matches]
    ordered = _unsure_first([*told.values(), *found])
    mapping = ColumnsFile(
        sheet=frame.sheet,
        header_row=frame.header_row,
        skip_rows=frame.skip_rows,
        decimal=decimal_mark(columns),
        key_by=key_by,
        unmapped="leave",
        columns=tuple(column.mapping for column in ordered),
    )
    return Draft(
        path.name, mapping, ordered, _missing(ordered, known), len(book_columns(known)), preset,
        has_units=any(column.mapping.to == book.key for column in ordered),
        other_year=_other_year(frame, columns, book.year),
    )  # fmt: skip


def book_columns(known: Sequence[Target]) -> list[Target]:
    """The columns of the codebook among all that a column may be."""
    return [target for target in known if target.kind != "joined"]


def _only(frame: Frame, places: Sequence[int]) -> Frame:
    return replace(
        frame,
        header=tuple(frame.header[at] for at in places),
        columns=tuple(frame.columns[at] for at in places),
        labels=tuple(frame.labels[at] for at in places) if frame.labels else (),
        value_labels={},
    )


def _told(
    frame: Frame, columns: Sequence[Seen], book: Codebook, register: Register, meta: Sequence[bool]
) -> tuple[dict[int, DraftColumn], KeyBy]:
    """Columns that are no questions: units, years and what survey systems add."""
    key, name, key_by = _units(frame, columns, register)
    told = {}
    for at, header in enumerate(frame.header):
        to = book.key if at == key else NAME if at == name else ""
        to = to or next(
            filter(None, (_other(t, columns[at], book.year) for t in frame.texts(at))), ""
        )
        if to and to not in {told[k].mapping.to for k in told}:
            why = "innholdet er enheter" if at in {key, name} else "navnet på kolonnen"
            told[at] = _column(frame, at, columns[at], to, why)
        elif meta[at] and at not in told:
            told[at] = _column(frame, at, columns[at], "", "opplysning fra undersøkelsesverktøyet")
        elif not header and not columns[at].filled:
            told[at] = _column(frame, at, columns[at], "", "kolonnen er tom")
    return told, key_by


def _column(frame: Frame, at: int, cells: Seen, to: str, why: str) -> DraftColumn:
    label = frame.labels[at] if frame.labels else ""
    return DraftColumn(
        ColumnMapping(column=frame.header[at], at=_at(frame, at), to=to),
        label=label, why=why, examples=cells.examples,
    )  # fmt: skip


def _at(frame: Frame, at: int) -> int | None:
    """The place of a column, where its header does not tell it."""
    return at + 1 if Counter(frame.header)[frame.header[at]] > 1 or not frame.header[at] else None


def _other(header: str, cells: Seen, year: int) -> str:
    if _names_year(header):
        return YEAR if set(cells.texts) <= {str(year)} else ""
    return _OWN.get(header.casefold(), "")


def _names_year(header: str) -> bool:
    plain = question_number(header)[1].casefold()
    return OTHER_NAMES.get(plain) == YEAR or plain in _YEARS


def _other_year(frame: Frame, columns: Sequence[Seen], year: int) -> str:
    """The one year that a column of years holds, when it is not the year of the codebook."""
    for at, cells in enumerate(columns):
        if len(cells.texts) == 1 and any(map(_names_year, frame.texts(at))):
            found = cells.examples[0]
            if found.isdecimal() and len(found) == len(str(year)) and found != str(year):
                return found
    return ""


def _units(
    frame: Frame, columns: Sequence[Seen], register: Register
) -> tuple[int | None, int | None, KeyBy]:
    """The column that holds the key, the one that holds names, and what the key holds."""
    keys = {"code": set(register.names), "number": {k.lstrip("0") for k in register.names}}
    names = {_plain(name) for name in register.names.values()}
    share: dict[str, list[float]] = {
        "code": [_share(cells, keys["code"], str) for cells in columns],
        "number": [_share(cells, keys["code"] | keys["number"], str) for cells in columns],
        "name": [_share(cells, names, _plain) for cells in columns],
    }
    best = {by: max(range(len(columns)), key=found.__getitem__) for by, found in share.items()}
    there = [by for by in ("code", "number", "name") if share[by][best[by]] >= _MOST_UNITS]
    name = best["name"] if "name" in there else None
    if not there:
        return None, None, "code"
    if {"code", "number"} <= set(there) and share["number"][best["number"]] > share["code"][
        best["code"]
    ]:
        there.remove("code")
    by: KeyBy = "code" if there[0] == "code" else "number" if there[0] == "number" else "name"
    return best[by], None if by == "name" else name, by


def _share(cells: Seen, known: set[str], plain: type[str] | object) -> float:
    """Share of cells that are units; none where the same unit stands again and again."""
    if not cells.filled or len(cells.texts) < _DIFFERENT * min(cells.filled, 200):
        return 0.0
    found = sum(n for text, n in cells.texts.items() if plain(text) in known)  # type: ignore[operator]
    return found / sum(cells.texts.values())


def _plain(name: str) -> str:
    return " ".join(word for word in folded(name).split() if word not in _WHOLE_WORDS)


def _unit_texts(register: Register) -> set[str]:
    keys = {folded(key) for key in register.names} | {key.lstrip("0") for key in register.names}
    return keys | {folded(name) for name in register.names.values()}


def _crossed(matches: Sequence[Match]) -> Mapping[str, bool]:
    """Multiple choices in columns of their own where an empty cell is no cross."""
    found: dict[str, bool] = {}
    for each in matches:
        if each.target and each.target.kind == "cross":
            question = each.target.variable.id
            found[question] = found.get(question, True) and each.reading.crossed
    return found


def _of_question(
    frame: Frame,
    columns: Sequence[Seen],
    rest: Sequence[int],
    found: Match,
    crossed: Mapping[str, bool],
) -> DraftColumn:
    at = rest[found.at]
    guesses = [(t.name, f"{t.variable.number} {t.label}", score) for t, score in found.others]
    target, cells = found.target, columns[at]
    if target is None:
        left = _column(frame, at, cells, "", found.why)
        return replace(left, mapping=left.mapping.model_copy(update={"sure": 0.0}), guesses=guesses)
    first = (target.name, f"{target.variable.number} {target.label}", found.sure)
    kept = found.sure >= LEAST
    mapping = ColumnMapping(
        column=frame.header[at],
        at=_at(frame, at),
        to=target.name if kept else "",
        values=found.reading.values if kept else {},
        separator=found.reading.separator if kept else "",
        crossed=kept and target.kind == "cross" and crossed[target.variable.id],
        sure=found.sure,
    )
    return DraftColumn(
        mapping, first[1], frame.labels[at] if frame.labels else "", found.why,
        guesses if kept else [first, *guesses], cells.examples,
    )  # fmt: skip


def _unsure_first(columns: Sequence[DraftColumn]) -> list[DraftColumn]:
    order = {"unsure": 0, "left": 1, "sure": 2}
    return sorted(columns, key=lambda column: order[column.group])


def _missing(columns: Sequence[DraftColumn], known: Sequence[Target]) -> list[Target]:
    taken = {column.mapping.to for column in columns}
    return [
        target
        for target in book_columns(known)
        if target.name not in taken and not (target.kind == "cross" and target.variable.id in taken)
    ]
