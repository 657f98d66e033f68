"""Broken files, one fault each: how each is made, and the finding that it must yield.

``python tests/survey/broken/faults.py FOLDER`` writes them all, with a list, to look at by hand.
"""

import hashlib
import io
import struct
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import yaml

sys.path.insert(0, str(Path(__file__).parents[2]))

from helpers.survey import COLUMNS, good_table, with_cell, write

SIGNED = {"reason": "Ringt kommunen", "who": "AB", "date": "2016-06-01"}


@dataclass(frozen=True)
class Broken:
    """A broken file.

    ``make`` writes it into a folder; ``beside`` is written to corrections.yml or decisions.yml.
    """

    name: str
    ending: str
    make: Callable[[Path], object]
    row: int | None
    column: str
    words: tuple[str, ...]
    severity: str = "error"
    beside: tuple[str, dict] | None = None


def cell(name, row, column, text, *words, ending=".csv", severity="error"):
    """One cell of the good answers replaced."""
    table = with_cell(row, column, text)
    return Broken(name, ending, lambda p: write(table, p), row, column, words, severity)


def utf8(name, row, column, text, *words):
    """One cell replaced by letters that Windows-1252 does not have."""
    table = with_cell(row, column, text)
    return Broken(name, ".csv", lambda p: p.write_bytes(as_csv(table)), row, column, words)


def table(name, made, row, column, *words, ending=".csv", severity="error"):
    return Broken(name, ending, lambda p: write(made, p), row, column, words, severity)


def raw(name, ending, content, row, *words, column=""):
    return Broken(name, ending, lambda p: p.write_bytes(content), row, column, words)


def as_csv(made, encoding="utf-8"):
    lines = [";".join(made.columns), *(";".join(map(quoted, row)) for row in made.to_numpy())]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def quoted(text):
    return '"' + text.replace('"', '""') + '"' if set(text) & set(';"\n') else text


def lines():
    return as_csv(good_table()).decode().split("\r\n")


def excel(change):
    """The good answers as .xlsx, changed by hand in openpyxl."""

    def make(path):
        write(good_table(), path)
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)

    return make


def place(row, column):
    return {"row": row, "column": COLUMNS.index(column) + 1}


def set_cell(row, column, value):
    def change(book):
        book["Svar"].cell(**place(row, column)).value = value

    return change


def error_cell(book):
    found = book["Svar"].cell(**place(2, "fte"))
    found.value, found.data_type = "#N/A", "e"


def merge(book):
    book["Svar"].merge_cells(start_row=2, end_row=3, start_column=8, end_column=8)


def far_cell(book):
    book["Svar"]["XFD1048576"] = "x"


def two_sheets(book):
    book["Svar"].title = "Ark1"
    book.create_sheet("Ark2")


def empty_sheet(book):
    book["Svar"].delete_rows(1, 10)


