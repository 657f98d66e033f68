"""Check a coded workbook against the answers: every finding at once, or an accepted coding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from is248.base.errors import suggestion
from is248.survey.coding.codelist import read_codes
from is248.survey.coding.coding_findings import found
from is248.survey.coding.coding_model import CodedAnswer, Coding, canonical, split_codes, text_sum
from is248.survey.coding.open_answers import open_answers
from is248.survey.coding.sheet_layout import (
    ANSWER_ID,
    ANSWERS_SHEET,
    CODE,
    CODES,
    CODES_SHEET,
    TEXT,
    shown,
)
from is248.survey.coding.sheet_reading import CodedFile, Row, check_subject
from is248.survey.findings import Finding, failed, ordered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from is248.base.paths import Project
    from is248.survey.answers import Answers
    from is248.survey.coding.coding_model import Code, OpenAnswer

UNUSED = "Slett koden, eller la den stå hvis tabellen skal vise den med 0."
NEAR = " Mente du"
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
    codes, findings = read_codes(file.name, file.codes)
    rows, strays = _match(file, known)
    findings += strays
    for key, row in rows.items():
        findings += _text_faults(file.name, row, known[key])
        findings += _code_faults(file.name, row, codes)
    findings += _never_used(file, codes)
    coding = None if failed(findings) else _coding(answers, variable, codes, rows, known)
    return Checked(tuple(ordered(findings)), coding)


def _coding(
    answers: Answers,
    variable: str,
    codes: tuple[Code, ...],
    rows: Mapping[str, Row],
    known: Mapping[str, OpenAnswer],
) -> Coding:
    order = {code.code: at for at, code in enumerate(codes)}
    coded = {
        key: CodedAnswer(
            codes=tuple(sorted(split_codes(rows[key].text(CODES)), key=order.__getitem__)),
            sha256=text_sum(known[key].text),
        )
        for key in sorted(rows)
    }
    return Coding(
        year=answers.codebook.year,
        variable=variable,
        synthetic=answers.synthetic,
        codes=codes,
        answers=coded,
    )


def _match(
    file: CodedFile, known: Mapping[str, OpenAnswer]
) -> tuple[dict[str, Row], list[Finding]]:
    """Answer id → its row, and what does not match."""
    rows: dict[str, Row] = {}
    findings = []
    for row in file.answers:
        key = row.text(ANSWER_ID).casefold()
        if key not in known:
            findings.append(_unknown_id(file.name, row))
        elif key in rows:
            findings.append(_same_id(file.name, row, rows[key]))
        else:
            rows[key] = row
    findings += [_no_row(file.name, key) for key in known if key not in rows]
    return rows, findings


def _at(name: str, row: Row, column: str, *words: str) -> Finding:
    problem, expected, mend = words
    cell = row.text(column)
    return found((name, ANSWERS_SHEET), row.number, column, cell, (problem, expected, mend))


def _unknown_id(name: str, row: Row) -> Finding:
    return _at(
        name,
        row,
        ANSWER_ID,
        "er ikke ID-en til noe svar",
        "en ID fra den eksporterte filen",
        "Kopier ID-en derfra, eller slett raden.",
    )


def _same_id(name: str, row: Row, first: Row) -> Finding:
    return _at(
        name,
        row,
        ANSWER_ID,
        f"står også i rad {first.number}",
        "ett svar per rad",
        "Samle kodene i den ene raden, og slett den andre.",
    )


def _no_row(name: str, key: str) -> Finding:
    mend = "Hent raden fra den eksporterte filen, og kod den."
    words = ("har ingen rad", "én rad per svar", mend)
    return found((name, ANSWERS_SHEET), None, ANSWER_ID, key, words)


def _text_faults(name: str, row: Row, answer: OpenAnswer) -> Iterator[Finding]:
    if canonical(row.text(TEXT)) == canonical(shown(answer.text)):
        return
    lost = not row.text(TEXT)
    yield _at(
        name,
        row,
        TEXT,
        "teksten er borte" if lost else "er endret etter eksporten",
        "svaret slik det ble eksportert",
        f"Hent teksten til {answer.id} fra den eksporterte filen; skriv egne ord i «Merknad».",
    )


def _code_faults(name: str, row: Row, codes: tuple[Code, ...]) -> Iterator[Finding]:
    text = row.text(CODES)
    given = split_codes(text)
    if not given:
        yield _at(name, row, CODES, "svaret er ikke kodet", "minst én kode", UNCODED)
    elif not row.is_typed(CODES):
        mend = "Sett cellens format til tekst, og skriv kodene med semikolon: 3;7."
        yield _at(name, row, CODES, "er gjort om av regnearket", "koder", mend)
    else:
        known = [code.code for code in codes]
        yield from _unknown_codes(name, row, given, known)
        yield from _repeated(name, row, given)


def _unknown_codes(name: str, row: Row, given: list[str], known: list[str]) -> Iterator[Finding]:
    for code in dict.fromkeys(given):
        if code not in known:
            near = suggestion(code, known)
            near = near if near.startswith(NEAR) else ""  # the whole list stands in its sheet
            expected = f"koder fra arket «{CODES_SHEET}», med semikolon mellom"
            mend = f"Rett koden, eller før den opp i arket «{CODES_SHEET}».{near}"
            words = ("er en ukjent kode", expected, mend)
            yield found((name, ANSWERS_SHEET), row.number, CODES, code, words)


def _repeated(name: str, row: Row, given: list[str]) -> Iterator[Finding]:
    for code in dict.fromkeys(c for c in given if given.count(c) > 1):
        words = ("står flere ganger i samme svar", "hver kode én gang", "Slett den ene.")
        yield found((name, ANSWERS_SHEET), row.number, CODES, code, words)


def _never_used(file: CodedFile, codes: tuple[Code, ...]) -> Iterator[Finding]:
    used = {code for row in file.answers for code in split_codes(row.text(CODES))}
    places = {row.text(CODE).casefold(): row.number for row in reversed(file.codes)}
    for code in codes:
        if code.code not in used:
            words = ("er aldri brukt", "minst ett svar med koden", UNUSED)
            row = places[code.code]
            yield found((file.name, CODES_SHEET), row, CODE, code.code, words, severity="warning")
