"""The list of control questions as a workbook: read by people, filled in, and read back."""

from __future__ import annotations

import datetime as dt
import io
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd
import xlsxwriter

from is248.base.numbers import format_number
from is248.checks.control_questions import GROUP_WORDS, fte
from is248.checks.letters import ANSWERS
from is248.survey.grammar import number_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.checks.control_questions import Question
    from is248.year.labels import Labels

QUESTIONS, CELLS, FINDINGS, ABOUT = "Spørsmål", "Årsverk", "Alle funn", "Les først"
QUESTION_COLUMNS: Mapping[str, int] = {
    "Kode": 9, "Navn": 22, "Nr.": 5, "Gjelder": 34, "Sum": 22, "Dere rapporterte": 52,
    "Vi ventet": 46, "Vi spør": 40, "Svar": 18, "Forklaring": 40, "Svar fra før": 18,
}  # fmt: skip
CELL_COLUMNS: Mapping[str, int] = {
    "Kode": 9, "Navn": 22, "Spørsmål": 9, "Gjelder": 52, "Variabel": 44, "Rapportert": 12,
    "Skal være": 12,
}  # fmt: skip
FINDING_COLUMNS: Mapping[str, int] = {
    "Kode": 9, "Navn": 22, "Kontroll": 40, "Gjelder": 16, "Verdi": 10, "Ventet": 10, "Fra": 10,
    "Til": 10, "Alvor": 14, "Spørsmål sendt": 14,
}  # fmt: skip
"""Header → width in characters."""

SEVERITY: Mapping[str, str] = {
    "contradiction": "motsigelse",
    "unusual": "uvanlig",
    "note": "merknad",
}
SYNTHETIC = (
    "SYNTETISK EKSEMPEL: tallene er laget for å prøve ut kompendiet. Ingen kommune har rapportert "
    "dem, og listen skal ikke sendes."
)
RESTRICTED = (
    "Listen er laget av svarene på IS-24/8. Den er til bruk i kvalitetskontrollen og skal ikke "
    "spres videre."
)
LINE_PT = 15.0
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class ControlList:
    """What the list holds.

    Attributes:
        year: The reporting year.
        questions: All questions, by unit.
        cells: The FTE cells of the units asked: ``unit``, ``number``, ``label``, ``variable``,
            ``value``.
        findings: All findings.
        asked: Checks that are asked about.
        names: Register key → name.
        synthetic: Whether nobody gave the answers.
        told: (unit, sum) → answer that was taken in before, in words.
    """

    year: int
    questions: Sequence[Question]
    cells: pd.DataFrame
    findings: pd.DataFrame
    asked: frozenset[str]
    names: Mapping[str, str]
    synthetic: bool
    told: Mapping[tuple[str, str], str] = field(default_factory=dict)


def workbook_bytes(content: ControlList, labels: Labels) -> bytes:
    """The workbook; the same content gives the same bytes.

    Args:
        content: What it holds.
        labels: Display names.

    Returns:
        An .xlsx file whose cells are texts and numbers, never formulas.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    book.set_properties({"created": dt.datetime(2000, 1, 1)})  # a fixed mark
    writer = _Writer(book)
    writer.lines(ABOUT, _about(content))
    questions = writer.sheet(QUESTIONS, QUESTION_COLUMNS, _question_rows(content))
    _choices(questions, len(content.questions))
    writer.sheet(CELLS, CELL_COLUMNS, _cell_rows(content))
    writer.sheet(FINDINGS, FINDING_COLUMNS, _finding_rows(content, labels))
    book.close()
    return buffer.getvalue()


class _Writer:
    """Writes sheets of text."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - xlsxwriter has no types
        self.book = book
        self.bold = book.add_format({"bold": True, "bottom": 1, "valign": "bottom"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})

    def sheet(self, name: str, columns: Mapping[str, int], rows: Sequence[Sequence[str]]) -> Any:  # noqa: ANN401
        sheet = self.book.add_worksheet(name)
        for at, (label, width) in enumerate(columns.items()):
            sheet.write_string(0, at, label, self.bold)
            sheet.set_column(at, at, width)
        for row, texts in enumerate(rows, start=1):
            sheet.set_row(row, LINE_PT * _lines(texts, list(columns.values())))
            for at, text in enumerate(texts):
                sheet.write_string(row, at, text, self.wrap)
        sheet.freeze_panes(1, 2)
        _page(sheet)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
        return sheet

    def lines(self, name: str, lines: Sequence[str]) -> None:
        sheet = self.book.add_worksheet(name)
        sheet.set_column(0, 0, 110)
        for row, text in enumerate(lines):
            sheet.write_string(row, 0, text, self.bold if row == 0 else self.wrap)


