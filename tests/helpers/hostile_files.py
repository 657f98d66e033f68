"""Small files that were made to harm whoever opens them: one per trick, each with its ending.

What a sheet, a shared text or a style is replaced by stands here as plain XML; the rest of the
workbook is sound.
"""

import io
import random
import struct
import zipfile

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import xlsxwriter
import xlwt

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
STYLES, BOOK = "xl/styles.xml", "xl/workbook.xml"
LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12)
)  # fmt: skip
HEAD = "".join(f'<c r="{c}1" t="inlineStr"><is><t>{c.lower()}</t></is></c>' for c in "ABC")


def sheet(rows, before="", after="", doctype=""):
    """A sheet's XML: a header of three columns, and the rows."""
    return (
        f'<?xml version="1.0"?>{doctype}<worksheet {MAIN}>{before}<sheetData>'
        f'<row r="1">{HEAD}</row>{rows}</sheetData>{after}</worksheet>'
    )


def workbook(parts, packing=zipfile.ZIP_DEFLATED):
    """A workbook of one sheet with some of its parts replaced."""
    whole = io.BytesIO()
    book = xlsxwriter.Workbook(whole, {"in_memory": True})
    page = book.add_worksheet("Svar")
    page.write_row(0, 0, ["unit", "fte"])
    page.write_row(1, 0, ["0101", 1])
    book.close()
    made = io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(made, "w", packing) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
    return made.getvalue()


def sheet_file(*arguments, **more):
    return workbook({SHEET: sheet(*arguments, **more)})


def entity(part, place):
    declared = f"<!DOCTYPE x [{LAUGHS}]>"
    return workbook({part: f'<?xml version="1.0"?>{declared}{place.replace("@", "&l11;")}'})


def nested(depth):
    return "<a>" * depth + "</a>" * depth


def noise(length):
    """Text that no packing makes a hundred times shorter."""
    return "".join(random.Random(8).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=length))


def lying_zip():
    """An archive that says its sheet is small: both places where the size stands are changed."""
    rows = "".join(f'<row r="{at}"><c r="A{at}"><v>{at}</v></c></row>' for at in range(2, 90_000))
    data = bytearray(sheet_file(rows))
    size = struct.pack("<I", len(sheet(rows)))
    at = data.find(size)
    while at >= 0:
        data[at : at + 4] = struct.pack("<I", 900)
        at = data.find(size, at + 4)
    return bytes(data)


