"""The list of control questions as a workbook, read by people and read back; and the letters."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from textwrap import TextWrapper
from typing import TYPE_CHECKING, Any

import pandas as pd

from is248.base.numbers import format_number
from is248.base.text_workbook import TextWorkbook, on_paper
from is248.checks.control_questions import GROUP_WORDS, fte
from is248.survey.grammar import number_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from is248.checks.control_questions import Question
    from is248.survey.decisions import Meaning
    from is248.year.labels import Labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from is248.checks.control_questions import Question
    from is248.year.labels import Labels

ANSWERS: Mapping[Meaning, str] = {
    "real_change": "Tallet er riktig",
    "changed_practice": "Endret praksis",
    "error": "Feil",
}
"""Decision → the answer that stands for it in the letter and in the list."""

_MEANING: Mapping[Meaning, str] = {
    "real_change": "Tjenesten er slik tallet sier; en endring er reell.",
    "changed_practice": "Tjenesten er som før, men dere teller eller fordeler på en ny måte.",
    "error": "Et av tallene eller svarene er galt. Skriv det riktige.",
}

_NOT_TO_BE_SENT = (
    "SYNTETISK EKSEMPEL. SKAL IKKE SENDES.\n"
    "Tallene er laget for å prøve ut kompendiet. De er ikke rapportert av noen kommune.\n"
)

WIDTH = 88


def letter(
    questions: Sequence[Question], about: Mapping[str, str], year: int, *, synthetic: bool
) -> str:
    """The text to a unit.

    Args:
        questions: The questions to it, at least one.
        about: The unit's ``name`` and ``kind`` in the register, and ``city``, what it may be a
            part of.
        year: The reporting year.
        synthetic: Whether nobody gave the answers; the text then says so first.

    Returns:
        Plain text with lines of at most :data:`WIDTH` characters where words allow it.
    """
    warning = _NOT_TO_BE_SENT if synthetic else ""
    parts = [
        warning,
        f"Til {addressee(about)}\nved fagansvarlig for psykisk helse- og rusarbeid\n",
        f"Kontrollspørsmål til rapporteringen på IS-24/8 for {year}\n",
        _opening(len(questions)),
        *(_paragraph(at, question) for at, question in enumerate(questions, start=1)),
        _closing(),
    ]
    return "\n".join(_wrapped(part) for part in parts if part)


def addressee(about: Mapping[str, str]) -> str:
    """Whom the letter is to: "Halden kommune", "Bydel Sagene, Oslo kommune"."""
    if about["kind"] == "municipality":
        return f"{about['name']} kommune"
    city = about["city"]
    return f"{about['name'].removeprefix(f'{city} ')}, {city} kommune"


def _opening(count: int) -> str:
    what = "ett forhold" if count == 1 else "noen forhold"
    return (
        "Takk for at dere har rapportert. Vi går gjennom alle svarene før tallene tas i bruk, og "
        f"vil gjerne spørre dere om {what}. At vi spør, betyr ikke at noe er galt: tall kan være "
        "uvanlige og likevel riktige.\n"
    )


def _paragraph(at: int, question: Question) -> str:
    return (
        f"{at}. {question.heading}\n{question.reported} {question.expected}\n"
        f"Vi spør: {question.ask}\n"
    )


def _closing() -> str:
    choices = "\n".join(f"- {words}: {_MEANING[key]}" for key, words in ANSWERS.items())
    return (
        "Slik svarer dere\n"
        "Gi ett av disse svarene på hvert spørsmål:\n"
        f"{choices}\n"
        "Legg gjerne til en kort forklaring. Vi setter pris på svar innen to uker. Får vi ikke "
        "svar, blir tallene stående slik dere sendte dem.\n\n"
        "Takk for hjelpen!\n"
    )


def _wrapped(part: str) -> str:
    whole = TextWrapper(WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(whole.fill(line) for line in part.split("\n"))


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
    "Kode": 9, "Navn": 22, "Kontroll": 40, "Gjelder": 40, "Verdi": 10, "Ventet": 10, "Fra": 10,
    "Til": 10, "Alvor": 14, "Spørsmål sendt": 14,
}  # fmt: skip
"""Header → width in characters."""

SEVERITY: Mapping[str, str] = {
    "contradiction": "motsigelse", "unusual": "uvanlig", "note": "merknad",
}  # fmt: skip
SYNTHETIC = (
    "SYNTETISK EKSEMPEL: tallene er laget for å prøve ut kompendiet. Ingen kommune har rapportert "
    "dem, og listen skal ikke sendes."
)
RESTRICTED = (
    "Listen er laget av svarene på IS-24/8. Den er til bruk i kvalitetskontrollen og skal ikke "
    "spres videre."
)
LINE_PT = 15.0
ABOUT_TITLE = "Kontrollspørsmål til rapporteringen på IS-24/8 for {year}"
ABOUT_WIDTH, A4 = 110, 9
_STYLES = {
    "head": {"bold": True, "bottom": 1, "valign": "bottom"},
    "text": {"text_wrap": True, "valign": "top"},
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
        labels: Question → label.
    """

    year: int
    questions: Sequence[Question]
    cells: pd.DataFrame
    findings: pd.DataFrame
    asked: frozenset[str]
    names: Mapping[str, str]
    synthetic: bool
    told: Mapping[tuple[str, str], str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


def workbook_bytes(content: ControlList, labels: Labels) -> bytes:
    """The workbook; the same content gives the same bytes.

    Args:
        content: What it holds.
        labels: Display names.

    Returns:
        An .xlsx file whose cells are texts and numbers, never formulas.
    """
    book = TextWorkbook(_STYLES)
    about = book.book.add_worksheet(ABOUT)
    about.set_column(0, 0, ABOUT_WIDTH)
    about.write_string(0, 0, ABOUT_TITLE.format(year=content.year), book.styles["head"])
    book.fill(about, _about(content), "text")
    questions = _sheet(book, QUESTIONS, QUESTION_COLUMNS, _question_rows(content))
    at = list(QUESTION_COLUMNS).index("Svar")
    choices = {"validate": "list", "source": list(ANSWERS.values())}
    questions.data_validation(1, at, max(len(content.questions), 1), at, choices)
    _sheet(book, CELLS, CELL_COLUMNS, _cell_rows(content))
    _sheet(book, FINDINGS, FINDING_COLUMNS, _finding_rows(content, labels))
    return book.content()


def _sheet(
    book: TextWorkbook, name: str, columns: Mapping[str, int], rows: Sequence[Sequence[str]]
) -> Any:  # noqa: ANN401 - xlsxwriter has no types
    sheet = book.table(name, columns, frozen=2)
    book.fill(sheet, rows, "text")
    for row, texts in enumerate(rows, start=1):
        sheet.set_row(row, LINE_PT * _lines(texts, list(columns.values())))
    sheet.set_paper(A4)
    on_paper(sheet)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    return sheet


def _lines(texts: Sequence[str], widths: Sequence[int]) -> int:
    """Lines that the longest cell of a row takes; half a word is lost on each."""
    cells = zip(texts, widths, strict=True)
    return max(math.ceil(len(text) / (width - 3)) for text, width in cells) or 1


def _about(content: ControlList) -> Iterator[tuple[str]]:
    units = len({question.unit for question in content.questions})
    lines = [
        SYNTHETIC if content.synthetic else RESTRICTED,
        f"{format_number(len(content.questions))} spørsmål til {format_number(units)} enheter.",
        f"Arket «{QUESTIONS}»: ett spørsmål per rad. Velg «{'», «'.join(ANSWERS.values())}» i "
        "kolonnen «Svar», og skriv gjerne en forklaring.",
        f"Arket «{CELLS}»: årsverkene som de samme enhetene har ført, og andre tall og kryss (1 og "
        "0) som det spørres om. Er et tall feil, skriv det "
        "riktige i kolonnen «Skal være» på samme rad, med komma foran desimalene.",
        f"Arket «{FINDINGS}»: alt som kontrollene fant, også det ingen blir spurt om.",
        f"Les svarene inn med «is248 check {content.year} --replies FIL --who NAVN».",
        "Ikke endre kolonnene «Kode», «Sum», «Variabel» og «Rapportert»: de brukes når svarene "
        "leses inn.",
    ]
    return ((line,) for line in lines)


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
    rows = []
    for f in content.findings.to_dict("records"):
        who = [f["unit"], content.names.get(f["unit"], "")]
        about = content.labels.get(f["variable"], GROUP_WORDS[f["group"]])
        what = [checks[f["check"]].label, _beside(about, content.names.get(f["side"], ""))]
        cells = [f[name] for name in ("value", "expected", "low", "high")]
        numbers = ["" if pd.isna(value) else fte(value) for value in cells]
        sent = "ja" if f["check"] in content.asked else "nei"
        rows.append([*who, *what, *numbers, SEVERITY[f["severity"]], sent])
    return rows


def _beside(about: str, other: str) -> str:
    """What a finding is about, with the other unit where numbers are those of another."""
    return f"{about}; som {other}" if other else about