def _lines(texts: Sequence[str], widths: Sequence[int]) -> int:
    """Lines that the longest cell of a row takes; half a word is lost on each."""
    return (
        max(math.ceil(len(text) / (width - 3)) for text, width in zip(texts, widths, strict=True))
        or 1
    )


def _page(sheet: Any) -> None:  # noqa: ANN401 - xlsxwriter has no types
    """On paper: A4 across, all columns on one page, the header on each."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _choices(sheet: Any, rows: int) -> None:  # noqa: ANN401 - xlsxwriter has no types
    at = list(QUESTION_COLUMNS).index("Svar")
    choices = {"validate": "list", "source": list(ANSWERS.values())}
    sheet.data_validation(1, at, max(rows, 1), at, choices)


def _about(content: ControlList) -> list[str]:
    units = len({question.unit for question in content.questions})
    return [
        f"Kontrollspørsmål til rapporteringen på IS-24/8 for {content.year}",
        SYNTHETIC if content.synthetic else RESTRICTED,
        f"{format_number(len(content.questions))} spørsmål til {format_number(units)} enheter.",
        f"Arket «{QUESTIONS}»: ett spørsmål per rad. Velg «{'», «'.join(ANSWERS.values())}» i "
        "kolonnen «Svar», og skriv gjerne en forklaring.",
        f"Arket «{CELLS}»: årsverkene som de samme enhetene har ført. Er et tall feil, skriv det "
        "riktige i kolonnen «Skal være» på samme rad, med komma foran desimalene.",
        f"Arket «{FINDINGS}»: alt som kontrollene fant, også det ingen blir spurt om.",
        f"Les svarene inn med «is248 check {content.year} --replies FIL --who NAVN».",
        "Ikke endre kolonnene «Kode», «Sum», «Variabel» og «Rapportert»: de brukes når svarene "
        "leses inn.",
    ]


def _question_rows(content: ControlList) -> list[list[str]]:
    rows, numbers = [], dict.fromkeys((q.unit for q in content.questions), 0)
    for q in content.questions:
        numbers[q.unit] += 1
        who = [q.unit, content.names.get(q.unit, ""), str(numbers[q.unit])]
        told = content.told.get((q.unit, q.variable), "")
        rows.append([*who, q.heading, q.variable, q.reported, q.expected, q.ask, "", "", told])
    return rows


def _cell_rows(content: ControlList) -> list[list[str]]:
    return [
        [c["unit"], content.names.get(c["unit"], ""), c["number"], c["label"], c["variable"],
         "" if pd.isna(c["value"]) else number_text(float(c["value"])), ""]
        for c in content.cells.to_dict("records")
    ]  # fmt: skip


def _finding_rows(content: ControlList, labels: Labels) -> list[list[str]]:
    checks = labels.category("quality_check").values
    return [
        [
            f["unit"],
            content.names.get(f["unit"], ""),
            checks[f["check"]].label,
            GROUP_WORDS[f["group"]],
            *(_number(f[name]) for name in ("value", "expected", "low", "high")),
            SEVERITY[f["severity"]],
            "ja" if f["check"] in content.asked else "nei",
        ]
        for f in content.findings.to_dict("records")
    ]


def _number(value: float) -> str:
    return "" if pd.isna(value) else fte(value)
