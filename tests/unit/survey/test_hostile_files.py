"""Files that were made to harm: refused in one sentence or read, quickly and in little memory."""

import subprocess
import sys
import zipfile
from dataclasses import dataclass
from io import BytesIO

import pytest

from helpers.hostile_files import SHEET, hostile_files, sheet, sheet_file, workbook
from is248.survey.findings import UnreadableError
from is248.survey.readers import read_rows, read_table

READ = """
import sys
from pathlib import Path
from is248.survey.findings import UnreadableError
from is248.survey.readers import read_table
try:
    table = read_table(Path(sys.argv[1]))
    print("lest", len(table.rows), len(table.header))
except UnreadableError as error:
    print(error.finding.words)
"""
SECONDS, MIB = 1.0, 500
SLOWER = {"rows of semicolons.csv": 5.0, "sixteen thousand columns.csv": 5.0}
"""A million rows of text are no trick: they are read."""


@dataclass(frozen=True)
class Run:
    words: str
    seconds: float
    mib: float


MEASURE = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:])
_, status, used = os.wait4(child.pid, 0)
assert status == 0, status
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""
"""A process counts the memory of the one it was made by, so a small one stands between."""


def run(path):
    """Read a file in a process of its own; what it said, and what it and its children took."""
    read = [sys.executable, "-c", READ, str(path)]
    command = [sys.executable, "-S", "-c", MEASURE, *read]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    words, used = done.stdout.strip().split("\n")
    return Run(words, *map(float, used.split()))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    files = hostile_files(folder)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / "sound.xlsx").write_bytes(workbook({}))
    return folder, files


@pytest.fixture(scope="module")
def start(hostile):
    """Processor time of a sound file: start of two processes, and their libraries."""
    return run(hostile[0] / "sound.xlsx").seconds


FAR = "en celle ligger langt utenfor tabellen"
PACKED = "filen er pakket mer enn 100:1"
BROKEN = "filen er skadet eller ikke en "
TOO_MUCH = "filen er skadet, eller tar mer minne eller tid å lese enn en tabell skal"
EXPECTED = {
    "far cell, spaces about the sign.xlsx": FAR,
    "far cell, single quotes.xlsx": FAR,
    "far cell, small letters.xlsx": FAR,
    "far row, cells without place.xlsx": FAR,
    "row of another place than its cells.xlsx": FAR,
    "sixteen thousand columns.xlsx": FAR,
    "row beyond the last.xlsx": FAR,
    "million rows.xlsx": PACKED,
    "million rows, not packed.xlsx": FAR,
    "absurd dimension.xlsx": "lest 1 3",
    "long shared text.xlsx": TOO_MUCH,
    "many defined names.xlsx": "lest 1 2",
    "huge styles.xlsx": BROKEN,
    "merged without end.xlsx": BROKEN,
    "deep sheet.xlsx": PACKED,
    "deep texts.xlsx": PACKED,
    "deep book.xlsx": PACKED,
    "laughs in sheet.xlsx": BROKEN,
    "laughs in texts.xlsx": BROKEN,
    "laughs in styles.xlsx": BROKEN,
    "laughs in book.xlsx": BROKEN,
    "external entity.xlsx": BROKEN,
    "zip bomb.xlsx": PACKED,
    "archive that lies about sizes.xlsx": BROKEN,
    "sixteen thousand columns.csv": "lest 1 16384",
    "quotation mark that never ends.csv": "anførselstegn stemmer ikke",
    "rows of semicolons.csv": "lest 1 2",
    "far cells.ods": FAR,
    "laughs.ods": BROKEN,
    "far cell.xls": FAR,
    "two thousand million cases.sav": "filen er pakket mer enn 2000:1",
    "two thousand million cases.zsav": "filen er pakket mer enn 2000:1",
    "endless cases.dta": BROKEN,
    "packed cases.zsav": "filen er pakket mer enn 2000:1",
    "nothing but nulls.parquet": "filen er større enn 200 MB utpakket",
    "long text in every row.parquet": TOO_MUCH,
}


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.parametrize("name", EXPECTED)
def test_a_hostile_file_costs_next_to_nothing(hostile, start, name):
    found = run(hostile[0] / name)
    assert found.words.startswith(EXPECTED[name])
    assert found.seconds - start < SLOWER.get(name, SECONDS)
    assert found.mib < MIB