def stored_result(path):
    """A formula with a stored result, as Excel itself saves it."""
    write(good_table(), path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b"<v>12.5</v>" in sheet
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(
        b"<v>12.5</v>", b"<f>SUM(I2:J2)</f><v>12.5</v>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def bomb():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 5_000_000)
    return buffer.getvalue()


def huge(path):
    """More than 200 MB in parts that are each packed modestly."""
    noise = b"".join(hashlib.sha256(bytes([n])).digest() for n in range(200)) * 16
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part in range(21):
            archive.writestr(f"xl/media/{part}.bin", (noise + b"\0" * 800_000) * 11)


def huge_sav():
    """Header of an SPSS file that says 1 000 000 cases of 500 values."""
    head = struct.pack("<4s60siiiii", b"$FL2", b"@(#)", 2, 500, 1, 0, 1_000_000)
    return head + b"\0" * 28_000_000


def cut(size):
    def make(path):
        write(good_table(), path)
        path.write_bytes(path.read_bytes()[:size])

    return make


def declared_sav(path):
    frame = good_table()
    numbers = [float("nan")] * len(frame)
    numbers[0] = 999.0
    pyreadstat.write_sav(frame.assign(fte=numbers), str(path), missing_ranges={"fte": [999.0]})


def declared_dta(path):
    frame = good_table().astype(object)
    frame["fte"] = pd.Series(["a", *[float("nan")] * 4], dtype=object)
    pyreadstat.write_dta(frame, str(path), missing_user_values={"fte": ["a"]})


def correction(name, row, column, words, **changed):
    entry = {"unit": "0101", "variable": "fte", "expected": "12,5", "new": "13", **SIGNED}
    beside = ("corrections.yml", {"corrections": [{**entry, **changed}]})
    return Broken(name, ".csv", lambda p: write(good_table(), p), row, column, words, beside=beside)


def decision(name, words, **changed):
    entry = {"unit": "0101", "rows": [2, 7], "holds": 7, **SIGNED}
    beside = ("decisions.yml", {"duplicates": [{**entry, **changed}]})
    return Broken(name, ".csv", lambda p: write(good_table(), p), None, "", words, beside=beside)


def twice():
    return pd.concat([good_table(), good_table().iloc[[0]].assign(fte="14")], ignore_index=True)


NOT_A_NUMBER = "er ikke et tall"

NUMBERS = [
    cell("remark_behind", 2, "fte", "12,5 (ca)", NOT_A_NUMBER,
         "Skriv 12,5 og flytt «(ca)» til kommentarfeltet."),
    cell("remark_before", 2, "fte", "ca. 12", NOT_A_NUMBER),
    cell("point", 2, "fte", "12.5", NOT_A_NUMBER, "Skriv 12,5"),
    cell("point_thousand", 2, "fte", "1.234", NOT_A_NUMBER, "Skriv 1234 eller 1,234"),
    cell("odd_thousand", 2, "fte", "1 2345", NOT_A_NUMBER),
    cell("two_numbers", 2, "fte", "12 5", NOT_A_NUMBER),
    cell("infinity", 2, "fte", "inf", NOT_A_NUMBER),
    cell("nan", 2, "fte", "nan", NOT_A_NUMBER),
    cell("not_available", 2, "fte", "NA", NOT_A_NUMBER),
    cell("underscore", 2, "fte", "1_000", NOT_A_NUMBER, "Skriv 1000 uten understrek"),
    utf8("full_width", 2, "fte", "１２", NOT_A_NUMBER, "Skriv 12 med vanlige sifre"),
    utf8("arabic_digits", 2, "fte", "١٢", NOT_A_NUMBER, "Skriv 12 med vanlige sifre"),
    utf8("invisible", 2, "fte", "12\u200b", NOT_A_NUMBER, "\\u200b", "usynlige tegn"),
    utf8("minus", 2, "fte", "\u22123", "er negativt"),
    cell("exponent", 2, "fte", "1e3", NOT_A_NUMBER),
    cell("comma_last", 2, "fte", "12,", NOT_A_NUMBER),
    cell("comma_first", 2, "fte", ",5", NOT_A_NUMBER),
    cell("two_commas", 2, "fte", "1,2,3", NOT_A_NUMBER),
    cell("zero_first", 2, "fte", "012", NOT_A_NUMBER, "uten null foran"),
    cell("range", 2, "fte", "10-12", NOT_A_NUMBER, "Skriv ett tall"),
    cell("percent", 2, "fte", "12 %", NOT_A_NUMBER, "prosenttegn"),
    cell("word", 2, "fte", "tolv", NOT_A_NUMBER),
    cell("dash", 2, "fte", "-", NOT_A_NUMBER),
    cell("dont_know_without_code", 2, "fte", "vet ikke", NOT_A_NUMBER),
    cell("plus", 2, "fte", "+12", NOT_A_NUMBER),
    cell("too_many_digits", 2, "fte", "9" * 16, "for mange sifre"),
    cell("too_large", 2, "fte", "12500", "urimelig stort"),
    cell("negative", 2, "fte", "-1", "er negativt"),
    cell("negative_amount", 2, "grant", "-150000", "er negativt"),
    cell("not_whole", 2, "beds", "2,5", "ikke et helt tall"),
    cell("formula_text", 2, "fte", "=1+1", NOT_A_NUMBER, "formel"),
    cell("error_text", 2, "fte", "#DIV/0!", NOT_A_NUMBER, "feilmelding"),
]  # fmt: skip

CODES = [
    cell("label_for_code", 2, "why__codes", "Penger", "er en tekst, ikke en kode", "Skriv x"),
    cell("misspelt_code", 2, "form", "jont", "ikke en kode", "joint (Felles)"),
    cell("capital_code", 2, "form", "JOINT", "ikke en kode"),
    cell("cross_two", 2, "help__a", "2", "er ikke 0 eller 1"),
    cell("cross_letter", 2, "help__a", "x", NOT_A_NUMBER),
    cell("cross_half", 2, "help__b", "", "delvis fylt ut"),
    cell("unknown_open_code", 2, "why__codes", "z", "ikke en kode", "x (Penger)"),
    cell("one_of_two_codes", 4, "why__codes", "y;z", "ikke en kode"),
    cell("empty_code", 4, "why__codes", "y;;x", "tom kode"),
    cell("code_twice", 4, "why__codes", "x;x", "samme kode to ganger"),
    cell("code_comma", 4, "why__codes", "x,y", "ikke en kode"),
    cell("control_sign", 2, "remark", "a\x07b", "styretegn"),
    cell("answer_not_asked", 2, "fte_mental", "4", "ikke skulle ha"),
    cell("zero_not_asked", 2, "fte_mental", "0", "ikke skulle ha"),
    Broken("filter_open", ".csv", lambda p: write(with_cell(2, "form", ""), p), 2, "fte",
           ("spørsmålet foran som styrer det, er tomt",), "warning"),
]  # fmt: skip

UNITS = [
    cell("unknown_code", 2, "unit", "9999", "ikke en enhet i registeret"),
    cell("no_code", 2, "unit", "", "enheten mangler"),
    cell("name_for_code", 2, "unit", "Halden", "ikke en enhet i registeret"),
    cell("code_with_decimals", 2, "unit", "101,5", "ikke en enhet i registeret"),
    cell("oslo_whole", 5, "unit", "0301", "er hele Oslo", "030101"),
    cell("oslo_short", 5, "unit", "301", "er hele Oslo", "sin egen nøkkel"),
    cell("oslo_rest", 5, "unit", "030199", "ikke en enhet som rapporterer"),
    table("sum_row", with_cell(6, "unit", "Sum"), 6, "", "«Sum»", "ser ut til å holde summer"),
    table("duplicate", twice(), 7, "unit", "enheten har 2 svar (rad 2, 7)", "decisions.yml"),
    table("duplicate_zero_dropped", twice().assign(unit=[*good_table()["unit"], "101"]), 7, "unit",
          "enheten har 2 svar (rad 2, 7)"),
    cell("name_of_other", 2, "name", "Moss", "navnet på en annen enhet"),
    cell("name_misread", 4, "name", "R¿ros", "feil tegnsett"),
    cell("name_misread_twice", 4, "name", "RÃ¸ros", "feil tegnsett"),
    cell("name_question_mark", 4, "name", "R?ros", "feil tegnsett"),
    cell("name_spelling", 4, "name", "Röraas", "annerledes enn i registeret", severity="warning"),
    cell("other_year", 2, "year", "2015", "er ikke 2016"),
    cell("no_year", 2, "year", "", "er ikke 2016"),
    cell("year_decimals", 2, "year", "2016,0", "er ikke 2016"),
    cell("source_word", 5, "source_year", "i fjor", "ikke et årstall"),
    cell("source_future", 5, "source_year", "2017", "er etter 2016"),
    cell("source_old", 5, "source_year", "2013", "mer enn ett år", severity="warning"),
    cell("mark_unknown", 2, "synthetic", "kanskje", "er ikke et merke"),
    table("mark_mixed", good_table(synthetic=["true", "true", "", "true", "true"]), 4, "synthetic",
          "ikke merket som syntetisk"),
]  # fmt: skip
EMPTY = {name: [*good_table()[name][:4], ""] for name in COLUMNS[4:]}
UNITS.append(
    table("empty_form", good_table(**EMPTY), 6, "unit", "skjemaet er tomt", severity="warning")
)

HEADER = [
    table("column_missing", good_table().drop(columns="beds"), 1, "beds", "mangler i filen"),
    table("column_misspelt", good_table().rename(columns={"beds": "bedz"}), 1, "beds",
          "mangler i filen", "«bedz»"),
    table("key_missing", good_table().drop(columns="unit"), 1, "unit", "mangler i filen"),
    table("option_missing", good_table().drop(columns="help__c"), 1, "help__c", "mangler i filen"),
    table("column_unknown", good_table().assign(epost="x"), 1, "epost", "ikke i kodeboken",
          severity="warning"),
    table("column_twice", good_table().assign(FTE="1"), 1, "FTE", "er den samme som «fte»"),
    table("column_nameless", good_table().assign(**{" ": "x"}), 1, "nr. 17", "ikke noe navn",
          severity="warning"),
    raw("header_empty", ".csv", b"\r\n" + as_csv(good_table()), 1, "kolonnenavnene mangler"),
    raw("only_header", ".csv", lines()[0].encode(), None, "filen har ingen svar"),
]  # fmt: skip

TEXT_FILES = [
    raw("empty_file", ".csv", b"", None, "filen er tom"),
    raw("nul", ".csv", as_csv(good_table()).replace(b"Moss", b"Mo\0ss"), 3, "nulltegn"),
    raw("not_any_text", ".csv", as_csv(good_table(), "cp1252").replace(b"Moss", b"M\x81ss"), 3,
        "UTF-8 eller Windows-1252"),
    raw("broken_utf8_mark", ".csv", b"\xef\xbb\xbf" + as_csv(good_table(), "cp1252"), 2,
        "UTF-8 eller Windows-1252"),
    raw("mac_letters", ".csv", as_csv(good_table(why="", remark=""), "mac_roman"), 4,
        "feil tegnsett", column="name"),
    raw("dos_letters", ".csv", as_csv(good_table(why="", remark=""), "cp865"), 4,
        "feil tegnsett", column="name"),
    raw("utf16_without_mark", ".csv", as_csv(good_table(), "utf-16-le"), 1, "nulltegn"),
    raw("quote_open", ".csv", as_csv(good_table()).replace(b"Moss", b'"Moss'), 3, "anførselstegn"),
    raw("quote_closed_early", ".csv", as_csv(good_table()).replace(b"Moss", b'"Mo"ss'), 3,
        "anførselstegn"),
    raw("short_row", ".csv", "\r\n".join([*lines()[:2], "0104;Moss;2016"]).encode(), 3,
        "raden har 3 felt, men 16 var ventet"),
    raw("long_row", ".csv", as_csv(good_table()).replace(b";Moss;", b";Moss;;x;"), 3,
        "raden har 18 felt"),
    raw("unquoted_semicolon", ".csv",
        as_csv(good_table()).replace("Lite å gå".encode(), b"Lite; g"), 2, "raden har 17 felt"),
    raw("workbook_as_csv", ".csv", b"PK\x03\x04\0\0", 1, "nulltegn"),
]  # fmt: skip

WORKBOOKS = [
    Broken("formula", ".xlsx", excel(set_cell(2, "fte", "=6+6,5")), 2, "fte", ("=6+6,5", "formel")),
    Broken("formula_with_result", ".xlsx", stored_result, 2, "fte", ("=SUM(I2:J2)", "formel")),
    Broken("error_cell", ".xlsx", excel(error_cell), 2, "fte", ("#N/A", "feilmelding")),
    Broken("date_cell", ".xlsx", excel(set_cell(2, "fte", pd.Timestamp("2016-05-12"))), 2, "fte",
           ("2016-05-12", "til dato")),
    Broken("boolean_cell", ".xlsx", excel(set_cell(2, "fte", True)), 2, "fte", ("«true»",)),
    Broken("text_number", ".xlsx", excel(set_cell(2, "fte", "12.5")), 2, "fte", ("Skriv 12,5",)),
    Broken("merged", ".xlsx", excel(merge), 2, "fte_mental", ("slått sammen",)),
    Broken("far_cell", ".xlsx", excel(far_cell), None, "", ("rad 1048576, kolonne 16384",)),
    Broken("two_sheets", ".xlsx", excel(two_sheets), None, "", ("flere ark", "«Svar»")),
    Broken("empty_sheet", ".xlsx", excel(empty_sheet), 1, "", ("kolonnenavnene mangler",)),
    raw("not_a_workbook", ".xlsx", b"unit;fte\r\n", None, "skadet eller ikke en .xlsx-fil"),
    raw("locked", ".xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, None, "låst med passord"),
    raw("bomb", ".xlsx", bomb(), None, "mer enn 100:1"),
    Broken("huge_workbook", ".xlsx", huge, None, "", ("større enn 200 MB utpakket",)),
    Broken("cut_workbook", ".xlsx", cut(3000), None, "", ("skadet",)),
    raw("other_zip", ".xlsx", b"PK\x05\x06" + b"\0" * 18, None, "skadet"),
]  # fmt: skip

STATISTICS = [
    cell("sav_remark", 2, "fte", "12,5 (ca)", "Skriv 12,5", ending=".sav"),
    cell("dta_remark", 2, "fte", "12,5 (ca)", "Skriv 12,5", ending=".dta"),
    cell("sav_negative", 2, "fte", "-1", "er negativt", ending=".sav"),
    Broken("sav_declared", ".sav", declared_sav, 1, "fte", ("«999»", "erklært som manglende")),
    Broken("dta_declared", ".dta", declared_dta, 1, "fte", ("«.a»", "erklært som manglende")),
    Broken("cut_sav", ".sav", cut(700), None, "", ("skadet",)),
    Broken("cut_dta", ".dta", cut(700), None, "", ("skadet",)),
    raw("text_as_sav", ".sav", as_csv(good_table()), None, "skadet eller ikke en .sav-fil"),
    raw("text_as_dta", ".dta", as_csv(good_table()), None, "skadet eller ikke en .dta-fil"),
    raw("zipped_sav", ".sav", b"$FL3" + b"\0" * 200, None, "skadet eller ikke en .zsav-fil"),
    raw("huge_sav", ".sav", huge_sav(), None, "større enn 200 MB"),
]
# in SPSS and Stata the first case is row 1
STATISTICS = [
    Broken(b.name, b.ending, b.make, 1, b.column, b.words) if b.row == 2 else b for b in STATISTICS
]

LISTS = [
    correction("correction_old", 2, "fte", ("«11» var ventet, men filen har «12,5»",),
               expected="11"),
    correction("correction_variable", 2, "fto", ("variabelen finnes ikke", "fte"), variable="fto"),
    correction("correction_unit", 2, "fte", ("ingen svar i filen",), unit="1601"),
    decision("decision_without_duplicate", ("gjelder rad 2, 7, men enheten har rad 2",)),
]  # fmt: skip

FAULTS = [
    *NUMBERS, *CODES, *UNITS, *HEADER, *TEXT_FILES, *WORKBOOKS, *STATISTICS, *LISTS,
]  # fmt: skip


def main():
    folder = Path(sys.argv[1])
    for broken in FAULTS:
        own = folder / broken.name
        own.mkdir(parents=True)
        broken.make(own / f"svar{broken.ending}")
        if broken.beside:
            name, content = broken.beside
            (own / name).write_text(yaml.safe_dump(content))
    rows = [f"{b.name}\t{b.ending}\t{b.row}\t{b.column}\t{' | '.join(b.words)}" for b in FAULTS]
    (folder / "list.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
