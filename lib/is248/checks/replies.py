"""Answers to the control questions, read back from the list into decisions.yml."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

import yaml

from is248.base.errors import UserError, suggestion
from is248.base.exchange import write_whole
from is248.checks.control_workbook import ANSWERS, CELL_COLUMNS, CELLS, QUESTION_COLUMNS, QUESTIONS
from is248.survey.decisions import DECISIONS_FILE, Change, Decisions, Meaning, load_decisions
from is248.survey.findings import Fault, Finding
from is248.survey.grammar import number_text, parse_number

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from is248.survey.answers import Answers

MEANING: Mapping[str, Meaning] = {words.casefold(): key for key, words in ANSWERS.items()}
"""Answer, in small letters → decision."""

NO_REASON: Mapping[str, str] = {
    "real_change": "Enheten bekrefter tallet.",
    "changed_practice": "Enheten har endret måten den rapporterer på.",
    "error": "Enheten har rettet tallet.",
}
HEADER = (
    "# What the municipalities said to the control questions. Written by «is248 check --replies»;\n"
    "# entries may be added and mended by hand.\n"
)


@dataclass(frozen=True)
class Signature:
    """Who took the answers in, and when."""

    who: str
    date: dt.date


@dataclass(frozen=True)
class Replies:
    """What came back.

    Attributes:
        changes: One per answered question, and one per corrected value.
        open: Questions without an answer.
        findings: Rows that cannot be used.
    """

    changes: Sequence[Change]
    open: int
    findings: Sequence[Finding]


def has_replies(path: Path) -> bool:
    """Whether a list has been filled in."""
    rows, cells = _sheets(path)
    filled = [row["Svar"] or row["Forklaring"] for row in rows]
    return any([*filled, *(row["Skal være"] for row in cells)])


def read_replies(path: Path, answers: Answers, signature: Signature) -> Replies:
    """Read a list that was filled in.

    Args:
        path: The workbook.
        answers: The answers that the questions were about.
        signature: Who takes them in.

    Returns:
        The decisions, and every row that cannot be used.

    Raises:
        UserError: The file is not such a list.
    """
    rows, cells = _sheets(path)
    reader = _Reader(path.name, answers, signature)
    fixed = [found for at, row in enumerate(cells, 2) if (found := reader.cell(at, row, rows))]
    given = [found for at, row in enumerate(rows, 2) if (found := reader.question(at, row))]
    changes = [found for found in (*given, *fixed) if isinstance(found, Change)]
    findings = [found for found in (*given, *fixed) if isinstance(found, Finding)]
    mended = {change.unit for change in fixed if isinstance(change, Change)}
    findings += reader.without_number(rows, mended)
    return Replies(changes, sum(not row["Svar"] for row in rows), findings)


@dataclass(frozen=True)
class _Reader:
    """Reads rows of one list."""

    file: str
    answers: Answers
    signature: Signature

    def question(self, at: int, row: Mapping[str, str]) -> Change | Finding | None:
        """The decision of a row; None when it is open, or when its numbers are what counts."""
        if not row["Svar"]:
            return None
        decision = MEANING.get(row["Svar"].casefold())
        if decision is None:
            mend = "Velg et av svarene i listen." + suggestion(row["Svar"], ANSWERS.values())
            return self._finding(QUESTIONS, at, row, Fault("er ikke et av svarene", mend))
        if row["Kode"] not in self.answers.values.index:
            return self._finding(QUESTIONS, at, row, Fault("har en ukjent kode", "Rett koden."))
        if decision == "error":
            return None
        reason = row["Forklaring"] or NO_REASON[decision]
        return self._change(row["Kode"], row["Sum"], decision, reason)

    def cell(
        self, at: int, row: Mapping[str, str], questions: Sequence[Mapping[str, str]]
    ) -> Change | Finding | None:
        """The corrected value of a row; None when it stands."""
        if not row["Skal være"]:
            return None
        new = parse_number(row["Skal være"])
        if not isinstance(new, float):
            return self._finding(CELLS, at, row, new)
        if words := self._misplaced(row):
            return self._finding(CELLS, at, row, Fault(words, "Lag listen på nytt."))
        said = [q["Forklaring"] for q in questions if q["Kode"] == row["Kode"] and q["Forklaring"]]
        reason = said[0] if said else NO_REASON["error"]
        values = {"expected": row["Rapportert"], "new": number_text(new)}
        return self._change(row["Kode"], row["Variabel"], "error", reason, **values)

    def without_number(
        self, rows: Sequence[Mapping[str, str]], mended: set[str]
    ) -> Iterator[Finding]:
        """Answers that a number is wrong from units that gave no other."""
        for at, row in enumerate(rows, 2):
            if MEANING.get(row["Svar"].casefold()) == "error" and row["Kode"] not in mended:
                mend = f"Skriv det riktige tallet i arket «{CELLS}», kolonnen «Skal være»."
                if str(self.answers.values.dtypes.get(row["Sum"], "")).startswith("string"):
                    mend = "Svaret er ikke et tall: rett det i corrections.yml og tøm «Svar» her."
                yield self._finding(QUESTIONS, at, row, Fault("mangler riktig tall", mend))

    def _misplaced(self, row: Mapping[str, str]) -> str:
        values = self.answers.values
        if row["Kode"] not in values.index or row["Variabel"] not in values.columns:
            return "gjelder en enhet eller variabel som ikke finnes"
        found = values[row["Variabel"]].astype("float64")[row["Kode"]]
        same = number_text(float(found)) == row["Rapportert"]
        return "" if same else "gjelder et tall som er endret siden listen ble laget"

    def _change(
        self, unit: str, variable: str, decision: Meaning, reason: str, **values: str
    ) -> Change:
        signed = {"reason": reason, "who": self.signature.who, "date": self.signature.date}
        about = {"unit": unit, "variable": variable, "decision": decision}
        return Change.model_validate({**about, **values, **signed})

    def _finding(self, sheet: str, at: int, row: Mapping[str, str], fault: Fault) -> Finding:
        value = row["Svar" if sheet == QUESTIONS else "Skal være"]
        who = {"unit": row["Kode"], "name": row["Navn"]}
        return fault.at(self.file, sheet=sheet, row=at, **who, value=value)


def store(replies: Replies, folder: Path) -> Path:
    """Add the decisions to those of the year; a later answer to the same takes the place of one.

    Args:
        replies: What came back, without findings.
        folder: ``data/survey/<year>``.

    Returns:
        The file that was written.

    Raises:
        DataError: The decisions that are there cannot be read.
    """
    known = load_decisions(folder)
    answered = {(change.unit, change.variable) for change in replies.changes}
    kept = [c for c in known.changes if (c.unit, c.variable) not in answered]
    new = {(c.unit, c.variable, c.decision): c for c in replies.changes}
    merged = Decisions(duplicates=known.duplicates, changes=(*kept, *new.values()))
    content = merged.model_dump(exclude_none=True, exclude_defaults=True)
    plain = {name: [dict(entry) for entry in entries] for name, entries in content.items()}
    for entry in plain.get("duplicates", []):
        entry["rows"] = list(entry["rows"])
    path = folder / DECISIONS_FILE
    text = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=100)
    write_whole(path, _head(path) + text)
    return path


def _head(path: Path) -> str:
    """The comment that the file begins with."""
    lines = path.read_text("utf-8").splitlines(keepends=True) if path.is_file() else []
    return "".join(takewhile(lambda line: line.startswith("#"), lines)) or HEADER


def _sheets(path: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in (QUESTIONS, CELLS)}
    except (OSError, python_calamine.CalamineError, python_calamine.WorksheetNotFound) as error:
        raise UserError(
            f"«{path.name}» er ikke en liste med kontrollspørsmål: arkene «{QUESTIONS}» og "
            f"«{CELLS}» ventes."
        ) from error
    columns = {QUESTIONS: QUESTION_COLUMNS, CELLS: CELL_COLUMNS}
    rows, cells = (_rows(sheets[name], expected, path) for name, expected in columns.items())
    return rows, cells


def _rows(
    sheet: Sequence[Sequence[object]], columns: Mapping[str, int], path: Path
) -> list[dict[str, str]]:
    header = [_text(value) for value in sheet[0]] if sheet else []
    if missing := [name for name in columns if name not in header]:
        raise UserError(f"«{path.name}» mangler kolonnen «{missing[0]}».")
    rows = [dict(zip(header, map(_text, row), strict=False)) for row in sheet[1:]]
    return [row for row in rows if any(row.values())]


def _text(value: object) -> str:
    return number_text(value) if isinstance(value, float) else str(value).strip()
