"""``is248 ingest``: exit codes, what is printed, and the list to send around."""

import argparse

import openpyxl
import pytest

from helpers.survey import good_table, survey_project, with_cell, write
from is248.base.errors import UserError
from is248.cli import ingest_command as ingest


@pytest.fixture
def own(tmp_path):
    return survey_project(tmp_path / "project")


def run(own, *words):
    parser = argparse.ArgumentParser()
    ingest.arguments(parser)
    return ingest.run(parser.parse_args(["2016", *map(str, words)]), own)


def test_good_answers_are_prepared(own, tmp_path, capsys):
    assert run(own, write(good_table(synthetic="true"), tmp_path / "svar.csv")) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("Advarsel: svar.csv, 0105 Sarpsborg: enheten har ikke svart.")
    assert told[0].endswith(
        "(439 slike i 439 enheter: 0105 Sarpsborg, 0106 Fredrikstad, 0111 Hvaler …)"
    )
    assert told[1].startswith("Klargjort syntetiske svar fra 5 enheter i data/prepared/2016.")


def test_findings_end_with_1_and_a_list(own, tmp_path, capsys):
    table = with_cell(4, "fte", "12,5 (ca)")
    assert run(own, write(table, tmp_path / "svar.xlsx")) == 1
    told = capsys.readouterr()
    assert told.out.splitlines()[0] == (
        "svar.xlsx, ark «Svar», rad 4, 1640 Røros, spm. 3.2 (fte): «12,5 (ca)» er ikke et tall. "
        "Skriv 12,5 og flytt «(ca)» til kommentarfeltet."
    )
    assert told.err.startswith("1 feil må rettes. Ingenting er klargjort")
    assert not (own.data / "prepared" / "2016").exists()
    sheet = openpyxl.load_workbook(own.data / "prepared" / "findings-2016.xlsx")["Funn"]
    assert [cell.value for cell in sheet[2]][3:9] == [
        "4",
        "1640",
        "Røros",
        "3.2",
        "fte",
        "12,5 (ca)",
    ]


def test_the_list_goes_where_it_is_wanted(own, tmp_path):
    path = write(good_table(), tmp_path / "svar.csv")
    assert run(own, path, "--list", tmp_path / "liste.xlsx") == 0
    assert (tmp_path / "liste.xlsx").is_file()


@pytest.mark.parametrize(
    ("listed", "words"),
    [("a.csv", "ende på"), ("no/a.xlsx", "finnes ikke"), ("svar.xlsx", "filen med svarene")],
)
def test_the_list_never_goes_over_the_answers(own, tmp_path, listed, words):
    path = write(good_table(), tmp_path / "svar.xlsx")
    before = path.read_bytes()
    with pytest.raises(UserError, match=words):
        run(own, path, "--list", tmp_path / listed)
    assert path.read_bytes() == before


def test_misuse_is_told(own, tmp_path):
    with pytest.raises(UserError, match="Fant ikke filen"):
        run(own, tmp_path / "svar.csv")
    (tmp_path / "svar.rds").write_text("x")
    with pytest.raises(UserError, match="Kan ikke lese"):
        run(own, tmp_path / "svar.rds")
