"""``is248 coding``: out, in, two coders, quotes; the exit code; nothing overwritten."""

import argparse

import pytest
import yaml
from coding_house import TEXTS, VARIABLE, filled, make_answers, prepare

from is248.base.errors import DataError, UserError
from is248.cli import coding_command as coding
from is248.survey.coding.coding_model import coding_path


@pytest.fixture
def is248(house, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    prepare(house, make_answers())

    def run(*words):
        parser = argparse.ArgumentParser()
        coding.arguments(parser)
        return coding.run(parser.parse_args(list(words)), house)

    return run


@pytest.fixture
def out(is248, tmp_path, capsys):
    assert is248("export", "2016", VARIABLE, "ut.xlsx") == 0
    assert capsys.readouterr().out == f"ut.xlsx: 5 svar på «{VARIABLE}» 2016.\n"
    return tmp_path / "ut.xlsx"


def coded(out, name, codes=None, change=None):
    filled(out.read_bytes(), out.parent / name, codes, change)
    return name


def test_out_and_in(is248, out, house, capsys):
    assert is248("import", "2016", VARIABLE, coded(out, "a.xlsx")) == 0
    told = capsys.readouterr().out
    assert "Ikke kapasitet" in told
    assert "Lagret i data/survey/2016/restricted/coding/plan_why.yml." in told
    assert coding_path(2016, VARIABLE, house).is_file()


def test_findings_stop_and_leave_what_was_kept(is248, out, house, capsys):
    is248("import", "2016", VARIABLE, coded(out, "a.xlsx"))
    before = coding_path(2016, VARIABLE, house).read_bytes()
    wrong = coded(out, "b.xlsx", {TEXTS["0105"]: "99", TEXTS["0101"]: None})
    assert is248("import", "2016", VARIABLE, wrong) == 1
    told = capsys.readouterr().err
    assert "2 funn må rettes. Ingenting er lest inn." in told
    assert coding_path(2016, VARIABLE, house).read_bytes() == before


def test_two_coders(is248, out, capsys):
    first = coded(out, "a.xlsx", {TEXTS["0105"]: "declines"})
    assert is248("import", "2016", VARIABLE, first, coded(out, "b.xlsx")) == 0
    told = capsys.readouterr().out
    assert "enige 80 %" in told
    assert "MASI-avstand" in told


def test_faults_of_the_second_coder_stop_too(is248, out, house, capsys):
    second = coded(out, "b.xlsx", {TEXTS["0105"]: "99"})
    assert is248("import", "2016", VARIABLE, coded(out, "a.xlsx"), second) == 1
    assert "b.xlsx, ark «Svar»" in capsys.readouterr().err
    assert not coding_path(2016, VARIABLE, house).exists()


def test_by_theme(is248, out, tmp_path):
    name = coded(out, "a.xlsx")
    assert is248("import", "2016", VARIABLE, name, "--by-theme", "tema.xlsx") == 0
    assert (tmp_path / "tema.xlsx").is_file()


def test_nothing_is_overwritten(is248, out):
    with pytest.raises(UserError, match="finnes fra før"):
        is248("export", "2016", VARIABLE, "ut.xlsx")
    with pytest.raises(UserError, match=r"ende på \.xlsx"):
        is248("export", "2016", VARIABLE, "ut.csv")
    with pytest.raises(UserError, match="finnes ikke"):
        is248("export", "2016", VARIABLE, "borte/ut.xlsx")
    with pytest.raises(UserError, match="finnes fra før"):
        is248("import", "2016", VARIABLE, str(out), "--by-theme", str(out))


def test_misuse(is248):
    with pytest.raises(UserError, match="er ikke et år"):
        is248("quotes", "i fjor")
    with pytest.raises(DataError, match="ikke klargjort"):
        is248("quotes", "2015")


def test_quotes(is248, out, house, capsys):  # noqa: ARG001 - makes the key
    path = house.data / "survey" / "2016" / "quotes.yml"
    content = {"year": 2016, "synthetic": False, "quotes": []}
    path.write_text(yaml.safe_dump(content))
    assert is248("quotes", "2016") == 0
    assert "0 sitater kan trykkes" in capsys.readouterr().out
    content["quotes"] = [{"variable": VARIABLE, "answer": "x", "text": "Ring 22 33 44 55"}]
    path.write_text(yaml.safe_dump(content))
    assert is248("quotes", "2016") == 1
    assert "telefonnummer" in capsys.readouterr().err
