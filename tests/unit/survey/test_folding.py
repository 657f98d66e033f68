"""What is told on screen: kinds of findings once, forty lines at most, all in the list."""

import openpyxl
import pytest

from helpers.survey import good_table, survey_project, write
from is248.cli.main import main
from is248.survey.findings import Finding
from is248.survey.folding import follows, told


def wrong(value="x", words="er ikke et tall", **more):
    return Finding("svar.csv", words, "Skriv tallet.", value=value, **more)


def test_one_finding_is_its_own_line():
    found = wrong(row=4, column="fte", unit="1640", name="Røros")
    assert told([found], "liste.xlsx") == [found.line]


def test_one_kind_in_many_places_is_one_line_with_examples():
    found = [wrong(row=r, column=c) for c in ("a", "b", "c", "d") for r in range(2, 502)]
    line, *others = told(found, "liste.xlsx")
    assert others == []
    assert line == (
        "svar.csv, rad 2, kolonnen «a»: «x» er ikke et tall. Skriv tallet. "
        "(2\u00a0000 slike i 4 kolonner: «a», «b», «c» … og 500 rader: 2, 3, 4 …)"
    )


def test_names_and_numbers_in_the_words_do_not_tell_kinds_apart():
    found = [wrong(words=f"skulle vært «{n}»: feil tegnsett", row=n) for n in range(2, 5)]
    (line,) = told(found, "liste.xlsx")
    assert line.endswith("(3 slike i 3 rader: 2, 3, 4)")


def test_what_stands_for_others_counts_for_them():
    (line,) = told([wrong(row=2), wrong(row=3, alike=98)], "liste.xlsx")
    assert line.endswith("(99 slike i 2 rader: 2, 3)")


def test_errors_and_warnings_are_apart_and_errors_first():
    lines = told([wrong(row=2, severity="warning"), wrong(row=3)], "liste.xlsx")
    assert [line.startswith("Advarsel") for line in lines] == [False, True]


def test_not_more_lines_than_a_screen_and_the_rest_is_counted():
    found = [wrong(words=f"feil {chr(65 + n)}", row=n, alike=n) for n in range(1, 61)]
    lines = told(found, "liste.xlsx")
    assert len(lines) == 39
    # kinds 39 to 60 are left: their sum is 60*61/2 - 38*39/2
    assert lines[-1] == "… og 1\u00a0089 funn til i listen: liste.xlsx"


WHOLE = Finding("svar.csv", "tallene har desimalpunktum", "Sett komma.", whole="points")


def test_what_follows_from_the_whole_is_counted_under_it():
    points = [wrong(value=f"{n}.5", row=n) for n in range(2, 1929)]
    lines = told([*points, wrong(row=3), WHOLE], "liste.xlsx")
    assert len(lines) == 2
    assert lines[0].startswith("svar.csv: tallene har desimalpunktum. Sett komma.")
    assert lines[0].endswith("(1\u00a0927 funn i listen følger av dette)")
    assert "«x» er ikke et tall" in lines[1]


@pytest.mark.parametrize(
    ("whole", "finding", "expected"),
    [
        ("names", wrong(None, "mangler i filen", column="fte"), True),
        ("names", wrong(words="er ikke et tall"), False),
        ("key", wrong("1108", "er «Sandnes» fra 2020, ikke en enhet i registeret for 2016"), True),
        ("years", wrong("2015", "er ikke 2016"), True),
        ("joined", wrong(None, "mangler i filen", column="help__a"), True),
        ("joined", wrong(None, "mangler i filen", column="fte"), False),
        ("numbers", wrong("2", "er ikke en kode i spørsmålet"), True),
        ("numbers", wrong("jont", "er ikke en kode i spørsmålet"), False),
        ("points", WHOLE, False),
    ],
)
def test_what_follows_from_what(whole, finding, expected):
    assert follows(finding, whole) is expected


def test_a_file_of_faults_is_told_on_a_screen_and_whole_in_the_list(tmp_path, capsys, monkeypatch):
    own = survey_project(tmp_path / "project")
    monkeypatch.setattr("is248.cli.main.find_project", lambda: own)
    columns = {f"house{n}": ["1"] * 5 for n in range(60)}
    table = good_table(**columns, fte=["1.5", "2.5", "3.5", "4.5", "vet ikke"])
    assert main(["ingest", "2016", str(write(table, tmp_path / "svar.csv"))]) == 1
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert sum("kolonnen står ikke i kodeboken" in line for line in lines) == 1
    assert len(lines) + len(told.err.splitlines()) <= 40
    sheet = openpyxl.load_workbook(own.data / "prepared" / "findings-2016.xlsx")["Funn"]
    words = [row[9].value for row in sheet.iter_rows(min_row=2)]
    assert sum("kolonnen står ikke i kodeboken" in word for word in words) == 60
    assert words[0].startswith("tallene har desimalpunktum i hele filen")
