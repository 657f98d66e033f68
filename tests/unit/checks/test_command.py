"""``is248 check``: writes the list, reads it back, says in one sentence what it cannot do."""

import argparse
import dataclasses
import shutil

import openpyxl
import pandas as pd
import pytest
import yaml

from helpers.quality import answers, book, joint
from is248.base.errors import UserError
from is248.base.paths import Project, find_project
from is248.chapter.context import Chapter
from is248.chapter.quality_frames import areas_by_topic
from is248.checks.marks import decisions_of
from is248.checks.response import Responses
from is248.cli import check_command as check
from is248.show.plots import tiles
from is248.survey import freshness as prepare
from is248.survey.answers import load_chapter_labels
from is248.survey.codebook import load_codebook
from is248.survey.decisions import load_decisions
from is248.year.params import load_year
from is248_synthetic.last_year_fte import changed_practice as draw
from is248_synthetic.printed_values import Report
from is248_synthetic.synthetic_units import answering_units

NOW = answers({"0101": joint(40, 5, education=10), "0104": joint(40, 5)}, synthetic=True)
BEFORE = answers({"0101": joint(20, 5), "0104": joint(40, 5)}, year=2015, synthetic=True)


@pytest.fixture
def compendium(tmp_path, monkeypatch):
    root = find_project().root
    for name in ("params", "data/municipalities"):
        shutil.copytree(root / name, tmp_path / name)
    folder = tmp_path / "data" / "survey" / "2016"
    folder.mkdir(parents=True)
    (folder / "codebook.yml").write_text(yaml.safe_dump(book().model_dump(mode="json")))
    given = {2016: NOW, 2015: BEFORE}
    monkeypatch.setattr(prepare, "load", lambda year, _: given[year])
    monkeypatch.setattr(prepare, "has_answers", lambda year, _: year in given)
    yield Project(tmp_path)
    load_codebook.cache_clear()


def run(project, **options):
    return check.run(argparse.Namespace(**{"year": "2016", "replies": None, "who": None} | options),
                     project)  # fmt: skip


def test_it_counts_and_writes(compendium, capsys):
    assert run(compendium) == 0
    said = capsys.readouterr().out
    assert said.startswith("SYNTETISK EKSEMPEL")
    assert "1 spørsmål til 1 enheter i 1 kommuner." in said
    letters = compendium.outputs / "2016" / "control" / "letters"
    assert [path.name for path in letters.iterdir()] == ["0101.txt"]
    assert (letters / "0101.txt").read_text(encoding="utf-8").startswith("SYNTETISK")


def test_it_reads_answers_back(compendium, capsys):
    run(compendium)
    path = compendium.outputs / "2016" / "control" / "control_questions.xlsx"
    workbook = openpyxl.load_workbook(path)
    workbook["Spørsmål"].cell(2, 9, "Endret praksis")
    workbook.save(path)
    assert run(compendium, replies=path, who="Kari") == 0
    assert "1 avgjørelser er ført i data/survey/2016/decisions.yml." in capsys.readouterr().out
    (change,) = load_decisions(compendium.data / "survey" / "2016").changes
    assert (change.unit, change.decision, change.who) == ("0101", "changed_practice", "Kari")
    with pytest.raises(UserError, match="har svar som ville gått tapt"):
        run(compendium)


def test_a_faulty_row_stops_the_reading(compendium, capsys):
    run(compendium)
    path = compendium.outputs / "2016" / "control" / "control_questions.xlsx"
    workbook = openpyxl.load_workbook(path)
    workbook["Spørsmål"].cell(2, 9, "Vet ikke")
    workbook.save(path)
    assert run(compendium, replies=path, who="Kari") == 1
    assert "«Vet ikke» er ikke et av svarene" in capsys.readouterr().err
    assert not (compendium.data / "survey" / "2016" / "decisions.yml").exists()


def test_it_says_what_it_needs(compendium, tmp_path):
    with pytest.raises(UserError, match="--who NAVN"):
        run(compendium, replies=tmp_path / "x.xlsx")
    with pytest.raises(UserError, match="Fant ikke filen"):
        run(compendium, replies=tmp_path / "x.xlsx", who="Kari")
    with pytest.raises(UserError, match="hører sammen med --replies"):
        run(compendium, who="Kari")


def test_the_first_year_has_nothing_to_compare_with(compendium, capsys, monkeypatch):
    monkeypatch.setattr(prepare, "has_answers", lambda *_: False)
    run(compendium)
    assert "Det er ingen svar fra året før" in capsys.readouterr().out


def test_the_page_says_that_answers_are_synthetic():
    year = load_year(2016)
    chapter = Chapter(
        project=find_project(),
        params=year,
        page=year.chapter("data_basis"),
        labels=load_chapter_labels(None, 2016),
    )
    notice = chapter.caution(NOW, BEFORE)
    assert notice.role == "caution"
    assert "syntetiske" in str(notice)
    assert str(notice).startswith("Svarene for 2016 og 2015 er syntetiske")
    assert chapter.caution(answers({})) is None


def test_alt_text_of_a_map_names_the_lowest():
    asked = pd.DataFrame({"a": [True] * 4, "b": [True] * 4}, index=list("1234"))
    told = pd.DataFrame({"a": [True] * 4, "b": [True, False, False, False]}, index=list("1234"))
    about = pd.DataFrame({"topic": ["housing", "refugees"]}, index=["a", "b"])
    units = pd.DataFrame({"county": ["Oslo", "Oslo", "Troms", "Troms"]}, index=list("1234"))
    shares = areas_by_topic(Responses(about, asked, told), units, "county")
    alt = tiles.heat_alt(
        shares, {"Oslo": "Oslo", "Troms": "Troms"}, load_chapter_labels(None, 2016)
    )
    assert "lavest i Troms (50 prosent)" in alt
    assert "høyest i Oslo (75 prosent)" in alt
    assert "Flyktninger (25 prosent)" in alt


def test_marks_of_synthetic_answers_never_meet_real_ones(compendium):
    marked = decisions_of(NOW, find_project()).changes
    assert [mark.unit for mark in marked] == draw(answering_units(Report(2016)), Report(2016))
    assert {mark.decision for mark in marked} == {"changed_practice"}
    real = dataclasses.replace(NOW, synthetic=False)
    assert decisions_of(real, compendium).changes == ()
    assert decisions_of(BEFORE, compendium).changes == ()
