"""Every format, by writers that are not ours: the same cells, and what is hidden is told."""

import datetime as dt
from decimal import Decimal

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
import xlsxwriter
import xlwt
from odf import opendocument, style
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
from odf.text import P

from is248.base.errors import UserError
from is248.survey.findings import UnreadableError
from is248.survey.readers import read_rows, read_table, sheet_names

pytestmark = pytest.mark.usefixtures("reads_in_forks")

FRAME = pd.DataFrame(
    {"unit": [101.0, 104.0], "fte": [12.5, float("nan")], "why": ["Lite å gå på", None]}
)
CELLS = (["101", "104"], ["12,5", ""], ["Lite å gå på", ""])


def write_xls(path):
    book = xlwt.Workbook()
    page = book.add_sheet("Svar")
    for at, name in enumerate(FRAME):
        page.write(0, at, name)
        for row, value in enumerate(FRAME[name], start=1):
            if pd.notna(value):
                page.write(row, at, value)
    book.save(path)


WRITERS = {
    "openpyxl.xlsx": lambda path: FRAME.to_excel(path, index=False, engine="openpyxl"),
    "xlsxwriter.xlsx": lambda path: FRAME.to_excel(path, index=False, engine="xlsxwriter"),
    "odfpy.ods": lambda path: FRAME.to_excel(path, index=False, engine="odf"),
    "xlwt.xls": lambda path: write_xls(str(path)),
    "pyarrow.parquet": lambda path: FRAME.to_parquet(path, index=False),
    "pyreadstat.zsav": lambda path: pyreadstat.write_sav(FRAME, str(path), compress=True),
    "pyreadstat.sav": lambda path: pyreadstat.write_sav(FRAME, str(path)),
    "pyreadstat.dta": lambda path: pyreadstat.write_dta(FRAME, str(path)),
    "pandas.tsv": lambda path: FRAME.to_csv(path, index=False, sep="\t", decimal=","),
}


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_cells_in_every_format(tmp_path, name):
    path = tmp_path / name
    WRITERS[name](path)
    table = read_table(path)
    assert table.header == ("unit", "fte", "why")
    if path.suffix == ".tsv":  # pandas writes 101.0 with the comma asked for
        assert table.columns[0] == ["101,0", "104,0"]
    else:
        assert table.columns == CELLS
    assert table.findings == ()
    counted_from = 1 if table.header_row is None else 2
    assert table.rows == (counted_from, counted_from + 1)


