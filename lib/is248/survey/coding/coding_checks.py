"""Check a coded workbook against the answers: every finding at once, or an accepted coding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.base.errors import suggestion
from is248.survey.coding import sheet_layout as layout
from is248.survey.coding.codelist import read_codes
from is248.survey.coding.coding_model import (
    CodedAnswer,
    Coding,
    canonical,
    open_answers,
    split_codes,
    text_sum,
)
from is248.survey.coding.sheet_reading import CodedFile, Row, check_subject
from is248.survey.findings import failed, ordered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from is248.base.paths import Project
    from is248.survey.answers import Answers
    from is248.survey.coding.coding_model import Code, OpenAnswer
    from is248.survey.findings import Finding

UNUSED = "Slett koden, eller la den stå hvis tabellen skal vise den med 0."
NEAR = " Mente du"
UNKNOWN = (
    "er ikke ID-en til noe svar", "en ID fra den eksporterte filen",
    "Kopier ID-en derfra, eller slett raden.",
)  # fmt: skip
JOIN = "Samle kodene i den ene raden, og slett den andre."
NO_ROW = ("har ingen rad", "én rad per svar", "Hent raden fra den eksporterte filen, og kod den.")
UNCODED = "Gi svaret minst én kode; lag en egen kode for svar som ikke sier noe."


@dataclass(frozen=True)
class Checked:
    """What came of a workbook.

    Attributes:
        findings: Everything to mend or to know, as it stands in the workbook.
        coding: The coding; None as long as there is an error.
    """

    findings: tuple[Finding, ...]
    coding: Coding | None


def check_file(
    file: CodedFile, answers: Answers, variable: str, project: Project | None = None
) -> Checked:
    """Check a coded workbook.

    Args:
        file: The workbook.
        answers: The prepared answers that it was exported from.
        variable: The open question.
        project: The project; found when not given.

    Returns:
        All findings, and the coding when none of them is an error.

    Raises:
        DataError: The workbook is about another question.
    """
    check_subject(file, answers.codebook.year, variable)
    known = {answer.id: answer for answer in open_answers(answers, variable, project)}
    codes, findings = read_codes(file.codes)
    rows, strays = _match(file, known)
    findings += strays
    for key, row in rows.items():
        findings += _text_faults(row, known[key])
        findings += _code_faults(row, [code.code for code in codes])
    findings += _never_used(file, codes)
    if failed(findings):
        return Checked(tuple(ordered(findings)), None)
    year, coded = answers.codebook.year, _coded(codes, rows, known)
    same = {"year": year, "variable": variable, "synthetic": answers.synthetic}
    coding = Coding.model_validate({**same, "codes": codes, "answers": coded})
    return Checked(tuple(ordered(findings)), coding)


def _coded(
    codes: tuple[Code, ...], rows: Mapping[str, Row], known: Mapping[str, OpenAnswer]
) -> dict[str, CodedAnswer]:
    order = [code.code for code in codes]
    coded = {}
    for key in sorted(rows):
        given = tuple(sorted(split_codes(rows[key].text(layout.CODES)), key=order.index))
        coded[key] = CodedAnswer(codes=given, sha256=text_sum(known[key].text))
    return coded


def _match(
    file: CodedFile, known: Mapping[str, OpenAnswer]
) -> tuple[dict[str, Row], list[Finding]]:
    """Answer id → its row, and what does not match."""
    rows: dict[str, Row] = {}
    findings = []
    for row in file.answers:
        key = row.text(layout.ANSWER_ID).casefold()
        if key not in known:
            findings.append(row.found(layout.ANSWER_ID, *UNKNOWN))
        elif rows.setdefault(key, row) is not row:
            problem, mend = f"står også i rad {rows[key].number}", JOIN
            findings.append(row.found(layout.ANSWER_ID, problem, "ett svar per rad", mend))
    nowhere = Row(file.name, layout.ANSWERS_SHEET, None, {})
    lost = [key for key in known if key not in rows]
    return rows, findings + [nowhere.found(layout.ANSWER_ID, *NO_ROW, value=key) for key in lost]


def _text_faults(row: Row, answer: OpenAnswer) -> Iterator[Finding]:
    if canonical(row.text(layout.TEXT)) != canonical(layout.shown(answer.text)):
        problem = "er endret etter eksporten" if row.text(layout.TEXT) else "teksten er borte"
        mend = f"Hent teksten til {answer.id} fra den eksporterte filen; "
        mend += f"skriv egne ord i «{layout.REMARK}»."
        yield row.found(layout.TEXT, problem, "svaret slik det ble eksportert", mend)


def _code_faults(row: Row, known: list[str]) -> Iterator[Finding]:
    given = split_codes(row.text(layout.CODES))
    if not given:
        yield row.found(layout.CODES, "svaret er ikke kodet", "minst én kode", UNCODED)
    elif not row.is_typed(layout.CODES):
        mend = "Sett cellens format til tekst, og skriv kodene med semikolon: 3;7."
        yield row.found(layout.CODES, "er gjort om av regnearket", "koder", mend)
    else:
        yield from _unknown_codes(row, given, known)
        for code in dict.fromkeys(c for c in given if given.count(c) > 1):
            words = ("står flere ganger i samme svar", "hver kode én gang", "Slett den ene.")
            yield row.found(layout.CODES, *words, value=code)


def _unknown_codes(row: Row, given: list[str], known: list[str]) -> Iterator[Finding]:
    for code in dict.fromkeys(given):
        if code not in known:
            near = suggestion(code, known)
            near = near if near.startswith(NEAR) else ""  # the whole list stands in its sheet
            expected = f"koder fra arket «{layout.CODES_SHEET}», med semikolon mellom"
            mend = f"Rett koden, eller før den opp i arket «{layout.CODES_SHEET}».{near}"
            yield row.found(layout.CODES, "er en ukjent kode", expected, mend, value=code)


def _never_used(file: CodedFile, codes: tuple[Code, ...]) -> Iterator[Finding]:
    used = {code for row in file.answers for code in split_codes(row.text(layout.CODES))}
    places = {row.text(layout.CODE).casefold(): row for row in reversed(file.codes)}
    for code in codes:
        if code.code not in used:
            words = ("er aldri brukt", "minst ett svar med koden", UNUSED)
            row = places[code.code]
            yield row.found(layout.CODE, *words, value=code.code, severity="warning")