def far_ods():
    cell = (
        '<table:table-cell office:value-type="float" office:value="1" '
        'table:number-columns-repeated="16384"/>'
    )
    return ods(f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>')


def ods(rows, doctype=""):
    names = " ".join(
        f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"'
        for p in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?>{doctype}<office:document-content {names}><office:body>'
        f'<office:spreadsheet><table:table table:name="Svar">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return made.getvalue()


def far_xls():
    book = xlwt.Workbook()
    page = book.add_sheet("Svar")
    for row, column in ((0, 0), (0, 1), (65_535, 255)):
        page.write(row, column, 1)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def statistics(folder, ending):
    """A sound file of one case, to be made into something else."""
    path = folder / f"sound{ending}"
    frame = pd.DataFrame({"unit": ["0101"], "fte": [1.0]})
    if ending == ".dta":
        pyreadstat.write_dta(frame, str(path))
    else:
        pyreadstat.write_sav(frame, str(path), compress=ending == ".zsav")
    return bytearray(path.read_bytes())


def many_cases(folder, ending):
    data = statistics(folder, ending)
    struct.pack_into("<i", data, 80, 2**31 - 1)  # number of cases
    return bytes(data)


def wide_dta(folder):
    data = statistics(folder, ".dta")
    at = data.find(b"<N>") + 3
    data[at : at + 8] = b"\xff" * 7 + b"\x7f"
    return bytes(data)


def zipped_sav(folder):
    """A .zsav of two million equal cells in a few kilobytes."""
    path = folder / "bomb.zsav"
    frame = pd.DataFrame({f"v{at}": [0.0] * 200_000 for at in range(10)})
    pyreadstat.write_sav(frame, str(path), compress=True)
    return path.read_bytes()


def parquet(table):
    made = io.BytesIO()
    pq.write_table(table, made, compression="zstd")
    return made.getvalue()


def many_nulls():
    """Thirty million cells in a few hundred bytes."""
    return parquet(pa.table({f"v{at}": pa.nulls(3_000_000, pa.int32()) for at in range(10)}))


def long_words():
    """One long text, in three hundred thousand cells."""
    words = pa.DictionaryArray.from_arrays(pa.array([0] * 300_000, pa.int32()), [noise(50_000)])
    return parquet(pa.table({"unit": words}))


def columns_of(count):
    cells = "".join(f'<c r="{letters(at)}2"><v>1</v></c>' for at in range(1, count + 1))
    return f'<row r="2">{cells}</row>'


def letters(number):
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def hostile_files(folder):
    """Name with ending → content."""
    one = "<c{}><v>1</v></c>"
    refs = "".join(
        f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c><c r="B{at}" t="s"><v>0</v></c></row>'
        for at in range(2, 20_000)
    )
    text = f"<sst {MAIN}><si><t>{noise(400_000)}</t></si></sst>"
    names = "".join(
        f'<definedName name="n{at * 7919 % 99991}">Svar!$A${at}</definedName>'
        for at in range(60_000)
    )
    styles = "".join(f'<xf numFmtId="{at * 7919 % 99991}"/>' for at in range(400_000))
    far = '<row r="1048576"><c r = "XFD1048576"><v>1</v></c></row>'
    external = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    merged = "".join(f'<mergeCell ref="A{at}:XFD1048576"/>' for at in range(1, 150_000))
    return {
        "far cell, spaces about the sign.xlsx": sheet_file(far),
        "far cell, single quotes.xlsx": sheet_file(far.replace('"', "'")),
        "far cell, small letters.xlsx": sheet_file(far.replace("XFD1", "xfd1")),
        "far row, cells without place.xlsx": sheet_file(
            columns_of(16_384) + f'<row r="1048576">{one.format("")}</row>'
        ),
        "row of another place than its cells.xlsx": sheet_file(
            '<row r="2"><c r="XFD900000"><v>1</v></c></row>'
        ),
        "sixteen thousand columns.xlsx": sheet_file(
            columns_of(16_384) + f'<row r="3000">{one.format("")}</row>'
        ),
        "row beyond the last.xlsx": sheet_file(f'<row r="999999999">{one.format("")}</row>'),
        "million rows.xlsx": sheet_file("<row><c><v>1</v></c></row>" * 1_048_575),
        "million rows, not packed.xlsx": workbook(
            {SHEET: sheet("<row/>" * 1_048_574 + "<row><c/></row>")}, zipfile.ZIP_STORED
        ),
        "absurd dimension.xlsx": sheet_file(
            f'<row r="2">{one.format("")}</row>', '<dimension ref="A1:XFD1048576"/>'
        ),
        "long shared text.xlsx": workbook({SHEET: sheet(refs), STRINGS: text}),
        "many defined names.xlsx": workbook(
            {BOOK: f'<workbook {MAIN} xmlns:r="{RELATIONS}"><sheets><sheet name="Svar" sheetId="1" '
             f'r:id="rId1"/></sheets><definedNames>{names}</definedNames></workbook>'}
        ),
        "huge styles.xlsx": workbook(
            {STYLES: f"<styleSheet {MAIN}><cellXfs>{styles}</cellXfs></styleSheet>"}
        ),
        "merged without end.xlsx": sheet_file(
            columns_of(3), after=f"<mergeCells>{merged}</mergeCells>"
        ),
        "deep sheet.xlsx": sheet_file(f'<row r="2"><c r="A2">{nested(60_000)}</c></row>'),
        "deep texts.xlsx": workbook({STRINGS: f"<sst {MAIN}>{nested(60_000)}</sst>"}),
        "deep book.xlsx": workbook({BOOK: f"<workbook {MAIN}>{nested(60_000)}</workbook>"}),
        "laughs in sheet.xlsx": entity(
            SHEET, sheet('<row r="2"><c r="A2" t="str"><v>@</v></c></row>')[21:]
        ),
        "laughs in texts.xlsx": entity(STRINGS, f"<sst {MAIN}><si><t>@</t></si></sst>"),
        "laughs in styles.xlsx": entity(STYLES, f"<styleSheet {MAIN}>@</styleSheet>"),
        "laughs in book.xlsx": entity(BOOK, f"<workbook {MAIN}>@</workbook>"),
        "external entity.xlsx": sheet_file(
            '<row r="2"><c r="A2" t="str"><v>&e;</v></c></row>', doctype=external
        ),
        "zip bomb.xlsx": sheet_file(f"<row>{' ' * 60_000_000}</row>"),
        "archive that lies about sizes.xlsx": lying_zip(),
        "sixteen thousand columns.csv": (
            ";".join(f"question_{at}" for at in range(16_384)) + "\n" + "1;" * 16_383 + "1\n"
        ).encode(),
        "quotation mark that never ends.csv": b'unit;why\n0101;"' + b"a;b\n" * 2_000_000,
        "rows of semicolons.csv": b"unit;why\n" + b";\n" * 1_000_000 + b"0101;x\n",
        "far cells.ods": far_ods(),
        "laughs.ods": ods("<table:table-row>&l11;</table:table-row>", f"<!DOCTYPE x [{LAUGHS}]>"),
        "far cell.xls": far_xls(),
        "two thousand million cases.sav": many_cases(folder, ".sav"),
        "two thousand million cases.zsav": many_cases(folder, ".zsav"),
        "endless cases.dta": wide_dta(folder),
        "packed cases.zsav": zipped_sav(folder),
        "nothing but nulls.parquet": many_nulls(),
        "long text in every row.parquet": long_words(),
    }  # fmt: skip
