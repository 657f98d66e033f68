"""What a file of answers says, read by other means than ours: csv and Decimal, openpyxl, pandas."""

import csv
import io
import re
from decimal import Decimal, InvalidOperation

import openpyxl
import pandas as pd
import pyreadstat

NUMERIC = ("fte", "fte_mental", "beds", "grant")
MISSING = {"beds": {"97", "98"}, "grant": {"dont_know"}}


def oracle(text, column):
    """What a cell adds to a total; None when it is no number in anybody's eyes."""
    if text in MISSING.get(column, ()) or not text:
        return Decimal(0)
    plain = re.sub("[ \u00a0\u2009\u202f]", "", text).replace("\u2212", "-").replace(",", ".")
    if not re.fullmatch(r"-?[0-9.]+", plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def totals(rows):
    """Totals of a file's rows, header first, by the oracle."""
    header = [name.strip().casefold() for name in rows[0]]
    found = {}
    for column in NUMERIC:
        at = header.index(column)
        values = [oracle(row[at].strip(), column) for row in rows[1:] if any(row)]
        found[column] = None if None in values else sum(values)
    return found


def csv_totals(path):
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    head = text.partition("\n")[0]
    mark = next((mark for mark in ";\t," if mark in head), ";")
    return totals([r for r in csv.reader(io.StringIO(text, newline=""), delimiter=mark) if any(r)])


def plain(value):
    """A cell of another reader, as text."""
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return ""
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)


def xlsx_totals(path):
    """By openpyxl."""
    page = openpyxl.load_workbook(path)["Svar"]
    rows = [[plain(value) for value in row] for row in page.iter_rows(values_only=True)]
    return totals([row for row in rows if any(row)])


def dta_totals(path):
    """By pandas; a missing value with a letter of its own is one for pandas too."""
    return _frame_totals(pd.read_stata(path, convert_categoricals=False, convert_missing=False))


def sav_totals(path):
    """By pyreadstat itself: no other reader of .sav is at hand. It holds what we add to it."""
    return _frame_totals(pyreadstat.read_sav(str(path), user_missing=False)[0])


def _frame_totals(frame):
    """Codes for no answer are none whether or not the file declares them as missing."""
    frame = frame.rename(columns=str.casefold)
    codes = {
        name: [float(code) for code in MISSING.get(name, ()) if code.isdigit()] for name in NUMERIC
    }
    numbers = {name: pd.to_numeric(frame[name]) for name in NUMERIC}
    return {
        name: Decimal(str(found[~found.isin(codes[name])].sum())) for name, found in numbers.items()
    }


TRUTHS = {".csv": csv_totals, ".xlsx": xlsx_totals, ".dta": dta_totals, ".sav": sav_totals}
