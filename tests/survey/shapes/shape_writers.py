"""Writers that are not ours: pandas, openpyxl, xlsxwriter, xlwt, odfpy, pyreadstat."""

import openpyxl
import pandas as pd
import pyreadstat
import xlsxwriter
import xlwt
from shape_tables import columns, of_kind


def csv_of(path, table, *, sep=";", encoding="utf-8", above=(), **more):
    """pandas, with lines of text above the header if any."""
    with path.open("w", encoding=encoding, newline="") as file:
        file.writelines(f"{line}\r\n" for line in above)
        table.to_csv(file, sep=sep, index=False, lineterminator="\r\n", **more)
    return path


def number(text):
    """The number, None for an empty cell, and a word ("dont_know") as it is."""
    if not text:
        return None
    plain = text.replace(",", ".").removeprefix("-")
    return float(text.replace(",", ".")) if plain.replace(".", "").isdigit() else text


def typed(table):
    """Numbers and crosses as numbers, the key as an int where it is one, empty cells as None."""
    made = {}
    for name in table.columns:
        kind = columns()[name].kind if name in columns() else ""
        if kind in {"number", "cross"}:
            made[name] = [number(text) for text in table[name]]
        elif name == "unit":
            made[name] = [int(text) if text.isdigit() else text for text in table[name]]
        else:
            made[name] = [text or None for text in table[name]]
    return pd.DataFrame(made, dtype=object).astype(object)


def by_openpyxl(path, rows, *, sheet="Svar", after=None):
    """Rows as they are given, and what else is done to the sheet."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    if after:
        after(page)
    book.save(path)
    return path


def by_xlsxwriter(path, rows, *, sheet="Svar", others=(), form=None):
    """Rows of texts and numbers; other sheets stand before."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        for name in others:
            book.add_worksheet(name).write_row(0, 0, ["Se neste ark"])
        page = book.add_worksheet(sheet)
        style = book.add_format({"num_format": form}) if form else None
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(at, place, cell)
                elif cell is not None:
                    page.write_number(at, place, cell, style)
    return path


def by_xlwt(path, rows, *, sheet="Svar"):
    """The old format, which holds 256 columns; more are refused by the writer."""
    book = xlwt.Workbook()
    page = book.add_sheet(sheet)
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell not in {None, ""}:
                page.write(at, place, cell)
    book.save(str(path))
    return path


def rows_of(table):
    """Header and rows, as a spreadsheet has them."""
    cells = table.astype(object).where(table.notna(), None)
    return [list(table.columns), *cells.to_numpy().tolist()]


WORD = -97
"""In place of a word in a column of numbers; its value label says it."""


def coded(texts):
    """Numbers, and the value label of a word among them."""
    found = [number(text) for text in texts]
    words = {cell for cell in found if isinstance(cell, str)}
    assert len(words) <= 1
    cells = [float(WORD) if cell in words else cell for cell in found]
    return pd.Series(cells, dtype="float64"), dict(zip([WORD], words, strict=False))


def statistics(path, table, *, labels=None, values=None, short=False, **more):
    """SPSS or Stata: numbers as numbers; ``values`` has value labels of columns."""
    made, said = {}, dict(values or {})
    for name in table.columns:
        if name in of_kind("number", "cross") or name in said:
            made[name], words = coded(table[name])
            said |= {name: words} if words else {}
        else:
            made[name] = table[name].astype(object)
    names = list(table.columns)
    new = {name: f"V{at}" if short else name for at, name in enumerate(names, start=1)}
    write = pyreadstat.write_dta if path.suffix == ".dta" else pyreadstat.write_sav
    write(
        pd.DataFrame(made).rename(columns=new), str(path),
        column_labels=[(labels or {}).get(name, name) for name in names],
        variable_value_labels={new[name]: found for name, found in said.items()}, **more,
    )  # fmt: skip
    return path
