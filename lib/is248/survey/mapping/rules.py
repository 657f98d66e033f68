"""``columns.yml`` held against a file and the codebook: what each entry does, or what is wrong."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - a dataclass names it
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from is248.base.errors import suggestion
from is248.survey.columns import NAME, SOURCE_YEAR, SYNTHETIC, YEAR, Column, answer_columns
from is248.survey.findings import Fault, Finding
from is248.survey.grammar import parse_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from is248.survey.codebook import Codebook, Variable
    from is248.survey.mapping.columns_file import ColumnMapping, ColumnsFile
    from is248.survey.raw_table import RawTable
    from is248.survey.unit_keys import Register

STATUSES = ("blank", "dont_know", "not_asked", "no_answer", "carried_forward")
MOST_NAMED = 12
"""Codes that a message lists."""

_NO_CROSS = Fault(
    "«crossed» gjelder bare en kolonne for ett alternativ",
    "Bruk navnet med alternativet, <spørsmål>__<kode>, eller ta bort «crossed».",
)
_NO_LIST = Fault(
    "«separator» gjelder bare flervalg og koder som står sammen i én celle",
    "Skriv id-en til flervalget, eller ta bort «separator».",
)


_MARK = Fault(
    "kolonnen merker syntetiske svar og kan ikke utelates", "Ta oppføringen ut, så blir den med."
)


@dataclass(frozen=True)
class Rule:
    """What is done with one column of a file.

    Attributes:
        at: Place of its entry in ``columns.yml``.
        place: Place of the column in the file.
        entry: The entry.
        question: The question; None for the key and the other columns that are none.
        column: Our column; None for the key, and for a multiple choice that stands in one cell.
        codes: Their value → our code, "" for an empty cell.
    """

    at: int
    place: int
    entry: ColumnMapping
    question: Variable | None = None
    column: Column | None = None
    codes: Mapping[str, str] = field(default_factory=dict)

    @property
    def targets(self) -> tuple[str, ...]:
        """The columns that it makes."""
        if self.question is not None and self.column is None:
            return self.question.columns
        return (self.entry.to,) if self.entry.to else ()


Misfit = tuple[int, Fault]
"""Place of an entry, and what is wrong with it."""


def rules(
    columns: ColumnsFile, table: RawTable, book: Codebook, register: Register
) -> tuple[list[Rule], list[Misfit]]:
    """What each entry does.

    Args:
        columns: The mapping.
        table: The file, as it was read.
        book: The codebook.
        register: The units, for values of the key.

    Returns:
        A rule per entry, and what is wrong: a column that the file lacks, one of ours that the
        codebook lacks or that stands twice, a code that is none of its question's.
    """
    target = _Targets(book, register)
    found: list[Rule] = []
    wrong: list[Misfit] = []
    for at, entry in enumerate(columns.columns):
        place = _place(entry, table)
        aim = target.of(at, entry)
        wrong += [(at, fault) for fault in (place, aim) if isinstance(fault, Fault)]
        if isinstance(place, int) and isinstance(aim, Rule):
            rule = replace(aim, place=place)
            codes, faults = target.codes(rule)
            found.append(replace(rule, codes=codes))
            wrong += [(at, fault) for fault in faults]
    return found, [*wrong, *_twice(found)]


def folded(text: str) -> str:
    """A text as it is compared: capitals and the number of blanks do not count."""
    return " ".join(text.casefold().split())


def _place(entry: ColumnMapping, table: RawTable) -> int | Fault:
    if entry.at is not None:
        return _at(entry, entry.at - 1, table)
    same = [at for at, header in enumerate(table.header) if header == entry.column]
    same = same or [at for at, h in enumerate(table.header) if folded(h) == folded(entry.column)]
    if len(same) == 1:
        return same[0]
    if same:
        places = ", ".join(str(at + 1) for at in same)
        return Fault(f"{len(same)} kolonner i {table.file} heter dette", f"Si «at»: {places}.")
    near = suggestion(entry.column, table.header)
    mend = "Rett «column», eller ta oppføringen ut." + (near if "Mente" in near else "")
    return Fault(f"{table.file} har ingen slik kolonne", mend)


def _at(entry: ColumnMapping, at: int, table: RawTable) -> int | Fault:
    there = table.header[at] if at < len(table.header) else None
    if there is not None and folded(there) == folded(entry.column):
        return at
    words = f"kolonne {at + 1} i {table.file} " + ("finnes ikke" if there is None else "heter ")
    return Fault(words + (f"«{there}»" if there is not None else ""), "Rett «at» eller «column».")


def _twice(found: Sequence[Rule]) -> Iterator[Misfit]:
    first: dict[tuple[str, object], Rule] = {}
    for rule in found:
        keys: list[tuple[str, object]] = [("to", name) for name in rule.targets]
        for key in [*keys, ("column", rule.place)]:
            if key in first:
                yield rule.at, _again(key[0] == "to", first[key])
                break
            first[key] = rule


def _again(same_target: bool, other: Rule) -> Fault:
    if same_target:
        words = f"går til det samme som «{other.entry.column}» lenger opp"
        return Fault(words, "Behold én; skriv en tom «to» for kolonnen som ikke skal med.")
    return Fault("kolonnen står to ganger i listen", "Behold én av oppføringene.")


class _Targets:
    """What ``to`` and the values of an entry name."""

    def __init__(self, book: Codebook, register: Register) -> None:
        self.book, self.register = book, register
        self.columns = {column.name: column for column in answer_columns(book)}
        self.several = {v.id: v for v in book.variables if v.type == "multiple"}
        self.others = {book.key, NAME, YEAR, SOURCE_YEAR, SYNTHETIC}

    def of(self, at: int, entry: ColumnMapping) -> Rule | Fault:
        """The rule of an entry, its place in the file not yet known."""
        column, several = self.columns.get(entry.to), self.several.get(entry.to)
        if entry.to and not (column or several or entry.to in self.others):
            names = [*self.columns, *self.several, *self.others]
            near = suggestion(entry.to, names)
            mend = "Skriv en kolonne i kodeboken (is248 codebook ÅR), eller la «to» stå tom."
            return Fault(f"«to» er «{entry.to}», som kodeboken ikke har", mend + _only(near))
        if not entry.to and folded(entry.column) == SYNTHETIC:
            return _MARK
        if entry.crossed and (column is None or column.kind != "cross"):
            return _NO_CROSS
        if entry.separator and several is None and (column is None or column.kind != "codes"):
            return _NO_LIST
        return Rule(at, -1, entry, several or (column.variable if column else None), column)

    def codes(self, rule: Rule) -> tuple[dict[str, str], list[Fault]]:
        """Their value → our code, and the values that go to what is no code."""
        codes: dict[str, str] = {}
        faults = []
        for value, target in (rule.entry.values if rule.entry.to else {}).items():
            code = self._code(rule, target)
            if isinstance(code, Fault):
                faults.append(replace(code, words=f"verdien «{value}» går til {code.words}"))
            else:
                codes[value] = code
        return codes, faults

    def _code(self, rule: Rule, target: str) -> str | Fault:
        if rule.question is None:
            return self._other(rule, target)
        if target in rule.question.missing or _is_answer(rule, target):
            return target
        if target == "blank":
            return ""
        known: dict[str, str] = {}
        for code, status in rule.question.missing.items():
            known.setdefault(status, code)
        if target in known:
            return known[target]
        return _no_status(target) if target in STATUSES else _no_code(rule, target)

    def _other(self, rule: Rule, target: str) -> str | Fault:
        if rule.entry.to != self.book.key:
            return "" if target == "blank" else target
        key = self.register.key(target)
        return key if isinstance(key, str) else replace(key, words=f"«{target}», som {key.words}")


def _is_answer(rule: Rule, target: str) -> bool:
    """Whether a text is an answer to the question; a status is none in a text."""
    assert rule.question is not None
    kind = rule.column.kind if rule.column else "several"
    if kind == "number":
        return isinstance(parse_number(target), float)
    if kind == "cross":
        return target in {"0", "1"}
    if kind == "text":
        return target not in STATUSES
    return target in rule.question.categories


def _no_status(target: str) -> Fault:
    mend = (
        f"Før en kode med {target} under «missing» i kodeboken, eller skriv blank der feltet skal "
        "regnes som tomt."
    )
    return Fault(f"«{target}», men spørsmålet har ingen kode for det", mend)


def _no_code(rule: Rule, target: str) -> Fault:
    assert rule.question is not None
    known = [*rule.question.categories, *rule.question.missing]
    if rule.column and rule.column.kind == "cross":
        known = ["1", "0", *rule.question.missing]
    if rule.column and rule.column.kind == "number":
        return Fault(f"«{target}», som ikke er et tall", "Skriv et tall, eller blank.")
    listed = ", ".join(known[:MOST_NAMED]) + (" …" if len(known) > MOST_NAMED else "")
    near = _only(suggestion(target, known))
    return Fault(f"«{target}», som ikke er en kode i spørsmålet", f"Skriv en av {listed}.{near}")


def _only(near: str) -> str:
    return near if "Mente" in near else ""


def finding_of(rule: Rule, table: RawTable, row: int, fault: Fault, value: str) -> Finding:
    """A fault in a cell of their file, in its place."""
    question = rule.question.number if rule.question else ""
    return fault.at(
        table.file, sheet=table.sheet, row=table.rows[row], question=question,
        column=rule.entry.to, at=rule.place, value=value,
    )  # fmt: skip