@pytest.mark.slow
def test_every_hostile_file_is_tried(hostile):
    assert set(hostile[1]) == set(EXPECTED)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="3"><c r="A3"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>',
        '<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>2</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v><v>2</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v><c r="B2"><v>2</v></c></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row></sheetData><sheetData>',
    ],
)
def test_a_sheet_of_which_nobody_knows_what_holds_is_damaged(tmp_path, rows):
    """Calamine reads each of them, and gives one of the two numbers, or another row."""
    (tmp_path / "t.xlsx").write_bytes(sheet_file(rows))
    with pytest.raises(UnreadableError, match="skadet eller ikke en"):
        read_table(tmp_path / "t.xlsx")


def test_cells_without_place_stand_side_by_side(tmp_path):
    """As in Excel: the first cell of a row is A, and a cell stands to the right of the last."""
    rows = (
        "<row><c><v>1</v></c><c/><c><v>3</v></c></row>"
        '<row r="5"><c r="B5"><v>4</v></c><c><v>5</v></c></row>'
    )
    (tmp_path / "t.xlsx").write_bytes(sheet_file(rows))
    table = read_table(tmp_path / "t.xlsx")
    assert table.rows == (2, 5)
    assert table.columns == (["1", ""], ["", "4"], ["3", "5"])


def test_a_formula_after_the_cells_is_no_cell(tmp_path):
    """As in the lists of choices that Excel keeps behind the sheet's cells."""
    after = '<extLst><ext><x:f xmlns:x="x">Lister!$A$1:$A$9</x:f></ext></extLst>'
    rows = '<row r="2"><c r="A2"><v>1</v></c><c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    (tmp_path / "t.xlsx").write_bytes(sheet_file(rows, after=after))
    assert read_rows(tmp_path / "t.xlsx")[1:] == [(2, ["1", "", "=1/0"])]


def test_a_prefix_before_every_name_changes_nothing(tmp_path):
    plain = sheet('<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="e"><v>#N/A</v></c></row>')
    for name in ("worksheet", "sheetData", "row", "c", "v", "is", "t"):
        plain = plain.replace(f"<{name}>", f"<x:{name}>").replace(f"<{name} ", f"<x:{name} ")
        plain = plain.replace(f"</{name}>", f"</x:{name}>")
    content = workbook({SHEET: plain.replace("xmlns=", "xmlns:x=")})
    (tmp_path / "t.xlsx").write_bytes(content)
    assert read_table(tmp_path / "t.xlsx").columns[:2] == (["1"], ["#N/A"])


def test_a_reader_that_dies_or_takes_too_long_is_a_sentence(tmp_path, monkeypatch):
    path = tmp_path / "t.xlsx"
    path.write_bytes(workbook({}))
    monkeypatch.setattr("is248.survey.read_apart.LONGEST", 0.01)
    with pytest.raises(UnreadableError, match="mer minne eller tid"):
        read_table(path)
    monkeypatch.setattr("is248.survey.read_apart.LONGEST", 60)
    monkeypatch.setattr("is248.survey.read_apart.CHILD", "is248.no_such_module")
    with pytest.raises(UnreadableError, match="skadet"):
        read_table(path)


def test_the_sizes_that_an_archive_declares_are_looked_at_first(tmp_path):
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 50_000_000)
    (tmp_path / "t.xlsx").write_bytes(made.getvalue())
    with pytest.raises(UnreadableError, match="100:1"):
        read_table(tmp_path / "t.xlsx")
