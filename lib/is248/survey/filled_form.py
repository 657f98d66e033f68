"""The rows of one year, each joined to its unit by code: keys, names, years, duplicates, marks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from is248.survey.columns import NAME, SOURCE_YEAR, SYNTHETIC, YEAR
from is248.survey.decisions import DECISIONS_FILE
from is248.survey.findings import MOST_ALIKE, Fault, Finding
from is248.survey.hidden_things import HOLDS_SUMS
from is248.survey.unit_keys import Register  # noqa: TC001 - a dataclass names it

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.survey.codebook import Codebook
    from is248.survey.decisions import Decisions
    from is248.survey.raw_table import RawTable

_GUESSED = Fault(
    "tegnsettet er antatt å være Windows-1252",
    f"Ta med kolonnen «{NAME}», så kontrolleres det mot registeret.",
    "warning",
)
_SILENT = Fault("enheten har ikke svart", "Purr, eller la den stå som ikke besvart.", "warning")
_NO_MARK = Fault("er ikke et merke", "Skriv true i alle rader, eller la dem stå tomme.")
_MIXED = Fault(
    "raden er ikke merket som syntetisk, men andre rader er det",
    "Hold svar som noen har gitt, og syntetiske svar, i hver sin fil.",
)
MOST_NEAR = 20
"""Unknown keys that are met with codes like them; a file of nothing else is not misspelt."""

MARKS = {"true": True, "sann": True, "false": False, "usann": False, "": False}
"""What stands in the column ``synthetic`` → whether nobody gave the answers of the row."""


@dataclass(frozen=True)
class _Source:
    """What places a fault: the file, the units and the columns."""

    table: RawTable
    register: Register
    found: Mapping[str, int]

    def placed(
        self, place: int, column: str, fault: Fault, value: str | None, unit: str, **more: str
    ) -> Finding:
        row, at = self.table.rows[place], self.found.get(column, -1)
        more |= {"unit": unit, "name": self.register.names.get(unit, "")}
        where = {"sheet": self.table.sheet, "row": row, "column": column, "at": at}
        return fault.at(self.table.file, **where, **more, value=value)


@dataclass(frozen=True)
class Form(_Source):
    """The answers of one year, as text, each row joined to its unit.

    Attributes:
        table: The file.
        register: The units that are asked.
        found: Column → its place in the file.
        places: For each row its place in the file's table.
        units: For each row its register key; none stands twice.
        cells: Column of a question → its cells; corrections change them in place.
        source_years: For each row the year that its answers come from.
        synthetic: Whether nobody gave these answers.
        year: Reporting year.
    """

    places: list[int]
    units: list[str]
    cells: dict[str, list[str]]
    source_years: list[int]
    synthetic: bool
    year: int

    def finding(
        self, row: int, column: str, fault: Fault, value: str | None, question: str = ""
    ) -> Finding:
        """A fault in a row of the form, in its place in the file."""
        place, unit = self.places[row], self.units[row]
        return self.placed(place, column, fault, value, unit, question=question)


def build_form(
    table: RawTable,
    found: Mapping[str, int],
    book: Codebook,
    register: Register,
    decisions: Decisions,
) -> tuple[Form, list[Finding]]:
    """Join the rows of a file to the units of a year.

    Args:
        table: The file.
        found: Column → its place in the file, with at least the key.
        book: The codebook.
        register: The units that are asked.
        decisions: Which of several answers from one unit holds.

    Returns:
        The form, with the rows that could be joined, and what is wrong with the others.
    """
    rows = _Rows(table, register, found, book)
    joined = rows.joined()
    kept = rows.without_duplicates(joined, decisions)
    units, places = [unit for _, unit in kept], [place for place, _ in kept]
    rows.check_names(kept)
    rows.check_silence(units)
    names = [name for variable in book.variables for name in variable.columns if name in found]
    cells = {name: [table.columns[found[name]][at] for at in places] for name in names}
    marks = rows.marks(joined)
    years = rows.source_years(kept)
    form = Form(table, register, found, places, units, cells, years, any(marks), book.year)
    return form, rows.findings


@dataclass(frozen=True)
class _Rows(_Source):
    """Reads the columns that are no questions, collecting what is wrong."""

    book: Codebook
    findings: list[Finding] = field(default_factory=list)

    def joined(self) -> list[tuple[int, str]]:
        """Place and key of each row of this year whose unit is known."""
        kept, unknown = [], 0
        sums = {found.row for found in self.table.findings if found.words == HOLDS_SUMS}
        for place, text in enumerate(self._cells(self.book.key)):
            key = self.register.key(text, near=unknown < MOST_NEAR)
            if isinstance(key, Fault):
                if self.table.rows[place] in sums:
                    continue  # told already
                unknown += 1
                if unknown <= MOST_ALIKE:
                    self._add(place, self.book.key, key, text, "")
            elif self._this_year(place, key):
                kept.append((place, key))
        self._count_rest(unknown - MOST_ALIKE)
        return kept

    def _count_rest(self, left: int) -> None:
        """The last unknown key that is told stands for those that are not."""
        if left > 0:
            at = max(n for n, f in enumerate(self.findings) if f.column == self.book.key)
            self.findings[at] = replace(self.findings[at], alike=1 + left)

    def without_duplicates(
        self, joined: list[tuple[int, str]], decisions: Decisions
    ) -> list[tuple[int, str]]:
        """One row per unit: the one that a decision says holds, else the first."""
        places = defaultdict(list)
        for place, unit in joined:
            places[unit].append(place)
        holds = {unit: self._holding(unit, found, decisions) for unit, found in places.items()}
        self._unused_decisions(places, decisions)
        return [(place, unit) for unit, place in holds.items()]

    def check_names(self, kept: list[tuple[int, str]]) -> None:
        """Names never join, but they tell a misread alphabet and a shifted column."""
        if NAME not in self.found and self.table.encoding == "cp1252":
            self.findings.append(_GUESSED.at(self.table.file))
        names = self._cells(NAME)
        for place, unit in kept:
            verdict = self.register.judge(unit, names[place]) if names[place] else "same"
            if fault := _name_fault(verdict, self.register.names[unit]):
                self._add(place, NAME, fault, names[place], unit)

    def check_silence(self, units: Sequence[str]) -> None:
        """Units without a row are listed: they have not answered."""
        file, sheet, there = self.table.file, self.table.sheet, set(units)
        for unit, name in self.register.names.items():
            if unit not in there:
                self.findings.append(_SILENT.at(file, sheet=sheet, unit=unit, name=name))

    def marks(self, joined: list[tuple[int, str]]) -> list[bool]:
        """Whether each row is synthetic; a file with both kinds is an error."""
        texts = self._cells(SYNTHETIC)
        marks = [MARKS.get(texts[place].casefold()) for place, _ in joined]
        mixed = any(marks) and not all(marks)
        for (place, unit), mark in zip(joined, marks, strict=True):
            if mark is None:
                self._add(place, SYNTHETIC, _NO_MARK, texts[place], unit)
        for (place, unit), mark in zip(joined, marks, strict=True):
            if mixed and not mark:
                self._add(place, SYNTHETIC, _MIXED, None, unit)
        return [bool(mark) for mark in marks]

    def source_years(self, kept: list[tuple[int, str]]) -> list[int]:
        """The year that the answers of each row come from; an empty cell is this year."""
        texts, years = self._cells(SOURCE_YEAR), []
        for place, unit in kept:
            text = texts[place]
            year = int(text) if _is_year(text) else self.book.year
            if fault := _source_fault(text, year, self.book.year):
                self._add(place, SOURCE_YEAR, fault, text, unit)
            years.append(year)
        return years

    def _cells(self, column: str) -> list[str]:
        """The cells of a column; empty ones where the file lacks it."""
        at = self.found.get(column)
        return [""] * len(self.table.rows) if at is None else self.table.columns[at]

    def _this_year(self, place: int, unit: str) -> bool:
        text = self._cells(YEAR)[place]
        if YEAR not in self.found or text == str(self.book.year):
            return True
        mend = f"Ta bare med rader for {self.book.year}, eller rett årstallet."
        self._add(place, YEAR, Fault(f"er ikke {self.book.year}", mend), text, unit)
        return False

    def _holding(self, unit: str, places: list[int], decisions: Decisions) -> int:
        if len(places) == 1:
            return places[0]
        rows = {self.table.rows[place]: place for place in places}
        for decision in decisions.duplicates:
            if decision.unit == unit and set(decision.rows) == set(rows):
                return rows[decision.holds]
        words = f"enheten har {len(places)} svar ({_listed([*rows])})"
        mend = f"Si i {DECISIONS_FILE} under «duplicates» hvilken rad som gjelder (rows, holds)."
        for place in places[1:]:
            self._add(place, self.book.key, Fault(words, mend), unit, unit)
        return places[0]

    def _unused_decisions(self, places: Mapping[str, Sequence[int]], decisions: Decisions) -> None:
        for decision in decisions.duplicates:
            rows = [self.table.rows[place] for place in places.get(decision.unit, [])]
            if set(rows) != set(decision.rows):
                words = f"gjelder {_listed(decision.rows)}, men enheten har {_listed(rows)}"
                mend = "Se på radene på nytt; rett «rows» og «holds», eller slett avgjørelsen."
                unit, name = decision.unit, self.register.names.get(decision.unit, "")
                self.findings.append(Fault(words, mend).at(DECISIONS_FILE, unit=unit, name=name))

    def _add(self, place: int, column: str, fault: Fault, value: str | None, unit: str) -> None:
        self.findings.append(self.placed(place, column, fault, value, unit))


def _listed(rows: Sequence[int]) -> str:
    return "rad " + ", ".join(map(str, rows)) if rows else "ingen rad"


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit()  # noqa: PLR2004


def _source_fault(text: str, source: int, year: int) -> Fault | None:
    mend = "Skriv året svarene er fra, eller la feltet stå tomt."
    if text and not _is_year(text):
        return Fault("er ikke et årstall", mend)
    if source > year:
        return Fault(f"er etter {year}", mend)
    if source < year - 1:
        mend = "Kontroller at så gamle svar skal videreføres."
        return Fault(f"er mer enn ett år før {year}", mend, "warning")
    return None


def _name_fault(verdict: str, own: str) -> Fault | None:
    if verdict == "same":
        return None
    if verdict == "letters":
        mend = "Lagre filen som «CSV UTF-8», eller rett bokstavene."
        return Fault(f"skulle vært «{own}»: bokstavene er lest med feil tegnsett", mend)
    if verdict == "other_unit":
        mend = "Sjekk om koder og navn er forskjøvet mot hverandre; koden avgjør hvem som svarer."
        return Fault(f"er navnet på en annen enhet enn koden, som er {own}", mend)
    mend = "Koden gjelder. Rett navnet hvis raden er en annen enhet."
    return Fault(f"er skrevet annerledes enn i registeret («{own}»)", mend, "warning")
