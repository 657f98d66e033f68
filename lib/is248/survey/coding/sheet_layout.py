"""Sheets and columns of the coding workbook: one place for the writer and the reader."""

ANSWERS_SHEET, CODES_SHEET, GUIDE_SHEET = "Svar", "Koder", "Veiledning"

ANSWER_ID, SIZE, TEXT, CODES, REMARK = "Svar-ID", "Størrelse", "Svar", "Koder", "Merknad"
ANSWER_COLUMNS = (ANSWER_ID, SIZE, TEXT, CODES, REMARK)

CODE, CODE_LABEL, THEME = "Kode", "Etikett", "Tema"
SUB_THEME, DESCRIPTION = "Undertema", "Beskrivelse"
CODE_COLUMNS = (CODE, CODE_LABEL, THEME, SUB_THEME, DESCRIPTION)

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
