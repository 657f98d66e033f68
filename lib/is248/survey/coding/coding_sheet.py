"""The coding workbook: the answers with one cell for codes, the code list, and how to do it.

One cell holds all codes of an answer («3;7»). A coder types and presses Enter, row after row; a
code that is new needs one line in the code list and no new column, and twenty codes need no
scrolling sideways. The cell turns red while it holds a code that is not in the list.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from is248.base.paths import Project, find_project
from is248.base.text_workbook import TextWorkbook, on_paper
from is248.survey.coding import sheet_layout as layout
from is248.survey.coding.codelist import first_list
from is248.survey.coding.coding_model import (
    SEPARATOR,
    coding_path,
    load_coding,
    open_answers,
    open_question,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from is248.survey.answers import Answers
    from is248.survey.codebook import Variable
    from is248.survey.coding.coding_model import Code, Coding, OpenAnswer

CODE_NAMES = "Kodeliste"
"""Name of the codes in the workbook: a rule of a sheet may not point at another sheet."""

STYLES: Mapping[str, Mapping[str, Any]] = {
    "head": {"bold": True, "bottom": 1, "bg_color": "#F2F4F5", "valign": "vcenter"},
    "caption": {"bold": True, "font_size": 12},
    "text": {"text_wrap": True, "valign": "top", "num_format": "@"},
    "still": {"valign": "top", "num_format": "@", "font_color": "#4A5560"},
    "codes": {"valign": "top", "num_format": "@", "bg_color": "#FFF8E1", "border": 7},
    "wrong": {"bg_color": "#F8D0CC", "font_color": "#8A1C12"},
    "bold": {"bold": True},
}
GUIDE_WIDTH, LINE_HEIGHT = 90, 16
GUIDE = (
    "Slik koder du",
    "1. Les et svar i arket «Svar», og skriv kodene det fortjener i kolonnen «Koder». Flere koder "
    "skilles med semikolon: 3;7. Trykk Enter for å gå til neste svar.",
    "2. Finner du noe nytt, gir du det en kode og en etikett nederst i arket «Koder». Listen "
    "vokser mens du koder. Gå til slutt gjennom de første svarene på nytt med hele listen.",
    "3. Cellen blir rød så lenge en kode ikke står i listen, eller står der to ganger.",
    "4. Når alle svar er kodet, grupperer du kodene i «Tema» og, der det trengs, «Undertema». "
    "Skriv i «Beskrivelse» når koden skal brukes.",
    "5. Hvert svar må ha minst én kode. Lag en egen kode for svar som ikke sier noe om spørsmålet.",
    "6. Du kan sortere, filtrere og legge til egne kolonner. «Svar-ID» og «Svar» må stå urørt; "
    "egne ord hører til i «Merknad».",
    "7. Kodene er korte ord eller tall: bokstaver, sifre, bindestrek og understrek. Store og små "
    "bokstaver er det samme.",
    "8. To som koder hver for seg, får hver sin kopi, og snakker ikke sammen før begge er ferdige.",
    "Tekstene er skjermet: de kan nevne steder, tjenester og mennesker. Send filen bare slik "
    "institusjonen tillater, og slett den når kodingen er lest inn.",
)


def coding_workbook(
    question: Variable,
    year: int,
    answers: Sequence[OpenAnswer],
    codes: Iterable[Code],
    *,
    synthetic: bool,
) -> bytes:
    """The workbook that a coder fills in.

    Args:
        question: The open question.
        year: Reporting year.
        answers: Its answers; codes that they carry are filled in.
        codes: The code list to start from.
        synthetic: Whether nobody gave the answers.

    Returns:
        An .xlsx file; the same content gives the same bytes.
    """
    book = TextWorkbook(STYLES, title=question.label, created=dt.datetime(year, 1, 1))
    _answers_sheet(book, answers)
    _codes_sheet(book, codes)
    _guide_sheet(book, _facts(question, year, synthetic))
    names = f"={layout.CODES_SHEET}!$A$2:$A${layout.CODE_ROWS + 1}"
    book.book.define_name(CODE_NAMES, names)
    return book.content()


def by_theme_workbook(coding: Coding, answers: Sequence[OpenAnswer]) -> bytes:
    """The answers sorted by theme, sub-theme and code, for reading them together.

    Args:
        coding: The accepted coding.
        answers: The answers that it is of.

    Returns:
        An .xlsx file; an answer stands once under each of its codes.
    """
    book = TextWorkbook(STYLES, title=coding.variable, created=dt.datetime(coding.year, 1, 1))
    sheet = book.table(layout.THEME, layout.THEME_COLUMNS)
    on_paper(sheet)
    book.fill(sheet, _sorted_rows(coding, answers), "text")
    return book.content()


def _sorted_rows(coding: Coding, answers: Sequence[OpenAnswer]) -> list[tuple[str, ...]]:
    themes = list(dict.fromkeys((code.theme, code.sub_theme) for code in coding.codes))
    codes = sorted(coding.codes, key=lambda code: themes.index((code.theme, code.sub_theme)))
    return [
        (c.theme, c.sub_theme, c.code, c.label, a.id, a.size_class, layout.shown(a.text))
        for c in codes
        for a in answers
        if c.code in coding.answers[a.id].codes
    ]


def _answers_sheet(book: TextWorkbook, answers: Sequence[OpenAnswer]) -> None:
    sheet = book.table(layout.ANSWERS_SHEET, layout.ANSWER_COLUMNS)
    on_paper(sheet)
    looks = [book.styles[look] for look in ("still", "still", "text", "codes", "text")]
    for at, answer in enumerate(answers, start=1):
        codes = SEPARATOR.join(answer.codes)
        texts = (answer.id, answer.size_class, layout.shown(answer.text), codes, "")
        for column, (text, look) in enumerate(zip(texts, looks, strict=True)):
            _text(sheet, (at, column), text, look)
    last = max(len(answers), 1)
    sheet.autofilter(0, 0, last, len(layout.ANSWER_COLUMNS) - 1)
    rule = {"type": "formula", "criteria": _wrong_codes(), "format": book.styles["wrong"]}
    sheet.conditional_format(1, 3, last, 3, rule)


def _wrong_codes() -> str:
    """True where fewer codes of the list stand in the cell than were typed.

    Small helper functions only, which LibreOffice and Excel since 2010 share.
    """
    cell = 'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE($D2," ",""),",",";"),CHAR(10),";")'
    found = f'SUMPRODUCT(({CODE_NAMES}<>"")*ISNUMBER(SEARCH(";"&{CODE_NAMES}&";",";"&{cell}&";")))'
    typed = f'LEN({cell})-LEN(SUBSTITUTE({cell},";",""))+1'
    return f"=AND(LEN($D2)>0,{found}<>{typed})"


def _codes_sheet(book: TextWorkbook, codes: Iterable[Code]) -> None:
    sheet, look = book.table(layout.CODES_SHEET, layout.CODE_COLUMNS), book.styles["text"]
    on_paper(sheet)
    for column, width in enumerate(layout.CODE_COLUMNS.values()):
        sheet.set_column(column, column, width, look)
    for at, code in enumerate(codes, start=1):
        texts = (code.code, code.label, code.theme, code.sub_theme, code.description)
        for column, text in enumerate(texts):
            _text(sheet, (at, column), text, look)


def _text(sheet: Any, place: tuple[int, int], text: str, style: Any) -> None:  # noqa: ANN401
    """Text as text; nothing as an empty cell, which a spreadsheet counts as empty."""
    if text:
        sheet.write_string(*place, text, style)
    else:
        sheet.write_blank(*place, None, style)


def _facts(question: Variable, year: int, synthetic: bool) -> dict[str, str]:
    return {
        layout.YEAR: str(year),
        layout.VARIABLE: question.id,
        layout.QUESTION: f"{question.number} {question.label}",
        layout.SYNTHETIC: "ja: ingen har gitt disse svarene" if synthetic else "nei",
    }


def _guide_sheet(book: TextWorkbook, facts: Mapping[str, str]) -> None:
    sheet, styles = book.book.add_worksheet(layout.GUIDE_SHEET), book.styles
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, GUIDE_WIDTH + 10)
    for at, (name, value) in enumerate(facts.items()):
        sheet.write_string(at, 0, name, styles["bold"])
        sheet.write_string(at, 1, value, styles["text"])
    for at, line in enumerate(GUIDE, start=len(facts) + 1):
        style = styles["caption" if at == len(facts) + 1 else "text"]
        sheet.set_row(at, LINE_HEIGHT * math.ceil(len(line) / GUIDE_WIDTH))
        sheet.write_string(at, 1, line, style)
    sheet.fit_to_pages(1, 0)


def export_workbook(
    answers: Answers,
    variable: str,
    project: Project | None = None,
    *,
    with_codes: bool = False,
) -> tuple[bytes, int]:
    """The workbook for a coder, and its number of answers.

    The code list is the one of the coding that was accepted before, else the codebook's.

    Args:
        answers: The prepared answers.
        variable: The open question.
        project: The project; found when not given.
        with_codes: Whether to fill in the codes that answers have already.

    Returns:
        An .xlsx file, and how many answers it holds.

    Raises:
        DataError: No such open question, or the key of the ids is damaged.
    """
    project = project or find_project()
    question, year = open_question(answers, variable), answers.codebook.year
    found = open_answers(answers, variable, project, create_key=True)
    held = _accepted(answers, variable, project)
    kept = {a.id: a.codes for a in found} if with_codes else {}
    if held and with_codes:
        kept |= {key: coded.codes for key, coded in held.answers.items()}
    rows = [replace(answer, codes=kept.get(answer.id, ())) for answer in found]
    codes = held.codes if held else first_list(question)
    return coding_workbook(question, year, rows, codes, synthetic=answers.synthetic), len(rows)


def _accepted(answers: Answers, variable: str, project: Project) -> Coding | None:
    """The coding accepted before; one of answers of the other kind is not of these."""
    year = answers.codebook.year
    if not coding_path(year, variable, project).is_file():
        return None
    coding = load_coding(year, variable, project)
    return coding if coding.synthetic == answers.synthetic else None
