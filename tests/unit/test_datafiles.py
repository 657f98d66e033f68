"""Bad data files: every fault with file, line, column and value."""

import hashlib

import pytest
import yaml

from is248.base import data_files as datafiles
from is248.base.errors import DataError
from is248.printed import report as published
from is248.register import municipalities

GOOD = "row,label,n\na,Alfa,1\nb,Beta,\n"


@pytest.fixture
def folder(tmp_path):
    def write(text, *, listed=None, rows=2, name="t.csv", encoding="utf-8"):
        place = tmp_path / "data" / "x"
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(text.encode(encoding))
        digest = hashlib.sha256((listed or text).encode(encoding)).hexdigest()
        entry = {"sha256": digest, "rows": rows, "columns": ["row", "label", "n"],
                 "text_columns": ["row", "label"], "description": "test"}  # fmt: skip
        (place / "source.yml").write_text(yaml.safe_dump({"files": {"t.csv": entry}}))
        datafiles.read_source.cache_clear()
        return place

    return write


def test_a_good_file_passes(folder):
    place = folder(GOOD)
    datafiles.verify_folder(place)
    assert datafiles.read_rows(place, "t.csv")[1] == {"row": "b", "label": "Beta", "n": ""}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("row,label,n\na,Alfa,1\nb,Beta,12,5\n", ["t.csv, linje 3", "4 felt"]),
        ('row,label,n\na,Alfa,1\nb,Beta,"12,5"\n', ["linje 3", "kolonne «n»", "«12,5» er ikke"]),
        ("row,label,n\na,Alfa,1\nb,Beta,inf\n", ["linje 3", "«inf»"]),
        ("row,label,n\na,Alfa,1\nb,Beta,1_000\n", ["«1_000»"]),
        ("row,label,n\na,Alfa,1\nb,Beta,１２\n", ["«１２»"]),
        ("row,label,n\na,Alfa,1\nb,Beta, 12\n", ["« 12»"]),
        (
            "row,label,antall\na,Alfa,1\nb,Beta,2\n",
            ["linje 1", "«antall» er ukjent", "mangler «n»"],
        ),
        ("row,n,label\na,1,Alfa\nb,2,Beta\n", ["annen rekkefølge"]),
        ("row,label,n\na,Alfa,1\n", ["1 rader", "skal ha 2"]),
    ],
)
def test_a_fault_says_where_and_what(folder, text, words):
    place = folder(text)
    with pytest.raises(DataError) as caught:
        datafiles.verify_folder(place)
    for word in ("data/x/t.csv", *words):
        assert word in str(caught.value)


def test_a_changed_file_is_refused(folder):
    place = folder(GOOD.replace("1", "2"), listed=GOOD)
    with pytest.raises(DataError, match=r"t\.csv er endret: sha256"):
        datafiles.verify_folder(place)


def test_a_missing_file_is_told_from_an_unlisted_one(folder):
    place = folder(GOOD)
    (place / "t.csv").unlink()
    with pytest.raises(DataError, match=r"Mangler data/x/t\.csv"):
        datafiles.verify_folder(place)
    (place / "own.csv").write_text(GOOD)
    with pytest.raises(DataError, match=r"own\.csv er ikke ført i source\.yml.*sha256"):
        datafiles.read_rows(place, "own.csv")


def test_other_encodings_are_named_with_their_line(folder):
    place = folder("row,label,n\na,Ålfa,1\nb,Beta,2\n", encoding="cp1252")
    with pytest.raises(DataError, match=r"linje 2: er ikke UTF-8"):
        datafiles.verify_folder(place)


def test_source_list_itself(tmp_path):
    place = tmp_path / "data" / "y"
    place.mkdir(parents=True)
    with pytest.raises(DataError, match=r"Mangler data/y/source\.yml"):
        datafiles.read_source(place)
    (place / "source.yml").write_text("files: {a: {sha256: kort}}")
    with pytest.raises(DataError, match=r"linje 1: «files.a.sha256».*kort"):
        datafiles.read_source(place)


def test_unknown_printed_table():
    with pytest.raises(DataError, match=r"ingen tabell 4\.9"):
        published.cells(2016, "4.9")


def test_empty_cells_are_left_out_and_decimals_kept():
    cells = published.cells(2016, "3.11").set_index(["row", "column"])
    assert ("psychiatrist", "pct_2007") not in cells.index
    assert cells.loc[("psychologist", "pct_2016"), ["text", "decimals"]].to_list() == ["0.8", 1]


def test_own_inhabitants_must_cover_every_unit():
    register = municipalities.load_units(2016)
    with pytest.raises(DataError, match=r"mangler innbyggere for 1 enheter, først 2030"):
        municipalities.check_units(register, register.drop(index="2030"), "own.csv")
