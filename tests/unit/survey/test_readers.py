"""Files become text: encodings, separators, row numbers, declared missing values."""

import codecs

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from helpers.survey import good_table, write
from is248.base.errors import UserError
from is248.survey.findings import UnreadableError
from is248.survey.readers import read_rows, read_table, sheet_names

pytestmark = pytest.mark.usefixtures("reads_in_forks")

CSV = "unit;name;fte\n1640;Røros;NA\n"


def read(tmp_path, content, name="t.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    return read_table(path)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (CSV.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF8 + CSV.encode("utf-8"), "utf-8-sig"),
        (CSV.encode("utf-16"), "utf-16"),
        (CSV.encode("cp1252"), "cp1252"),
    ],
)
def test_letters_are_read_by_mark_then_utf8_then_windows(tmp_path, content, encoding):
    table = read(tmp_path, content)
    assert table.encoding == encoding
    assert table.header == ("unit", "name", "fte")
    assert [column[0] for column in table.columns] == ["1640", "Røros", "NA"]


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_separators(tmp_path, mark):
    table = read(tmp_path, f'unit{mark}why\n0101{mark}"a{mark} ""b""\nc"\n'.encode())
    assert table.columns == (["0101"], [f'a{mark} "b"\nc'])


def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path):
    table = read(tmp_path, b'unit;why\n0101;"a\nb"\n;\n\n0104;c\n')
    assert table.rows == (2, 5)


def test_letters_in_two_signs_and_spaces_at_the_ends_do_not_matter(tmp_path):
    table = read(tmp_path, "unit;why\n 0101\u00a0; a\u030a\r\n".encode())
    assert table.columns == (["0101"], ["å"])


def test_columns_without_name_and_cells_are_dropped_at_the_end(tmp_path):
    assert read(tmp_path, b"unit;why;;\n0101;x;;\n").header == ("unit", "why")


def test_numbers_dates_and_marks_of_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["unit", "a", "b", "c", "d", "e"])
    sheet.append([101, 12.5, True, pd.Timestamp("2016-05-12"), "NA", "'1"])
    sheet["F2"].hyperlink = "http://example.no"
    path = tmp_path / "t.xlsx"
    book.save(path)
    table = read_table(path)
    cells = [column[0] for column in table.columns]
    assert cells == ["101", "12,5", "true", "2016-05-12", "NA", "'1"]
    assert (table.sheet, table.rows) == ("Sheet", (2,))


def test_the_sheet_of_answers_is_found_among_others(tmp_path):
    path = write(good_table(), tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(path)
    book.create_sheet("Forklaring", 0).append(["Les dette"])
    book.save(path)
    assert read_table(path).sheet == "Svar"


def test_declared_missing_values_of_spss_stay_what_they_are(tmp_path):
    path = tmp_path / "t.sav"
    frame = pd.DataFrame({"unit": ["0101", "0104", "1640"], "beds": [98.0, 3.0, float("nan")]})
    pyreadstat.write_sav(
        frame,
        str(path),
        missing_ranges={"beds": [98.0]},
        variable_value_labels={"beds": {98.0: "Vet ikke"}},
        column_labels=["Kode", "Plasser"],
    )
    table = read_table(path)
    assert table.columns == (["0101", "0104", "1640"], ["98", "3", ""])
    assert table.rows == (1, 2, 3)
    assert table.labels == ("Kode", "Plasser")
    assert table.declared == {"beds": [[98.0, 98.0]]}
    assert table.value_labels == {"beds": {"98": "Vet ikke"}}


def test_missing_values_of_stata_keep_their_letter(tmp_path):
    path = tmp_path / "t.dta"
    frame = pd.DataFrame({"unit": ["0101", "a"], "beds": pd.Series(["b", 2.0], dtype=object)})
    pyreadstat.write_dta(frame, str(path), missing_user_values={"beds": ["b"]})
    assert read_table(path).columns == (["0101", "a"], [".b", "2"])


def test_files_that_are_not_ours_are_misuse(tmp_path):
    with pytest.raises(UserError, match=r"Kan ikke lese «a\.rds»\. Lagre filen som \.csv, \.tsv, "):
        read_table(tmp_path / "a.rds")
    with pytest.raises(UserError, match="Fant ikke filen"):
        read_table(tmp_path / "a.csv")


def test_a_large_file_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("is248.survey.readers.LARGEST", 10)
    with pytest.raises(UnreadableError, match="større enn 200 MB"):
        read(tmp_path, CSV.encode())


def test_escapes_in_a_workbook_are_letters(tmp_path):
    table = good_table(remark=["a_x0041_b", "", "", "", ""])
    found = read_table(write(table, tmp_path / "t.xlsx"))
    assert found.columns[found.header.index("remark")][0] == "a_x0041_b"


TITLED = "Rapportering fra kommunene\n\nunit;fte\nKode;Årsverk\n0101;1\nSum;1\n0104;2\n"


def test_a_header_further_down_and_rows_that_hold_no_unit(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(TITLED, encoding="utf-8")
    table = read_table(path, header_row=3, skip_rows=(4, 6))
    assert (table.header, table.header_row) == (("unit", "fte"), 3)
    assert (table.rows, table.columns) == ((5, 7), (["0101", "0104"], ["1", "2"]))
    assert read_rows(path, most=3) == [
        (1, ["Rapportering fra kommunene"]), (3, ["unit", "fte"]),
    ]  # fmt: skip
    with pytest.raises(UnreadableError, match=r"rad 2: kolonnenavnene mangler\. Sett dem i rad 2"):
        read_table(path, header_row=2)


def test_a_sheet_by_its_name(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["unit"])
    book.create_sheet("Tall").append(["unit", "fte"])
    book["Tall"].append(["0101", 3])
    path = tmp_path / "t.xlsx"
    book.save(path)
    assert sheet_names(path) == ["Sheet", "Tall"]
    assert read_table(path, sheet="Tall").columns == (["0101"], ["3"])
    with pytest.raises(UnreadableError, match="har ikke arket «Svar», men «Sheet», «Tall»"):
        read_table(path, sheet="Svar")