def test_a_semicolon_in_tsv_is_a_letter(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text("unit\twhy\n0101\ta;b\n", encoding="utf-8")
    assert read_table(path).columns == (["0101"], ["a;b"])


def test_kinds_of_values_in_parquet(tmp_path):
    path = tmp_path / "t.parquet"
    columns = {
        "whole": pa.array([101, None], pa.int64()),
        "half": pa.array([0.1, 3], pa.float32()),
        "truth": pa.array([True, False]),
        "word": pa.array(["joint", None]).dictionary_encode(),
        "money": pa.array([Decimal("12.50"), Decimal(1200)], pa.decimal128(9, 2)),
        "day": pa.array([dt.datetime(2016, 5, 12), dt.datetime(2016, 5, 12, 13, 30)]),
    }
    pq.write_table(pa.table(columns), path)
    assert dict(zip(columns, read_table(path).columns, strict=True)) == {
        "whole": ["101", ""],
        "half": ["0,1", "3"],
        "truth": ["true", "false"],
        "word": ["joint", ""],
        "money": ["12,5", "1200"],
        "day": ["2016-05-12", "2016-05-12T13:30:00"],
    }
    assert read_rows(path, most=1) == [(0, list(columns))]


@pytest.mark.parametrize("ending", [".rds", ".json", ".txt"])
def test_other_formats_get_the_list_of_ours(tmp_path, ending):
    (tmp_path / f"a{ending}").write_text("{}")
    with pytest.raises(UserError, match=r"\.csv, \.tsv, \.xlsx, \.xls, \.ods, \.sav, \.zsav, "):
        read_table(tmp_path / f"a{ending}")


def lines(path, **how):
    table = read_table(path, **how)
    return table, [(f.severity, f.words) for f in table.findings]


def test_what_an_xlsx_hides_is_told(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Svar"
    page.append(["Rapportering"])
    page.append(["unit", "fte", "why", "share"])
    for at in range(4):
        page.append([f"010{at}", 2.5 + at, "x", 0.125])
    page["B4"] = dt.datetime(2016, 2, 1)
    page["B4"].number_format = "dd.mm.yyyy"
    page["D3"].number_format = '0.0\\ "andel" %'
    page["D4"].number_format = '0.0" % av alle"'
    page["A1"].font = openpyxl.styles.Font(bold=True)
    page.merge_cells("A1:D1")
    page.row_dimensions[5].hidden = True
    page.column_dimensions["C"].hidden = True
    page.auto_filter.ref = "A2:D6"
    book.create_sheet("Forklaring")
    path = tmp_path / "t.xlsx"
    book.save(path)
    table, found = lines(path, header_row=2)
    assert table.columns[3] == ["12,5 %", "0,125", "0,125", "0,125"]
    assert [words for _, words in found] == [
        "celler utenfor svarene er slått sammen",
        "et filter skjuler rader; de er lest som alle andre (rad 5)",
        "skjulte kolonner er lest som alle andre (why)",
        "tall er lagret som én ting og vist som prosent, «12,5 %» (rad 3)",
        "det står datoer blant tallene (rad 4)",
        "bare arket «Svar» er lest; filen har også «Forklaring»",
    ]
    assert {severity for severity, _ in found} == {"warning"}


def test_a_per_cent_in_a_number_must_be_looked_at(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Svar")
        percent = book.add_format({"num_format": 10})
        page.write_row(0, 0, ["unit", "fte"])
        for row, value in enumerate([0.12, 0, 1], start=1):
            page.write(row, 0, f"010{row}")
            page.write(row, 1, value, percent)
    assert read_table(path).columns[1] == ["12 %", "0", "100 %"]  # no number of ours has a sign


def test_merged_answers_are_an_error_in_every_workbook(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Svar")
        page.write_row(0, 0, ["unit", "fte"])
        page.write_column(1, 0, ["0101", "0102"])
        page.merge_range(1, 1, 2, 1, 5)
    _, found = lines(path)
    assert found == [("error", "celler er slått sammen")]


def ods_cell(value, **more):
    kinds = {"value": value, "valuetype": "float"}
    if isinstance(value, str):
        kinds = {"valuetype": "string"}
    cell = TableCell(**(kinds | more))
    cell.addElement(P(text=str(value)))
    return cell


def ods_row(values, **more):
    row = TableRow(**more)
    for value in values:
        row.addElement(value if not isinstance(value, str | float | int) else ods_cell(value))
    return row


def test_what_an_ods_hides_is_told(tmp_path):
    document = opendocument.OpenDocumentSpreadsheet()
    document.automaticstyles.addElement(style.Style(name="co", family="table-column"))
    page = Table(name="Svar")
    page.addElement(TableColumn())
    page.addElement(TableColumn(visibility="collapse"))
    page.addElement(TableColumn(numbercolumnsrepeated=2))
    page.addElement(ods_row(["unit", "why", "fte", "beds"]))
    page.addElement(ods_row(["0101", "x", 1.5, ods_cell(0.12, valuetype="percentage")]))
    page.addElement(ods_row(["0102", "x", 2, 3], visibility="filter"))
    page.addElement(ods_row(["0103", "x", ods_cell(7, formula="of:=[.C2]*2"), 3]))
    page.addElement(ods_row(["0104", ods_cell("x", numbercolumnsspanned=2), CoveredTableCell(), 3]))
    page.addElement(TableRow(numberrowsrepeated=1_048_000))
    document.spreadsheet.addElement(page)
    path = tmp_path / "t.ods"
    document.save(path)
    table, found = lines(path)
    assert table.columns[2] == ["1,5", "2", "=[.C2]*2", ""]
    assert table.columns[3] == ["12 %", "3", "3", "3"]
    assert found == [
        ("error", "celler er slått sammen"),
        ("warning", "et filter skjuler rader; de er lest som alle andre (rad 3)"),
        ("warning", "skjulte kolonner er lest som alle andre (why)"),
        ("warning", "tall er lagret som én ting og vist som prosent, «12 %» (rad 2)"),
    ]


def test_what_an_xls_hides_is_told(tmp_path):
    book = xlwt.Workbook()
    page = book.add_sheet("Svar")
    percent = xlwt.easyxf(num_format_str="0 %")
    for row, cells in enumerate([["unit", "fte", "why"], ["0101", 0.5, "x"], ["0102", 2, "x"]]):
        for at, value in enumerate(cells):
            page.write(row, at, value, *([percent] if value == 0.5 else []))
    page.write(3, 0, "0103")
    page.write(3, 1, xlwt.Formula("1/0"))
    page.row(2).hidden = True
    page.col(2).hidden = True
    book.add_sheet("Annet")
    path = tmp_path / "t.xls"
    book.save(str(path))
    table, found = lines(path)
    assert table.columns[1] == ["50 %", "2", "=…"]
    assert [words for _, words in found] == [
        "skjulte rader er lest som alle andre (rad 3)",
        "skjulte kolonner er lest som alle andre (why)",
        "tall er lagret som én ting og vist som prosent, «50 %» (rad 2)",
        "bare arket «Svar» er lest; filen har også «Annet»",
    ]
    assert sheet_names(path) == ["Svar", "Annet"]


@pytest.mark.parametrize("word", ["Sum", "Totalt:", "I ALT", "sum alle"])
def test_a_row_of_totals_is_an_error_unless_it_is_left_out(tmp_path, word):
    path = tmp_path / "t.csv"
    path.write_text(f"unit;name;fte\n0101;Halden;1\n;{word};1\n0104;Summa;2\n", encoding="utf-8")
    (finding,) = read_table(path).findings
    assert (finding.severity, finding.row, finding.value) == ("error", 3, word)
    assert read_table(path, skip_rows=(3,)).findings == ()


def test_the_only_sheet_to_be_seen_is_read_and_the_hidden_one_told(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Lister").write(0, 0, "x")
        page = book.add_worksheet("Ark1")
        page.write_row(0, 0, ["unit", "fte"])
        page.write_row(1, 0, ["0101", 3])
        page.activate()
        book.get_worksheet_by_name("Lister").hide()
    table, found = lines(path)
    assert table.sheet == "Ark1"
    assert found == [("warning", "bare arket «Ark1» er lest; filen har også «Lister»")]


SLOW = [pytest.param(end, marks=pytest.mark.slow) for end in (".sav", ".zsav", ".dta", ".ods")]


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".parquet", *SLOW])
def test_a_text_with_the_ending_of_another_format_is_refused(tmp_path, ending):
    path = tmp_path / f"t{ending}"
    path.write_text("unit;fte\n0101;1\n" * 40, encoding="utf-8")
    with pytest.raises(UnreadableError, match=rf"skadet eller ikke en \{ending}-fil"):
        read_table(path)
