"""Sheets and columns of the coding workbook: one place for the writer and the reader."""

ANSWERS_SHEET, CODES_SHEET, GUIDE_SHEET = "Svar", "Koder", "Veiledning"

ANSWER_ID, SIZE, TEXT, CODES, REMARK = "Svar-ID", "Størrelse", "Svar", "Koder", "Merknad"
ANSWER_COLUMNS = {ANSWER_ID: 18, SIZE: 16, TEXT: 90, CODES: 18, REMARK: 30}

CODE, CODE_LABEL, THEME = "Kode", "Etikett", "Tema"
SUB_THEME, DESCRIPTION = "Undertema", "Beskrivelse"
CODE_COLUMNS = {CODE: 12, CODE_LABEL: 40, THEME: 24, SUB_THEME: 24, DESCRIPTION: 60}
THEME_COLUMNS = {
    THEME: 16, SUB_THEME: 16, CODE: 10, CODE_LABEL: 26, ANSWER_ID: 18, SIZE: 16, TEXT: 90
}  # fmt: skip
"""Header → width in characters, of the sheets of answers, codes and answers by theme."""

YEAR, VARIABLE, QUESTION, SYNTHETIC = "År", "Variabel", "Spørsmål", "Syntetiske svar"

LONGEST_TEXT = 32_000
"""Excel takes 32 767 characters in a cell; a longer answer is shown cut, with a mark."""

CODE_ROWS = 500
"""Rows of the code list that the workbook's own checks look at."""


def shown(text: str) -> str:
    """A text as the cell shows it."""
    if len(text) <= LONGEST_TEXT:
        return text
    return f"{text[:LONGEST_TEXT]} […] (forkortet, hele svaret har {len(text)} tegn)"
