"""``is248 series``: one row per number, the same in both files, and the same bytes again."""

import csv

import openpyxl
import pytest

from helpers.years import ROOT
from is248.cli.main import BAD_INPUT, main


@pytest.fixture(autouse=True)
def _project(monkeypatch):
    monkeypatch.setenv("IS248_ROOT", str(ROOT))


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_the_files_hold_the_same_rows_and_are_the_same_again(tmp_path, capsys):
    words = ["series", "2016", "--level", "country", "--level", "region", "--out"]
    first, second = tmp_path / "a" / "b", tmp_path / "c"
    assert main([*words, str(first)]) == 0
    said = capsys.readouterr().out
    assert "Grenser: 2016. Svar fra: 2015" in said
    assert "er syntetiske" in said
    assert main([*words, str(second)]) == 0
    for name in ("series-2016.csv", "series-2016.xlsx"):
        assert (first / name).read_bytes() == (second / name).read_bytes()
    rows = rows_of(first / "series-2016.csv")
    sheet = openpyxl.load_workbook(first / "series-2016.xlsx", read_only=True)["Serier"]
    head, *lines = sheet.iter_rows(values_only=True)
    assert head[:2] == ("År", "Nivå")
    assert {line[1] for line in lines} == {"Landet", "Helseregion"}
    assert [line[6] for line in lines] == [float(row["value"]) for row in rows]
    total = {row["year"]: float(row["value"]) for row in rows
             if (row["level"], row["measure"]) == ("country", "fte_total")}  # fmt: skip
    assert (total["2007"], total["2016"]) == (12029, 13936)  # table 3.3
    assert {row["level"] for row in rows} == {"country", "region"}
    estimated = {row["area"] for row in rows if row["estimated"] == "yes"}
    assert estimated <= {"Vest", "Midt-Norge"}  # Hornindal went to Volda in 2020; no other crosses
    assert all(row["estimated"] == "no" for row in rows if row["year"] < "2020")


def test_what_cannot_be_used_is_told(tmp_path, capsys):
    assert main(["series", "2016", "--level", "counties", "--out", str(tmp_path)]) == BAD_INPUT
    assert "Mente du «county»" in capsys.readouterr().err
    assert main(["series", "1916"]) == BAD_INPUT
    assert "1916 finnes ikke" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
