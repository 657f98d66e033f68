"""The coding workbook: the answers with one cell for codes, the code list, and how to do it.

One cell holds all codes of an answer («3;7»). A coder types and presses Enter, row after row; a
code that is new needs one line in the code list and no new column, and twenty codes need no
scrolling sideways. The cell turns red while it holds a code that is not in the list.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from typing import TYPE_CHECKING, Any

import xlsxwriter

from is248.survey.coding.coding_model import SEPARATOR
from is248.survey.coding.sheet_layout import (
    ANSWER_COLUMNS,
    ANSWERS_SHEET,
    CODE_COLUMNS,
    CODE_ROWS,
    CODES_SHEET,
    GUIDE_SHEET,
    QUESTION,
    SYNTHETIC,
    VARIABLE,
    YEAR,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from is248.survey.codebook import Variable
    from is248.survey.coding.coding_model import Code, Coding, OpenAnswer

CODE_NAMES = "Kodeliste"
"""Name of the codes in the workbook: a rule of a sheet may not point at another sheet."""

OPTIONS = {
    "in_memory": True,  # gives every part of the file the same fixed time
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
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
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    book.set_properties({"title": question.label, "created": dt.datetime(year, 1, 1)})
    styles = {name: book.add_format(dict(look)) for name, look in STYLES.items()}
    _answers_sheet(book.add_worksheet(ANSWERS_SHEET), answers, styles)
    _codes_sheet(book.add_worksheet(CODES_SHEET), codes, styles)
    _guide_sheet(book.add_worksheet(GUIDE_SHEET), _facts(question, year, synthetic), styles)
    book.define_name(CODE_NAMES, f"={CODES_SHEET}!$A$2:$A${CODE_ROWS + 1}")
    book.close()
    return buffer.getvalue()


def by_theme_workbook(coding: Coding, answers: Sequence[OpenAnswer]) -> bytes:
    """The answers sorted by theme, sub-theme and code, for reading them together.

    Args:
        coding: The accepted coding.
        answers: The answers that it is of.

    Returns:
        An .xlsx file; an answer stands once under each of its codes.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    book.set_properties({"title": coding.variable, "created": dt.datetime(coding.year, 1, 1)})
    styles = {name: book.add_format(dict(look)) for name, look in STYLES.items()}
    sheet = book.add_worksheet("Tema")
    titles = ("Tema", "Undertema", "Kode", "Etikett", "Svar-ID", "Størrelse", "Svar")
    _table(sheet, titles, (16, 16, 10, 26, 18, 16, 90), styles)
    for at, row in enumerate(_sorted_rows(coding, answers), start=1):
        for column, value in enumerate(row):
            sheet.write_string(at, column, value, styles["text"])
    book.close()
    return buffer.getvalue()


def _sorted_rows(coding: Coding, answers: Sequence[OpenAnswer]) -> list[tuple[str, ...]]:
    themes = list(dict.fromkeys((code.theme, code.sub_theme) for code in coding.codes))
    codes = sorted(coding.codes, key=lambda code: themes.index((code.theme, code.sub_theme)))
    return [
        (c.theme, c.sub_theme, c.code, c.label, answer.id, answer.size_class, shown(answer.text))
        for c in codes
        for answer in answers
        if c.code in coding.answers[answer.id].codes
    ]


def _table(sheet: Any, titles: Sequence[str], widths: Sequence[int], styles: Any) -> None:  # noqa: ANN401
    for at, (title, width) in enumerate(zip(titles, widths, strict=True)):
        sheet.write_string(0, at, title, styles["head"])
        sheet.set_column(at, at, width)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _answers_sheet(sheet: Any, answers: Sequence[OpenAnswer], styles: Any) -> None:  # noqa: ANN401
    _table(sheet, ANSWER_COLUMNS, (18, 16, 90, 18, 30), styles)
    for at, answer in enumerate(answers, start=1):
        codes = SEPARATOR.join(answer.codes)
        texts = (answer.id, answer.size_class, shown(answer.text), codes, "")
        looks = ("still", "still", "text", "codes", "text")
        for column, (text, look) in enumerate(zip(texts, looks, strict=True)):
            _text(sheet, (at, column), text, styles[look])
    last = max(len(answers), 1)
    sheet.autofilter(0, 0, last, len(ANSWER_COLUMNS) - 1)
    rule = {"type": "formula", "criteria": _wrong_codes(), "format": styles["wrong"]}
    sheet.conditional_format(1, 3, last, 3, rule)


def _wrong_codes() -> str:
    """True where fewer codes of the list stand in the cell than were typed.

    Small helper functions only, which LibreOffice and Excel since 2010 share.
    """
    cell = 'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE($D2," ",""),",",";"),CHAR(10),";")'
    found = f'SUMPRODUCT(({CODE_NAMES}<>"")*ISNUMBER(SEARCH(";"&{CODE_NAMES}&";",";"&{cell}&";")))'
    typed = f'LEN({cell})-LEN(SUBSTITUTE({cell},";",""))+1'
    return f"=AND(LEN($D2)>0,{found}<>{typed})"


def _codes_sheet(sheet: Any, codes: Iterable[Code], styles: Any) -> None:  # noqa: ANN401
    _table(sheet, CODE_COLUMNS, (12, 40, 24, 24, 60), styles)
    for column in range(len(CODE_COLUMNS)):
        sheet.set_column(column, column, (12, 40, 24, 24, 60)[column], styles["text"])
    for at, code in enumerate(codes, start=1):
        texts = (code.code, code.label, code.theme, code.sub_theme, code.description)
        for column, text in enumerate(texts):
            _text(sheet, (at, column), text, styles["text"])


def _text(sheet: Any, place: tuple[int, int], text: str, style: Any) -> None:  # noqa: ANN401
    """Text as text; nothing as an empty cell, which a spreadsheet counts as empty."""
    if text:
        sheet.write_string(*place, text, style)
    else:
        sheet.write_blank(*place, None, style)


def _facts(question: Variable, year: int, synthetic: bool) -> dict[str, str]:
    return {
        YEAR: str(year),
        VARIABLE: question.id,
        QUESTION: f"{question.number} {question.label}",
        SYNTHETIC: "ja: ingen har gitt disse svarene" if synthetic else "nei",
    }


def _guide_sheet(sheet: Any, facts: Mapping[str, str], styles: Any) -> None:  # noqa: ANN401
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
